"""The most profitable matching of a graph, by minimum-cost flow."""

from typing import NamedTuple

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matching.engine.arrays import Bools, Ints, Items

LIMIT = 1 << 61  # the solver multiplies costs by the number of nodes, and adds them up, in int64


class Graph(NamedTuple):
    """Who may have whom: the edges of mentee i are `ptr[i]` to `ptr[i + 1]`, each mentor once.

    `ptr` int64[N + 1]; `mentor` int32[E]; `mentee` int32[E], the mentee of each edge; `capacity` int64[M], seats. Nothing is
    checked here: it is made from `Candidates`, or by whoever makes both.
    """

    ptr: Ints
    mentor: Items
    mentee: Items
    capacity: Ints

    @property
    def mentees(self) -> int:
        return len(self.ptr) - 1

    @classmethod
    def of(cls, ptr: Ints, mentor: Items, capacity: Ints) -> "Graph":
        """The graph of these rows."""
        mentee = np.repeat(np.arange(len(ptr) - 1, dtype=np.int32), np.diff(ptr))
        return cls(ptr, mentor, mentee, capacity)

    def only(self, kept: Bools) -> "Graph":
        """The graph of the edges that are `kept`, bool[E], in the same order."""
        ptr = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(kept, dtype=np.int64)])[self.ptr]
        return Graph(ptr, self.mentor[kept], self.mentee[kept], self.capacity)

    def mentors_of(self, edge: Ints) -> Items:
        """The mentor of each mentee, int32[N], from the edge of each, int64[N]; -1 stays -1."""
        mentor = np.full(self.mentees, -1, dtype=np.int32)
        mentor[edge >= 0] = self.mentor[edge[edge >= 0]]
        return mentor


def most_profitable(graph: Graph, profit: Ints) -> Ints:
    """The edge of each mentee, int64[N] and -1 for none, so that no mentor has more mentees than seats and the sum of
    `profit` (int64[E], of any sign) is the highest there is. A mentee who stays out adds nought.

    Which of several equally good ones depends on the order of the edges and on nothing else. Raises ValueError for a
    profit too large for the solver: |profit| · (N + M + 2) must stay below 2^61.
    """
    mentees, mentors = graph.mentees, len(graph.capacity)
    largest = max(int(profit.max(initial=0)), -int(profit.min(initial=0)))
    if largest * (mentees + mentors + 2) >= LIMIT:
        raise ValueError(
            f"profit: expected less than 2^61 / {mentees + mentors + 2} people, got {largest} in an edge"
        )
    found = np.full(mentees, -1, dtype=np.int64)
    useful = np.flatnonzero(profit > 0)
    if not len(useful):
        return found
    solver = SimpleMinCostFlow()
    person = np.arange(mentees, dtype=np.int32)
    seat = np.arange(mentees, mentees + mentors, dtype=np.int32)
    out = mentees + mentors
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([graph.mentee[useful], person, seat]),
        np.concatenate([graph.mentor[useful] + np.int32(mentees), np.full(out, out, dtype=np.int32)]),
        np.concatenate([np.ones(len(useful) + mentees, dtype=np.int64), graph.capacity]),
        np.concatenate([-profit[useful], np.zeros(out, dtype=np.int64)]),
    )
    supply = np.zeros(out + 1, dtype=np.int64)
    supply[:mentees] = 1
    supply[out] = -mentees
    solver.set_nodes_supplies(np.arange(out + 1, dtype=np.int32), supply)
    status = solver.solve()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise RuntimeError(f"minimum-cost flow: expected an optimum, got {status}")
    taken = useful[solver.flows(arcs[: len(useful)]) > 0]
    found[graph.mentee[taken]] = taken
    return found


def ranges(first: Ints, length: Ints) -> Ints:
    """The whole numbers from `first` on, `length` of each, one range after another; both int64[n]."""
    end = np.cumsum(length)
    count = int(end[-1]) if len(end) else 0
    return np.arange(count, dtype=np.int64) + np.repeat(first - end + length, length)
