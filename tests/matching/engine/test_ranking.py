"""Ranking at sizes where blocks and bounds matter: the same bit for bit on both paths and however it is cut."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numba.core import caching

from benchmarks.worlds import criteria, programme
from matching.engine import Criterion, Kind, Problem, Ranking, explain_many, pack_week, rank, ranking
from matching.engine.ranking import Edges, best_edges, compiled, compiling, dense, plain
from matching.engine.ranking.asking import Costs
from matching.engine.scoring import eligible, score_block, solver_criteria
from tests.matching.engine.worlds import WAYS, random_world, to_the_end

DIMENSIONS = 64


@pytest.fixture(scope="module")
def problem() -> Problem:
    return programme(mentees=60, mentors=400, seed=3, dimensions=DIMENSIONS)


@pytest.fixture(scope="module")
def large() -> Problem:
    return programme(mentees=300, mentors=2000, seed=4, dimensions=DIMENSIONS)


def same(one: Ranking | Edges, other: Ranking | Edges) -> bool:
    names = vars(one).keys() - {"prior_mean"}
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def agree(problem: Problem, k: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether all ways of ranking give the same."""
    slow, *others = [rank(problem, slice(None), k, path=to_the_end(way, monkeypatch)) for way in WAYS]
    return all(same(slow, other) for other in others)


