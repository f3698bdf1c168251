"""The best matching by two measures, one before the other, and the prices that prove it."""

from typing import NamedTuple

from matching.engine.arrays import Ints
from matching.engine.cohort.flow import Graph, most_profitable
from matching.engine.cohort.prices import Prices, prices_of, proves

TRIED = 4  # what one of the first measure is taken for at first, in spreads of the second


class Optimum(NamedTuple):
    """`edge` int64[N] is the edge of each mentee, -1 for none. `prices` prove that no matching has more `profit`, int64[E],
    where one of the first measure is worth more than all that a matching can differ by in the second."""

    edge: Ints
    profit: Ints
    prices: Prices


def optimum(graph: Graph, first: Ints, second: Ints, least_spread: int = 0) -> Optimum:
    """The matching with the highest sum of `first` (int64[E], 0 or more) and, among those, the highest sum of `second`
    (int64[E], of any sign). With `least_spread` the prices suppose that edges differ by that much in `second` at least, as
    they may where others are to join them.

    The solver is twice as fast with small numbers, and to take one of `first` for somewhat more than four edges can differ
    by in `second` is nearly always enough. Prices decide: what they do not prove is solved again with the whole.

    Raises ValueError for numbers too large for the solver (see `most_profitable`), RuntimeError if the proof fails: an
    answer that is not the best is never given as one.
    """
    most = min(graph.mentees, int(graph.capacity.sum()))
    spread = max(0, int(second.max(initial=0))) - min(0, int(second.min(initial=0)))
    spread = max(spread, least_spread)
    profit = second + (most * spread + 1) * first
    for unit in (TRIED * spread + 1, most * spread + 1):
        edge = most_profitable(graph, second + unit * first)
        prices = prices_of(graph, profit, edge)
        if prices is not None and proves(graph, profit, edge, prices):
            return Optimum(edge, profit, prices)
    raise RuntimeError("minimum-cost flow: expected the best matching, got one without proof")
