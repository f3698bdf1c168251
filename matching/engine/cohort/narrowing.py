"""A problem after the organiser's decisions: what is locked, forbidden or not good enough."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matching.engine.arrays import Bools, Ints, Items
from matching.engine.cohort.candidates import Candidates
from matching.engine.cohort.question import question
from matching.engine.problem import ExclusionReason, Exclusions, Problem
from matching.engine.scoring import QUANTA, as_score, score_block, solver_criteria

TOGETHER = 64  # pairs that are scored at once, as a square of which only the diagonal counts


@dataclass(frozen=True, eq=False)
class Narrowing:
    """The decisions, checked against a problem.

    `capacity` int64[M] are the seats before any lock; `locked` int64[K, 2], whether eligible or not, with what each
    pair is worth, `locked_quanta` int64[K]; `forbidden` int64[L, 2]; `least` is the minimum score in millionths.
    """

    problem: Problem
    capacity: Ints
    locked: Ints
    locked_quanta: Ints
    forbidden: Ints
    least: int

    @classmethod
    def of(
        cls,
        problem: Problem,
        locked: npt.ArrayLike | None,
        forbidden: npt.ArrayLike | None,
        minimum_score: float | None,
    ) -> "Narrowing":
        """Raises ValueError as `assign` does."""
        capacity = np.maximum(problem.capacity_left, 0)
        nobody = Candidates(
            ptr=np.zeros(problem.mentees.size + 1, dtype=np.int64),
            mentor=np.zeros(0, dtype=np.int32),
            score=np.zeros(0, dtype=np.float32),
        )
        asked = question(nobody, capacity, locked=locked, forbidden=forbidden, minimum_score=minimum_score)
        return cls(
            problem=problem,
            capacity=capacity,
            locked=asked.locked,
            locked_quanta=quanta_of(problem, asked.locked),
            forbidden=np.asarray([] if forbidden is None else forbidden, dtype=np.int64).reshape(-1, 2),
            least=round((minimum_score or 0) * QUANTA),
        )

    @property
    def is_locked(self) -> Bools:
        """bool[N]"""
        locked = np.zeros(self.problem.mentees.size, dtype=np.bool_)
        locked[self.locked[:, 0]] = True
        return locked

    @property
    def left(self) -> Ints:
        """The seats that locks leave, int64[M]."""
        return self.capacity - np.bincount(self.locked[:, 1], minlength=len(self.capacity))

    def barred(self, rows: Ints) -> Bools:
        """Which pairs of the mentees `rows` (rising positions) are forbidden, bool[n, M]."""
        barred = np.zeros((len(rows), self.problem.mentors.size), dtype=np.bool_)
        line = np.searchsorted(rows, self.forbidden[:, 0])
        here = np.isin(self.forbidden[:, 0], rows)
        barred[line[here], self.forbidden[here, 1]] = True
        return barred

    def candidates(self, ptr: Ints, mentor: Items, quanta: Ints) -> Candidates:
        """These open edges and the locked pairs as candidates with the problem's keys."""
        mentee = np.repeat(np.arange(len(ptr) - 1, dtype=np.int64), np.diff(ptr))
        mentee = np.concatenate([mentee, self.locked[:, 0]])
        order = np.argsort(mentee, kind="stable")
        return Candidates(
            ptr=np.concatenate([[0], np.cumsum(np.bincount(mentee, minlength=len(ptr) - 1))]),
            mentor=np.concatenate([mentor, self.locked[:, 1]])[order],
            score=as_score(np.concatenate([quanta, self.locked_quanta])[order]),
            mentee_key=self.problem.mentee_key,
            mentor_key=self.problem.mentor_key,
        )


def without(problem: Problem, pairs: Ints, capacity_left: Ints | None = None) -> Problem:
    """The problem in which `pairs` int64[K, 2] are not eligible, for a reason that nobody will see; with `capacity_left`,
    if given, instead of its own."""
    left = problem.capacity_left if capacity_left is None else capacity_left
    if not len(pairs):
        return problem if capacity_left is None else replace(problem, capacity_left=left)
    reason = np.full(len(pairs), ExclusionReason.AVOID, dtype=np.int8)
    excluded = Exclusions(
        np.concatenate([problem.excluded.pairs, pairs]), np.concatenate([problem.excluded.reason, reason])
    )
    return replace(problem, excluded=excluded, capacity_left=left)


def quanta_of(problem: Problem, pairs: Ints) -> Ints:
    """What each of `pairs` int64[K, 2] is worth to the solver in millionths, int64[K], eligible or not."""
    criteria = solver_criteria(problem)
    worth = np.zeros(len(pairs), dtype=np.int64)
    for start in range(0, len(pairs), TOGETHER):
        block = pairs[start : start + TOGETHER]
        square = score_block(problem, criteria, block[:, 0], block[:, 1])
        worth[start : start + TOGETHER] = np.diagonal(square.quanta)
    return worth
