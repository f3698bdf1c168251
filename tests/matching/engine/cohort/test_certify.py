"""From profiles to a proven matching: the same as on the graph of every eligible pair."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from benchmarks.worlds import programme
from matching.engine import Problem, assign, assign_problem
from matching.engine.cohort import pool
from matching.engine.cohort.assigning import AIMS
from matching.engine.cohort.narrowing import Narrowing, quanta_of
from matching.engine.ranking import Edges, best_edges
from matching.engine.scoring import QUANTA, eligible, score_block, solver_criteria
from tests.matching.engine.cohort.problems import complete, decisions, world


def check(problem: Problem, aim, **options) -> None:
    whole = assign(
        complete(problem, options.get("locked", [])), np.maximum(problem.capacity_left, 0), aim=aim, **options
    )
    found = assign_problem(problem, aim=aim, **options)
    told = ("matched", "total", "levels", "settled", "certified")
    assert {name: getattr(found, name) for name in told} == {name: getattr(whole, name) for name in told}
    if aim != "total":  # where another matching with the same sum may have another worst pair
        assert found.worst == whole.worst
    if aim == "stable":
        assert found.mentor.tolist() == whole.mentor.tolist()
    rows = np.flatnonzero(found.mentor >= 0)
    worth = quanta_of(problem, np.stack([rows, found.mentor[rows]], axis=1))
    assert worth.sum() == round(found.total * QUANTA)


@pytest.mark.parametrize("aim", AIMS)
@pytest.mark.parametrize("first", range(1470, 1680, 15))
def test_it_is_what_the_complete_graph_gives(aim, first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(first, first + 15):
        random = Random(seed)
        # Few edges at first and no more than it takes, so that it takes many rounds.
        for name, values in (
            ("FIRST", [1, 2, 3, 4]),
            ("DEPTH", [1, 2, 5]),
            ("BAND", [0, 25_000]),
            ("FAR", [0, 50_000]),
        ):
            monkeypatch.setattr(pool, name, random.choice(values))
        size = random.choice([(1, 1), (8, 3), (12, 12), (30, 6), (25, 20)])
        problem = world(seed, *size, coarse=random.random() < 0.3).problem()
        options = decisions(problem, random) if random.random() < 0.5 else {}
        if aim == "fair":
            options["levels"] = random.choice([0, 1, 1, 2, 4])
        check(problem, aim, **options)


@pytest.mark.parametrize("aim", AIMS)
@pytest.mark.parametrize(("seats", "levels"), [(1, 1), (3, 3)])
def test_hundreds_of_people(aim, seats: int, levels: int) -> None:
    problem = programme(mentees=400, mentors=150, seed=seats, dimensions=32)
    problem = replace(problem, capacity_left=np.minimum(problem.capacity_left, seats))
    check(problem, aim, levels=levels)
    check(problem, aim, **decisions(problem, Random(seats)))


@pytest.mark.parametrize("aim", AIMS)
def test_rows_in_another_order_give_the_same_pairs(aim) -> None:
    for seed in range(30):
        random = Random(seed)
        given = world(seed, 14, 6, coarse=seed % 2 == 0)
        ours, theirs = random.sample(range(14), 14), random.sample(range(6), 6)
        one = assign_problem(given.problem(), aim=aim, levels=2, seed=seed)
        other = assign_problem(given.problem(ours, theirs), aim=aim, levels=2, seed=seed)
        moved = [-1] * 14
        for row, mentor in enumerate(other.mentor.tolist()):
            moved[ours[row]] = theirs[mentor] if mentor >= 0 else -1
        assert one.mentor.tolist() == moved


def test_a_lock_is_kept_that_no_rule_would_allow() -> None:
    problem = world(3, 6, 4).problem()
    shut = np.argwhere(~eligible(problem, np.arange(6), slice(None)) & (problem.capacity_left > 0))
    (mentee, mentor) = shut[0].tolist()
    found = assign_problem(problem, aim="total", locked=[(mentee, mentor)])
    assert found.mentor[mentee] == mentor
    rows = np.flatnonzero(found.mentor >= 0)
    assert found.total == pytest.approx(
        quanta_of(problem, np.stack([rows, found.mentor[rows]], axis=1)).sum() / QUANTA
    )


def test_what_cannot_be_is_refused() -> None:
    problem = replace(world(3, 6, 4).problem(), capacity_left=np.array([1, 2, 0, -3]))
    for options, message in (
        ({"locked": [(0, 2)]}, r"locked\[0\]: expected no more locks of a mentor than seats, got \(0, 2\)"),
        ({"locked": [(0, 3)]}, r"locked\[0\]: expected no more locks of a mentor than seats, got \(0, 3\)"),
        ({"locked": [(0, 1), (0, 0)]}, r"locked\[1\]: expected one lock a mentee"),
        ({"forbidden": [(6, 0)]}, r"forbidden\[0, 0\]: expected a mentee below 6 and a mentor below 4"),
        ({"minimum_score": 1.5}, r"minimum_score: expected a number from 0 to 1, got 1\.5"),
        ({"levels": -1}, r"levels: expected 0 or more, got -1"),
    ):
        with pytest.raises(ValueError, match=message):
            assign_problem(problem, aim="fair", **options)
    with pytest.raises(ValueError, match="aim: expected one of total, fair, stable, got 'best'"):
        assign_problem(problem, aim="best")


def test_more_levels_than_numbers_can_prove_are_not_called_proven() -> None:
    problem = programme(mentees=50, mentors=20, seed=1, dimensions=32)
    whole = assign(complete(problem), problem.capacity_left, aim="fair", levels=40)
    found = assign_problem(problem, aim="fair", levels=40)
    assert not found.certified
    assert found.levels <= whole.levels
    assert found.matched == whole.matched


def test_whatever_the_solver_is_not_given_is_within_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also after edges were left out again, which happens when the prices have settled."""
    left_out = 0
    monkeypatch.setattr(pool, "FAR", 0)
    monkeypatch.setattr(pool, "DEPTH", 1)
    for seed in range(60):
        monkeypatch.setattr(pool, "FIRST", 2 + seed % 3)
        problem = world(seed, 25, 20).problem()
        found = pool.Pool(Narrowing.of(problem, None, None, None), best_edges)
        found.best(pool.Worth(0))
        worth = score_block(problem, solver_criteria(problem), np.arange(25), slice(None)).quanta
        others = eligible(problem, np.arange(25), slice(None))
        given = found.graph.only(found.active)
        others[given.mentee, given.mentor] = False
        assert ((worth - found.price <= found.bound[:, None]) | ~others).all()
        left_out += int((~found.active).sum())
    assert left_out > 50


