"""`fair` against every matching that there is: the worst, the next worst, and where it stopped."""

import numpy as np
import pytest
from ortools.graph.python.max_flow import SimpleMaxFlow

from matching.engine import assign
from matching.engine.cohort import assigning, fair
from matching.engine.cohort.question import question
from tests.matching.engine.cohort.cohorts import Cohort, cohort, small

MILLION = 1_000_000


def worst_first(given: Cohort, pairs: tuple[tuple[int, int], ...]) -> list[int]:
    return sorted(given.score[pair] for pair in pairs)


@pytest.mark.parametrize("levels", range(5))
def test_fair_is_the_fairest_of_every_matching(levels: int) -> None:
    for seed in range(120):
        given = small(1000 * levels + seed)
        rated = []
        for pairs in given.matchings():
            scores = worst_first(given, pairs)
            rated.append((len(scores), scores[:levels], sum(scores)))
        best = max(rated)
        found = assign(given.candidates, given.capacity, aim="fair", levels=levels, **given.options)
        scores = worst_first(given, given.chosen(found))
        assert (len(scores), scores[:levels], sum(scores)) == best, seed
        assert found.levels == tuple(score / MILLION for score in best[1])
        assert found.settled == (len(scores) <= levels)
        assert found.certified


class Lazy(SimpleMaxFlow):
    """A solver that says of every flow that there is none."""

    def optimal_flow(self) -> int:
        return 0


def test_a_floor_is_given_up_only_if_a_cut_shows_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fair, "SimpleMaxFlow", Lazy)
    given = cohort(np.random.default_rng(4), mentees=20, mentors=8, decided=False)
    with pytest.raises(RuntimeError, match=r"^maximum flow: expected a cut below"):
        assign(given.candidates, given.capacity, aim="fair")


def test_levels_that_the_matching_does_not_reach_are_never_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assigning, "fairest", lambda face, *_: fair.Fairest(face, (1,)))
    given = cohort(np.random.default_rng(4), mentees=20, mentors=8, decided=False)
    with pytest.raises(RuntimeError, match=r"^fair: expected the scores"):
        assign(given.candidates, given.capacity, aim="fair")


def test_a_guess_saves_flows_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    holds = fair._holds
    monkeypatch.setattr(fair, "_holds", lambda *given: asked.append(1) or holds(*given))
    right, without = 0, 0
    for seed in range(30):
        random = np.random.default_rng(seed)
        given = cohort(random, mentees=20, mentors=8)
        cohort_asked = question(given.candidates, given.capacity, **given.options)
        asked.clear()
        plain = assigning.answer(cohort_asked, aim="fair", levels=3)
        without += len(asked)
        for near in (plain.levels, (0.0,), (1.0, 1.0), tuple(random.random(4).tolist())):
            asked.clear()
            guessed = assigning.answer(cohort_asked, aim="fair", levels=3, near=near)
            assert (guessed.mentor == plain.mentor).all()
            assert guessed.levels == plain.levels
            right += len(asked) if near is plain.levels else 0
    assert right < 0.6 * without
