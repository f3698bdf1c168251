"""The meetings of a pair."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.access import person_of
from journeys.access import mentorship_for
from journeys.queries.room import room_of


@require_safe
def meetings(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = person_of(request)
    found = mentorship_for(person, pk)
    return TemplateResponse(
        request, "journeys/meetings/list.html", {"room": room_of(found, reader=person, here="meetings")}
    )
