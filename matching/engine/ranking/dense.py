"""Ranking by the scores of all pairs, a block of mentees at a time: for single mentees, and where bounds spare little."""

import numpy as np

from matching.engine.ranking.answers import Edges, Wanted
from matching.engine.scoring import eligible, score_block

CELLS = 1 << 18  # pairs a block: one float32 matrix of a block stays within a megabyte


def best(wanted: Wanted) -> Edges:
    """The best edges; see `Wanted`."""
    problem, found = wanted.problem, wanted.none_found()
    width = problem.mentors.size
    height = max(1, CELLS // width)
    for start in range(0, len(wanted.rows), height):
        block = slice(start, start + height)
        rows = wanted.rows[block]
        worth = score_block(problem, wanted.criteria, rows, slice(None)).quanta
        net = worth if wanted.price is None else worth - wanted.price
        allowed = eligible(problem, rows, slice(None))
        if wanted.above is not None:
            allowed &= net > wanted.above[block][:, None]
        if wanted.least is not None:
            allowed &= worth >= wanted.least[block][:, None]
        keys = (np.broadcast_to(problem.key_order, net.shape), -net, ~allowed)
        order = np.lexsort(keys, axis=1)[:, : wanted.depth]
        there = np.take_along_axis(allowed, order, axis=1)
        found.mentor[block] = np.where(there, order, -1)
        found.quanta[block] = np.where(there, np.take_along_axis(worth, order, axis=1), 0)
    return found
