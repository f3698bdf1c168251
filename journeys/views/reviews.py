"""Reviews: each of the two looks back alone, and then both read what both wrote."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.access import person_of
from journeys.access import mentorship_for
from journeys.queries.room import room_of


@require_safe
def reviews(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = person_of(request)
    mentorship = mentorship_for(person, pk)
    context = {"room": room_of(mentorship, reader=person, here="reflect")}
    return TemplateResponse(request, "journeys/reviews/reviews.html", context)
