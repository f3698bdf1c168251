"""The mutual preview of a run, for its organiser: opened, closed, and a new run with the answers. Nobody's answer is seen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import limited
from accounts.transitions import StaleState
from matching.access import run_of
from matching.forms.preview import AgainForm, OpenPreviewForm
from matching.models import MatchRun
from matching.operations.criteria import set_criterion
from matching.operations.previews import CannotPreview, close_preview, open_preview
from matching.operations.runs import NobodyToMatch, start_run
from matching.queries.previews import count_of, is_open, proposals, wishes_of
from matching.views.organise.run_frame import acting, can_change, run_page, url_of
from programmes.models import Programme
from programmes.views.organise.frame import of_programme


@require_http_methods(["GET", "HEAD", "POST"])
@limited("organise")
@of_programme
def run_preview(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    run, now, by, status = run_of(programme, number), timezone.now(), acting(request), 200
    form = OpenPreviewForm(
        request.POST if request.method == "POST" else None,
        zone=by.zone if by else "UTC",
        now=now,
        closes_at=run.preview_closes_at,
    )
    refusal = ""
    if form.is_valid():
        try:
            told = open_preview(run=run, closes_at=form.closes_at, by=by, now=now)
            messages.success(request, _told(told))
            return HttpResponseRedirect(url_of(run, "organise_preview"))
        except (CannotPreview, StaleState) as cannot:
            refusal, status = str(cannot), 409
    pairs, wishes = proposals(run), wishes_of(run)
    context = {
        "form": form,
        "again": AgainForm(initial={"wishes": bool(wishes and wishes.enabled)}),
        "wishes": wishes,
        "count": count_of(run, pairs),
        "open": is_open(run, now=now),
        "possible": can_change(run),
        "refusal": refusal,
    }
    return run_page(request, run, "run_preview.html", context, status=status)


def _told(count: int) -> str:
    return ngettext("%(n)d letter goes out.", "%(n)d letters go out.", count) % {"n": count}


@require_POST
@of_programme
def run_preview_close(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    run = run_of(programme, number)
    if close_preview(run=run, by=acting(request), now=timezone.now()):
        messages.success(request, _("The preview is closed. Nobody can answer any more."))
    return HttpResponseRedirect(url_of(run, "organise_preview"))


@require_POST
@limited("organise")
@of_programme
def run_again(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    run, now = run_of(programme, number), timezone.now()
    form = AgainForm(request.POST)
    try:
        if form.is_valid():
            _let_wishes_count(request, run, counting=form.cleaned_data["wishes"])
        new = start_run(
            programme=programme,
            by=acting(request),
            now=now,
            seed=run.seed,
            minimum_score=run.minimum_score,
            levels=run.levels,
            started_from=run,
        )
    except NobodyToMatch as nobody:
        messages.error(request, str(nobody))
        return HttpResponseRedirect(url_of(run, "organise_preview"))
    return HttpResponseRedirect(url_of(new))


def _let_wishes_count(request: HttpRequest, run: MatchRun, *, counting: bool) -> None:
    wishes = wishes_of(run)
    if wishes is not None and wishes.enabled != counting:
        wishes.enabled = counting
        set_criterion(criterion=wishes, reason="", by=acting(request), now=timezone.now())
