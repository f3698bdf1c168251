"""What the organiser decides about the pairs of a run: lock, forbid, swap, assign by hand; what each costs; undo.

Every act solves the chosen aim anew around all that stands, exactly, and makes one revision. Whoever decides says which
revision they saw: of two organisers who decide at once, one is told to look again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from accounts.operations.audit import record
from matching import kept_runs
from matching.enums import DecisionKind, RunAim, RunState
from matching.figures import Figures, Solved, may_lock, solve
from matching.kept_runs import KeptRun, Places
from matching.models import MatchRun, ProposedPair, RunDecision, Solution
from matching.operations.proposals import keep, scored
from matching.operations.runs import keep_solution
from matching.snapshot.people import taking_part
from programmes.enums import Role

Found = tuple[Solved, list[ProposedPair]]


class CannotDecide(Exception):
    """Why a decision cannot be kept, in words for the organiser."""


class StaleRun(Exception):
    """Somebody else decided meanwhile, or the run is no longer one to decide about."""

    def __init__(self) -> None:
        super().__init__(_("Somebody changed this run meanwhile. Look at it again before you decide."))


@dataclass(frozen=True)
class Change:
    """One decision about a pair, by positions."""

    kind: DecisionKind
    mentee_place: int
    mentor_place: int

    @property
    def pair(self) -> Places:
        return self.mentee_place, self.mentor_place


@dataclass(frozen=True)
class Effect:
    """What a change makes of the solution `before`: pairs (mentee, mentor) that come and go, and the mentees who are
    `unmatched`, or `matched`, by it."""

    before: Solution
    after: Figures
    appeared: tuple[Places, ...]
    vanished: tuple[Places, ...]
    unmatched: tuple[int, ...]
    matched: tuple[int, ...]


def swap(run: MatchRun, mentee_a: int, mentee_b: int) -> list[Change]:
    """Each of two matched mentees gets the other's mentor. Raises CannotDecide unless both have one, and another."""
    mentors = solution_of(run).mentors
    one, other = mentors[mentee_a], mentors[mentee_b]
    if one < 0 or other < 0 or one == other:
        raise CannotDecide(_("To swap, both need a mentor, and not the same one."))
    return [Change(DecisionKind.LOCK, mentee_a, other), Change(DecisionKind.LOCK, mentee_b, one)]


def place(run: MatchRun, mentee_place: int, mentor_place: int) -> list[Change]:
    """Assigns by hand."""
    return [Change(DecisionKind.LOCK, mentee_place, mentor_place)]


def solution_of(run: MatchRun) -> Solution:
    """The solution of the run's aim at its present revision."""
    return run.solutions.get(aim=run.aim, revision=run.revision)


def preview(*, run: MatchRun, changes: Sequence[Change], now: datetime) -> Effect:
    """What these changes, made together, would do. Writes nothing; raises CannotDecide."""
    return _looked(run, changes)[0]


def decide(
    *,
    run: MatchRun,
    changes: Sequence[Change],
    reason: str,
    revision: int,
    by: Person | None,
    now: datetime,
) -> Effect:
    """Makes these changes as one act and solves around them. Raises StaleRun where `revision` is not the present one, and
    CannotDecide."""
    _check_fresh(run, revision)
    effect, found, gone = _looked(run, changes)
    kept = kept_runs.opened(run)
    with transaction.atomic():
        _next_revision(run, revision)
        _undo_rows(gone, run=run, by=by, now=now)
        links = kept.links(change.pair for change in changes)
        made = RunDecision.objects.bulk_create(
            RunDecision(
                run=run,
                kind=change.kind,
                mentee_place=change.mentee_place,
                mentor_place=change.mentor_place,
                mentee_id=links.get(kept.mentee_ids[change.mentee_place]),
                mentor_id=links.get(kept.mentor_ids[change.mentor_place]),
                revision=run.revision,
                made_at=now,
                made_by=by,
            )
            for change in changes
        )
        _keep(run, found)
        for decision in made:
            record(
                f"run.{decision.kind}",
                decision,
                by=by,
                now=now,
                programme_id=run.programme_id,
                reason=reason,
            )
    return effect


