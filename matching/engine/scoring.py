"""From values to scores: who is eligible, what a pair scores, and the programme's mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matching.engine.arrays import Bools, Floats, Ints, Items
from matching.engine.criteria import Criterion, Kind
from matching.engine.problem import Problem
from matching.engine.values import Columns, Values, answered, values, within

QUANTA = 1_000_000  # a score is a whole number of millionths
TOLERANCE = np.float32(1e-6)
KNOWN_ENOUGH = 0.5 - 1e-6  # half, whatever the rounding
SAMPLE = (200, 500)
DEFAULT_MEAN = 0.5
_ZERO, _ONE = np.float32(0), np.float32(1)


class Scores(NamedTuple):
    """`quanta` int64[n, m] are the scores in millionths; `answered` float32[n, m] is the share of the weight that
    both sides answered, among the criteria that tell something about the pair; `imputed` float32[n, m] is what an
    unanswered criterion was worth."""

    quanta: Ints
    answered: Floats
    imputed: Floats


@dataclass(frozen=True)
class Weighted:
    """A criterion that scores, and its share of the whole weight, from 0 to 1."""

    criterion: Criterion
    share: float


def shown_criteria(problem: Problem) -> list[Weighted]:
    """The criteria of the score that people see."""
    return _weighted(
        [criterion for criterion in problem.criteria if criterion.scores and not criterion.private]
    )


def solver_criteria(problem: Problem) -> list[Weighted]:
    """The criteria of the value that only the solver sees: the shown ones and the private ones."""
    return _weighted([criterion for criterion in problem.criteria if criterion.scores])


def _weighted(criteria: Sequence[Criterion]) -> list[Weighted]:
    total = sum(criterion.weight for criterion in criteria)
    return [Weighted(criterion, criterion.weight / total) for criterion in criteria]


# Kinds by the order in which they are added up: first those that look at one answer of each side, last the texts.
_EARLY = frozenset({Kind.SAME, Kind.DIFFERENT, Kind.GAP, Kind.BIAS})


def stage(criterion: Criterion) -> int:
    """When a criterion is added: 0 with those that look at one answer of each side, 2 with the texts, else 1."""
    return 0 if criterion.kind in _EARLY else 2 if criterion.kind is Kind.TEXT else 1


def in_order(criteria: Iterable[Weighted]) -> list[Weighted]:
    """The order in which points are added up. Sums of float32 depend on it, so that everybody keeps to this one: with
    the texts last, a pair's score without them bounds its score with them, rounding included."""
    return sorted(criteria, key=lambda entry: stage(entry.criterion))


def combine(weighted: Iterable[tuple[Weighted, Values]], shape: tuple[int, int], mean: float) -> Scores:
    """Scores of a block of `shape` (n, m) from criteria `in_order`.

    raw = Σ share · value / Σ share over what both sides answered. An unanswered criterion is worth the programme's
    mean, or raw where that is lower: what is unknown draws a high score towards the mean and never raises one, and
    a pair of which nothing is known scores 0.
    """
    gained = np.zeros(shape, dtype=np.float32)
    moved = np.zeros(shape, dtype=np.float32)
    evidence = np.zeros((1, 1), dtype=np.float32)
    other = np.zeros((1, 1), dtype=np.float32)
    possible = _ZERO
    for entry, found in weighted:
        share = np.float32(entry.share)
        known = _ONE if found.all_known else found.known.astype(np.float32)
        points = (found.value * share) * known
        if entry.criterion.is_evidence:
            gained += points
            evidence = evidence + share * known
            possible = possible + share
        else:
            moved += points
            other = other + share * known
    raw = gained / np.maximum(evidence, np.float32(1e-30))
    imputed = np.minimum(raw, np.float32(mean))
    rest = np.maximum(_ONE - evidence - other, _ZERO)
    score = within(gained + moved + rest * imputed)
    share_answered = evidence / np.maximum(possible, np.float32(1e-30))
    if share_answered.shape != shape:
        share_answered = np.broadcast_to(share_answered, shape)
    return Scores(np.rint(score.astype(np.float64) * QUANTA).astype(np.int64), share_answered, imputed)


def score_block(
    problem: Problem, criteria: Sequence[Weighted], rows: Ints, columns: Columns, mean: float | None = None
) -> Scores:
    """The scores of the mentees `rows` against the mentors `columns`, whether eligible or not."""
    width = len(problem.mentor_key[columns])
    found = ((entry, values(problem, entry.criterion, rows, columns)) for entry in in_order(criteria))
    return combine(found, (len(rows), width), problem.prior_mean if mean is None else mean)


