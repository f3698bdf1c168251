"""Publishing the pairs of a run, and taking them all back: each is one confirmed step."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.limits import limited
from accounts.transitions import StaleState
from matching.access import run_of
from matching.enums import RunState
from matching.forms.organise_runs import PublishForm
from matching.models import MatchRun
from matching.operations import publishing as operations
from matching.operations.run_decisions import StaleRun
from matching.queries import run_lists, run_review, run_warnings
from matching.queries.run_publish import published_figures, publishing_figures
from matching.views.organise.review import finished
from matching.views.organise.run_frame import acting, can_change, run_page, url_of
from programmes.models import Programme
from programmes.views.organise.frame import of_programme

BOTH_WAYS = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH_WAYS)
@limited("organise")
@of_programme
def publish(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    """What publishing will do, to whom, and until when it can be taken back; then the press."""
    run, now = finished(programme, number), timezone.now()
    if not can_change(run):
        return HttpResponseRedirect(url_of(run))
    held = run_review.standing(run)
    warned = run_warnings.warnings(held, run_review.counted(held))
    seen = {"revision": run.revision, "aim": run.aim}
    form = PublishForm(request.POST if request.method == "POST" else None, initial=seen, looks=bool(warned))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            operations.start_publishing(
                run=run, aim=chosen["aim"], revision=chosen["revision"], by=acting(request), now=now
            )
        except StaleRun:
            return _meanwhile(request, run, chosen["revision"])
        messages.success(
            request, _("The pairs are being published. The letters follow over the next minutes.")
        )
        return HttpResponseRedirect(url_of(run))
    figures = publishing_figures(held, now=now)
    context = {"held": held, "warned": warned, "form": form, "figures": figures}
    return run_page(request, run, "run_publish.html", context)


def _meanwhile(request: HttpRequest, run: MatchRun, seen: int) -> HttpResponse:
    run = run_of(run.programme, run.number)
    since = [one for one in run_lists.decisions(run) if one.after(seen)]
    context = {"since": since, "back": url_of(run), "now": timezone.now()}
    return run_page(request, run, "run_stale.html", context, status=409)


@require_http_methods(BOTH_WAYS)
@limited("organise")
@of_programme
def take_back(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    """What taking everything back will do, or why it cannot be done any more; then the press."""
    run, now = finished(programme, number), timezone.now()
    if run.state != RunState.PUBLISHED:
        return HttpResponseRedirect(url_of(run))
    refusal = operations.why_not_taken_back(run=run, now=now)
    if request.method == "POST" and not refusal:
        try:
            operations.take_back(run=run, by=acting(request), now=now)
        except (operations.TooLate, operations.HaveMet, StaleState) as late:  # since it was looked at
            refusal = str(late)
        else:
            messages.success(
                request, _("Everything is taken back, and everybody is told. The run can be changed again.")
            )
            return HttpResponseRedirect(url_of(run))
    context = {"refusal": refusal, "figures": published_figures(run), "now": now}
    return run_page(
        request, run, "run_take_back.html", context, status=409 if request.method == "POST" else 200
    )
