"""The AUC against counting by hand and pair by pair."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.learning.auc import Interval, ordered, overall, resampled, within


def slow(score: list[int], chosen: list[bool]) -> float:
    """Every chosen against every passed, a tie for half."""
    points = [
        1.0 if one > other else 0.5 if one == other else 0.0
        for one, good in zip(score, chosen, strict=True)
        if good
        for other, bad in zip(score, chosen, strict=True)
        if not bad
    ]
    return sum(points) / len(points) if points else float("nan")


def test_by_hand() -> None:
    # Ann: chosen 7 against 3 and 7: one win and a tie. Ben: chosen 1 and 5 against 4: a loss and a win.
    score = np.array([7, 3, 7, 1, 5, 4])
    chosen = np.array([True, False, False, True, True, False])
    group = np.array([0, 0, 0, 1, 1, 1])
    found = ordered(score, chosen, group, 2)
    assert (found.right.tolist(), found.pairs.tolist()) == ([1.5, 1.0], [2.0, 2.0])
    assert within(found).tolist() == [2.5 / 4]
    # All against all: 7 beats 3 and 4 and ties with 7; 1 beats none; 5 beats 3 and 4.
    assert overall(score, chosen, group).tolist() == [4.5 / 9]


rows = st.lists(st.tuples(st.integers(0, 3), st.integers(-2, 2), st.booleans()), min_size=1, max_size=25)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(rows)
def test_as_pair_by_pair(rows: list[tuple[int, int, bool]]) -> None:
    group, score, chosen = (np.array(column) for column in zip(*rows, strict=True))
    np.testing.assert_allclose(overall(score, chosen, group)[0], slow(score.tolist(), chosen.tolist()))
    found = ordered(score, chosen, group, 4)
    for mentee in range(4):
        own = group == mentee
        expected = slow(score[own].tolist(), chosen[own].tolist())
        if np.isnan(expected):
            assert found.pairs[mentee] == found.right[mentee] == 0
        else:
            np.testing.assert_allclose(found.right[mentee] / found.pairs[mentee], expected)


def test_only_the_order_of_the_scores_counts() -> None:
    random = np.random.default_rng(1)
    score, chosen = random.integers(0, 50, 300), random.random(300) < 0.3
    group = np.sort(random.integers(0, 20, 300))
    for one, other in ((score, score**3), (score, 7 * score - 9)):
        assert overall(one, chosen, group) == overall(other, chosen, group)
        assert (ordered(one, chosen, group, 20).right == ordered(other, chosen, group, 20).right).all()
    np.testing.assert_allclose(overall(-score, chosen, group), 1 - overall(score, chosen, group))


def test_counting_a_mentee_twice_is_having_them_twice() -> None:
    random = np.random.default_rng(2)
    score, chosen = random.integers(0, 9, 60), random.random(60) < 0.4
    group = np.repeat(np.arange(6), 10)
    times = np.array([[1, 0, 2, 1, 1, 3]], dtype=np.uint16)
    people = int(times.sum())
    rows = np.concatenate([np.flatnonzero(group == mentee) for mentee in np.repeat(np.arange(6), times[0])])
    again = np.repeat(np.arange(people), 10)
    np.testing.assert_allclose(
        overall(score, chosen, group, times), overall(score[rows], chosen[rows], again)
    )
    np.testing.assert_allclose(
        within(ordered(score, chosen, group, 6), times),
        within(ordered(score[rows], chosen[rows], again, people)),
    )


def test_samples_of_mentees_are_of_their_number_and_repeatable() -> None:
    one, other = (resampled(11, 50, np.random.default_rng(5)) for _ in range(2))
    assert (one == other).all()
    assert one.shape == (50, 11)
    assert set(one.sum(axis=1).tolist()) == {11}


def test_an_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(3)
    held = 0
    for _ in range(100):
        group = np.repeat(np.arange(40), 8)
        chosen = random.random(320) < 0.3
        score = random.integers(0, 1000, 320)
        found = ordered(score, chosen, group, 40)
        drawn = within(found, resampled(40, 200, random))
        interval = Interval.of(float(within(found)[0]), drawn)
        held += interval.low <= 0.5 <= interval.high
    assert 87 <= held <= 100


def test_nothing_to_compare_is_no_number() -> None:
    nobody = np.zeros(3, dtype=bool)
    assert np.isnan(overall(np.arange(3), nobody, np.zeros(3, dtype=np.int64))[0])
    assert np.isnan(within(ordered(np.arange(3), nobody, np.zeros(3, dtype=np.int64), 1))[0])
    assert np.isnan(Interval.of(0.5, np.array([np.nan])).low)
