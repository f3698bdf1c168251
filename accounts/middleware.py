from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts.models import Person
from accounts.site_language import site_language


def _person(request: HttpRequest) -> Person | None:
    if not request.user.is_authenticated:
        return None
    return Person.objects.filter(user=request.user).first()


class PersonMiddleware:
    """Gives `request.person` (None for visitors), and shows the site in that person's own zone and language.

    Visitors have the language that LocaleMiddleware found, from their cookie or what their browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = _person(request)
        request.person = person  # type: ignore[attr-defined]
        if person is None:
            return self.get_response(request)
        language = site_language(person.locale)
        request.LANGUAGE_CODE = language
        with timezone.override(ZoneInfo(person.zone)), translation.override(language):
            response = self.get_response(request)
        # LocaleMiddleware would write the visitor's.
        response.headers.setdefault("Content-Language", language)
        return response
