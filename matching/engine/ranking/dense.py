"""Ranking by the scores of all pairs, a block of mentees at a time: for single mentees, and where bounds spare little."""

import numpy as np

from matching.engine.arrays import Ints
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
        for line in range(len(rows)):
            chosen = _best_of(np.flatnonzero(allowed[line]), net[line], problem.mentor_key, wanted.depth)
            found.mentor[start + line, : len(chosen)] = chosen
            found.quanta[start + line, : len(chosen)] = worth[line, chosen]
    return found


def _best_of(mentors: Ints, net: Ints, key: Ints, depth: int) -> Ints:
    """The mentors with the highest `net`, best first; only those who may be among them are sorted."""
    if len(mentors) > depth:
        place = len(mentors) - depth
        mentors = mentors[net[mentors] >= np.partition(net[mentors], place)[place]]
    return mentors[np.lexsort((key[mentors], -net[mentors]))[:depth]]
