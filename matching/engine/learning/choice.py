"""What chosen mentors have that others of the same list have not: a conditional logistic model.

Each chosen mentor is one choice among itself and the mentees' own mentors who were not chosen. Conditioning on that set
removes the mentee's intercept exactly: whatever makes a mentee ask often, or rarely, cancels (McFadden 1974, "Conditional
logit analysis of qualitative choice behavior"; Chamberlain 1980, "Analysis of covariance with qualitative data"). With one
chosen mentor a mentee this is the whole conditional likelihood; with several it is a composite of conditional likelihoods,
which estimates the same coefficients and needs no sum over subsets. Demeaned features in an ordinary logistic model would be
simpler and biased, for short lists most (Neyman and Scott 1948; Abrevaya 1997)."""

from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from matching.engine.arrays import Bools, Ints
from matching.engine.learning.decisions import Reals

STEPS = 60
HALVINGS = 30
TOLERANCE = 1e-7  # of the gradient, for one choice


class Slope(NamedTuple):
    """`gain` the log-likelihood less the penalty, its `gradient` [C] and its `bend` [C, C], the negative Hessian."""

    gain: float
    gradient: Reals
    bend: Reals


class _Shares(NamedTuple):
    """Under some coefficients: the logarithm of the probability of each choice, the probability itself, and for each group
    the exponentials of those passed over and, by choice, the sum they belong to."""

    log_share: Reals
    share: Reals
    passed: Reals
    total: Reals


@dataclass(frozen=True, eq=False)
class Choices:
    """`chosen` float64[P, C] are the features of the chosen ones and `of` int64[P] their mentees, by place among those G who
    have both outcomes; `passed` float64[N, C] are the features of those not chosen, mentee after mentee, and `start`
    int64[G] says where each mentee's begin."""

    chosen: Reals
    of: Ints
    passed: Reals
    start: Ints

    @classmethod
    def of_rows(cls, features: Reals, chosen: Bools, group: Ints) -> Self:
        """From rows by mentee: `group` int64[n] rises. Mentees with one outcome alone are left out."""
        people, place = np.unique(group, return_inverse=True)
        many = np.bincount(place, weights=chosen, minlength=len(people))
        both = (many > 0) & (many < np.bincount(place, minlength=len(people)))
        number = np.cumsum(both) - 1
        kept = both[place]
        ours, theirs = kept & chosen, kept & ~chosen
        passed_of = number[place[theirs]]
        return cls(
            features[ours],
            number[place[ours]].astype(np.int64),
            features[theirs],
            np.searchsorted(passed_of, np.arange(int(both.sum()))).astype(np.int64),
        )

    @property
    def mentees(self) -> int:
        return len(self.start)

    def _shares(self, coefficients: Reals, offset: "Offset") -> _Shares:
        chosen = self.chosen @ coefficients + offset.chosen
        passed = self.passed @ coefficients + offset.passed
        highest = np.maximum.reduceat(passed, self.start)
        np.maximum.at(highest, self.of, chosen)
        lengths = np.diff(self.start, append=len(passed))
        risen = np.exp(passed - np.repeat(highest, lengths))
        own = np.exp(chosen - highest[self.of])
        total = own + np.add.reduceat(risen, self.start)[self.of]
        return _Shares(chosen - highest[self.of] - np.log(total), own / total, risen, total)

    def log_likelihood(self, coefficients: Reals, offset: "Offset", weight: Reals | None = None) -> float:
        """The sum over choices of the logarithm of the probability of what was chosen; `weight` float64[G] counts mentees."""
        if not self.mentees:
            return 0.0
        log_share = self._shares(coefficients, offset).log_share
        return float(log_share.sum() if weight is None else log_share @ weight[self.of])

    def slope(self, coefficients: Reals, offset: "Offset", penalty: Reals, weight: Reals) -> Slope:
        found = self._shares(coefficients, offset)
        times = weight[self.of]
        lengths = np.diff(self.start, append=len(self.passed))
        # What a passed one weighs in all the choices of its mentee together.
        inverse = np.bincount(self.of, weights=times / found.total, minlength=self.mentees)
        passed_share = found.passed * np.repeat(inverse, lengths)
        moved = np.add.reduceat(found.passed[:, None] * self.passed, self.start, axis=0)
        mean = found.share[:, None] * self.chosen + moved[self.of] / found.total[:, None]
        gradient = times @ (self.chosen - mean) - penalty @ coefficients
        bend = (
            self.chosen.T @ ((times * found.share)[:, None] * self.chosen)
            + self.passed.T @ (passed_share[:, None] * self.passed)
            - mean.T @ (times[:, None] * mean)
            + penalty
        )
        gain = float(times @ found.log_share) - float(coefficients @ penalty @ coefficients) / 2
        return Slope(gain, gradient, bend)


class Offset(NamedTuple):
    """What is added to the score of each row and not fitted: float64[P] and float64[N], or nought."""

    chosen: Reals | float = 0.0
    passed: Reals | float = 0.0


NO_OFFSET = Offset()


def fit(
    choices: Choices,
    penalty: Reals,
    signed: Bools,
    *,
    start: Reals | None = None,
    offset: Offset = NO_OFFSET,
    weight: Reals | None = None,
) -> Reals:
    """The coefficients, float64[C], that make the choices likeliest, less ½ βᵀ `penalty` β (float64[C, C], positive
    definite); those that are not `signed` (bool[C]) are nought or more. `weight` float64[G] counts each mentee that often.

    Newton's method projected on the bounds, with halved steps (Bertsekas 1982, "Projected Newton methods for optimization
    problems with simple constraints"); the objective is strictly concave, so the answer is the only one."""
    size = choices.chosen.shape[1]
    found = np.zeros(size) if start is None else start.copy()
    times = np.ones(choices.mentees) if weight is None else weight
    if not choices.mentees:
        return np.zeros(size)
    most = TOLERANCE * max(1.0, float(times[choices.of].sum()))
    for _ in range(STEPS):
        here = choices.slope(found, offset, penalty, times)
        held = ~signed & (found <= 0) & (here.gradient <= 0)
        if np.abs(here.gradient[~held]).max(initial=0.0) <= most:
            break
        free = np.flatnonzero(~held)
        step = np.zeros(size)
        step[free] = np.linalg.solve(here.bend[np.ix_(free, free)], here.gradient[free])
        length = 1.0
        for _ in range(HALVINGS):
            moved = found + length * step
            moved[~signed] = np.maximum(moved[~signed], 0.0)
            gain = choices.log_likelihood(moved, offset, times) - float(moved @ penalty @ moved) / 2
            if gain >= here.gain + 1e-4 * float(here.gradient @ (moved - found)):
                break
            length /= 2
        else:
            break  # no step rises: rounding has the last word
        found = moved
    return found
