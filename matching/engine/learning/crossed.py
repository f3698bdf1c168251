"""Weights fitted without some mentees, so that they can be judged by those.

The mentees are parted into folds, so that no mentee stands on both sides. How far the weights may leave the present ones is
chosen by cross-validation within the training folds alone, and so is the mentor prior: nothing of a mentee who is judged
has a part in what judges."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.engine.arrays import Bools, Ints
from matching.engine.learning.choice import Choices, Offset, fit
from matching.engine.learning.decisions import Answers, Decisions, Reals
from matching.engine.learning.prior import Beta, fit_beta

FOLDS = 5
# The pull towards the present weights for one choice, strongest first. The first keeps their proportions.
PULLS = (np.inf, 3.0, 1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001)
RIDGE = 0.1  # towards nought, whatever the pull: coefficients stay finite where everything is separated


def folds(keys: Ints, both: Bools, seed: int) -> Ints:
    """The fold, 0 to FOLDS - 1, of each mentee: by their keys mixed with `seed`, those who have both outcomes dealt out
    first, so that each fold has its share of them. int64[G]."""
    mixed = keys.astype(np.uint64) ^ np.uint64((seed * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    place = np.empty(len(keys), dtype=np.int64)
    place[np.lexsort((keys, mixed, ~both))] = np.arange(len(keys))
    return place % FOLDS


@dataclass(frozen=True, eq=False)
class Fitted:
    """What some mentees teach. `path` float64[L, F] are the coefficients by pull, `beta` and `rate` float64[M] the mentor
    prior with its rates by mentor, `prior` float64[L] the prior's coefficient on top of each of `path`."""

    path: Reals
    beta: Beta
    rate: Reals
    prior: Reals


