"""The lists beside a run's pairs: who has no mentor, who has places free, what was decided, and another run beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils import formats
from django.utils.translation import gettext as _

from accounts.models import AuditEvent, AuditReason
from matching.enums import DecisionKind
from matching.figures import Figures
from matching.kept_runs import opened, unmatched_words
from matching.models import MatchRun, ProposedPair, RunDecision, Solution
from matching.queries.run_people import Someone, cast, someone
from matching.queries.run_review import PAIRS, names
from matching.queries.runs import POINTS, Shown, figures
from matching.words.relaxations import Unmatched
from programmes.models import Enrolment


@dataclass(frozen=True)
class Left:
    """One mentee without a mentor, and the least that would help."""

    mentee: Someone
    words: Unmatched


@dataclass(frozen=True)
class LeftGroup:
    """Mentees who have no mentor for the same reason, as far as they stand on this page; `total` is how many there are."""

    why: str
    people: tuple[Left, ...]
    total: int


def without_mentor(
    run: MatchRun, solution: Solution, *, number: str | None, now: datetime
) -> tuple[Page[int], list[LeftGroup]]:
    """One page of the mentees without a mentor, by reason, the commonest first, then by name."""
    told = dict(unmatched_words(run, solution, now=now))
    called, totals = names(run)[0], Counter(words.why for words in told.values())
    order = sorted(told, key=lambda at: (-totals[told[at].why], told[at].why, called[at].casefold(), at))
    page = Paginator(order, PAIRS).get_page(number)
    people = cast(run, page.object_list, [])
    groups: dict[str, list[Left]] = {}
    for place in page.object_list:
        groups.setdefault(told[place].why, []).append(Left(people.mentee(place), told[place]))
    return page, [LeftGroup(why, tuple(left), totals[why]) for why, left in groups.items()]


@dataclass(frozen=True)
class Free:
    """A mentor with places that this solution leaves free: `free` of `places`."""

    mentor: Someone
    free: int
    places: int


def free_places(run: MatchRun, solution: Solution, *, number: str | None) -> tuple[Page[int], list[Free]]:
    """One page of the mentors with free places, those with the most first. Two queries."""
    places = opened(run).problem.capacity_left.tolist()
    taken = Counter(place for place in solution.mentors if place >= 0)
    left = [(max(held - taken[place], 0), place) for place, held in enumerate(places)]
    order = [place for free, place in sorted(left, key=lambda one: (-one[0], one[1])) if free]
    page = Paginator(order, PAIRS).get_page(number)
    people = cast(run, [], page.object_list)
    free = {place: count for count, place in left}
    return page, [Free(people.mentor(place), free[place], places[place]) for place in page.object_list]


# --- decisions


@dataclass(frozen=True)
class Decided:
    """One decision as the list shows it."""

    decision: RunDecision
    mentee: Someone
    mentor: Someone
    reason: str

    @property
    def locks(self) -> bool:
        return self.decision.kind == DecisionKind.LOCK

    @property
    def stands(self) -> bool:
        return self.decision.undone_at is None

    def after(self, revision: int) -> bool:
        """Whether it was made, or undone, after `revision`."""
        return max(self.decision.revision, self.decision.undone_revision or 0) > revision


def decisions(run: MatchRun) -> list[Decided]:
    """Everything that was decided about the run, the newest first. Five queries."""
    rows = list(
        RunDecision.objects.filter(run=run)
        .select_related("made_by", "undone_by", "mentee__person", "mentor__person")
        .order_by("-revision", "-pk")
    )
    reasons = _reasons(run, rows)
    return [
        Decided(
            row,
            someone(row.mentee_place, row.mentee),
            someone(row.mentor_place, row.mentor),
            reasons.get(row.pk, ""),
        )
        for row in rows
    ]


def last_decision(run: MatchRun) -> list[Decided]:
    """What was decided together last and still stands; empty where nothing does. One query."""
    rows = list(
        RunDecision.objects.filter(run=run, undone_at__isnull=True)
        .select_related("made_by", "undone_by", "mentee__person", "mentor__person")
        .order_by("-revision", "pk")
    )
    return [
        Decided(row, someone(row.mentee_place, row.mentee), someone(row.mentor_place, row.mentor), "")
        for row in rows
        if row.revision == rows[0].revision
    ]


def _reasons(run: MatchRun, rows: Sequence[RunDecision]) -> dict[int, str]:
    """The reasons given, by decision. Two queries."""
    events = AuditEvent.objects.filter(
        object_kind=RunDecision._meta.label_lower, object_id__in=[str(row.pk) for row in rows]
    )
    of = {event: int(pk) for event, pk in events.values_list("pk", "object_id")}
    told = AuditReason.objects.filter(event_id__in=of)
    return {of[event]: text for event, text in told.values_list("event_id", "text")}


# --- what a change costs


@dataclass(frozen=True)
class CostRow:
    """One figure before and after; `worse` and `better` say which way it went."""

    label: str
    before: str
    after: str
    worse: bool
    better: bool


@dataclass(frozen=True)
class Move:
    """A mentee whose mentor changes; None for none."""

    mentee: Someone
    before: Someone | None
    after: Someone | None


@dataclass(frozen=True)
class Cost:
    rows: tuple[CostRow, ...]
    moves: tuple[Move, ...]
    touched: int

    @property
    def nothing(self) -> bool:
        return not self.moves


def cost(
    run: MatchRun,
    before: Figures,
    after: Figures,
    *,
    appeared: Sequence[tuple[int, int]],
    vanished: Sequence[tuple[int, int]],
) -> Cost:
    """What a change costs in words and figures, and whom it moves. Two queries."""
    come, gone = dict(appeared), dict(vanished)
    mentees = sorted({*come, *gone})
    mentors = {*come.values(), *gone.values()}
    people = cast(run, mentees, mentors)
    moves = [
        Move(
            people.mentee(place),
            people.mentor(gone[place]) if place in gone else None,
            people.mentor(come[place]) if place in come else None,
        )
        for place in mentees
    ]
    return Cost(tuple(_cost_rows(run, before, after)), tuple(moves), len(mentees) + len(mentors))


def _cost_rows(run: MatchRun, before: Figures, after: Figures) -> list[CostRow]:
    without = run.mentees - before.matched, run.mentees - after.matched
    lowest = round(before.worst * POINTS), round(after.worst * POINTS)
    return [
        _row(_("Average fit"), _average(before), _average(after), more_is_better=True),
        _row(_("Lowest fit"), *lowest, more_is_better=True),
        _row(_("Without a mentor"), *without, more_is_better=False),
        _row(_("Would both rather swap"), before.blocking_pairs, after.blocking_pairs, more_is_better=False),
    ]


def _average(figures: Figures) -> float:
    return round(figures.total / figures.matched * POINTS, 1) if figures.matched else 0.0


def _row(label: str, before: float, after: float, *, more_is_better: bool) -> CostRow:
    up, down = after > before, after < before
    return CostRow(
        label,
        _figure(before),
        _figure(after),
        worse=down if more_is_better else up,
        better=up if more_is_better else down,
    )


def _figure(value: float) -> str:
    return formats.number_format(value, 1) if isinstance(value, float) else str(value)


# --- another run beside it


@dataclass(frozen=True)
class Differing:
    """A mentee whom two runs give different mentors; None for none there, or for somebody not in that run."""

    mentee: Someone
    here: Someone | None
    there: Someone | None


@dataclass(frozen=True)
class Beside:
    here: Shown
    there: Shown
    same: int
    page: Page[UUID]
    rows: tuple[Differing, ...]


def beside(run: MatchRun, other: MatchRun, *, number: str | None) -> Beside:
    """Two runs side by side, each by its own chosen aim after its last decision. Five queries. Raises
    Solution.DoesNotExist where one of them has none."""
    here, there = (Solution.objects.filter(run=one, aim=one.aim).latest("revision") for one in (run, other))
    ours, theirs = _mentors(run, here), _mentors(other, there)
    differ = sorted(
        (mentee for mentee in {*ours, *theirs} if ours.get(mentee) != theirs.get(mentee)), key=str
    )
    page = Paginator(differ, PAIRS).get_page(number)
    shown = list(page.object_list)
    mentors = [of[mentee] for of in (ours, theirs) for mentee in shown if of.get(mentee)]
    rows = Enrolment.objects.select_related("person").in_bulk([*shown, *mentors])

    def mentor(of: Mapping[UUID, UUID | None], mentee: UUID) -> Someone | None:
        found = of.get(mentee)
        return someone(0, rows.get(found)) if found else None

    return Beside(
        here=figures(here, run.mentees),
        there=figures(there, other.mentees),
        same=len({*ours, *theirs}) - len(differ),
        page=page,
        rows=tuple(
            Differing(someone(0, rows.get(mentee)), mentor(ours, mentee), mentor(theirs, mentee))
            for mentee in shown
        ),
    )


def _mentors(run: MatchRun, solution: Solution) -> dict[UUID, UUID | None]:
    """The mentor of each mentee by enrolment, of those who are matched."""
    of = dict(enumerate(solution.mentors))
    rows = ProposedPair.objects.filter(run=run, mentee__isnull=False).order_by()
    return {
        mentee: mentor
        for place, at, mentee, mentor in rows.values_list(
            "mentee_place", "mentor_place", "mentee_id", "mentor_id"
        )
        if mentee is not None and of.get(place) == at
    }