def test_blocks_single_rows_and_explanations_agree_bit_for_bit(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = rank(problem, slice(None), 25, path="numpy")
    with monkeypatch.context() as patched:
        patched.setattr(dense, "CELLS", 7 * 400)
        assert same(rank(problem, slice(None), 25, path=to_the_end("dense", patched)), whole)
    for i in range(0, 60, 7):
        for path in ("numpy", "compiled"):
            alone = rank(problem, [i], 25, path=path)
            assert alone.mentor[0].tolist() == whole.mentor[i].tolist()
            assert alone.score[0].tolist() == whole.score[i].tolist()
        chosen = [j for j in whole.mentor[i].tolist() if j >= 0]
        told = explain_many(problem, i, chosen)
        assert [one.score for one in told] == whole.score[i, : len(chosen)].tolist()
        assert [one.little_known for one in told] == whole.little_known[i, : len(chosen)].tolist()


def test_any_rows_in_any_order_may_be_asked_for(problem: Problem) -> None:
    whole = rank(problem, slice(None), 5)
    for path in ("numpy", "compiled"):
        some = rank(problem, np.array([41, 3, 3, 0]), 5, path=path)
        assert some.mentee.tolist() == [41, 3, 3, 0]
        assert some.mentor.tolist() == whole.mentor[[41, 3, 3, 0]].tolist()
        assert rank(problem, [], 5, path=path).mentor.shape == (0, 5)
        assert rank(problem, slice(10, 20), 5, path=path).mentor.tolist() == whole.mentor[10:20].tolist()


def test_nobody_is_offered_who_may_not_be(problem: Problem) -> None:
    for path in ("numpy", "compiled"):
        for i, row in enumerate(rank(problem, slice(None), 400, path=path).mentor):
            chosen = {j for j in row.tolist() if j >= 0}
            assert not chosen & set(problem.excluded.by_mentee.get(i, ()))
            assert all(problem.capacity_left[j] > 0 for j in chosen)
    assert (problem.capacity_left <= 0).any()
    assert problem.excluded.by_mentee


@pytest.mark.parametrize("k", [1, 10, 50])
@pytest.mark.parametrize("weight", [0, 10, 60, 85, 100])
def test_both_paths_agree_bit_for_bit(
    large: Problem, weight: float, k: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert agree(replace(large, criteria=criteria(weight)), k, monkeypatch)


@pytest.mark.parametrize("mean", [0.0, 0.35, 1.0])
def test_both_paths_agree_whatever_the_mean(
    large: Problem, mean: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert agree(replace(large, prior_mean=mean), 20, monkeypatch)


ALONE = (
    Criterion(key="same", kind=Kind.SAME, mentee_field="profession"),
    Criterion(key="words", kind=Kind.TEXT, mentee_field="words"),
    Criterion(key="bias", kind=Kind.BIAS, mentor_field="accepts"),
    Criterion(key="employer", kind=Kind.NETWORK, mentee_field="employers"),
    Criterion(key="employers", kind=Kind.OVERLAP, mentee_field="employers"),
    Criterion(key="week", kind=Kind.HOURS, params={"full_hours": 40}),
    Criterion(key="skills", kind=Kind.COVERAGE, params={"share": 1.0}),
)


@pytest.mark.parametrize("criterion", ALONE, ids=lambda criterion: criterion.key)
def test_one_criterion_and_the_many_ties_it_makes(
    large: Problem, criterion: Criterion, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = replace(large, criteria=(criterion,))
    assert agree(alone, 30, monkeypatch)
    if criterion.key == "same":  # ties reach beyond the last place, so that the key decides who is in
        score = rank(alone, slice(None), 31).score
        assert (score[:, 30] == score[:, 0]).mean() > 0.8


def test_where_bounds_spare_nothing_the_rest_falls_back_and_is_the_same(
    large: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    for chosen, k in (((), 10), ((ALONE[0],), 10), ((ALONE[2],), 10), (criteria(), 700)):
        problem = replace(large, criteria=chosen)
        fast, slow = (rank(problem, slice(None), k, path=path) for path in ("compiled", "numpy"))
        with monkeypatch.context() as patched:
            dense_too = rank(problem, slice(None), k, path=to_the_end("dense", patched))
        assert same(fast, slow)
        assert same(fast, dense_too)


def test_rungs_hours_and_items_beyond_what_has_rows(large: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(5)

    def wide(side, people: int):
        week = random.random((people, 336)) < 0.9
        ladder = random.random(people).astype(np.float32) * 8
        return replace(side, ordinals={"grade": ladder}, availability=pack_week(week))

    beyond = replace(large, mentees=wide(large.mentees, 300), mentors=wide(large.mentors, 2000))
    assert len(np.unique(beyond.mentees.ordinals["grade"])) > 64
    long = Criterion(key="long", kind=Kind.HOURS, weight=30, params={"full_hours": 160})
    assert agree(replace(beyond, criteria=(*beyond.criteria, long)), 20, monkeypatch)


def test_a_bound_that_is_too_low_would_be_noticed(large: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    costs_of = compiled.costs_of

    def wrong_by(error: float) -> Callable[..., Costs]:
        return lambda *given: costs_of(*given)._replace(origin=costs_of(*given).origin + error)

    for error in (0.0, 0.02):
        for module in (compiled, plain):
            monkeypatch.setattr(module, "costs_of", wrong_by(error))
        right = rank(large, slice(None), 20, path=to_the_end("dense", monkeypatch))
        for way in ("bounds", "compiled"):
            found = rank(large, slice(None), 20, path=to_the_end(way, monkeypatch))
            assert same(found, right) is (error == 0)


def naive(problem: Problem, k: int, price: np.ndarray, above: np.ndarray, least: np.ndarray) -> Edges:
    """The best edges, one pair at a time."""
    rows = np.arange(problem.mentees.size)
    worth = score_block(problem, solver_criteria(problem), rows, slice(None)).quanta
    allowed = eligible(problem, rows, slice(None))
    mentor = np.full((len(rows), k), -1, dtype=np.int32)
    quanta = np.zeros((len(rows), k), dtype=np.int64)
    for i in rows:
        passing = [
            (price[j] - worth[i, j], problem.mentor_key[j], j)
            for j in range(problem.mentors.size)
            if allowed[i, j] and worth[i, j] - price[j] > above[i] and worth[i, j] >= least[i]
        ]
        for place, (_, _, j) in enumerate(sorted(passing)[:k]):
            mentor[i, place], quanta[i, place] = j, worth[i, j]
    return Edges(mentor, quanta)


@pytest.mark.parametrize("seed", range(200))
def test_best_edges_with_prices_and_limits(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_world(seed).problem()
    random = np.random.default_rng(seed)
    n, m = problem.mentees.size, problem.mentors.size
    widest = random.choice([10, 10**6, 10**7])
    given = {
        "price": random.integers(-widest, widest, size=m),
        "above": random.integers(-widest, widest, size=n),
        "least": random.integers(-10, 10**6, size=n),
    }
    nothing = {
        "price": np.zeros(m, dtype=np.int64),
        "above": np.full(n, np.iinfo(np.int64).min),
        "least": np.zeros(n, dtype=np.int64),
    }
    for names in ((), ("price",), ("above",), ("least",), ("price", "above"), ("price", "above", "least")):
        asked = {name: given[name] for name in names}
        for k in (1, 4, 20):
            expected = naive(problem, k, **{**nothing, **asked})
            for way in WAYS:
                found = best_edges(problem, slice(None), k, path=to_the_end(way, monkeypatch), **asked)
                assert same(found, expected), (names, k, way)


def test_best_edges_as_column_generation_asks(large: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(6)
    price = random.integers(0, 200_000, size=2000)
    tenth = best_edges(large, slice(None), 10, price=price, path="numpy")
    there = tenth.mentor[:, 9] >= 0
    net = tenth.quanta - price[tenth.mentor]
    above = np.where(there, net[:, 9], -1)
    found = [
        best_edges(large, slice(None), 20, price=price, above=above, path=to_the_end(way, monkeypatch))
        for way in WAYS
    ]
    assert same(found[0], found[1])
    assert same(found[0], found[2])
    assert there.mean() > 0.5
    assert ((found[0].mentor[there] >= 0).sum(axis=1) <= 9).all()
    assert (found[0].mentor[there, 0] == tenth.mentor[there, 0]).mean() > 0.9


def test_what_cannot_be_asked(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="k: expected 1 or more, got 0"):
        rank(problem, [0], 0)
    with pytest.raises(ValueError, match=r"mentees\[1\]: expected a position from 0 to 59, got 60"):
        rank(problem, [0, 60], 1)
    with pytest.raises(ValueError, match=r"price: expected shape \(400\)"):
        best_edges(problem, [0], 1, price=np.zeros(3, dtype=np.int64))
    with pytest.raises(ValueError, match=r"above: expected shape \(1\)"):
        best_edges(problem, [0], 1, above=np.zeros(3, dtype=np.int64))
    with pytest.raises(ValueError, match="path: expected 'auto', 'numpy' or 'compiled', got 'fast'"):
        rank(problem, [0], 1, path="fast")
    monkeypatch.setattr(ranking, "_installed", lambda: False)
    with pytest.raises(ValueError, match="path: expected numba to be installed"):
        rank(problem, [0], 1, path="compiled")
    assert same(rank(problem, [0], 5, path="auto"), rank(problem, [0], 5, path="numpy"))


def test_a_page_for_one_person_loads_no_compiler() -> None:
    program = (
        "import sys; from benchmarks.worlds import programme; from matching.engine import explain_many, rank; "
        "problem = programme(mentees=1, mentors=300, seed=1, dimensions=8); "
        "explain_many(problem, 0, rank(problem, [0], 20).mentor[0]); "
        "sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_kernels_are_compiled_where_none_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])

    def twice(number: int) -> int:
        return 2 * number

    kernel: Any = compiling.compiled(twice)
    assert kernel(21) == 42
    assert kernel.signatures