def undo(*, run: MatchRun, revision: int, by: Person | None, now: datetime) -> Effect | None:
    """Undoes the last act that still stands, and brings back what it had replaced; None where none does. Acts taken over
    from an older run are not undone so: see release. Raises StaleRun."""
    _check_fresh(run, revision)
    standing = list(_standing(run))
    last = max((one.revision for one in standing), default=0)
    if not last:
        return None
    going = [one for one in standing if one.revision == last]
    back = list(run.decisions.filter(undone_revision=last, undone_at__isnull=False))
    return _rearrange(run, going, back, revision=revision, action="run.undo", by=by, now=now)


def release(
    *, run: MatchRun, decision: RunDecision, revision: int, by: Person | None, now: datetime, reason: str = ""
) -> Effect:
    """Takes one decision back. Raises StaleRun, also where it does not stand any more."""
    _check_fresh(run, revision)
    going = list(_standing(run).filter(pk=decision.pk))
    if not going:
        raise StaleRun
    return _rearrange(run, going, [], revision=revision, action="run.release", by=by, now=now, reason=reason)


# --- how


def _standing(run: MatchRun) -> QuerySet[RunDecision]:
    return run.decisions.filter(undone_at__isnull=True)


def _check_fresh(run: MatchRun, revision: int) -> None:
    if run.revision != revision or run.state != RunState.READY:
        raise StaleRun


def _looked(run: MatchRun, changes: Sequence[Change]) -> tuple[Effect, Found, list[RunDecision]]:
    """What the changes would do, the solution after them, and the decisions that they replace."""
    kept, standing = kept_runs.opened(run), list(_standing(run))
    gone = [one for one in standing if any(_replaces(change, one) for change in changes)]
    stays = [one for one in standing if one not in gone]
    _check_possible(kept, changes, stays)
    wanted = [
        RunDecision(kind=one.kind, mentee_place=one.mentee_place, mentor_place=one.mentor_place)
        for one in changes
    ]
    found = _found(kept, [*stays, *wanted])
    return _effect(solution_of(run), found[0]), found, gone


def _replaces(change: Change, standing: RunDecision) -> bool:
    """Whether a decision that stands goes when this change is made: another lock of the mentee, or the opposite of it."""
    same = change.pair == (standing.mentee_place, standing.mentor_place)
    if change.kind == standing.kind == DecisionKind.LOCK:
        return change.mentee_place == standing.mentee_place and not same
    return same and change.kind != standing.kind


def _check_possible(kept: KeptRun, changes: Sequence[Change], stays: Iterable[RunDecision]) -> None:
    """Raises CannotDecide for what no solution could keep, or what nobody may decide."""
    if not changes:
        raise CannotDecide(_("There is nothing to decide."))
    for change in changes:
        if not (
            0 <= change.mentee_place < len(kept.mentee_ids)
            and 0 <= change.mentor_place < len(kept.mentor_ids)
        ):
            raise CannotDecide(_("These two are not in this run."))
    made = {(one.kind, (one.mentee_place, one.mentor_place)) for one in stays}
    if any((change.kind, change.pair) in made for change in changes):
        raise CannotDecide(_("That is decided already."))
    if max(Counter(change.pair for change in changes).values()) > 1:
        raise CannotDecide(_("One pair can be decided only once at a time."))
    locks = [change for change in changes if change.kind == DecisionKind.LOCK]
    if max(Counter(change.mentee_place for change in locks).values(), default=0) > 1:
        raise CannotDecide(_("A mentee can be locked to one mentor only."))
    # What stands between two people unnamed is not told to the organiser either.
    if not all(may_lock(kept.problem, *change.pair) for change in locks):
        raise CannotDecide(_("These two cannot be brought together."))
    _check_here(kept, locks)
    _check_places(kept, locks, stays)