def little_known(problem: Problem, rows: Ints, mentors: Items) -> Bools:
    """Of which pairs less than half of the weight is answered, bool[n, k], for the `mentors` (int32[n, k], -1 for none) of
    each of `rows`."""
    there = mentors >= 0
    chosen = np.where(there, mentors, 0).ravel().astype(np.int64)
    evidence = np.zeros(mentors.shape, dtype=np.float32)
    possible = _ZERO
    for entry in in_order(shown_criteria(problem)):
        if entry.criterion.is_evidence:
            share = np.float32(entry.share)
            if there.any():
                ours, theirs = answered(problem, entry.criterion, rows, chosen)
                evidence += share * (ours[:, None] & theirs.reshape(mentors.shape))
            possible = possible + share
    few = evidence / np.maximum(possible, np.float32(1e-30)) < KNOWN_ENOUGH
    return np.asarray(there & few, dtype=np.bool_)


def passes(criterion: Criterion, found: Values) -> Bools:
    """Which pairs of the block meet a rule, bool[n, m]."""
    enough = found.value >= np.float32(criterion.minimum) - TOLERANCE
    if criterion.minimum == 0:
        enough = found.value > 0
    if found.all_known:
        return enough
    return (enough & found.known) if criterion.strict else (enough | ~found.known)


def eligible(problem: Problem, rows: Ints, columns: Columns) -> Bools:
    """Which pairs may come together, bool[n, m]: places left, nothing excluded, every rule met."""
    open_to = np.broadcast_to(problem.capacity_left > 0, (len(rows), problem.mentors.size)).copy()
    for line, row in enumerate(rows.tolist()):
        excluded = problem.excluded.by_mentee.get(row)
        if excluded:
            open_to[line, list(excluded)] = False
    allowed = open_to[:, columns]
    for criterion in problem.criteria:
        if criterion.rule:
            allowed = allowed & passes(criterion, values(problem, criterion, rows, columns))
    return allowed


def solver_scores(problem: Problem, mentees: Ints) -> Floats:
    """The value of every pair for a solver, float32[n, M]: private criteria included, -1 where not eligible.

    Never show it to anybody, nor anything that is made of one entry of it."""
    rows = positions(mentees, problem.mentees.size, "mentees")
    quanta = score_block(problem, solver_criteria(problem), rows, slice(None)).quanta
    return np.where(eligible(problem, rows, slice(None)), as_score(quanta), np.float32(-1))


def mean_score(problem: Problem) -> float:
    """The programme's mean, 0 to 1 in steps of .0001: of raw scores of eligible pairs of which at least half of the
    weight is answered, over at most 200 mentees and 500 mentors chosen by their keys; .5 if there are none.

    The choice does not depend on the order of rows, and small changes of the programme change little of it."""
    rows = _sample(problem.mentee_key, SAMPLE[0])
    columns = _sample(problem.mentor_key, SAMPLE[1])
    criteria = [entry for entry in shown_criteria(problem) if entry.criterion.is_evidence]
    # With a mean of 1 nothing is drawn down: every score is the raw one.
    scores = score_block(problem, criteria, rows, columns, mean=1.0)
    counted = eligible(problem, rows, columns) & (scores.answered >= KNOWN_ENOUGH)
    if not counted.any():
        return DEFAULT_MEAN
    return round(int(scores.quanta[counted].sum()) / int(counted.sum()) / QUANTA, 4)


def _sample(key: Ints, most: int) -> Ints:
    """The positions of at most `most` keys, those that are lowest after mixing."""
    mixed = key.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return np.lexsort((key, mixed ^ (mixed >> np.uint64(32))))[:most].astype(np.int64)


def as_score(quanta: Ints) -> Floats:
    return np.asarray(quanta / QUANTA, dtype=np.float32)


def positions(given: Ints | slice | Sequence[int], size: int, name: str) -> Ints:
    """Positions as int64[n]. Raises ValueError for one that is not from 0 to `size` - 1."""
    if isinstance(given, slice):
        return np.arange(size, dtype=np.int64)[given]
    chosen = np.asarray(given)
    if chosen.size == 0:
        return np.zeros(0, dtype=np.int64)
    if chosen.ndim != 1 or chosen.dtype.kind not in "iu":
        raise ValueError(
            f"{name}: expected whole numbers in one row, got {chosen.dtype.name} of {chosen.shape}"
        )
    outside = np.flatnonzero((chosen < 0) | (chosen >= size))
    if len(outside):
        index = int(outside[0])
        raise ValueError(f"{name}[{index}]: expected a position from 0 to {size - 1}, got {chosen[index]}")
    return chosen.astype(np.int64)
