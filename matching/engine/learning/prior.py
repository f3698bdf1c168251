"""How readily a mentor says yes, drawn towards what all mentors do by as much as the answers are few."""

from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.learning.decisions import Reals

# How many answers the mean of all may be worth to one mentor, in steps of the fourth root of two.
STRENGTHS = 0.5 * 2.0 ** (np.arange(57) / 4)


@dataclass(frozen=True)
class Beta:
    """A beta distribution of acceptance rates: its `mean` (0 to 1), and how many answers it is worth (`strength`)."""

    mean: float
    strength: float

    def shrunk(self, accepted: Ints, answered: Ints) -> Reals:
        """The expected rate, 0 to 1, of mentors who `accepted` so many (int64[n]) of so many they `answered` (int64[n]):
        (accepted + mean · strength) / (answered + strength)."""
        return np.asarray(
            (accepted + self.mean * self.strength) / (answered + self.strength), dtype=np.float64
        )


def fit_beta(accepted: Ints, answered: Ints) -> Beta:
    """The distribution that the mentors' rates were drawn from, from what each accepted and answered (int64[n]).

    Empirical Bayes: the mean is the rate of all answers together; the strength makes the counts likeliest under the
    beta-binomial (Griffiths 1973, "Maximum likelihood estimation for the beta-binomial distribution"), found on the grid
    STRENGTHS. Where mentors do not differ more than chance makes them, it is the greatest, and everybody gets the mean. With
    no answer the mean is .5."""
    total = int(answered.sum())
    if not total:
        return Beta(0.5, float(STRENGTHS[-1]))
    mean = float(accepted.sum() / total)
    if mean in (0.0, 1.0):
        return Beta(mean, float(STRENGTHS[-1]))
    likelihoods = [log_likelihood(Beta(mean, float(strength)), accepted, answered) for strength in STRENGTHS]
    return Beta(mean, float(STRENGTHS[int(np.argmax(likelihoods))]))


def log_likelihood(beta: Beta, accepted: Ints, answered: Ints) -> float:
    """Of the counts under the beta-binomial, without the binomial coefficients, which do not depend on `beta`.

    Γ(a + n) / Γ(a) is the product of a + k over k < n, so the sum over mentors is one over k of how many have more than k."""
    yes, no = beta.mean * beta.strength, (1 - beta.mean) * beta.strength
    return _risen(yes, accepted) + _risen(no, answered - accepted) - _risen(beta.strength, answered)


def _risen(base: float, counts: Ints) -> float:
    over = len(counts) - np.cumsum(np.bincount(counts, minlength=1))[:-1]
    return float(over @ np.log(base + np.arange(len(over))))
