"""One matching of a cohort, and what it comes to in the scores that are shown.

The solver values pairs by what people said privately as well. Nothing that is made of so few pairs as a worst or a middle
score may tell of that, so figures are of the shown scores; where nobody said anything privately they are the solver's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching import engine
from matching.engine.arrays import Ints
from matching.engine.scoring import QUANTA
from matching.enums import RunAim

Pair = tuple[int, int]
AIMS: Mapping[RunAim, engine.Aim] = {
    RunAim.TOTAL: "total",
    RunAim.FAIR: "fair",
    RunAim.STABLE: "stable",
}
BINS = 10


@dataclass(frozen=True)
class Question:
    """What a run asks of its problem, besides the aim."""

    seed: int = 0
    minimum_score: float | None = None
    levels: int = 1
    locked: tuple[Pair, ...] = ()
    forbidden: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class Figures:
    """`total` is the sum of the shown scores; `worst` and `median` are scores, 0 to 1, and 0 where nobody is matched.
    `blocking_pairs` are counted over all eligible pairs of people who are not locked."""

    total: float
    worst: float
    median: float
    matched: int
    blocking_pairs: int


@dataclass(frozen=True)
class Matching:
    """`mentors` has the position of each mentee's mentor, -1 for none; `settled` is how many of the lowest scores the aim
    settled."""

    aim: RunAim
    mentors: tuple[int, ...]
    blocking_pairs: int
    certified: bool
    settled: int

    @property
    def pairs(self) -> list[Pair]:
        return [(mentee, mentor) for mentee, mentor in enumerate(self.mentors) if mentor >= 0]


@dataclass(frozen=True)
class Solved:
    """A matching with its figures: `spread` counts the pairs by ten points; `levels` are the lowest scores, as many as the
    aim settled."""

    matching: Matching
    figures: Figures
    levels: tuple[float, ...]
    spread: tuple[int, ...]


def solve(problem: engine.Problem, question: Question, aim: RunAim) -> Matching:
    """The matching for one aim over every eligible pair. Raises ValueError where the decisions cannot be kept together."""
    found = engine.assign_problem(
        problem,
        aim=AIMS[aim],
        levels=question.levels,
        locked=_array(question.locked),
        forbidden=_array(question.forbidden),
        minimum_score=question.minimum_score,
        seed=question.seed,
    )
    return Matching(
        aim=aim,
        mentors=tuple(found.mentor.tolist()),
        blocking_pairs=found.blocking_pairs,
        certified=found.certified,
        settled=len(found.levels),
    )


def valued(matching: Matching, scores: Mapping[Pair, float]) -> Solved:
    """What a matching comes to in `scores`, the shown ones of its pairs."""
    millionths = [round(scores[pair] * QUANTA) for pair in matching.pairs]
    quanta = np.sort(np.array(millionths, dtype=np.int64))
    return Solved(
        matching=matching,
        figures=figures(quanta, matching.blocking_pairs),
        levels=tuple((quanta[: matching.settled] / QUANTA).tolist()),
        spread=spread(quanta),
    )


def figures(quanta: Ints, blocking_pairs: int) -> Figures:
    """Of the shown scores of the pairs in millionths, rising."""
    return Figures(
        total=int(quanta.sum()) / QUANTA,
        worst=int(quanta[0]) / QUANTA if len(quanta) else 0.0,
        median=float(np.median(quanta)) / QUANTA if len(quanta) else 0.0,
        matched=len(quanta),
        blocking_pairs=blocking_pairs,
    )


def spread(quanta: Ints) -> tuple[int, ...]:
    """How many scores lie in each ten points, as they are shown: 0-9, 10-19, … 90-100."""
    points = np.rint(quanta / (QUANTA / 100)).astype(np.int64)
    return tuple(np.bincount(np.minimum(points // 10, BINS - 1), minlength=BINS).tolist())


def may_lock(problem: engine.Problem, mentee: int, mentor: int) -> bool:
    """Whether an organiser may bring these two together though rules speak against it. Not those of whom one wants nothing
    to do with the other, nor one person with themself, nor two who are together: which of them it is, is not told."""
    never = {engine.ExclusionReason.OWN_SELF, engine.ExclusionReason.ALREADY_TOGETHER}
    excluded = problem.excluded.by_mentee.get(mentee, {}).get(mentor, ())
    return engine.explain(problem, mentee, mentor).listed and never.isdisjoint(excluded)


def _array(pairs: Sequence[Pair]) -> Ints | None:
    return np.array(pairs, dtype=np.int64).reshape(-1, 2) if pairs else None
