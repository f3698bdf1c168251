"""The switch in the footer of every page: the language of the site, for a visitor and for a person."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts.models import Person
from accounts.operations.profile import change_person


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen language with the person who is signed in, and in a cookie for whoever signs in or out later on
    this device; then back to the page in `next`. A language that the site does not speak changes nothing."""
    person: Person | None = getattr(request, "person", None)
    chosen = request.POST.get("language", "")
    if person is not None and chosen in dict(settings.LANGUAGES):
        change_person(person=person, changes={"locale": chosen}, by=person, now=timezone.now())
    return set_language(request)
