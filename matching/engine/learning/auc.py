"""How often a chosen one stands above one that was not: the area under the ROC curve, ties counted half.

`overall` compares across mentees as well; `within` compares the pairs of one mentee alone, which is what a list is for. A
score that only knows who asks often does well in the first and stands at .5 in the second."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.engine.arrays import Bools, Ints
from matching.engine.learning.decisions import Reals

BLOCK = 1 << 22  # numbers at once: 32 MB
Counts = npt.NDArray[np.uint16]


class Ordered(NamedTuple):
    """For each mentee, by place, `right` float64[G]: how many comparisons of a chosen with a passed mentor the score gets
    right, ties counted half, of `pairs` float64[G]."""

    right: Reals
    pairs: Reals


def ordered(score: Ints, chosen: Bools, group: Ints, mentees: int) -> Ordered:
    """The comparisons within each mentee: `score` int64[n], `chosen` bool[n], `group` int64[n] below `mentees`."""
    order = np.lexsort((score, group))
    score, chosen, group = score[order], chosen[order], group[order]
    passed = np.cumsum(~chosen)
    before = np.concatenate([[0], passed[:-1]])
    first = np.ones(len(score), dtype=bool)
    first[1:] = (np.diff(score) != 0) | (np.diff(group) != 0)
    run = np.cumsum(first) - 1
    starts = np.flatnonzero(first)
    ends = np.append(starts[1:], len(score)) - 1
    of_mentee = np.searchsorted(group, np.arange(mentees))
    lower = before[starts[run]] - np.append(before, 0)[of_mentee[group]]
    equal = passed[ends[run]] - before[starts[run]]
    right = np.bincount(group, weights=np.where(chosen, lower + equal / 2, 0.0), minlength=mentees)
    ones = np.bincount(group, weights=chosen, minlength=mentees).astype(np.float64)
    return Ordered(right.astype(np.float64), ones * (np.bincount(group, minlength=mentees) - ones))


def within(found: Ordered, times: Counts | None = None) -> Reals:
    """The mean over mentees of their own AUC, each weighted by the comparisons they allow: the share of all comparisons
    within a mentee that come out right. `times` uint16[B, G] counts mentees that often; float64[B], or [1] without it. nan
    where there is nothing to compare."""
    right, pairs = found
    weights = np.ones((1, len(pairs)), dtype=np.uint16) if times is None else times
    share = np.full(len(weights), np.nan)
    for block, rows in _blocks(weights, len(pairs)):
        total = rows @ pairs
        np.divide(rows @ right, total, out=share[block], where=total > 0)
    return share


def _blocks(times: Counts, width: int) -> Iterator[tuple[slice, Reals]]:
    """The rows of `times` as float64, so many together that `width` numbers a row make no more than BLOCK."""
    height = max(1, BLOCK // max(width, 1))
    for first in range(0, len(times), height):
        block = slice(first, first + height)
        yield block, times[block].astype(np.float64)


def overall(score: Ints, chosen: Bools, group: Ints, times: Counts | None = None) -> Reals:
    """The AUC over all pairs; `times` as for `within`. float64[B], or [1] without it."""
    weights = np.ones((1, int(group.max(initial=-1)) + 1), dtype=np.uint16) if times is None else times
    order = np.argsort(score[~chosen], kind="stable")
    passed, passed_of = score[~chosen][order], group[~chosen][order]
    lower, up_to = (np.searchsorted(passed, score[chosen], side=side) for side in ("left", "right"))
    found = np.full(len(weights), np.nan)
    for block, rows in _blocks(weights, len(score)):
        below = np.zeros((len(rows), len(passed) + 1))
        np.cumsum(rows[:, passed_of], axis=1, out=below[:, 1:])
        ones = rows[:, group[chosen]]
        right = (ones * (below[:, lower] + below[:, up_to])).sum(axis=1) / 2
        total = ones.sum(axis=1) * below[:, -1]
        np.divide(right, total, out=found[block], where=total > 0)
    return found


class Interval(NamedTuple):
    """An estimate, and the interval that holds it 19 times of 20."""

    estimate: float
    low: float
    high: float

    @classmethod
    def of(cls, estimate: float, drawn: Reals) -> "Interval":
        """From the values of resampled mentees: their 2.5th and 97.5th percentiles (Efron and Tibshirani 1993, ch. 13)."""
        known = drawn[~np.isnan(drawn)]
        if not len(known):
            return cls(estimate, float("nan"), float("nan"))
        low, high = np.percentile(known, [2.5, 97.5])
        return cls(estimate, float(low), float(high))


def resampled(mentees: int, draws: int, random: np.random.Generator) -> Counts:
    """How often each mentee stands in each of `draws` samples of as many mentees, drawn with replacement: uint16[B, G]."""
    times = np.empty((draws, mentees), dtype=np.uint16)
    for row in times:
        row[:] = np.bincount(random.integers(0, mentees, size=mentees), minlength=mentees)
    return times
