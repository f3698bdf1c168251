"""The beta-binomial against a small case by hand and rates that are known."""

from __future__ import annotations

from math import lgamma

import numpy as np
import pytest

from matching.engine.learning.prior import STRENGTHS, Beta, fit_beta, log_likelihood


def test_the_drawn_rate_by_hand() -> None:
    # Worth four answers of which one was yes: 3 of 4 becomes (3 + 1) / (4 + 4), and of somebody unknown a quarter is expected.
    assert Beta(0.25, 4.0).shrunk(np.array([3, 0, 0]), np.array([4, 0, 12])).tolist() == [0.5, 0.25, 1 / 16]


def test_the_likelihood_is_that_of_the_beta_binomial() -> None:
    accepted, answered = np.array([3, 0, 5, 0]), np.array([4, 2, 5, 0])
    beta = Beta(0.3, 2.5)
    yes, no = 0.3 * 2.5, 0.7 * 2.5

    def whole(a: float, b: float) -> float:
        return lgamma(a) + lgamma(b) - lgamma(a + b)

    expected = sum(
        whole(yes + a, no + n - a) - whole(yes, no)
        for a, n in zip(accepted.tolist(), answered.tolist(), strict=True)
    )
    assert log_likelihood(beta, accepted, answered) == pytest.approx(expected)


def test_the_spread_of_rates_is_found() -> None:
    random = np.random.default_rng(4)
    answered = random.integers(5, 40, size=2000)
    accepted = random.binomial(answered, random.beta(3, 7, size=2000))
    found = fit_beta(accepted, answered)
    assert found.mean == pytest.approx(0.3, abs=0.02)
    assert found.strength == pytest.approx(10, rel=0.25)


def test_where_mentors_do_not_differ_everybody_gets_the_mean() -> None:
    random = np.random.default_rng(5)
    answered = np.full(300, 20)
    found = fit_beta(random.binomial(answered, 0.4), answered)
    assert found.strength > 200
    rates = found.shrunk(np.array([0, 20]), np.array([20, 20]))
    assert rates == pytest.approx([found.mean, found.mean], abs=0.06)


@pytest.mark.parametrize(
    ("accepted", "answered", "mean"), [([], [], 0.5), ([0, 0], [3, 4], 0.0), ([3, 4], [3, 4], 1.0)]
)
def test_what_cannot_be_told_apart_is_drawn_hardest(
    accepted: list[int], answered: list[int], mean: float
) -> None:
    found = fit_beta(np.array(accepted, dtype=np.int64), np.array(answered, dtype=np.int64))
    assert found == Beta(mean, float(STRENGTHS[-1]))
