"""What a run proposes, as its organiser reviews it: the pairs of the chosen aim, as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from matching.enums import DecisionKind
from matching.fit import PairFit
from matching.kept_runs import fits_of, opened
from matching.models import MatchRun, ProposedPair, RunDecision, Solution
from matching.queries.run_people import Cast, Someone, cast_of
from matching.queries.runs import POINTS
from programmes.models import Enrolment

PAIRS = 50
LOW = 50  # points below which a pair is worth a second look
NOBODY = -1
BRIEF = 20  # letters from which the beginning of a reason says enough


@dataclass(frozen=True)
class Badge:
    text: str
    tone: str
    icon: str


@dataclass(frozen=True)
class ReviewRow:
    """One pair of the table. `was` is whom the run itself had proposed, where that is another; `lock` the decision that
    holds the pair."""

    mentee: Someone
    mentor: Someone
    score: int
    fit: PairFit
    badges: tuple[Badge, ...]
    lock: int | None

    @property
    def short(self) -> tuple[str, ...]:
        """Two at most: the weightiest reason of the mentee, and the mentor's next one, or what speaks against a low pair."""
        ours = [reason.text for reason in self.fit.for_mentee if reason.good][:1]
        theirs = [reason.text for reason in self.fit.for_mentor if reason.good]
        against = [
            _("But: %(text)s") % {"text": reason.text} for reason in self.fit.for_mentee if reason.less
        ][:1]
        return tuple(map(_brief, (*ours, *(against if self.score < LOW else theirs[1:2] or against))))


def _brief(text: str) -> str:
    """A reason without what it lists, where it says enough before the colon."""
    head = text.partition(": ")[0]
    return head if len(head) > BRIEF else text


class Proposed(NamedTuple):
    """One proposed pair of a run without its parts, in the order of PROPOSED."""

    mentee: int
    mentor: int
    score: float
    eligible: bool
    near_mentor: int | None
    near_score: float | None

    @property
    def points(self) -> int:
        return round(self.score * POINTS)

    @property
    def low(self) -> bool:
        return self.points < LOW

    @property
    def ambiguous(self) -> bool:
        return self.near_mentor is not None


PROPOSED = ("mentee_place", "mentor_place", "score", "eligible", "near_mentor_place", "near_score")


@dataclass(frozen=True)
class Standing:
    """The chosen aim's solution after the last decision, with its pairs by the mentee's position, what was computed before
    any decision, and the decisions that stand."""

    run: MatchRun
    solution: Solution
    pairs: Mapping[int, Proposed]
    computed: Mapping[int, int]
    locks: Mapping[int, RunDecision]
    forbidden: int

    def changed(self, mentee: int) -> bool:
        return self.computed.get(mentee, NOBODY) != self.pairs[mentee].mentor

    def locked(self, one: Proposed) -> bool:
        lock = self.locks.get(one.mentee)
        return lock is not None and lock.mentor_place == one.mentor

    def can_swap(self, mentee: int, other: int | None) -> bool:
        """Whether both have a mentor, and not the same one."""
        both = other is not None and mentee in self.pairs and other in self.pairs
        return both and self.pairs[mentee].mentor != self.pairs[other].mentor  # type: ignore[index]

    @property
    def unmatched(self) -> list[int]:
        return [place for place, mentor in enumerate(self.solution.mentors) if mentor < 0]


def standing(run: MatchRun) -> Standing:
    """Four queries. Raises Solution.DoesNotExist where nothing was computed."""
    solutions = Solution.objects.filter(run=run, aim=run.aim)
    solution = solutions.latest("revision")
    first = solutions.filter(revision=0).values_list("mentors", flat=True).first()
    of = dict(enumerate(solution.mentors))
    found = map(Proposed._make, ProposedPair.objects.filter(run=run).order_by().values_list(*PROPOSED))
    decided = list(RunDecision.objects.filter(run=run, undone_at__isnull=True))
    return Standing(
        run=run,
        solution=solution,
        pairs={one.mentee: one for one in found if of.get(one.mentee) == one.mentor},
        computed=of if first is None else dict(enumerate(first)),
        locks={row.mentee_place: row for row in decided if row.kind == DecisionKind.LOCK},
        forbidden=sum(row.kind == DecisionKind.FORBID for row in decided),
    )


@dataclass(frozen=True)
class Counted:
    """How many pairs there are of each sort, for the filter and the badges above the table."""

    every: int
    warnings: int
    low: int
    ambiguous: int
    broken: int
    locked: int
    changed: int
    forbidden: int


@dataclass(frozen=True)
class Review:
    """`page` of the table and its `rows`; `narrowed` where a filter is on."""

    page: Page[int]
    rows: tuple[ReviewRow, ...]
    counted: Counted
    narrowed: bool


