"""The answer to whoever pressed a button that a change meanwhile had taken away."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person
from journeys.access import mentorship_for
from journeys.queries.room import room_of


def changed_meanwhile(
    request: HttpRequest,
    pk: UUID,
    person: Person,
    *,
    here: str,
    changed: str = "",
    typed: Iterable[str] = (),
) -> HttpResponse:
    """The page (409) that says what `changed` in the mentorship `pk` and gives back what was `typed`; without words it is
    that the mentorship is over. Nothing was kept. `here` is the name of the address that shows how it is now."""
    mentorship = mentorship_for(person, pk)
    context = {
        "room": room_of(mentorship, reader=person, here=here),
        "changed": changed or _("This mentorship is over, so nothing was changed."),
        "typed": [text for text in typed if text.strip()],
        "back_url": reverse(f"journeys:{here}", args=[pk]),
    }
    return TemplateResponse(request, "journeys/over.html", context, status=409)
