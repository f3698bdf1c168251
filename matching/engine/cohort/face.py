"""Lexicographic optimisation: one aim after another, each among the matchings that are best by those before."""

from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Bools, Ints
from matching.engine.cohort.flow import Graph
from matching.engine.cohort.optimum import optimum


@dataclass(frozen=True, eq=False)
class Face:
    """All the matchings that are equally good by the aims so far: those on the edges of `graph` that match each mentee of
    `placed` bool[N] and fill each mentor of `filled` bool[M], and no others.

    `source` int64[E] says which edges they were in the graph that it began with.
    """

    graph: Graph
    source: Ints
    placed: Bools
    filled: Bools

    @classmethod
    def largest(cls, graph: Graph, profit: Ints) -> tuple["Face", Ints]:
        """The matchings of `graph` with the most mentees that make the most `profit`, int64[E]; and one, as `where` gives."""
        nobody = np.zeros(graph.mentees, dtype=np.bool_), np.zeros(len(graph.capacity), dtype=np.bool_)
        whole = cls(graph, np.arange(len(graph.mentor)), *nobody)
        return whole._best(np.ones(len(graph.mentor), dtype=np.int64), profit)

    def where(self, profit: Ints) -> tuple["Face", Ints]:
        """Its matchings that make the most `profit`, int64[E] of any sign, and one of them: int64[N], the edge of each
        mentee in `graph` of this face, -1 for none.

        By complementary slackness they are exactly the matchings on edges whose profit is the sum of the prices of its two
        people, that place each mentee and fill each mentor with a price above nought.
        """
        due = self.placed[self.graph.mentee].astype(np.int64) + self.filled[self.graph.mentor]
        return self._best(due, profit)

    def _best(self, first: Ints, second: Ints) -> tuple["Face", Ints]:
        graph = self.graph
        edge, profit, (gain, price) = optimum(graph, first, second)
        tight = gain[graph.mentee] + price[graph.mentor] == profit
        return Face(graph.only(tight), self.source[tight], gain > 0, price > 0), edge

    def only(self, kept: Bools) -> "Face":
        """Its matchings on the edges that are `kept`, bool[E]."""
        return Face(self.graph.only(kept), self.source[kept], self.placed, self.filled)
