"""The fast path against the slow one, over programmes of every shape."""

from random import Random

import numpy as np
import pytest

from matching.engine import explain_many, oracle, rank, solver_scores
from matching.engine.scoring import eligible, score_block, shown_criteria
from matching.engine.values import values
from tests.matching.engine.worlds import WAYS, random_world, to_the_end

SEEDS = range(250)
MORE_SEEDS = range(500)


def test_the_programmes_include_degenerate_ones() -> None:
    worlds = [random_world(seed) for seed in SEEDS]
    assert any(not world.mentors and world.mentees for world in worlds)
    assert any(not world.mentees for world in worlds)
    assert any(not world.groups and world.mentees and world.mentors for world in worlds)
    assert any(len(world.criteria) == 1 for world in worlds)
    assert any(not world.criteria and world.mentees and world.mentors for world in worlds)
    everybody = [len(world.mentees) * len(world.mentors) for world in worlds]
    assert any(len(world.excluded) == pairs > 0 for world, pairs in zip(worlds, everybody, strict=True))


@pytest.mark.parametrize("seed", SEEDS)
def test_values_scores_and_eligibility_equal_the_oracle(seed: int) -> None:
    problem = random_world(seed).problem()
    n, m = problem.mentees.size, problem.mentors.size
    rows = np.arange(n)
    for criterion in problem.criteria:
        found = values(problem, criterion, rows, slice(None))
        for i in range(n):
            for j in range(m):
                expected = oracle.value(problem, criterion, i, j)
                assert found.known[i, j] == (expected is not None), (criterion.key, i, j)
                if expected is not None:
                    assert found.value[i, j] == pytest.approx(expected, abs=1e-6), (criterion.key, i, j)
    shown = score_block(problem, shown_criteria(problem), rows, slice(None)).quanta / 1e6
    allowed = eligible(problem, rows, slice(None))
    solver = solver_scores(problem, rows)
    for i in range(n):
        for j in range(m):
            assert shown[i, j] == pytest.approx(oracle.score(problem, i, j), abs=2e-6)
            assert allowed[i, j] == oracle.eligible(problem, i, j)
            private = oracle.score(problem, i, j, private=True) if allowed[i, j] else -1
            assert solver[i, j] == pytest.approx(private, abs=2e-6)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", MORE_SEEDS)
def test_ranking_is_the_best_k_in_canonical_order(
    seed: int, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = to_the_end(way, monkeypatch)
    problem = random_world(seed).problem()
    k = Random(seed).choice([1, 3, 20])
    ranking = rank(problem, slice(None), k, path=path)
    assert ranking.mentor.shape == ranking.score.shape == (problem.mentees.size, k)
    for i in range(problem.mentees.size):
        open_to = [j for j in range(problem.mentors.size) if oracle.eligible(problem, i, j)]
        chosen = [j for j in ranking.mentor[i].tolist() if j >= 0]
        assert len(chosen) == len(set(chosen)) == min(k, len(open_to))
        assert ranking.mentor[i, len(chosen) :].tolist() == [-1] * (k - len(chosen))
        order = [(-ranking.score[i, place], problem.mentor_key[j]) for place, j in enumerate(chosen)]
        assert order == sorted(order)
        for place, j in enumerate(chosen):
            assert ranking.score[i, place] == pytest.approx(oracle.score(problem, i, j), abs=2e-6)
        worst = ranking.score[i, len(chosen) - 1] if chosen else 1.0
        rest = [oracle.score(problem, i, j) for j in open_to if j not in chosen]
        assert all(score <= worst + 3e-6 for score in rest)


@pytest.mark.parametrize("seed", SEEDS)
def test_parts_add_up_to_the_score_of_the_ranking(seed: int) -> None:
    problem = random_world(seed).problem()
    ranking = rank(problem, slice(None), max(problem.mentors.size, 1))
    for i, row in enumerate(ranking.mentor):
        chosen = [j for j in row.tolist() if j >= 0]
        for place, explanation in enumerate(explain_many(problem, i, chosen)):
            assert explanation.eligible
            assert explanation.score == float(ranking.score[i, place])
            assert explanation.little_known == ranking.little_known[i, place]
            assert sum(part.points for part in explanation.parts) == pytest.approx(
                explanation.score, abs=1e-5
            )
            if explanation.parts:
                assert sum(part.possible for part in explanation.parts) == pytest.approx(1, abs=1e-9)
            keys = {part.criterion for part in explanation.parts} | {
                rule.criterion for rule in explanation.rules
            }
            assert not keys & {"wish", "identity", "kin"}


@pytest.mark.parametrize("seed", SEEDS)
def test_order_of_rows_changes_nothing(seed: int) -> None:
    world, random = random_world(seed), Random(seed)
    ours, theirs = list(range(len(world.mentees))), list(range(len(world.mentors)))
    random.shuffle(ours)
    random.shuffle(theirs)
    plain, moved = rank(world.problem(), slice(None), 6), rank(world.problem(ours, theirs), slice(None), 6)
    for line, i in enumerate(ours):
        back = [theirs[j] if j >= 0 else -1 for j in moved.mentor[line].tolist()]
        assert back == plain.mentor[i].tolist()
        assert moved.score[line].tolist() == plain.score[i].tolist()
