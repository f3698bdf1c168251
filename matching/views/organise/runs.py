"""The runs of a programme: the list, beginning one, following it, and its result."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.limits import limited
from accounts.transitions import StaleState
from matching.access import run_of
from matching.enums import RunState
from matching.forms.organise_runs import AimForm, ReviewFilter, StartRunForm
from matching.models import MatchRun
from matching.operations import runs as operations
from matching.queries import run_aims, run_lists, run_review, run_warnings
from matching.queries import runs as queries
from matching.queries.run_publish import published_figures, refused
from matching.views.organise.run_frame import acting, parts, run_page, tab_url, url_of, way_back
from programmes.models import Programme
from programmes.views.organise.frame import of_programme, page

STOPPED = [RunState.FAILED, RunState.CANCELLED]


@require_http_methods(["GET", "HEAD", "POST"])
@limited("organise")
@of_programme
def runs(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Every run of the programme, and the form that begins another."""
    now = timezone.now()
    found = queries.runs_page(programme, number=request.GET.get("page"), now=now)
    form = StartRunForm(
        request.POST if request.method == "POST" else None, forerunners=queries.forerunners(programme)
    )
    if request.method == "POST" and found.obstacle is None and form.is_valid():
        try:
            run = _start(programme, form, request)
        except operations.NobodyToMatch as nobody:
            form.add_error(None, str(nobody))
        else:
            return HttpResponseRedirect(url_of(run))
    context = {"found": found, "form": form, "now": now}
    if found.obstacle:
        context["obstacle_url"] = tab_url(programme, found.obstacle.tab)
    return page(request, programme, "matching/organise/runs.html", context, tab="runs")


def _start(programme: Programme, form: StartRunForm, request: HttpRequest) -> MatchRun:
    chosen = form.cleaned_data
    earlier = chosen.get("started_from")
    return operations.start_run(
        programme=programme,
        by=acting(request),
        now=timezone.now(),
        minimum_score=chosen["minimum_score"],
        levels=chosen["levels"],
        started_from=run_of(programme, int(earlier)) if earlier else None,
    )


@require_safe
@of_programme
def run(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    """A run in whatever state it is: how far it has come, why it stopped, or what it proposes."""
    held = run_of(programme, number)
    if held.state in queries.UNDER_WAY or queries.is_publishing(held):
        return _under_way(request, held)
    if getattr(request, "htmx", False) and request.GET.get("part") == "progress":
        return HttpResponseClientRefresh()
    if held.state in STOPPED:
        return run_page(request, held, "run_stopped.html", {"why": queries.why_stopped(held)})
    return _result(request, held)


def _under_way(request: HttpRequest, held: MatchRun) -> HttpResponse:
    now = timezone.now()
    publishing = held.state not in queries.UNDER_WAY
    progress = queries.publishing_progress(held) if publishing else queries.progress(held, now=now)
    context = {
        "run": held,
        "run_url": url_of(held),
        "progress": progress,
        "publishing": publishing,
        "now": now,
    }
    if getattr(request, "htmx", False) and request.GET.get("part") == "progress":
        context["programme"] = held.programme
        return TemplateResponse(request, "matching/organise/_run_progress.html", context)
    return run_page(request, held, "run_under_way.html", context)


def _result(request: HttpRequest, held: MatchRun) -> HttpResponse:
    now = timezone.now()
    standing = run_review.standing(held)
    cards = run_aims.aim_cards(held)
    form = ReviewFilter(request.GET)
    found = run_review.review(standing, form.chosen(), number=request.GET.get("page"))
    warned = run_warnings.warnings(standing, found.counted)
    moved = run_aims.moved_from_total(held, standing.solution)
    return run_page(
        request,
        held,
        "run.html",
        {
            "standing": standing,
            "cards": cards,
            "sentence": run_aims.comparing(cards, moved=moved),
            "warned": warned,
            "warned_heading": run_warnings.heading(warned) if warned else "",
            "found": found,
            "form": form,
            "parts": parts(standing, found.counted, "pairs"),
            "last": run_lists.last_decision(held),
            "took": queries.took(held),
            "earlier": queries.compared_by_default(held),
            "published": published_figures(held) if held.state == RunState.PUBLISHED else None,
            "refused": refused(held),
            "now": now,
        },
    )


@require_POST
@of_programme
def cancel(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    held = run_of(programme, number)
    if operations.cancel_run(run=held, by=acting(request), now=timezone.now()):
        messages.success(
            request, _("Run %(number)d is stopped. Nothing was changed.") % {"number": held.number}
        )
    return HttpResponseRedirect(url_of(held))


@require_POST
@of_programme
def aim(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    held = run_of(programme, number)
    form = AimForm(request.POST)
    if form.is_valid():
        try:
            operations.set_aim(run=held, aim=form.cleaned_data["aim"], by=acting(request), now=timezone.now())
        except StaleState as stale:
            messages.warning(request, str(stale))
        else:
            label = queries.aim_label(form.cleaned_data["aim"])
            messages.success(request, _("Below are the pairs of “%(aim)s”.") % {"aim": label})
    return HttpResponseRedirect(url_of(held))


@require_POST
@of_programme
def discard(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    """Puts a run aside, or fetches it back."""
    held = run_of(programme, number)
    back = held.state == RunState.DISCARDED
    change = operations.restore_run if back else operations.discard_run
    try:
        change(run=held, by=acting(request), now=timezone.now())
    except StaleState as stale:
        messages.warning(request, str(stale))
    else:
        words = {"number": held.number}
        said = (
            _("Run %(number)d is back.") if back else _("Run %(number)d is put aside. You can fetch it back.")
        )
        messages.success(request, said % words)
    return HttpResponseRedirect(way_back(request, held))
