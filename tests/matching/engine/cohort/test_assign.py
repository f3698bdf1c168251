"""`assign` against every matching that there is, and against SciPy."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from matching.engine import assign
from tests.matching.engine.cohort.cohorts import Cohort, cohort, small

MILLION = 1_000_000


@pytest.mark.parametrize("block", range(10))
def test_total_is_the_best_of_every_matching(block: int) -> None:
    for seed in range(block * 40, block * 40 + 40):
        given = small(seed)
        best = max((len(pairs), sum(given.score[pair] for pair in pairs)) for pairs in given.matchings())
        found = assign(given.candidates, given.capacity, aim="total", seed=seed, **given.options)
        chosen = given.chosen(found)
        assert chosen in set(given.matchings())
        assert (len(chosen), sum(given.score[pair] for pair in chosen)) == best, seed
        scores = [given.score[pair] for pair in chosen] + [given.score.get(pair, 0) for pair in given.locked]
        assert (found.matched, found.certified) == (len(scores), True)
        assert found.total == sum(scores) / MILLION
        assert found.worst == (min(scores) / MILLION if scores else 0)


def rivals(given: Cohort, chosen: tuple[tuple[int, int], ...]) -> int:
    """The pairs of people, not locked, who would both rather have each other."""
    mentor = dict(chosen)
    count = 0
    for (i, j), score in given.open_pairs.items():
        rather = i not in mentor or score > given.score[i, mentor[i]]
        held = [given.mentor_score[pair] for pair in chosen if pair[1] == j]
        room = len(held) < given.seats[j]
        count += rather and (room or (held != [] and given.mentor_score[i, j] > min(held)))
    return count


@pytest.mark.parametrize("aim", ["total", "fair", "stable"])
def test_blocking_pairs_are_counted_as_a_person_would(aim) -> None:
    for seed in range(400, 480):
        given = small(seed)
        found = assign(given.candidates, given.capacity, aim=aim, **given.options)
        assert found.blocking_pairs == rivals(given, given.chosen(found)), seed


@pytest.mark.parametrize("block", range(6))
def test_total_is_what_scipy_finds(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        random = np.random.default_rng(10_000 + seed)
        given = cohort(
            random, mentees=int(random.integers(1, 31)), mentors=int(random.integers(1, 13)), decided=False
        )
        found = assign(given.candidates, given.capacity, aim="total")
        seats = np.repeat(np.arange(len(given.capacity)), given.capacity)
        worth = np.zeros((given.mentees, len(seats)), dtype=np.int64)
        bonus = (given.mentees + 1) * MILLION
        for (i, j), score in given.score.items():
            worth[i, seats == j] = bonus + score
        best = int(worth[linear_sum_assignment(worth, maximize=True)].sum())
        assert divmod(best, bonus) == (found.matched, round(found.total * MILLION)), seed