def _check_here(kept: KeptRun, locks: Sequence[Change]) -> None:
    """Raises CannotDecide where one of the people no longer takes part."""
    programme = kept.run.programme
    ours = {kept.mentee_ids[change.mentee_place] for change in locks}
    theirs = {kept.mentor_ids[change.mentor_place] for change in locks}
    here = set(taking_part(programme, Role.MENTEE, ours).values_list("pk", flat=True))
    here |= set(taking_part(programme, Role.MENTOR, theirs).values_list("pk", flat=True))
    if (ours | theirs) - here:
        raise CannotDecide(_("One of the two no longer takes part in the programme."))


def _check_places(kept: KeptRun, locks: Sequence[Change], stays: Iterable[RunDecision]) -> None:
    """Raises CannotDecide where a mentor would have more locks than places."""
    taken = Counter(one.mentor_place for one in stays if one.kind == DecisionKind.LOCK)
    taken.update(change.mentor_place for change in locks)
    for change in locks:
        places = max(int(kept.problem.capacity_left[change.mentor_place]), 0)
        if taken[change.mentor_place] > places:
            mentor = kept.people([], [change.mentor_place]).mentors[change.mentor_place]
            words = ngettext(
                "%(mentor)s has %(n)d place in this run, and it is locked for somebody else.",
                "%(mentor)s has %(n)d places in this run, and all are locked for others.",
                places,
            )
            if not places:
                words = _("%(mentor)s has no place in this run.")
            raise CannotDecide(words % {"mentor": mentor.person.name, "n": places})


def _found(kept: KeptRun, decisions: Sequence[RunDecision]) -> Found:
    """The solution after these decisions, and the proposals that are new in it."""
    try:
        matching = solve(kept.solver, kept.question(decisions), RunAim(kept.run.aim))
    except ValueError as error:
        raise CannotDecide(_("These decisions cannot be kept together.")) from error
    return scored(kept, matching)


def _effect(before: Solution, solved: Solved) -> Effect:
    was, now = np.array(before.mentors, dtype=np.int64), np.array(solved.matching.mentors, dtype=np.int64)
    moved = np.flatnonzero(was != now)
    came, left = moved[now[moved] >= 0], moved[was[moved] >= 0]
    return Effect(
        before=before,
        after=solved.figures,
        appeared=tuple(zip(came.tolist(), now[came].tolist(), strict=True)),
        vanished=tuple(zip(left.tolist(), was[left].tolist(), strict=True)),
        unmatched=tuple(np.setdiff1d(left, came).tolist()),
        matched=tuple(np.setdiff1d(came, left).tolist()),
    )


def _rearrange(
    run: MatchRun,
    going: Sequence[RunDecision],
    back: Sequence[RunDecision],
    *,
    revision: int,
    action: str,
    by: Person | None,
    now: datetime,
    reason: str = "",
) -> Effect:
    """Takes decisions back and brings others back, as one act."""
    kept, gone = kept_runs.opened(run), {one.pk for one in going}
    stays = [one for one in _standing(run) if one.pk not in gone]
    found = _found(kept, [*stays, *back])
    effect = _effect(solution_of(run), found[0])
    with transaction.atomic():
        _next_revision(run, revision)
        _undo_rows(going, run=run, by=by, now=now)
        run.decisions.filter(pk__in=[one.pk for one in back]).update(
            undone_at=None, undone_by=None, undone_revision=None
        )
        _keep(run, found)
        record(action, run, by=by, now=now, programme_id=run.programme_id, reason=reason)
    return effect


def _next_revision(run: MatchRun, revision: int) -> None:
    """Raises StaleRun where a rival was first."""
    here = MatchRun.objects.filter(pk=run.pk, revision=revision, state=RunState.READY, aim=run.aim)
    if not here.update(revision=revision + 1):
        raise StaleRun
    run.revision = revision + 1


def _undo_rows(going: Sequence[RunDecision], *, run: MatchRun, by: Person | None, now: datetime) -> None:
    run.decisions.filter(pk__in=[one.pk for one in going]).update(
        undone_at=now, undone_by=by, undone_revision=run.revision
    )


def _keep(run: MatchRun, found: Found) -> None:
    solved, rows = found
    keep_solution(run, solved, revision=run.revision)
    keep(rows)
