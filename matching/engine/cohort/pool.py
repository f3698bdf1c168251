"""The graph of all eligible pairs, of which only the edges are held that can matter."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from matching.engine.arrays import Ints, Items
from matching.engine.cohort.candidates import Candidates
from matching.engine.cohort.flow import Graph
from matching.engine.cohort.narrowing import Narrowing, without
from matching.engine.cohort.optimum import optimum
from matching.engine.cohort.prices import Prices
from matching.engine.problem import Problem
from matching.engine.ranking import Edges
from matching.engine.scoring import QUANTA

FIRST = 8  # edges of a mentee to begin with
DEPTH = 12  # edges of a mentee that a later pass lists
BAND = 25_000  # millionths: edges that are so near to helping are taken along, since prices are about to move
FAR = 50_000  # millionths: edges that are so far from helping are left out when prices have settled
SETTLED = 2  # solutions after which prices have settled
APART = 4 * QUANTA  # limits that differ by more go into passes of their own
GROUPS = 8  # of people who are alike, where one pass asks for different things
STEP = 1 << 20  # more than any score in millionths


class Pass(Protocol):
    """A ranking pass, as `best_edges`; another may share the rows out among processes."""

    def __call__(
        self,
        problem: Problem,
        mentees: Ints,
        k: int,
        *,
        price: Ints | None = None,
        above: Ints | None = None,
        least: Ints | None = None,
    ) -> Edges: ...


@dataclass(frozen=True)
class Worth:
    """What an edge counts, beside one mentee more: `slope` · its score in millionths - the penalty of each floor that the
    score does not reach; below `least` there is no edge. `floors` rise and are above `least`, `slope` is 0 or 1: so a
    better score never counts less."""

    least: int
    slope: int = 1
    floors: tuple[int, ...] = ()
    penalties: tuple[int, ...] = ()

    def of(self, quanta: Ints) -> Ints:
        worth = self.slope * quanta
        for floor, penalty in zip(self.floors, self.penalties, strict=True):
            worth = worth - penalty * (quanta < floor)
        return worth

    @property
    def spread(self) -> int:
        """By how much two edges can differ."""
        return self.slope * QUANTA + sum(self.penalties)

    @property
    def pieces(self) -> list[tuple[int, int]]:
        """From which score on an edge counts `slope` · score and how much more or, negative, less."""
        return [
            (floor, -sum(self.penalties[place:])) for place, floor in enumerate((self.least, *self.floors))
        ]


class Best(NamedTuple):
    """The scores of the matched pairs in millionths, int64[K], and the prices that prove that nothing is better."""

    scores: Ints
    prices: Prices


class Pool:
    """The edges found so far of the graph of all eligible pairs.

    `quanta` int64[E] are their scores in millionths, by mentee and mentor, `active` bool[E] those that the solver is given.
    Any other eligible pair, if it is worth `floor` or more, is worth at most `bound` int64[N] more than `price` int64[M].
    """

    def __init__(self, narrowing: Narrowing, passes: Pass, depth: int | None = None) -> None:
        decided = len(narrowing.locked) or len(narrowing.forbidden)
        self.narrowing = narrowing
        self.problem = (
            without(narrowing.problem, narrowing.forbidden, narrowing.left) if decided else narrowing.problem
        )
        self.free = np.flatnonzero(~narrowing.is_locked)
        self._pass = passes
        self._code = np.zeros(0, dtype=np.int64)
        self.quanta = np.zeros(0, dtype=np.int64)
        self.active = np.zeros(0, dtype=np.bool_)
        self._solved = 0
        self.price = np.zeros(self.problem.mentors.size, dtype=np.int64)
        self.floor = narrowing.least
        self._open = np.flatnonzero(self.problem.capacity_left > 0)
        self._width = max(self.problem.mentors.size, 1)
        self.bound = np.full(self.problem.mentees.size, -STEP, dtype=np.int64)
        found = self._list(self.free, FIRST if depth is None else depth)
        self.bound[self.free] = np.where(found.mentor[:, -1] >= 0, found.quanta[:, -1], -STEP)

    @property
    def graph(self) -> Graph:
        mentee, mentor = np.divmod(self._code, self._width)
        ptr = np.concatenate(
            [[0], np.cumsum(np.bincount(mentee, minlength=self.problem.mentees.size), dtype=np.int64)]
        )
        return Graph(ptr, mentor.astype(np.int32), mentee.astype(np.int32), self.narrowing.left)

    @property
    def most(self) -> int:
        """A bound on how many mentees can be matched beside the locked ones."""
        return min(self.problem.mentees.size, int(self.narrowing.left.sum()))

    def bonus(self, worth: Worth) -> int:
        """What one mentee more counts for: more than all that matchings can differ by otherwise."""
        return self.most * worth.spread + 1

    def candidates(self) -> Candidates:
        """The edges, and the locked pairs, for `assign`."""
        graph = self.graph
        return self.narrowing.candidates(graph.ptr, graph.mentor, self.quanta)

    def worth_of(self, mentee: Ints, mentor: Items) -> Ints:
        """What held edges are worth, in millionths."""
        return np.asarray(
            self.quanta[np.searchsorted(self._code, mentee * self._width + mentor)], dtype=np.int64
        )

    def best(self, worth: Worth) -> Best:
        """The best matching of all eligible pairs. What `worth` has for `least` must not fall from one question to the next.

        Its prices are a dual solution for the edges that are not held as well (column generation: Desaulniers, Desrosiers
        and Solomon, 2005)."""
        self.floor = worth.least
        bonus = self.bonus(worth)
        while True:
            quanta, active = self.quanta, int(self.active.sum())
            kept = self.active & (quanta >= worth.least)
            graph = self.graph.only(kept)
            one = np.ones(len(graph.mentor), dtype=np.int64)
            found = optimum(graph, one, worth.of(quanta[kept]), worth.spread)
            if not self._short(worth, bonus, found.prices):
                return Best(quanta[kept][found.edge[found.edge >= 0]], found.prices)
            if int(self.active.sum()) == active:
                raise RuntimeError("ranking: expected pairs that are not held, got only such as are")
            self._solved += 1
            if self._solved == SETTLED:
                self._relieve(found.prices.mentee - bonus)

    def _relieve(self, limit: Ints) -> None:
        """Takes the edges that are worth much less than `limit` int64[N] after `price` for ones that are not held, until a
        pass lists them again: the solver is the quicker for it. Only once, so that no edge can come and go for ever."""
        mentee, mentor = np.divmod(self._code, self._width)
        self.active &= self.quanta - self.price[mentor] >= limit[mentee] - FAR
        self.bound = np.maximum(self.bound, limit - FAR)

    def given(self, edge: Ints) -> Ints:
        """What `edge` (int64[N] of held edges, -1 for none) gives each mentee, at least the minimum score: int64[N]."""
        have = np.full(len(edge), self.narrowing.least, dtype=np.int64)
        have[edge >= 0] = self.quanta[edge[edge >= 0]]
        return have

    def complete(self, rows: Ints, have: Ints, price: Ints, above: Ints) -> bool:
        """Whether every edge of the mentees `rows` is held that is worth `have` int64[N] or more and, less `price` int64[M],
        more than `above` int64[N]. The others are held from now on, DEPTH a mentee."""
        held, depth = len(self._code), DEPTH
        while len(rows):
            before = len(self._code)
            found = self._list(rows, depth, price=price, above=above[rows], least=have[rows])
            # A full list that brings nothing new may hide others behind edges that are held.
            rows = rows[found.mentor[:, -1] >= 0] if len(self._code) == before else rows[:0]
            depth *= 2
        return len(self._code) == held

    def blocking(self, have: Ints, worst: Ints) -> int:
        """How many eligible pairs are worth more than `have` int64[N] to the mentee and than `worst` int64[M] to the mentor."""
        count = 0
        # Ranking looks for what is worth more than a price: of people who have about as much, that much is one.
        order = self.free[np.argsort(have[self.free], kind="stable")]
        for group in np.array_split(order, GROUPS):
            rows, depth = np.sort(group), DEPTH
            price = np.maximum(worst, have[rows].min(initial=QUANTA))
            while len(rows):
                found = self._pass(
                    self.problem,
                    rows,
                    depth,
                    price=price,
                    above=np.zeros(len(rows), dtype=np.int64),
                    least=np.maximum(have[rows] + 1, self.narrowing.least),
                )
                each = (found.mentor >= 0).sum(axis=1)
                count += int(each[each < depth].sum())
                rows = rows[each == depth]
                depth *= 4
        return count

    def _short(self, worth: Worth, bonus: int, prices: Prices) -> bool:
        """Whether the prices are too low for an edge that was not held. All such are held from now on, DEPTH a mentee."""
        short = False
        for floor, more in worth.pieces:
            scale = 1 if worth.slope else STEP
            price = prices.mentor * scale
            limit = (prices.mentee - bonus - more) * scale + (0 if worth.slope else QUANTA)
            known = bool(worth.slope) and floor == self.floor
            if known:
                self.bound += max(0, int((self.price - price)[self._open].max(initial=0)))
                self.price = price
            cheapest = int(price[self._open].min(initial=STEP * STEP))
            reach = np.full(len(limit), QUANTA - cheapest)
            if worth.slope:
                reach = np.minimum(reach, self.bound)
            rows = self.free[reach[self.free] > limit[self.free]]
            short |= self._beyond(rows, price, limit, floor, BAND if worth.slope else 0, known=known)
        return short

    def _beyond(self, rows: Ints, price: Ints, limit: Ints, floor: int, band: int, *, known: bool) -> bool:
        """Holds the edges worth `floor` or more and, less `price`, more than `limit` less `band`; whether one is worth more
        than `limit`. Ranking knows prices best about nought: people whose limits are about as high go together, and a
        price that is beyond all their limits or below them is moved to the edge."""
        order = rows[np.argsort(limit[rows], kind="stable")]
        cuts = np.flatnonzero(np.diff(limit[order]) > APART) + 1
        short = False
        for group in np.split(order, cuts) if len(order) else ():
            group = np.sort(group)
            above = limit[group] - band
            base = int(above.min())
            lowest = -int(limit[group].max() - base) - 1
            moved = np.clip(price + base, lowest, QUANTA)
            found = self._list(
                group,
                DEPTH,
                price=moved,
                above=above - base,
                least=np.full(len(group), floor, dtype=np.int64),
            )
            net = found.quanta - moved[found.mentor]
            there = found.mentor >= 0
            short |= bool((there[:, 0] & (net[:, 0] + base > limit[group])).any())
            if known:
                risen = max(0, lowest - int((price + base)[self._open].min()))
                self.bound[group] = np.where(there[:, -1], net[:, -1] + base + risen, above)
        return short

    def _list(
        self,
        rows: Ints,
        depth: int,
        *,
        price: Ints | None = None,
        above: Ints | None = None,
        least: Ints | None = None,
    ) -> Edges:
        """One ranking pass, whose edges are held from now on."""
        if least is None:
            least = np.full(len(rows), self.narrowing.least, dtype=np.int64)
        found = self._pass(self.problem, rows, depth, price=price, above=above, least=least)
        there = found.mentor >= 0
        code = (rows[:, None] * self._width + found.mentor)[there]
        self._hold(code, found.quanta[there])
        return found

    def _hold(self, code: Ints, quanta: Ints) -> None:
        place = np.searchsorted(self._code, code)
        known = place < len(self._code)
        known[known] = self._code[place[known]] == code[known]
        self.active[place[known]] = True
        fresh = ~known
        code = np.concatenate([self._code, code[fresh]])
        order = np.argsort(code, kind="stable")
        self._code = code[order]
        self.quanta = np.concatenate([self.quanta, quanta[fresh]])[order]
        self.active = np.concatenate([self.active, np.ones(int(fresh.sum()), dtype=np.bool_)])[order]
