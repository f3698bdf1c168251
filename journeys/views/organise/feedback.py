"""What people in mentorships let the organisers read of their feedback."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from journeys.queries.feedback import widened_feedback
from journeys.views.organise.help import TAB, reader_of
from programmes.models import Programme
from programmes.views.organise.frame import of_programme, page


@require_safe
@of_programme
def feedback(request: HttpRequest, programme: Programme) -> HttpResponse:
    found = widened_feedback(programme, reader=reader_of(request), number=request.GET.get("page"))
    return page(request, programme, "journeys/organise/feedback.html", {"feedback": found}, tab=TAB)
