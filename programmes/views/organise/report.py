"""The report of a programme: its figures on one page of paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from notifications.replica import from_replica
from programmes.access import organised
from programmes.models import Programme
from programmes.overview import chosen, earlier, shown_panels
from programmes.views.organise.frame import of_programme, page


@require_safe
@of_programme
@from_replica
def report(request: HttpRequest, programme: Programme) -> HttpResponse:
    now = timezone.now()
    candidates = earlier(programme, organised(request.user))  # type: ignore[arg-type] # signed in
    before = chosen(programme, candidates, request.GET.get("with"))
    context = {
        "shown": shown_panels(programme, before, now=now, only_measured=True),
        "candidates": candidates,
        "before": before,
        "now": now,
    }
    return page(request, programme, "programmes/organise/report.html", context, tab="report")
