"""The conditional model against the formula written out and against a solver that knows nothing of it."""

from __future__ import annotations

from itertools import pairwise
from math import exp, log

import numpy as np
import pytest
from scipy.optimize import minimize

from matching.engine.learning.choice import NO_OFFSET, Choices, Offset, fit

ROWS = np.array([[1.0, 0.0], [0.0, 0.5], [0.2, 1.0], [0.9, 0.9], [0.4, 0.1]])
CHOSEN = np.array([True, False, False, True, False])
GROUP = np.array([3, 3, 3, 8, 8])


def some_choices(seed: int, columns: int = 3) -> Choices:
    random = np.random.default_rng(seed)
    features = random.random((240, columns))
    liked = features @ np.linspace(-1, 2, columns) + random.normal(size=40).repeat(6) * 3
    return Choices.of_rows(
        features, random.random(240) < 1 / (1 + np.exp(2 - liked)), np.arange(40).repeat(6)
    )


def test_the_likelihood_by_hand() -> None:
    choices = Choices.of_rows(ROWS, CHOSEN, GROUP)
    one, two = 0.7, -0.3
    worth = [exp(one * row[0] + two * row[1]) for row in ROWS.tolist()]
    expected = log(worth[0] / (worth[0] + worth[1] + worth[2])) + log(worth[3] / (worth[3] + worth[4]))
    assert choices.log_likelihood(np.array([one, two]), NO_OFFSET) == pytest.approx(expected)
    doubled = choices.log_likelihood(np.array([one, two]), NO_OFFSET, np.array([2.0, 1.0]))
    assert doubled == pytest.approx(expected + log(worth[0] / (worth[0] + worth[1] + worth[2])))


def test_several_chosen_are_each_compared_with_those_passed_over() -> None:
    choices = Choices.of_rows(ROWS[:3], np.array([True, True, False]), GROUP[:3])
    worth = [exp(row[0]) for row in ROWS[:3].tolist()]
    expected = log(worth[0] / (worth[0] + worth[2])) + log(worth[1] / (worth[1] + worth[2]))
    assert choices.log_likelihood(np.array([1.0, 0.0]), NO_OFFSET) == pytest.approx(expected)


def test_slope_and_bend_are_those_of_the_likelihood() -> None:
    choices, penalty = some_choices(1), np.diag([0.3, 0.1, 2.0])
    at, weight = np.array([0.4, -0.2, 1.1]), np.random.default_rng(0).integers(0, 3, 40).astype(float)
    weight = weight[: choices.mentees]
    found = choices.slope(at, NO_OFFSET, penalty, weight)
    step = 1e-5
    for place in range(3):
        move = step * np.eye(3)[place]
        after, before = (choices.slope(at + sign * move, NO_OFFSET, penalty, weight) for sign in (1, -1))
        assert found.gradient[place] == pytest.approx((after.gain - before.gain) / (2 * step), rel=1e-6)
        np.testing.assert_allclose(
            -found.bend[place], (after.gradient - before.gradient) / (2 * step), rtol=1e-6
        )


@pytest.mark.parametrize("seed", range(4))
def test_the_fit_is_the_best_there_is(seed: int) -> None:
    choices, penalty = some_choices(seed), 0.5 * np.eye(3)
    signed = np.array([False, False, seed % 2 == 1])

    def loss(at: np.ndarray) -> float:
        return -choices.log_likelihood(at, NO_OFFSET) + float(at @ penalty @ at) / 2

    bounds = [(None, None) if free else (0, None) for free in signed]
    expected = minimize(loss, np.ones(3), bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-13})
    found = fit(choices, penalty, signed)
    assert loss(found) <= expected.fun + 1e-8
    np.testing.assert_allclose(found, expected.x, atol=1e-3)
    assert (found[~signed] >= 0).all()


def test_what_is_the_same_for_all_of_a_mentee_cancels() -> None:
    random = np.random.default_rng(6)
    features, chosen, group = random.random((120, 2)), random.random(120) < 0.4, np.arange(20).repeat(6)
    moved = features + random.normal(size=(20, 2)).repeat(6, axis=0) * 5
    one, other = (Choices.of_rows(rows, chosen, group) for rows in (features, moved))
    penalty, signed = np.eye(2), np.array([True, True])
    np.testing.assert_allclose(fit(one, penalty, signed), fit(other, penalty, signed), atol=1e-9)


def test_a_stronger_pull_gives_smaller_coefficients_and_separation_stays_finite() -> None:
    choices = Choices.of_rows(
        np.array([[1.0], [0.0]] * 5), np.array([True, False] * 5), np.arange(5).repeat(2)
    )
    found = [float(fit(choices, np.array([[pull]]), np.array([False]))[0]) for pull in (0.01, 0.1, 1.0, 10.0)]
    assert all(weak > strong > 0 for weak, strong in pairwise(found))
    assert found[0] < 20


def test_an_offset_that_says_it_all_leaves_nothing_to_fit() -> None:
    choices = some_choices(2)
    whole = fit(choices, 1e-9 * np.eye(3), np.ones(3, dtype=bool))
    offset = Offset(choices.chosen @ whole, choices.passed @ whole)
    again = fit(choices, 1e-9 * np.eye(3), np.ones(3, dtype=bool), offset=offset)
    np.testing.assert_allclose(again, 0, atol=1e-5)


def test_mentees_with_one_outcome_say_nothing() -> None:
    choices = Choices.of_rows(ROWS, np.array([True, True, True, False, False]), GROUP)
    assert choices.mentees == 0
    assert fit(choices, np.eye(2), np.array([False, False])).tolist() == [0, 0]
