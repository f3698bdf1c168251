"""What a ranking is asked and what it answers, for either path."""

from dataclasses import dataclass, replace

import numpy as np

from matching.engine.arrays import Bools, Floats, Ints, Items
from matching.engine.problem import Problem
from matching.engine.scoring import Weighted


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


@dataclass(frozen=True, eq=False)
class Edges:
    """The best edges of n mentees, best first: `mentor` int32[n, k], -1 where there are fewer; `quanta` int64[n, k], what
    the pair is worth to a solver in millionths, its price not taken off, 0 where there is none."""

    mentor: Items
    quanta: Ints


@dataclass(frozen=True, eq=False)
class Wanted:
    """The best `depth` (1 or more, at most M) of each of `rows` by `criteria`: highest worth less `price` (int64[M],
    None for nought) first, and of those only what is higher than `above` (int64[n], None for no limit) and
    worth `least` (int64[n]) or more, its price not taken off."""

    problem: Problem
    criteria: list[Weighted]
    rows: Ints
    depth: int
    price: Ints | None = None
    above: Ints | None = None
    least: Ints | None = None

    def part(self, lines: Ints) -> "Wanted":
        """The same of some of the rows."""
        above = None if self.above is None else self.above[lines]
        least = None if self.least is None else self.least[lines]
        return replace(self, rows=self.rows[lines], above=above, least=least)

    def none_found(self) -> Edges:
        shape = (len(self.rows), self.depth)
        return Edges(np.full(shape, -1, dtype=np.int32), np.zeros(shape, dtype=np.int64))
