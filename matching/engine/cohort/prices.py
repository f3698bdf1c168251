"""Prices that prove a matching to be the most profitable one."""

from typing import NamedTuple

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.cohort.flow import Graph, ranges


class Prices(NamedTuple):
    """What a mentee gains, int64[N], and what a seat of each mentor is worth, int64[M]; in the unit of the profits.

    They are a dual solution: both are 0 or more, and for every edge `mentee[i] + mentor[j] >= profit`. So no matching
    can make more than Σ mentee + Σ capacity · mentor, and one that makes as much is optimal.
    """

    mentee: Ints
    mentor: Ints


def prices_of(graph: Graph, profit: Ints, edge: Ints) -> Prices | None:
    """The lowest prices of seats that prove `edge` (int64[N], see `most_profitable`) to be optimal, or None if it is not.

    A seat is worth what the best of those who do not have it would gain by it. From prices of nought, each round raises
    what the last round's rises made too cheap, so that only edges of mentees whose gain fell are looked at again.
    """
    matched = np.flatnonzero(edge >= 0)
    seat = np.full(graph.mentees, -1, dtype=np.int64)
    seat[matched] = graph.mentor[edge[matched]]
    own = np.zeros(graph.mentees, dtype=np.int64)
    own[matched] = profit[edge[matched]]
    load = np.bincount(seat[matched], minlength=len(graph.capacity))
    full = load >= graph.capacity
    holders = matched[np.argsort(seat[matched], kind="stable")]
    first = np.concatenate([[0], np.cumsum(load)])

    if (own < 0).any():
        return None
    gain = own.copy()
    price = np.zeros(len(graph.capacity), dtype=np.int64)
    changed = None
    # Without a gainful cycle, no rise is passed on by more mentors than there are.
    for _ in range(len(graph.capacity) + 1):
        if changed is None:
            mentor, wanted = graph.mentor, profit - gain[graph.mentee]
        else:
            people = holders[ranges(first[changed], load[changed])]
            gain[people] = own[people] - price[seat[people]]
            if (gain[people] < 0).any():
                return None
            edges = ranges(graph.ptr[people], np.diff(graph.ptr)[people])
            mentor, wanted = graph.mentor[edges], profit[edges] - gain[graph.mentee[edges]]
        short = wanted > price[mentor]
        mentor, wanted = mentor[short], wanted[short]
        if not len(mentor):
            return Prices(gain, price)
        np.maximum.at(price, mentor, wanted)
        changed = np.unique(mentor)
        if not full[changed].all():
            return None
    return None


def proves(graph: Graph, profit: Ints, edge: Ints, prices: Prices) -> bool:
    """Whether `prices` prove that `edge` (int64[N]) makes the most profit: they are a dual solution of the same value, for
    a matching that gives no mentor more mentees than seats and no mentee another's edge."""
    taken = edge[edge >= 0]
    people = np.flatnonzero(edge >= 0)
    load = np.bincount(graph.mentor[taken], minlength=len(graph.capacity))
    made = int(profit[taken].sum())
    bound = int(prices.mentee.sum()) + int((graph.capacity * prices.mentor).sum())
    return bool(
        (graph.mentee[taken] == people).all()
        and (load <= graph.capacity).all()
        and (prices.mentee >= 0).all()
        and (prices.mentor >= 0).all()
        and (prices.mentee[graph.mentee] + prices.mentor[graph.mentor] >= profit).all()
        and made == bound
    )
