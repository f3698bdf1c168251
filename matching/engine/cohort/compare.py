"""The three aims and first come, first served beside each other, for one cohort."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.cohort.assigning import Aim, assign, assignment
from matching.engine.cohort.candidates import Assignment, Candidates
from matching.engine.cohort.certify import counted, held, solved
from matching.engine.cohort.narrowing import Narrowing
from matching.engine.cohort.pool import Pass, Pool
from matching.engine.cohort.question import question
from matching.engine.cohort.stable import first_come
from matching.engine.problem import Problem
from matching.engine.ranking import best_edges
from matching.engine.scoring import QUANTA

DECILES = np.arange(1, 10) / 10
FEW = 5
WAVES = 8


@dataclass(frozen=True)
class Summary:
    """An assignment, and how its people fare.

    `deciles` are nine scores: a tenth of the matched pairs score at most the first, two tenths at most the second, and so
    on; none where nobody is matched. `first_choice` and `top_five` are shares of all mentees, 0 to 1: those with no
    mentor, and with fewer than five mentors, among their candidates who score more than the one they have.
    """

    assignment: Assignment
    deciles: tuple[float, ...]
    first_choice: float
    top_five: float


@dataclass(frozen=True)
class Comparison:
    """What each way of matching the same cohort comes to. First come, first served is what happens when the mentees
    choose one after another in an order that is drawn by the seed; it has no aim, and is not certified unless it is stable."""

    total: Summary
    fair: Summary
    stable: Summary
    first_come: Summary


def compare(
    candidates: Candidates,
    capacity: npt.ArrayLike,
    *,
    locked: npt.ArrayLike | None = None,
    forbidden: npt.ArrayLike | None = None,
    minimum_score: float | None = None,
    seed: int = 0,
    levels: int = 1,
) -> Comparison:
    """Every aim and first come, first served on the same candidates; the arguments are those of `assign`, which says what
    is refused."""

    def aimed(aim: Aim) -> Summary:
        found = assign(
            candidates,
            capacity,
            aim=aim,
            locked=locked,
            forbidden=forbidden,
            minimum_score=minimum_score,
            seed=seed,
            levels=levels,
        )
        return summary(candidates, found)

    asked = question(
        candidates, capacity, locked=locked, forbidden=forbidden, minimum_score=minimum_score, seed=seed
    )
    return Comparison(
        total=aimed("total"),
        fair=aimed("fair"),
        stable=aimed("stable"),
        first_come=summary(candidates, assignment(asked, first_come(asked))),
    )


def compare_problem(
    problem: Problem,
    *,
    locked: npt.ArrayLike | None = None,
    forbidden: npt.ArrayLike | None = None,
    minimum_score: float | None = None,
    seed: int = 0,
    levels: int = 1,
    passes: Pass = best_edges,
) -> Comparison:
    """The same over every eligible pair, as `assign_problem` does it."""
    pool = Pool(Narrowing.of(problem, locked, forbidden, minimum_score), passes)
    found = [
        solved(pool, aim="total", levels=levels, seed=seed),
        solved(pool, aim="fair", levels=levels, seed=seed),
        solved(pool, aim="stable", levels=levels, seed=seed),
        _first_come(pool, seed),
    ]
    candidates = pool.candidates()
    total, fair, stable, first = (summary(candidates, one) for one in found)
    return Comparison(total=total, fair=fair, stable=stable, first_come=first)


def _first_come(pool: Pool, seed: int) -> Assignment:
    """First come, first served over every eligible pair. Who comes first depends on nobody who comes later, so the pairs are
    made complete for some people after the others; a mentor may be missed by those who choose before all places are taken."""
    asked = held(pool, seed)
    order = pool.free[np.argsort(asked.mentee_rank[pool.free])]
    edge = first_come(asked)
    for wave in np.array_split(order, WAVES):
        complete = not len(wave)
        while not complete:
            people = np.flatnonzero(edge >= 0)
            mentor = asked.graph.mentor[edge[people]]
            last = np.full(len(pool.price), -1, dtype=np.int64)
            np.maximum.at(last, mentor, asked.mentee_rank[people])
            full = np.bincount(mentor, minlength=len(last)) >= asked.graph.capacity
            gone = full & (last < asked.mentee_rank[wave[0]])
            have = pool.given(edge)
            complete = pool.complete(np.sort(wave), have, np.where(gone, QUANTA + 1, 0), have - 1)
            if not complete:
                asked = held(pool, seed)
                edge = first_come(asked)
    return counted(pool, assignment(asked, edge))


def summary(candidates: Candidates, assignment: Assignment) -> Summary:
    """How the people of an assignment of these candidates fare. A locked pair that is no candidate counts as matched, but
    has no score here and is nobody's choice."""
    own = np.flatnonzero(assignment.mentor[candidates.mentee] == candidates.mentor)
    worth = np.full(candidates.mentees, -1, dtype=np.int64)
    worth[candidates.mentee[own]] = candidates.quanta[own]
    better = np.bincount(
        candidates.mentee[candidates.quanta > worth[candidates.mentee]], minlength=candidates.mentees
    )
    scores, choice = worth[worth >= 0], better[worth >= 0]
    deciles = np.quantile(scores, DECILES, method="inverted_cdf") / QUANTA if len(scores) else DECILES[:0]
    everybody = max(candidates.mentees, 1)
    return Summary(
        assignment=assignment,
        deciles=tuple(deciles.tolist()),
        first_choice=int((choice == 0).sum()) / everybody,
        top_five=int((choice < FEW).sum()) / everybody,
    )
