"""How the mentorships of a programme ended, and what people said about it at the end."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import Person
from journeys.queries.outcomes import words_of
from programmes.models import Programme
from programmes.views.organise.frame import of_programme, page


@require_safe
@of_programme
def endings(request: HttpRequest, programme: Programme) -> HttpResponse:
    reader: Person | None = getattr(request, "person", None)  # an operator's account may belong to nobody
    words = words_of(programme, reader=reader, number=request.GET.get("page"))
    return page(request, programme, "journeys/organise/endings.html", {"words": words}, tab="report")
