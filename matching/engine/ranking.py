"""The best mentors of each mentee, exactly and in a canonical order."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Bools, Floats, Ints, Items
from matching.engine.problem import Problem
from matching.engine.scoring import (
    KNOWN_ENOUGH,
    as_score,
    eligible,
    positions,
    score_block,
    shown_criteria,
    solver_criteria,
)

CELLS = 1 << 18  # pairs a block: one float32 matrix of a block stays within a megabyte


@dataclass(frozen=True, eq=False)
class Ranking:
    """The best k mentors of n mentees, best first; where there are fewer, mentor is -1 and the score 0.

    `mentee` int64[n]; `mentor` int32[n, k]; `score` float32[n, k] from 0 to 1, in millionths; `little_known`
    bool[n, k]: less than half of the weight is answered; `prior_mean` is the mean that the scores were drawn to.
    """

    mentee: Ints
    mentor: Items
    score: Floats
    little_known: Bools
    prior_mean: float


def rank(problem: Problem, mentees: Ints | slice | Sequence[int], k: int) -> Ranking:
    """The best `k` eligible mentors of each of `mentees` (positions, or a slice of them).

    Exact: the highest scores, equal scores by the lower mentor key. Memory is bounded by the block, not by the
    number of mentees. Raises ValueError for a position out of range or a k below 1.
    """
    rows = positions(mentees, problem.mentees.size, "mentees")
    if k < 1:
        raise ValueError(f"k: expected 1 or more, got {k}")
    mentor = np.full((len(rows), k), -1, dtype=np.int32)
    score = np.zeros((len(rows), k), dtype=np.float32)
    little_known = np.zeros((len(rows), k), dtype=np.bool_)
    width = problem.mentors.size
    depth = min(k, width)
    if depth:
        criteria = shown_criteria(problem)
        by_key = np.argsort(problem.key_order)
        height = max(1, CELLS // width)
        for start in range(0, len(rows), height):
            block = slice(start, min(start + height, len(rows)))
            scores = score_block(problem, criteria, rows[block], slice(None))
            # One whole number a pair says it all: a higher score first, then a lower key; none is equal to another.
            rating = scores.quanta * width + (width - 1 - problem.key_order)
            rating[~eligible(problem, rows[block], slice(None))] = -1
            best = np.partition(rating, width - depth, axis=1)[:, width - depth :]
            best = -np.sort(-best, axis=1)
            quanta, place = np.divmod(best, width)
            found = best >= 0
            chosen = by_key[width - 1 - place]
            answered = np.take_along_axis(scores.answered, chosen, axis=1)
            mentor[block, :depth] = np.where(found, chosen, -1)
            score[block, :depth] = np.where(found, as_score(quanta), np.float32(0))
            little_known[block, :depth] = found & (answered < KNOWN_ENOUGH)
    return Ranking(rows, mentor, score, little_known, problem.prior_mean)


@dataclass(frozen=True, eq=False)
class Edges:
    """The best edges of n mentees, best first: `mentor` int32[n, k], -1 where there are fewer; `quanta` int64[n, k], what
    the pair is worth to a solver in millionths, its price not taken off, 0 where there is none."""

    mentor: Items
    quanta: Ints


def best_edges(
    problem: Problem,
    mentees: Ints | slice | Sequence[int],
    k: int,
    *,
    price: Ints | None = None,
    above: Ints | None = None,
) -> Edges:
    """The `k` eligible mentors of each of `mentees` whose value to the solver, private criteria included, less `price`
    (int64[M] in millionths; left out, nought) is highest; equal ones by the lower mentor key. With `above` (int64[n], a
    number for each of `mentees`) only those whose value less price is higher than it.

    For solvers alone: never show it to anybody. Raises ValueError for a position out of range or a k below 1.
    """
    rows = positions(mentees, problem.mentees.size, "mentees")
    if k < 1:
        raise ValueError(f"k: expected 1 or more, got {k}")
    width = problem.mentors.size
    mentor = np.full((len(rows), k), -1, dtype=np.int32)
    quanta = np.zeros((len(rows), k), dtype=np.int64)
    depth = min(k, width)
    if not depth:
        return Edges(mentor, quanta)
    criteria = solver_criteria(problem)
    cost = np.zeros(width, dtype=np.int64) if price is None else price
    height = max(1, CELLS // width)
    for start in range(0, len(rows), height):
        block = slice(start, min(start + height, len(rows)))
        worth = score_block(problem, criteria, rows[block], slice(None)).quanta
        net = worth - cost
        allowed = eligible(problem, rows[block], slice(None))
        if above is not None:
            allowed &= net > above[block][:, None]
        net[~allowed] = np.iinfo(np.int64).min
        order = np.lexsort((np.broadcast_to(problem.key_order, net.shape), -net), axis=1)[:, :depth]
        found = np.take_along_axis(allowed, order, axis=1)
        mentor[block, :depth] = np.where(found, order, -1)
        quanta[block, :depth] = np.where(found, np.take_along_axis(worth, order, axis=1), 0)
    return Edges(mentor, quanta)
