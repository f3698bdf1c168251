"""A cohort matched from profiles: the best matching of every eligible pair, proven, without a matrix of all pairs."""

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
import numpy.typing as npt

from matching.engine.arrays import Ints
from matching.engine.cohort.assigning import Aim, assign, assignment, canonical, refuse_aim
from matching.engine.cohort.candidates import Assignment
from matching.engine.cohort.face import Face
from matching.engine.cohort.flow import LIMIT
from matching.engine.cohort.narrowing import Narrowing
from matching.engine.cohort.pool import STEP, Pass, Pool, Worth
from matching.engine.cohort.question import Question, question
from matching.engine.cohort.stable import stable
from matching.engine.problem import Problem
from matching.engine.ranking import best_edges
from matching.engine.scoring import QUANTA


def assign_problem(
    problem: Problem,
    *,
    aim: Aim,
    levels: int = 1,
    locked: npt.ArrayLike | None = None,
    forbidden: npt.ArrayLike | None = None,
    minimum_score: float | None = None,
    seed: int = 0,
    passes: Pass = best_edges,
) -> Assignment:
    """Matches the mentees of a problem with its mentors over every eligible pair; the arguments are those of `assign`.

    A pair is worth what the solver's criteria say, private ones included; places are `capacity_left`, 0 where it is
    negative. A locked pair may be one that is not eligible. The result has as many people matched, the same total
    and the same levels as `assign` on the graph of all eligible pairs (under `stable` the same pairs; otherwise it may be
    another that is equally good), and `certified` says that this is proven: for `total` and `stable` always; for `fair`
    unless so many different levels are asked for that the proof would need numbers beyond int64. `passes` does the
    ranking, for whoever has more than one process.

    The pairs that can matter are found by column generation: a matching of the pairs known so far has prices that prove it
    best, and one ranking pass by value less price lists every other pair that these prices do not rule out.
    Raises ValueError as `assign` does.
    """
    refuse_aim(aim, levels)
    pool = Pool(Narrowing.of(problem, locked, forbidden, minimum_score), passes)
    return solved(pool, aim=aim, levels=levels, seed=seed)


def solved(pool: Pool, *, aim: Aim, levels: int, seed: int) -> Assignment:
    """What `assign_problem` answers, from the edges held so far and those that turn out to be missing. `fair` comes after
    `total`: from then on the pool knows no bound of edges below the worst score."""
    if aim == "stable":
        return _stable(pool, seed)
    worth = Worth(pool.narrowing.least)
    best = pool.best(worth)
    matched = len(best.scores)
    if aim == "fair" and levels and matched:
        return _fair(pool, seed, levels, matched)
    asked = held(pool, seed)
    gain, price = best.prices
    profit = worth.of(asked.quanta) + pool.bonus(worth)
    tight = gain[asked.graph.mentee] + price[asked.graph.mentor] == profit
    face = Face(asked.graph.only(tight), np.flatnonzero(tight), gain > 0, price > 0)
    settled = aim == "fair" and not matched
    found = assignment(asked, canonical(asked, face))
    return counted(pool, replace(found, certified=True, settled=settled))


def counted(pool: Pool, found: Assignment) -> Assignment:
    """The assignment with its blocking pairs counted over every eligible pair of people who are not locked."""
    people = pool.free[found.mentor[pool.free] >= 0]
    mentor = found.mentor[people]
    quanta = pool.worth_of(people, mentor)
    have = np.full(len(found.mentor), -1, dtype=np.int64)
    have[people] = quanta
    worst = np.full(len(pool.price), QUANTA, dtype=np.int64)
    np.minimum.at(worst, mentor, quanta)
    worst[np.bincount(mentor, minlength=len(worst)) < pool.narrowing.left] = -1
    return replace(found, blocking_pairs=pool.blocking(have, worst))


def held(pool: Pool, seed: int) -> Question:
    """The edges of the pool, which are in the same order there, and the locks."""
    narrowing = pool.narrowing
    return question(pool.candidates(), narrowing.capacity, locked=narrowing.locked, seed=seed)


