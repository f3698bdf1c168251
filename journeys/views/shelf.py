"""The shelf of a pair."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.access import person_of
from journeys.access import mentorship_for
from journeys.queries.room import room_of


@require_safe
def shelf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the two keep, and what fits where they are."""
    person = person_of(request)
    room = room_of(mentorship_for(person, pk), reader=person, here="shelf")
    return TemplateResponse(request, "journeys/shelf/shelf.html", {"room": room})
