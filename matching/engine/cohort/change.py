"""What if: what a change of mind does to a matching."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matching.engine.arrays import Ints
from matching.engine.cohort.assigning import Aim, answer, refuse_aim
from matching.engine.cohort.candidates import Assignment, Candidates
from matching.engine.cohort.certify import assign_problem, solved
from matching.engine.cohort.narrowing import Narrowing
from matching.engine.cohort.pool import Pass, Pool
from matching.engine.cohort.question import question
from matching.engine.problem import Problem
from matching.engine.ranking import best_edges

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Difference:
    """What differs between two assignments of the same people, by position and in rising order.

    `appeared` and `vanished` are pairs (mentee, mentor); `matched` and `unmatched` are mentees who are so now and were
    not before. `worst` is the score of the worst match before and after, `total` the sum. `touched` counts the people,
    mentees and mentors, who have somebody else now, or somebody more or less.
    """

    appeared: Pairs
    vanished: Pairs
    matched: tuple[int, ...]
    unmatched: tuple[int, ...]
    worst: tuple[float, float]
    total: tuple[float, float]
    touched: int


def difference(before: Assignment, after: Assignment) -> Difference:
    """Raises ValueError unless both are of equally many mentees."""
    was, now = before.mentor, after.mentor
    if len(was) != len(now):
        raise ValueError(f"after.mentor: expected {len(was)} mentees as before, got {len(now)}")
    moved = np.flatnonzero(was != now)
    left, came = moved[was[moved] >= 0], moved[now[moved] >= 0]
    mentors = np.union1d(was[left], now[came])
    return Difference(
        appeared=tuple(zip(came.tolist(), now[came].tolist(), strict=True)),
        vanished=tuple(zip(left.tolist(), was[left].tolist(), strict=True)),
        matched=tuple(np.setdiff1d(came, left).tolist()),
        unmatched=tuple(np.setdiff1d(left, came).tolist()),
        worst=(before.worst, after.worst),
        total=(before.total, after.total),
        touched=len(moved) + len(mentors),
    )


@dataclass(frozen=True)
class Changed:
    """An assignment after a change, and how it differs from the one before."""

    assignment: Assignment
    difference: Difference


def decided(
    candidates: Candidates,
    capacity: npt.ArrayLike,
    before: Assignment,
    *,
    aim: Aim,
    lock: tuple[int, int] | None = None,
    forbid: tuple[int, int] | None = None,
    locked: npt.ArrayLike | None = None,
    forbidden: npt.ArrayLike | None = None,
    minimum_score: float | None = None,
    seed: int = 0,
    levels: int = 1,
) -> Changed:
    """What becomes of `before` if the organiser locks one pair more, or forbids one, or both; the other arguments are those
    that it was made with. Solved anew on the kept candidates, which costs less than a repair would be worth.

    Raises ValueError as `assign` does."""
    refuse_aim(aim, levels)
    asked = question(
        candidates,
        capacity,
        locked=_with(locked, lock),
        forbidden=_with(forbidden, forbid),
        minimum_score=minimum_score,
        seed=seed,
    )
    # One pair more or less seldom moves the worst scores far, so they are looked for where they were.
    after = answer(asked, aim=aim, levels=levels, near=before.levels)
    return Changed(after, difference(before, after))


def _with(pairs: npt.ArrayLike | None, pair: tuple[int, int] | None) -> Ints | None:
    given = [] if pairs is None else np.asarray(pairs).reshape(-1, 2).tolist()
    return np.array([*given, *([] if pair is None else [pair])], dtype=np.int64).reshape(-1, 2)


def reweighted(problem: Problem, weights: Mapping[str, float]) -> Problem:
    """The problem with other weights, by the keys of its criteria; those that are not named keep theirs. The programme's
    mean stays as it is. Raises ValueError for a key that it has not, or a weight that a criterion may not have."""
    keys = [criterion.key for criterion in problem.criteria]
    for key in weights:
        if key not in keys:
            raise ValueError(f"weights[{key!r}]: expected one of: {', '.join(sorted(keys))}")
    criteria = tuple(
        replace(criterion, weight=weights.get(criterion.key, criterion.weight))
        for criterion in problem.criteria
    )
    return replace(problem, criteria=criteria)


def rescored(
    problem: Problem,
    weights: Mapping[str, float],
    before: Assignment,
    *,
    aim: Aim,
    locked: npt.ArrayLike | None = None,
    forbidden: npt.ArrayLike | None = None,
    minimum_score: float | None = None,
    seed: int = 0,
    levels: int = 1,
    passes: Pass = best_edges,
) -> Changed:
    """What becomes of `before` with other `weights` (see `reweighted`), over every eligible pair."""
    after = assign_problem(
        reweighted(problem, weights),
        aim=aim,
        levels=levels,
        locked=locked,
        forbidden=forbidden,
        minimum_score=minimum_score,
        seed=seed,
        passes=passes,
    )
    return Changed(after, difference(before, after))


def candidates_of(problem: Problem, k: int = 20, *, passes: Pass = best_edges) -> Candidates:
    """The pairs to keep for an organiser who tries things out: the best `k` mentors of each mentee, and for each mentor
    whoever it takes so that `assign` finds the highest total of every eligible pair among them. For solvers alone, as
    `best_edges`. Raises ValueError for a k below 1."""
    pool = Pool(Narrowing.of(problem, None, None, None), passes, depth=k)
    solved(pool, aim="total", levels=0, seed=0)
    return pool.candidates()