def _stable(pool: Pool, seed: int) -> Assignment:
    """Both sides prefer by the same score, and equal ones by one order of all people. Then only one matching is stable: two
    would differ by a circle of people each of whom prefers the next pair to the one before, so that all its pairs are
    equal and each mentor in it comes before the next. So one that nothing blocks is the one on all eligible pairs."""
    while True:
        asked = held(pool, seed)
        edge = stable(asked)
        taken = edge[edge >= 0]
        load = np.bincount(asked.graph.mentor[taken], minlength=len(pool.price))
        worst = np.full(len(pool.price), QUANTA, dtype=np.int64)
        np.minimum.at(worst, asked.graph.mentor[taken], asked.quanta[taken])
        worst[load < asked.graph.capacity] = 0
        if pool.complete(pool.free, pool.given(edge), worst, np.full(len(edge), -1, dtype=np.int64)):
            return assignment(asked, edge)


def _fair(pool: Pool, seed: int, levels: int, matched: int) -> Assignment:
    """The fairest matching of the held edges, and the proof that no other edge makes it fairer; where one does, it is held
    from now on and all begins anew."""
    while True:
        found = assign(
            pool.candidates(),
            pool.narrowing.capacity,
            aim="fair",
            locked=pool.narrowing.locked,
            seed=seed,
            levels=levels,
        )
        score = np.rint(np.array(found.levels) * QUANTA).astype(np.int64)
        total = round(found.total * QUANTA) - int(pool.narrowing.locked_quanta.sum())
        verdict = _Proof(pool, matched, score, total).verdict()
        if verdict is not Verdict.BETTER:
            return counted(pool, replace(found, certified=verdict is Verdict.PROVEN))


class Verdict(Enum):
    PROVEN = 1
    BETTER = 2  # an edge that was not held allows a better matching
    UNPROVEN = 3  # the numbers of the proof would be too large


@dataclass(frozen=True)
class _Proof:
    """That no matching of all eligible pairs is fairer than one whose lowest scores are `score` int64[L], rising, and whose
    sum is `total`, among those of `matched` mentees.

    A fairer one would have all its scores at the lowest level or above, as few as this one below each higher level, and
    fewer than this one at or below one level, or as few and a higher sum. So for each level, and for the sum, a matching
    is sought that is best by that alone among those with as few below each level. They are kept to that by penalties,
    and any penalties do under which the best matching complies (Lagrangian duality)."""

    pool: Pool
    matched: int
    score: Ints
    total: int

    def verdict(self) -> Verdict:
        floors = np.unique(self.score).tolist()
        below = np.searchsorted(self.score, floors).tolist()
        for place, floor in enumerate(floors):
            found = self._best(floors[: place + 1], below[: place + 1], beyond=floor + 1)
            if found is None:
                return Verdict.UNPROVEN
            if int((found <= floor).sum()) < int((self.score <= floor).sum()):
                return Verdict.BETTER
        found = self._best(floors, below)
        if found is None:
            return Verdict.UNPROVEN
        return Verdict.BETTER if int(found.sum()) > self.total else Verdict.PROVEN

    def _best(self, floors: list[int], below: list[int], beyond: int | None = None) -> Ints | None:
        """The scores of a matching with just as many below each of `floors` as `below` says, that has the highest sum or,
        with `beyond`, the fewest below that; None if the penalties that it takes are too large."""
        least, *higher = floors
        unit = QUANTA if beyond is None else 1
        base = 4
        while True:
            penalties = [unit * base ** (len(higher) - place) for place in range(len(higher))]
            last = [] if beyond is None else [beyond]
            worth = Worth(
                least=least,
                slope=int(beyond is None),
                floors=(*higher, *last),
                penalties=(*penalties, *(unit for _ in last)),
            )
            people = len(self.pool.bound) + len(self.pool.price) + 2
            if self.pool.bonus(worth) * max(people, STEP) >= LIMIT:
                return None
            found = self.pool.best(worth).scores
            if len(found) == self.matched and [int((found < floor).sum()) for floor in higher] == below[1:]:
                return found
            base *= 8
