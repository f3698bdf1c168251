"""What lies beside and behind the pairs of a run: who has no mentor, free places, decisions, one pair, why not, another run,
and the pairs as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matching.access import check_are_in, run_of
from matching.forms.organise_runs import TwoPeopleForm
from matching.kept_runs import WhyNotPair, why_not
from matching.models import MatchRun
from matching.queries import run_choices, run_export, run_lists, run_review
from matching.queries.runs import WITH_RESULT, comparable
from matching.views.organise.run_frame import parts, run_page, way_back
from programmes.models import Programme
from programmes.views.organise.frame import of_programme


def finished(programme: Programme, number: int) -> MatchRun:
    """A run that has a result. Raises Http404 for any other."""
    run = run_of(programme, number)
    if run.state not in WITH_RESULT:
        raise Http404(_("This run has no result."))
    return run


def _part(
    request: HttpRequest, held: run_review.Standing, name: str, context: dict[str, object]
) -> HttpResponse:
    counts = run_review.counted(held)
    shown = {"standing": held, "parts": parts(held, counts, name), **context}
    return run_page(request, held.run, f"run_{name}.html", shown)


@require_safe
@of_programme
def unmatched(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    held = run_review.standing(finished(programme, number))
    left_page, groups = run_lists.without_mentor(
        held.run, held.solution, number=request.GET.get("page"), now=timezone.now()
    )
    return _part(request, held, "unmatched", {"left_page": left_page, "groups": groups})


@require_safe
@of_programme
def places(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    held = run_review.standing(finished(programme, number))
    free_page, rows = run_lists.free_places(held.run, held.solution, number=request.GET.get("page"))
    return _part(request, held, "places", {"free_page": free_page, "rows": rows})


@require_safe
@of_programme
def decisions(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    held = run_review.standing(finished(programme, number))
    rows = run_lists.decisions(held.run)
    return _part(request, held, "decisions", {"rows": rows, "now": timezone.now()})


@require_safe
@of_programme
def pair(request: HttpRequest, programme: Programme, number: int, mentee: int, mentor: int) -> HttpResponse:
    """Two people of a run: the parts of their score to both sides, or what stands between them."""
    run = finished(programme, number)
    check_are_in(run, mentee=mentee, mentor=mentor)
    answer = why_not(run, mentee, mentor, now=timezone.now())
    return run_page(request, run, "run_pair.html", _about(run, mentee, mentor, answer, request))


def _about(
    run: MatchRun, mentee: int, mentor: int, answer: WhyNotPair, request: HttpRequest
) -> dict[str, object]:
    held = run_review.standing(run)
    ours, theirs = run_choices.two_of(run, mentee, mentor)
    lock = held.locks.get(mentee)
    return {
        "standing": held,
        "mentee": ours,
        "mentor": theirs,
        "answer": answer,
        "has_other": held.solution.mentors[mentee] >= 0,
        "together": held.solution.mentors[mentee] == mentor,
        "lock": lock if lock is not None and lock.mentor_place == mentor else None,
        "back": way_back(request, run),
    }


@require_safe
@of_programme
def why_not_two(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    """Asks for any two people of a run, and answers in place."""
    run = finished(programme, number)
    mentees, mentors = run_choices.everybody(run)
    asked = {"mentee", "mentor"} <= {*request.GET}
    form = TwoPeopleForm(
        request.GET if asked else None,
        mentees=mentees,
        mentors=mentors,
        initial={"mentee": request.GET.get("chosen", "")},
    )
    context: dict[str, object] = {"form": form}
    if asked and form.is_valid():
        mentee, mentor = form.cleaned_data["mentee"], form.cleaned_data["mentor"]
        answer = why_not(run, mentee, mentor, now=timezone.now())
        context |= _about(run, mentee, mentor, answer, request)
    return run_page(request, run, "run_why_not.html", context)


@require_safe
@of_programme
def compare(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    """Another run of the programme beside this one; the one before it where none is named."""
    run = finished(programme, number)
    others = comparable(run)
    asked = request.GET.get("with", "")
    other = next(
        (one for one in others if str(one.number) == asked),
        next((one for one in others if one.number < run.number), others[0] if others else None),
    )
    found = run_lists.beside(run, other, number=request.GET.get("page")) if other else None
    context = {"others": others, "other": other, "found": found}
    return run_page(request, run, "run_compare.html", context)


@require_safe
@of_programme
def pairs_file(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    """The proposed pairs as CSV."""
    run = finished(programme, number)
    name = f"{programme.slug}-run-{run.number}.csv"
    return HttpResponse(
        run_export.pairs_csv(run_review.standing(run)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
