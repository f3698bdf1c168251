"""What is learnt from: decisions about pairs, and the answers of mentors, as arrays in a canonical order."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matching.engine.arrays import Bools, Ints, checked, refuse
from matching.engine.scoring import KNOWN_ENOUGH, QUANTA

Reals = npt.NDArray[np.float64]


def _nobody() -> Ints:
    return np.zeros(0, dtype=np.int64)


def _nothing() -> Bools:
    return np.zeros(0, dtype=np.bool_)


@dataclass(frozen=True, eq=False, kw_only=True)
class Answers:
    """Decided requests, one a row: `mentee` and `mentor` int64[n] are identities (see `stable_key`), `accepted` bool[n].

    Raises ValueError naming the array and the index."""

    mentee: Ints = field(default_factory=_nobody)
    mentor: Ints = field(default_factory=_nobody)
    accepted: Bools = field(default_factory=_nothing)

    def __post_init__(self) -> None:
        size = np.shape(self.mentee)[0] if np.ndim(self.mentee) == 1 else 0
        for name, dtype in (("mentee", np.int64), ("mentor", np.int64), ("accepted", np.bool_)):
            object.__setattr__(self, name, checked(name, getattr(self, name), dtype, (size,)))


@dataclass(frozen=True, eq=False, kw_only=True)
class Decisions:
    """Pairs about which somebody decided, one a row.

    `mentee` and `mentor` int64[n] are identities; `values` float64[n, C] are the values of the criteria from 0 to 1, nan
    where unknown; `chosen` bool[n] is what came of it. `position` float64[n], 1 or more, is where the mentor stood in the
    list; left out where that is not known. `evidence` bool[C] is false for a criterion that is a number of the mentor
    alone (the kind `bias`); left out, all are evidence. However the rows are given, they stand here in one canonical
    order, so that nothing depends on it.

    Raises ValueError naming the array and the index.
    """

    mentee: Ints
    mentor: Ints
    values: Reals
    chosen: Bools
    position: Reals | None = None
    evidence: Bools | None = None

    def __post_init__(self) -> None:
        mentee = checked("mentee", self.mentee, np.int64, (None,))
        size = len(mentee)
        mentor = checked("mentor", self.mentor, np.int64, (size,))
        values = checked("values", self.values, np.float64, (size, None))
        chosen = checked("chosen", self.chosen, np.bool_, (size,))
        refuse("values", (values < 0) | (values > 1), values, "a number from 0 to 1, or nan")
        keys = [*values.T[::-1], chosen, mentor, mentee]
        if self.position is not None:
            position = checked("position", self.position, np.float64, (size,))
            refuse("position", ~(position >= 1) | np.isinf(position), position, "a position of 1 or more")
            keys.insert(0, position)
        order = np.lexsort(keys)
        evidence = np.ones(values.shape[1], dtype=np.bool_) if self.evidence is None else self.evidence
        object.__setattr__(self, "evidence", checked("evidence", evidence, np.bool_, (values.shape[1],)))
        for name, column in (("mentee", mentee), ("mentor", mentor), ("values", values), ("chosen", chosen)):
            object.__setattr__(self, name, column[order])
        if self.position is not None:
            object.__setattr__(self, "position", position[order])

    @property
    def size(self) -> int:
        return len(self.mentee)

    @cached_property
    def people(self) -> Ints:
        """The mentees, each once, rising."""
        return np.unique(self.mentee)

    @cached_property
    def group(self) -> Ints:
        """The place of each row's mentee in `people`: int64[n], rising."""
        return np.searchsorted(self.people, self.mentee).astype(np.int64)

    @cached_property
    def both(self) -> Bools:
        """Which mentees, by their place, have at least one pair of each outcome: only they say anything of choice."""
        chosen = np.bincount(self.group, weights=self.chosen, minlength=len(self.people))
        total = np.bincount(self.group, minlength=len(self.people))
        return (chosen > 0) & (chosen < total)

    @cached_property
    def completed(self) -> Reals:
        """`values` with the unknown ones at the mean of what the same mentee has in that criterion, so that within a mentee
        they say nothing: float64[n, C]."""
        known = ~np.isnan(self.values)
        filled = np.where(known, self.values, 0.0)
        starts = np.flatnonzero(np.diff(self.group, prepend=-1))
        counts = np.add.reduceat(known, starts, axis=0, dtype=np.int64)
        means = np.add.reduceat(filled, starts, axis=0) / np.maximum(counts, 1)
        return np.where(known, filled, means[self.group])

    def scores(self, weights: Reals, mean: float) -> Ints:
        """The score that `weights` (float64[C], 0 or more) give each pair, in millionths: int64[n]. It is the rule of
        `scoring.combine`: what is unknown is worth `mean`, or what is known where that is lower."""
        return combined(self.values, weights, self._is_evidence, mean)

    def mean_score(self, weights: Reals) -> float:
        """The mean score of the pairs of which at least half of the weight is known, .5 if there are none."""
        known = ~np.isnan(self.values[:, self._is_evidence])
        share = weights[self._is_evidence]
        enough = known @ share >= KNOWN_ENOUGH * share.sum()
        if not enough.any() or not share.any():
            return 0.5
        return float(
            combined(self.values[enough][:, self._is_evidence], share, share >= 0, 1.0).mean() / QUANTA
        )

    @property
    def _is_evidence(self) -> Bools:
        assert self.evidence is not None
        return self.evidence


def combined(values: Reals, weights: Reals, evidence: Bools, mean: float) -> Ints:
    """Scores in millionths, int64[n], of `values` float64[n, C] under `weights` float64[C]; see `Decisions.scores`."""
    total = weights.sum()
    if not total > 0:
        return np.zeros(len(values), dtype=np.int64)
    share = weights / total
    known = ~np.isnan(values)
    points = np.where(known, values, 0.0) * share
    gained = points[:, evidence].sum(axis=1)
    answered = known[:, evidence] @ share[evidence]
    moved = points[:, ~evidence].sum(axis=1)
    rest = np.maximum(1.0 - answered - known[:, ~evidence] @ share[~evidence], 0.0)
    raw = gained / np.where(answered > 0, answered, 1.0)
    score = np.clip(gained + moved + rest * np.minimum(raw, mean), 0.0, 1.0)
    return np.asarray(np.rint(score * QUANTA), dtype=np.int64)
