"""What an organiser decides about a pair: lock, forbid, swap, assign by hand. Each shows what it costs before it is done, and
can be undone.

Whoever comes too late, because another organiser decided meanwhile, gets a page (409) that says what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from matching.access import check_are_in, decision_of
from matching.enums import DecisionKind
from matching.figures import Figures
from matching.forms.organise_runs import DecisionForm, OtherForm, RevisionForm
from matching.models import MatchRun, Solution
from matching.operations import run_decisions as operations
from matching.queries import run_choices, run_lists, run_review
from matching.queries.run_lists import Cost
from matching.views.organise.review import finished
from matching.views.organise.run_frame import acting, can_change, run_page, way_back
from programmes.models import Programme
from programmes.views.organise.frame import of_programme

BOTH_WAYS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Act:
    """One thing to decide: its page's heading and text, the button, and what is said once it is done. `away` says that it
    parts two people."""

    heading: str
    text: str
    verb: str
    done: str
    changes: Sequence[operations.Change]
    away: bool = False
    other: int | None = None


@require_http_methods(BOTH_WAYS)
@of_programme
def lock(request: HttpRequest, programme: Programme, number: int, mentee: int, mentor: int) -> HttpResponse:
    run = finished(programme, number)
    check_are_in(run, mentee=mentee, mentor=mentor)
    ours, theirs = run_choices.two_of(run, mentee, mentor)
    words = {"mentee": ours.name, "mentor": theirs.name}
    act = Act(
        _("Lock %(mentee)s with %(mentor)s") % words,
        _("The two stay together, whatever else you change, and in a run that begins from this one."),
        _("Lock this pair"),
        _("%(mentee)s and %(mentor)s are locked.") % words,
        [operations.Change(DecisionKind.LOCK, mentee, mentor)],
    )
    return _decide(request, run, act)


@require_http_methods(BOTH_WAYS)
@of_programme
def forbid(request: HttpRequest, programme: Programme, number: int, mentee: int, mentor: int) -> HttpResponse:
    run = finished(programme, number)
    check_are_in(run, mentee=mentee, mentor=mentor)
    ours, theirs = run_choices.two_of(run, mentee, mentor)
    words = {"mentee": ours.name, "mentor": theirs.name}
    act = Act(
        _("Keep %(mentee)s and %(mentor)s apart") % words,
        _("The two do not come together in this run. Nobody is told, and both can be matched with others."),
        _("Forbid this pair"),
        _("%(mentee)s and %(mentor)s do not come together.") % words,
        [operations.Change(DecisionKind.FORBID, mentee, mentor)],
        away=True,
    )
    return _decide(request, run, act)


@require_http_methods(BOTH_WAYS)
@of_programme
def swap(request: HttpRequest, programme: Programme, number: int, mentee: int) -> HttpResponse:
    """Two mentees change their mentors: chosen from a list first."""
    run = finished(programme, number)
    check_are_in(run, mentee=mentee)
    held, other = run_review.standing(run), _other(request)
    if not held.can_swap(mentee, other):
        form = OtherForm(request.GET or None)
        choices = run_choices.swaps_for(held, mentee, _searched(form)) if mentee in held.pairs else []
        return _choose(request, held, mentee, "run_swap.html", {"form": form, "choices": choices})
    assert other is not None
    (ours, theirs), (second, before) = (
        run_choices.two_of(run, one, held.pairs[one].mentor) for one in (mentee, other)
    )
    words = {"mentee": ours.name, "other": second.name, "mentor": theirs.name, "theirs": before.name}
    act = Act(
        _("Swap the mentors of %(mentee)s and %(other)s") % words,
        _("%(mentee)s comes to %(theirs)s, and %(other)s to %(mentor)s. Both pairs are locked.") % words,
        _("Swap the two"),
        _("%(mentee)s is with %(theirs)s now, and %(other)s with %(mentor)s.") % words,
        operations.swap(run, mentee, other),
        other=other,
    )
    return _decide(request, run, act)


@require_http_methods(BOTH_WAYS)
@of_programme
def assign(request: HttpRequest, programme: Programme, number: int, mentee: int) -> HttpResponse:
    """A mentor chosen by hand."""
    run = finished(programme, number)
    check_are_in(run, mentee=mentee)
    other = _other(request)
    if other is None or other >= run.mentors:
        held, form = run_review.standing(run), OtherForm(request.GET or None)
        choices = run_choices.mentors_for(held, mentee, _searched(form))
        return _choose(request, held, mentee, "run_assign.html", {"form": form, "choices": choices})
    ours, theirs = run_choices.two_of(run, mentee, other)
    words = {"mentee": ours.name, "mentor": theirs.name}
    act = Act(
        _("Match %(mentee)s with %(mentor)s") % words,
        _("The two are locked, and everybody else is matched anew around them."),
        _("Match these two"),
        _("%(mentee)s is with %(mentor)s now.") % words,
        operations.place(run, mentee, other),
        other=other,
    )
    return _decide(request, run, act)


def _other(request: HttpRequest) -> int | None:
    form = OtherForm(request.POST if "other" in request.POST else request.GET)
    form.is_valid()
    other: int | None = form.cleaned_data.get("other")
    return other


def _searched(form: OtherForm) -> str:
    return str(form.cleaned_data.get("q", "")) if form.is_valid() else ""


def _choose(
    request: HttpRequest, held: run_review.Standing, mentee: int, template: str, context: dict[str, object]
) -> HttpResponse:
    mentor = held.solution.mentors[mentee]
    ours, theirs = run_choices.two_of(held.run, mentee, max(mentor, 0))
    shown = {"mentee": ours, "mentor": theirs if mentor >= 0 else None, "back": way_back(request, held.run)}
    return run_page(request, held.run, template, {**shown, **context})


def _decide(request: HttpRequest, run: MatchRun, act: Act) -> HttpResponse:
    """The page that shows what it costs, and the press that does it."""
    now, back = timezone.now(), way_back(request, run)
    posted = request.method == "POST"
    form = DecisionForm(request.POST if posted else None, initial={"revision": run.revision})
    if not can_change(run):
        return run_page(
            request, run, "run_closed.html", {"act": act, "back": back}, status=409 if posted else 200
        )
    if posted and form.is_valid():
        chosen = form.cleaned_data
        try:
            operations.decide(
                run=run,
                changes=act.changes,
                by=acting(request),
                now=now,
                reason=chosen["reason"],
                revision=chosen["revision"],
            )
        except operations.StaleRun:
            return _meanwhile(request, run, chosen["revision"], typed=chosen["reason"])
        except operations.CannotDecide as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, act.done)
            return HttpResponseRedirect(back)
    cost, refusal_text = _cost(run, act)
    context = {"act": act, "form": form, "cost": cost, "refusal": refusal_text, "back": back}
    return run_page(request, run, "run_decide.html", context)


def _cost(run: MatchRun, act: Act) -> tuple[Cost | None, str]:
    """What it costs, or why it cannot be done."""
    try:
        effect = operations.preview(run=run, changes=act.changes, now=timezone.now())
    except operations.CannotDecide as refusal:
        return None, str(refusal)
    shown = run_lists.cost(
        run, figures_of(effect.before), effect.after, appeared=effect.appeared, vanished=effect.vanished
    )
    return shown, ""


def figures_of(solution: Solution) -> Figures:
    return Figures(
        total=solution.total,
        worst=solution.worst,
        median=solution.median,
        matched=solution.matched,
        blocking_pairs=solution.blocking_pairs,
    )


def _meanwhile(request: HttpRequest, run: MatchRun, seen: int, *, typed: str = "") -> HttpResponse:
    """What somebody else decided since revision `seen`, with what was typed."""
    run.refresh_from_db()
    since = [one for one in run_lists.decisions(run) if one.after(seen)]
    context = {"since": since, "typed": typed, "back": way_back(request, run), "now": timezone.now()}
    return run_page(request, run, "run_stale.html", context, status=409)


@require_POST
@of_programme
def undo(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    """Undoes what was decided last."""
    run = finished(programme, number)
    form, back = RevisionForm(request.POST), way_back(request, run)
    if not form.is_valid():
        return HttpResponseRedirect(back)
    seen = form.cleaned_data["revision"]
    try:
        effect = operations.undo(run=run, revision=seen, by=acting(request), now=timezone.now())
    except operations.StaleRun:
        return _meanwhile(request, run, seen)
    except operations.CannotDecide as refusal:
        messages.warning(request, str(refusal))
        return HttpResponseRedirect(back)
    said = _("Your last change is undone.") if effect else _("There is nothing left to undo.")
    messages.success(request, said)
    return HttpResponseRedirect(back)


@require_POST
@of_programme
def release(request: HttpRequest, programme: Programme, number: int, decision: int) -> HttpResponse:
    """Undoes one decision, whatever was decided after it."""
    run = finished(programme, number)
    held, form = decision_of(run, decision), RevisionForm(request.POST)
    back = way_back(request, run)
    if not form.is_valid():
        return HttpResponseRedirect(back)
    seen = form.cleaned_data["revision"]
    try:
        operations.release(run=run, decision=held, revision=seen, by=acting(request), now=timezone.now())
    except operations.StaleRun:
        return _meanwhile(request, run, seen)
    except operations.CannotDecide as refusal:
        messages.warning(request, str(refusal))
        return HttpResponseRedirect(back)
    locked = held.kind == DecisionKind.LOCK
    messages.success(
        request, _("The pair is not locked any more.") if locked else _("The two may come together again.")
    )
    return HttpResponseRedirect(back)