def counted(held: Standing) -> Counted:
    pairs = held.pairs.values()
    return Counted(
        every=len(held.pairs),
        warnings=sum(_warns(one) for one in pairs),
        low=sum(one.low for one in pairs),
        ambiguous=sum(one.ambiguous for one in pairs),
        broken=sum(not one.eligible for one in pairs),
        locked=sum(map(held.locked, pairs)),
        changed=sum(map(held.changed, held.pairs)),
        forbidden=held.forbidden,
    )


def _warns(one: Proposed) -> bool:
    return one.low or one.ambiguous or not one.eligible


def review(held: Standing, chosen: Mapping[str, str], *, number: str | None) -> Review:
    """Page `number` of the pairs, narrowed and ordered as `chosen` (the filled-in fields of the filter): `show`, `q` and
    `sort`. Eight queries at most, however many pairs there are."""
    wanted = _SHOWN[chosen.get("show", "all")]
    places = [place for place in held.pairs if wanted(held, place)]
    places = _searched(held, places, chosen.get("q", ""), chosen.get("sort", "low"))
    page = Paginator(places, PAIRS).get_page(number)
    return Review(
        page=page,
        rows=tuple(_rows(held, list(page.object_list))),
        counted=counted(held),
        narrowed=bool({"show", "q"} & {*chosen}),
    )


_SHOWN: Mapping[str, Callable[[Standing, int], bool]] = {
    "all": lambda held, place: True,
    "warnings": lambda held, place: _warns(held.pairs[place]),
    "low": lambda held, place: held.pairs[place].low,
    "ambiguous": lambda held, place: held.pairs[place].ambiguous,
    "broken": lambda held, place: not held.pairs[place].eligible,
    "locked": lambda held, place: place in held.locks,
    "changed": lambda held, place: held.changed(place),
}


def _searched(held: Standing, places: list[int], words: str, sort: str) -> list[int]:
    """Those whose mentee's or mentor's name has all of `words`, in their order."""
    pairs = held.pairs
    if sort in ("low", "high"):
        sign = 1 if sort == "low" else -1
        places = sorted(places, key=lambda place: (sign * pairs[place].score, place))
    if not words and sort in ("low", "high"):
        return places
    mentees, mentors = names(held.run)
    wanted = words.casefold().split()
    found = [
        place
        for place in places
        if all(word in f"{mentees[place]} {mentors[pairs[place].mentor]}".casefold() for word in wanted)
    ]
    if sort == "mentee":
        found.sort(key=lambda place: (mentees[place].casefold(), place))
    elif sort == "mentor":
        found.sort(key=lambda place: (mentors[pairs[place].mentor].casefold(), place))
    return found


def names(run: MatchRun) -> tuple[list[str], list[str]]:
    """The names of all mentees and all mentors of a run by position, empty for somebody erased. One query."""
    kept = opened(run)
    rows = Enrolment.objects.filter(programme_id=run.programme_id, person__erased_at__isnull=True)
    known: dict[UUID, str] = dict(rows.values_list("pk", "person__name"))
    return [known.get(pk, "") for pk in kept.mentee_ids], [known.get(pk, "") for pk in kept.mentor_ids]


def _rows(held: Standing, places: Sequence[int]) -> list[ReviewRow]:
    pairs = [held.pairs[place] for place in places]
    others = [one.near_mentor for one in pairs if one.near_mentor is not None]
    others += [held.computed[one.mentee] for one in pairs if held.computed.get(one.mentee, NOBODY) >= 0]
    kept = opened(held.run)
    cohort = kept.people(places, [*(one.mentor for one in pairs), *others])
    people = cast_of(cohort)
    told = fits_of(kept, [(one.mentee, one.mentor) for one in pairs], cohort=cohort)
    return [
        ReviewRow(
            mentee=people.mentee(one.mentee),
            mentor=people.mentor(one.mentor),
            score=one.points,
            fit=fit,
            badges=tuple(_badges(held, one, people)),
            lock=held.locks[one.mentee].pk if held.locked(one) else None,
        )
        for one, fit in zip(pairs, told, strict=True)
    ]


def _badges(held: Standing, one: Proposed, people: Cast) -> list[Badge]:
    found = []
    if held.locked(one):
        found.append(Badge(_("Locked"), "good", "lock"))
    if not one.eligible:
        found.append(Badge(_("Breaks a rule"), "bad", "triangle-alert"))
    if one.low:
        lowest = one.score <= held.solution.worst
        found.append(Badge(_("Lowest fit") if lowest else _("Low fit"), "warn", "triangle-alert"))
    if one.near_mentor is not None:
        points = round((one.near_score or 0) * POINTS)
        near = {"name": people.mentor(one.near_mentor).name, "score": points}
        better = _("%(name)s would fit better, %(score)d") % near
        found.append(
            Badge(
                better if points > one.points else _("%(name)s fits as well, %(score)d") % near, "", "scale"
            )
        )
    if held.changed(one.mentee):
        before = held.computed.get(one.mentee, NOBODY)
        text = _("Was %(name)s") % {"name": people.mentor(before).name} if before >= 0 else _("Was without")
        found.append(Badge(text, "warm", "arrow-left-right"))
    return found
