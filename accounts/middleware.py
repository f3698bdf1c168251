from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation

from accounts.leaving import open_erasures
from accounts.models import Person
from accounts.reauthentication import recently_signed_in, with_next
from accounts.second_factor import gave_second_factor, has_second_factor, needs_second_factor
from accounts.site_language import site_language
from notifications.prepared import prepared

# Pages of allauth that change how somebody signs in: it asks again only those who have a password or a second factor, and
# by no means for everything. Asked on reading where something secret is shown or typed.
BEFORE_READING = frozenset(
    {
        "account_set_password",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
    }
)
BEFORE_POSTING = frozenset({"account_email", "socialaccount_connections", "usersessions_list"})


@prepared
def _people(user: UUID) -> QuerySet[Person]:
    """The person with when they asked to be erased, which every page tells them: within the one query."""
    erasing = open_erasures().filter(person=OuterRef("pk")).values("due_at")[:1]
    return Person.objects.filter(user=user).annotate(erasing_at=Subquery(erasing)).order_by()


def _person(request: HttpRequest) -> Person | None:
    if not request.user.is_authenticated:
        return None
    person = next(iter(_people(request.user.pk)), None)
    if person is not None:
        person.user = request.user  # read already, and asked for by many a page
    return person


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


class SignInMiddleware:
    """Who it is, asked once more: before somebody changes how they sign in, and before the organisers' pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or request.resolver_match is None:
            return None
        if self._changes_signing_in(request) and not recently_signed_in(request):
            return _again(request)
        if request.path.startswith(reverse("admin:index")) and needs_second_factor(request.user):
            return _second_factor(request)
        return None

    @staticmethod
    def _changes_signing_in(request: HttpRequest) -> bool:
        name = request.resolver_match.url_name  # type: ignore[union-attr]
        return name in BEFORE_READING or (name in BEFORE_POSTING and request.method == "POST")


def _again(request: HttpRequest) -> HttpResponse:
    """To the first way to show who one is; what was posted waits, save where it may hold a password."""
    first = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    name = request.resolver_match.url_name  # type: ignore[union-attr]
    if name in BEFORE_POSTING:
        return suspend_request(request, first)
    return HttpResponseRedirect(with_next(first, request.path))


def _second_factor(request: HttpRequest) -> HttpResponse | None:
    if request.resolver_match.view_name == "admin:logout" or gave_second_factor(request):  # type: ignore[union-attr]
        return None
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("admin:index")
    if not has_second_factor(request.user):  # type: ignore[arg-type]
        target = with_next(reverse("accounts:second_step"), back)
    else:
        ways = get_adapter().get_reauthentication_methods(request.user)
        target = with_next(next(way["url"] for way in ways if way["id"].startswith("mfa_")), back)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
