"""How a run treats people: scores, the worst-off, the mentors' load, and groups of those who agreed to be counted."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matching.access import run_of
from matching.queries.run_fairness import fairness_page
from matching.queries.runs import WITH_RESULT
from matching.views.organise.run_frame import run_page
from programmes.models import Programme
from programmes.views.organise.frame import of_programme


@require_safe
@of_programme
def fairness(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    run = run_of(programme, number)
    if run.state not in WITH_RESULT:
        raise Http404(_("This run has no result."))
    return run_page(request, run, "fairness.html", {"fairness": fairness_page(run)})