@dataclass(frozen=True, eq=False)
class Crossed:
    """The decisions with everything that a fit needs. `weights` float64[C] are the present ones; `with_prior` says whether
    a mentor prior is fitted."""

    decisions: Decisions
    answers: Answers
    weights: Reals
    seed: int
    with_prior: bool

    @cached_property
    def everybody(self) -> Ints:
        """The mentees of decisions and answers, rising."""
        return np.union1d(self.decisions.people, self.answers.mentee)

    @cached_property
    def mentors(self) -> Ints:
        return np.union1d(self.decisions.mentor, self.answers.mentor)

    @cached_property
    def _fold_of(self) -> Ints:
        both = np.zeros(len(self.everybody), dtype=bool)
        both[np.searchsorted(self.everybody, self.decisions.people)] = self.decisions.both
        return folds(self.everybody, both, self.seed)

    @cached_property
    def fold(self) -> Ints:
        """The fold of each decision."""
        return self._fold_of[np.searchsorted(self.everybody, self.decisions.mentee)]

    @cached_property
    def answer_fold(self) -> Ints:
        return self._fold_of[np.searchsorted(self.everybody, self.answers.mentee)]

    @cached_property
    def mentor(self) -> Ints:
        """The place of each decision's mentor in `mentors`."""
        return np.searchsorted(self.mentors, self.decisions.mentor).astype(np.int64)

    @cached_property
    def answer_mentor(self) -> Ints:
        return np.searchsorted(self.mentors, self.answers.mentor).astype(np.int64)

    @cached_property
    def measured(self) -> Bools:
        """The criteria that tell mentors of one mentee apart, of a mentee with both outcomes: bool[C]. Of the others the
        history says nothing."""
        rows = self.decisions.both[self.decisions.group]
        values, group = self.decisions.completed[rows], self.decisions.group[rows]
        starts = np.flatnonzero(np.diff(group, prepend=-1))
        lengths = np.diff(starts, append=len(group))
        spread = np.maximum.reduceat(values, starts, axis=0) - np.minimum.reduceat(values, starts, axis=0)
        return np.asarray((spread[lengths > 1] > 1e-9).any(axis=0), dtype=np.bool_)

    @cached_property
    def features(self) -> Reals:
        """The measured criteria, and at the end, where it is known, the binary logarithm of the position: float64[n, F]."""
        columns = [self.decisions.completed[:, self.measured]]
        if self.decisions.position is not None:
            columns.append(np.log2(self.decisions.position)[:, None])
        return np.hstack(columns)

    @cached_property
    def signed(self) -> Bools:
        signed = np.zeros(self.features.shape[1], dtype=np.bool_)
        signed[int(self.measured.sum()) :] = True
        return signed

    @cached_property
    def direction(self) -> Reals:
        """The present weights of the measured criteria as a unit vector, nought for the position: float64[F]."""
        direction = np.zeros(len(self.signed))
        direction[~self.signed] = self.weights[self.measured]
        length = float(np.linalg.norm(direction))
        return direction / length if length else direction

    def choices(self, rows: Bools) -> Choices:
        return Choices.of_rows(self.features[rows], self.decisions.chosen[rows], self.decisions.group[rows])

    def fit_at(
        self, choices: Choices, pull: float, start: Reals | None = None, weight: Reals | None = None
    ) -> Reals:
        """The coefficients of `features`. The penalty is a ridge around the nearest multiple of the present weights, whose
        length is free: it holds the proportions, not the strength (a ridge with a target, van Wieringen 2015, "Lecture
        notes on ridge regression", ch. 3)."""
        if np.isinf(pull):
            along = np.column_stack([self.direction, *np.eye(len(self.signed))[self.signed]])
            narrow = Choices(choices.chosen @ along, choices.of, choices.passed @ along, choices.start)
            signed = np.arange(along.shape[1]) > 0
            return along @ fit(narrow, RIDGE * np.eye(along.shape[1]), signed, weight=weight)
        criteria = np.diag((~self.signed).astype(np.float64))
        ridge = pull * len(choices.of) * (criteria - np.outer(self.direction, self.direction))
        return fit(choices, ridge + RIDGE * np.eye(len(self.signed)), self.signed, start=start, weight=weight)

    def path(self, choices: Choices) -> Reals:
        """The coefficients for each of PULLS, each fit begun where the one before ended: float64[L, F]."""
        found: list[Reals] = []
        for pull in PULLS:
            found.append(self.fit_at(choices, pull, found[-1] if found else None))
        return np.array(found)

    def fitted(self, without: Iterable[int]) -> Fitted:
        """What the folds other than `without` teach."""
        out = list(without)
        rows = ~np.isin(self.fold, out)
        choices = self.choices(rows)
        path = self.path(choices)
        training = ~np.isin(self.answer_fold, out)
        accepted, answered = self._counts(training)
        known = answered > 0
        beta = fit_beta(accepted[known], answered[known])
        prior = np.zeros(len(PULLS))
        if self.with_prior:
            # Without what this mentee heard, else the outcome would stand on both sides.
            others = beta.shrunk(accepted[self.mentor] - self._own[0], answered[self.mentor] - self._own[1])
            narrow = Choices.of_rows(
                others[rows, None], self.decisions.chosen[rows], self.decisions.group[rows]
            )
            for place, coefficients in enumerate(path):
                offset = Offset(choices.chosen @ coefficients, choices.passed @ coefficients)
                prior[place] = fit(narrow, np.array([[RIDGE]]), np.array([False]), offset=offset)[0]
        return Fitted(path, beta, beta.shrunk(accepted, answered), prior)

    def _counts(self, rows: Bools) -> tuple[Ints, Ints]:
        """How many of the answers `rows` each mentor gave, and to how many they said yes: int64[M] each."""
        mentor, size = self.answer_mentor[rows], len(self.mentors)
        said_yes = np.bincount(mentor[self.answers.accepted[rows]], minlength=size)
        return said_yes.astype(np.int64), np.bincount(mentor, minlength=size).astype(np.int64)

    @cached_property
    def _own(self) -> tuple[Ints, Ints]:
        """How often each decision's mentor accepted and answered that very mentee: int64[n] each."""
        size = len(self.mentors)
        theirs = np.searchsorted(self.everybody, self.answers.mentee) * size + self.answer_mentor
        pairs, place = np.unique(theirs, return_inverse=True)
        yes = np.append(np.bincount(place, weights=self.answers.accepted, minlength=len(pairs)), 0)
        asked = np.append(np.bincount(place, minlength=len(pairs)), 0)
        ours = np.searchsorted(self.everybody, self.decisions.mentee) * size + self.mentor
        found = np.searchsorted(pairs, ours)
        found[(found == len(pairs)) | (np.append(pairs, -1)[found] != ours)] = len(pairs)
        return yes[found].astype(np.int64), asked[found].astype(np.int64)

    @cached_property
    def of_fold(self) -> list[Choices]:
        return [self.choices(self.fold == number) for number in range(FOLDS)]

    @cached_property
    def without_one(self) -> list[Fitted]:
        return [self.fitted([number]) for number in range(FOLDS)]

    @cached_property
    def _without_two(self) -> dict[frozenset[int], Reals]:
        return {
            frozenset((one, other)): self.path(self.choices(~np.isin(self.fold, [one, other])))
            for one in range(FOLDS)
            for other in range(one)
        }

    def pull_without(self, fold: int) -> int:
        """The place in PULLS that foretells best, each training fold told by the others: `fold` has no part in it."""
        rest = [other for other in range(FOLDS) if other != fold]
        return self._best({other: self._without_two[frozenset((fold, other))] for other in rest})

    @cached_property
    def pull(self) -> int:
        """The place in PULLS that foretells best, each fold told by the others."""
        return self._best({fold: self.without_one[fold].path for fold in range(FOLDS)})

    def _best(self, paths: dict[int, Reals]) -> int:
        likelihoods = [
            sum(self.of_fold[fold].log_likelihood(path[place], Offset()) for fold, path in paths.items())
            for place in range(len(PULLS))
        ]
        return int(np.argmax(np.round(likelihoods, 6)))
