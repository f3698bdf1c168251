"""What both paths by bounds share: the layout of a problem, kept with it, prices as bounds, and the order of mentees."""

from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from matching.engine.arrays import Bytes, Ints
from matching.engine.problem import Problem
from matching.engine.ranking.answers import Wanted
from matching.engine.ranking.layout import BLOCK, Halves, Question
from matching.engine.ranking.question import question, units

FEW = 1 / 8  # of the pairs: where more than that have to be looked at, bounds do not pay
CODES = 0xFFFE  # categories that have a code of two bytes, besides the unknown
WIDEST = 2.0  # scores: prices that differ by more are taken as if they differed by that

_kept: "WeakKeyDictionary[Problem, dict[tuple[object, ...], Question]]" = WeakKeyDictionary()


class Costs(NamedTuple):
    """The prices int64[M], the one that counts as nought in the bounds, and what a mentor begins with, uint16[chunks,
    chunk] in units."""

    price: Ints
    origin: float
    start: Halves


def laid_out(wanted: Wanted, chunk: int) -> Question:
    """The arrays of the problem in chunks of at most `chunk` mentors, made once."""
    kept = _kept.setdefault(wanted.problem, {})
    chunk = min(chunk, max(-(-wanted.problem.mentors.size // BLOCK), 1) * BLOCK)
    key = (chunk, *(entry.criterion.key for entry in wanted.criteria))
    if key not in kept:
        kept[key] = question(wanted.problem, wanted.criteria, chunk)
    return kept[key]


def is_laid_out(problem: Problem) -> bool:
    return problem in _kept


def costs_of(wanted: Wanted, asked: Question) -> Costs:
    width, chunk = wanted.problem.mentors.size, asked.mentors.chunk
    start = np.zeros(-(-width // chunk) * chunk, dtype=np.uint16)
    start[:width] = 1 + asked.moved_bound
    if wanted.price is None:
        return Costs(np.zeros(width, dtype=np.int64), 0.0, start.reshape(-1, chunk))
    price = wanted.price * 1e-6
    origin = float(min(price.max(), price.min() + WIDEST))
    start[:width] += units(origin - np.minimum(price, origin))
    return Costs(wanted.price.copy(), origin, start.reshape(-1, chunk))


def has_codes(problem: Problem) -> bool:
    """Whether the mentors' categories are few enough for bounds."""
    categories = problem.mentors.categories.values()
    return problem.mentors.size <= CODES or all(len(np.unique(one)) <= CODES for one in categories)


def too_many(looked_at: int, done: int, wanted: Wanted) -> bool:
    """Whether bounds spare too little, seen by the pairs looked at for the first `done` mentees."""
    width = wanted.problem.mentors.size
    return looked_at > FEW * done * width or wanted.depth > FEW * width


def by_answers(asked: Question, rows: Ints) -> tuple[Ints, Bytes]:
    """The order that brings mentees together who answered the same questions, and where in it others begin."""
    known = asked.mentees.known[rows]
    order = np.lexsort(known.T) if known.shape[1] else np.arange(len(rows))
    fresh = np.ones(len(rows), dtype=np.uint8)
    fresh[1:] = (known[order[1:]] != known[order[:-1]]).any(axis=1)
    return order.astype(np.int64), fresh
