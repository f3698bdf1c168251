"""The most profitable matching, the prices that prove it, and proofs that do not hold."""

import numpy as np
import pytest

from matching.engine import Candidates, assign
from matching.engine.cohort import optimum as optimising
from matching.engine.cohort.flow import Graph, most_profitable
from matching.engine.cohort.optimum import optimum
from matching.engine.cohort.prices import Prices, prices_of, proves


def graph(random: np.random.Generator, *, mentees: int, mentors: int) -> tuple[Graph, np.ndarray]:
    there = random.random((mentees, mentors)) < 0.6
    ptr = np.concatenate([[0], np.cumsum(there.sum(axis=1))])
    mentor = np.nonzero(there)[1].astype(np.int32)
    few = random.integers(-3, 12, size=len(mentor))
    profit = few if random.random() < 0.5 else random.integers(-(10**6), 10**6, size=len(mentor))
    return Graph.of(ptr, mentor, random.integers(0, 4, size=mentors)), profit


def most(given: Graph, profit: np.ndarray) -> int:
    """The profit of the best matching, by trying all."""

    def further(mentee: int, seats: list[int]) -> int:
        if mentee == given.mentees:
            return 0
        best = further(mentee + 1, seats)
        for edge in range(given.ptr[mentee], given.ptr[mentee + 1]):
            mentor = given.mentor[edge]
            if seats[mentor]:
                seats[mentor] -= 1
                best = max(best, int(profit[edge]) + further(mentee + 1, seats))
                seats[mentor] += 1
        return best

    return further(0, given.capacity.tolist())


def made(profit: np.ndarray, edge: np.ndarray) -> int:
    return int(profit[edge[edge >= 0]].sum())


def test_the_matching_makes_the_most_and_prices_prove_it() -> None:
    for seed in range(200):
        given, profit = graph(np.random.default_rng(seed), mentees=5, mentors=4)
        edge = most_profitable(given, profit)
        assert made(profit, edge) == most(given, profit), seed
        prices = prices_of(given, profit, edge)
        assert prices is not None
        assert proves(given, profit, edge, prices)


def test_a_price_is_what_one_more_seat_would_bring_and_no_higher() -> None:
    for seed in range(60):
        given, profit = graph(np.random.default_rng(seed), mentees=5, mentors=3)
        prices = prices_of(given, profit, most_profitable(given, profit))
        assert prices is not None
        for mentor, price in enumerate(prices.mentor.tolist()):
            wider = given._replace(capacity=given.capacity + (np.arange(3) == mentor))
            assert price == most(wider, profit) - most(given, profit), seed


def test_a_matching_that_is_not_the_best_has_no_prices() -> None:
    refused = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        given, profit = graph(random, mentees=5, mentors=4)
        other = most_profitable(given, random.integers(1, 9, size=len(profit)))
        prices = prices_of(given, profit, other)
        worse = made(profit, other) < most(given, profit)
        assert (prices is None) == worse, seed
        refused += worse
    assert refused > 50


def test_every_fault_of_a_proof_is_seen() -> None:
    """Two mentees who both want the one seat of the first mentor."""
    given = Graph.of(np.array([0, 2, 4]), np.array([0, 1, 0, 1], dtype=np.int32), np.array([1, 1]))
    profit, edge = np.array([9, 2, 5, 3]), np.array([0, 3])
    prices = prices_of(given, profit, edge)
    assert prices is not None
    assert (prices.mentee.tolist(), prices.mentor.tolist()) == ([7, 3], [2, 0])
    assert proves(given, profit, edge, prices)
    assert not proves(given, profit, np.array([1, 2]), prices), "a matching that makes less"
    assert not proves(given, profit, np.array([0, 2]), prices), "one seat for two"
    assert not proves(given, profit, np.array([3, 0]), prices), "edges of each other"
    assert not proves(given, profit, edge, Prices(prices.mentee - 1, prices.mentor)), "a bound too low"
    assert not proves(given, profit, edge, Prices(prices.mentee + 1, prices.mentor)), "a bound too high"
    assert not proves(given, profit, edge, Prices(np.array([9, 5]), np.array([0, -2]))), (
        "a price below nought"
    )
    assert not proves(given, profit, edge, Prices(np.array([-1, 3]), np.array([10, 0]))), "a loss"


def test_profits_that_the_solver_could_not_multiply_are_refused() -> None:
    given = Graph.of(np.array([0, 1]), np.zeros(1, dtype=np.int32), np.array([1]))
    assert most_profitable(given, np.array([2**59 - 1])).tolist() == [0]
    for profit in (2**59, -(2**59)):
        with pytest.raises(
            ValueError, match=r"^profit: expected less than 2\^61 / 4 people, got 576460752303423488"
        ):
            most_profitable(given, np.array([profit]))


def chain(length: int) -> Candidates:
    """Each mentee scores 1 with a mentor of the own and 0 with the next; the last one can have the first mentor alone, and
    then everybody must move."""
    rows = [[(i, 1.0), (i + 1, 0.0)] for i in range(length)] + [[(0, 0.0)]]
    return Candidates(
        np.cumsum([0, *(len(row) for row in rows)]),
        [mentor for row in rows for mentor, _ in row],
        [score for row in rows for _, score in row],
    )


@pytest.mark.parametrize("aim", ["total", "fair"])
def test_one_more_in_the_matching_is_worth_all_the_scores_of_the_others(aim) -> None:
    found = assign(chain(40), [1] * 41, aim=aim)
    assert (found.matched, found.total) == (41, 0)
    assert found.mentor.tolist() == [*range(1, 41), 0]


def test_an_answer_without_proof_is_never_given(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = np.full(1, -1)
    monkeypatch.setattr(optimising, "most_profitable", lambda graph, profit: nobody)
    given = Graph.of(np.array([0, 1]), np.zeros(1, dtype=np.int32), np.array([1]))
    with pytest.raises(RuntimeError, match="without proof"):
        optimum(given, np.ones(1, dtype=np.int64), np.ones(1, dtype=np.int64))
