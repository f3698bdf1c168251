"""What another choice of criteria would do to the people of a programme, by name. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import partial
from uuid import UUID

import numpy as np
from django.core.cache import cache

from matching import engine
from matching.engine.cohort.assigning import Aim
from matching.models import Criterion
from matching.snapshot import Snapshot, snapshot_of
from matching.snapshot.people import People, taking_part
from matching.what_if import Outcome, Worst, both, digest, problem_with, verdict
from programmes.enums import Role
from programmes.models import Enrolment, Programme

NAMED = 20
KEPT = 60 * 60  # seconds


@dataclass(frozen=True)
class NamedPair:
    mentee: str
    mentor: str


@dataclass(frozen=True)
class Named:
    """The first of a list by name, and how many there are."""

    shown: Sequence[NamedPair | str]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


@dataclass(frozen=True)
class Lowest:
    """The mentee who fares worst, with whom, and how they fit, 0 to 100."""

    mentee: str
    mentor: str
    score: int


@dataclass(frozen=True)
class Side:
    """One of the two matchings in figures; `average` is 0 to 100."""

    matched: int
    average: float
    worst: Lowest | None
    unmatched: int


@dataclass(frozen=True)
class WhatIf:
    """A matching with the criteria as they are, one with those of a draft, and what differs. `left_out` says that some
    criteria speak of what people said privately, and so are in neither."""

    aim: Aim
    mentees: int
    mentors: int
    places: int
    before: Side
    after: Side
    appeared: Named
    vanished: Named
    unmatched: Named
    lost: Named
    gained: Named
    touched: int
    left_out: bool

    @property
    def same(self) -> bool:
        return not (self.appeared.count or self.vanished.count)


def cohort_size(programme: Programme) -> tuple[int, int]:
    """The mentees and mentors that a matching would look at. Two queries."""
    return taking_part(programme, Role.MENTEE).count(), taking_part(programme, Role.MENTOR).count()


def what_if(
    programme: Programme, before: Iterable[Criterion], after: Iterable[Criterion], *, aim: Aim, now: datetime
) -> WhatIf:
    """Both matchings of everybody who takes part, on what people may see of each other: a difference that rests on wishes
    or identity would give them away. The number of queries is fixed."""
    was, wanted = list(before), list(after)
    snapshot = snapshot_of(programme, now=now, private=False, criteria=both(was, wanted))
    problems = [problem_with(snapshot.problem, rows) for rows in (was, wanted)]
    found = verdict(*problems, solve=partial(_solved, aim=aim))
    difference = found.difference
    names = _Names.of(snapshot, [found.before, found.after], [*difference.appeared, *difference.vanished])
    return WhatIf(
        aim=aim,
        mentees=len(snapshot.mentees.rows),
        mentors=len(snapshot.mentors.rows),
        places=int(snapshot.problem.capacity_left.clip(0).sum()),
        before=names.side(found.before),
        after=names.side(found.after),
        appeared=names.pairs(difference.appeared),
        vanished=names.pairs(difference.vanished),
        unmatched=names.people(found.after.unmatched),
        lost=names.people(difference.unmatched),
        gained=names.people(difference.matched),
        touched=difference.touched,
        left_out=any(row.enabled and _is_private(row) for row in (*was, *wanted)),
    )


def _solved(problem: engine.Problem, *, aim: Aim) -> engine.Assignment:
    """The matching, kept for a while by what it was made of: whoever tries one change after another waits for the new one
    alone."""
    key = f"matching:what-if:{aim}:{digest(problem)}"
    kept = cache.get(key)
    if kept is None:
        found = engine.assign_problem(problem, aim=aim)
        kept = {
            **{one.name: getattr(found, one.name) for one in fields(found)},
            "mentor": found.mentor.tolist(),
        }
        cache.set(key, kept, KEPT)
    return engine.Assignment(**{**kept, "mentor": np.array(kept["mentor"], dtype=np.int32)})


def _is_private(row: Criterion) -> bool:
    return row.identity or row.kind == "prefer"


@dataclass(frozen=True)
class _Names:
    """The names of those of the two sides that the page names."""

    mentees: People
    mentors: People
    by_pk: Mapping[UUID, str]

    @classmethod
    def of(cls, snapshot: Snapshot, outcomes: Sequence[Outcome], pairs: Sequence[tuple[int, int]]) -> _Names:
        """One query."""
        mentees, mentors = snapshot.mentees, snapshot.mentors
        wanted = {place for place, _mentor in pairs} | {
            place for found in outcomes for place in found.unmatched
        }
        others = {place for _mentee, place in pairs}
        for found in outcomes:
            if found.worst is not None:
                wanted.add(found.worst.mentee)
                others.add(found.worst.mentor)
        pks = [mentees.rows[place].pk for place in wanted] + [mentors.rows[place].pk for place in others]
        rows = Enrolment.objects.filter(pk__in=pks).order_by().values_list("pk", "person__name")
        return cls(mentees, mentors, dict(rows))

    def mentee(self, place: int) -> str:
        return self.by_pk[self.mentees.rows[place].pk]

    def mentor(self, place: int) -> str:
        return self.by_pk[self.mentors.rows[place].pk]

    def pairs(self, pairs: Iterable[tuple[int, int]]) -> Named:
        found = sorted(
            (NamedPair(self.mentee(mentee), self.mentor(mentor)) for mentee, mentor in pairs),
            key=lambda pair: (pair.mentee.casefold(), pair.mentor.casefold()),
        )
        return Named(found[:NAMED], len(found))

    def people(self, places: Iterable[int]) -> Named:
        found = sorted((self.mentee(place) for place in places), key=str.casefold)
        return Named(found[:NAMED], len(found))

    def side(self, found: Outcome) -> Side:
        return Side(found.matched, 100 * found.average, self._lowest(found.worst), len(found.unmatched))

    def _lowest(self, worst: Worst | None) -> Lowest | None:
        if worst is None:
            return None
        return Lowest(self.mentee(worst.mentee), self.mentor(worst.mentor), round(100 * worst.score))