def test_what_a_ranking_pass_does_not_list_is_not_found() -> None:
    """The pairs come from the passes alone: one that never lists the mentors of some matches leads elsewhere."""

    def blind(problem, rows, k, **limits):
        found = best_edges(problem, rows, k, **limits)
        hidden = np.isin(found.mentor, hide)
        return Edges(np.where(hidden, -1, found.mentor), np.where(hidden, 0, found.quanta))

    problem = programme(mentees=60, mentors=20, seed=2, dimensions=32)
    seeing = assign_problem(problem, aim="total")
    hide = np.unique(seeing.mentor[seeing.mentor >= 0])[:5]
    found = assign_problem(problem, aim="total", passes=blind)
    assert not np.isin(found.mentor, hide).any()
    assert found.matched < seeing.matched


def test_a_pass_lists_what_is_worth_enough_before_and_after_the_price_on_either_path() -> None:
    problem = programme(mentees=60, mentors=300, seed=4, dimensions=32)
    rows = np.arange(60)
    worth = score_block(problem, solver_criteria(problem), rows, slice(None)).quanta
    allowed = eligible(problem, rows, slice(None))
    random = np.random.default_rng(1)
    for _ in range(5):
        price = random.integers(0, 400_000, size=300)
        above, least = random.integers(0, 200_000, size=60), random.integers(300_000, 700_000, size=60)
        wanted = allowed & (worth - price > above[:, None]) & (worth >= least[:, None])
        assert wanted.sum() > 100
        for path in ("numpy", "compiled"):
            found = best_edges(problem, rows, 300, price=price, above=above, least=least, path=path)
            few = best_edges(problem, rows, 3, price=price, above=above, least=least, path=path)
            for i in rows.tolist():
                best = np.lexsort((problem.mentor_key, price - worth[i], ~wanted[i]))[: wanted[i].sum()]
                assert found.mentor[i][found.mentor[i] >= 0].tolist() == best.tolist()
                assert few.mentor[i][few.mentor[i] >= 0].tolist() == best[:3].tolist()
