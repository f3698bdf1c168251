"""What pairs are worth, exactly, with NumPy: for the few that are left when bounds have spared the others."""

import numpy as np

from matching.engine.arrays import Bools, Floats, Ints
from matching.engine.ranking.layout import (
    BIAS,
    COVERAGE,
    DIFFERENT,
    GAP,
    HOURS,
    MIN_HOURS,
    OVERLAP,
    PREFER,
    SAME,
    SHARED,
    Question,
)
from matching.engine.scoring import QUANTA
from matching.engine.values import within

_ZERO, _HALF, _ONE = np.float32(0), np.float32(0.5), np.float32(1)
_SMALL = np.float32(1e-30)


def worth_of(asked: Question, rows: Ints, mentors: Ints, cosines: dict[int, Floats]) -> Ints:
    """What the pairs of `rows` [P] and `mentors` [P] are worth in millionths, int64[P], -1 where a rule refuses one;
    `cosines` float32[P] by the first column of a text. The operations and their order are those of `scoring.combine`."""
    steps = asked.steps
    gained, evidence, other = (np.zeros(len(rows), dtype=np.float32) for _ in range(3))
    refused = np.zeros(len(rows), dtype=np.bool_)
    for step in range(len(steps.op)):
        known = (asked.mentees.known[rows, step] & asked.mentors.known[mentors, step]).astype(np.bool_)
        share = steps.share[step]
        if steps.rule[step]:
            value = _value(asked, step, rows, mentors, cosines)
            passes = value > 0 if steps.positive[step] else value >= steps.minimum[step]
            refused |= ~(known & passes) if steps.strict[step] else known & ~passes
        elif steps.evidence[step]:
            gained += (_value(asked, step, rows, mentors, cosines) * share) * known
            evidence += share * known
        else:
            other += share * known
    raw = gained / np.maximum(evidence, _SMALL)
    rest = np.maximum(_ONE - evidence - other, _ZERO)
    score = within(gained + asked.mentors.part[mentors, -1] + rest * np.minimum(raw, steps.mean))
    quanta = np.rint(score.astype(np.float64) * QUANTA).astype(np.int64)
    return np.where(refused, -1, quanta)


def text_value(asked: Question, step: int, cosine: Floats) -> Floats:
    low, span = asked.steps.params[step, 0], asked.steps.params[step, 1]
    return within((cosine - low) / span)


def _value(asked: Question, step: int, rows: Ints, mentors: Ints, cosines: dict[int, Floats]) -> Floats:
    """The values of a step, float32[P]."""
    ours, theirs, params = asked.mentees, asked.mentors, asked.steps.params[step]
    op, which = asked.steps.op[step], int(asked.steps.which[step])
    if op in (SAME, DIFFERENT):
        equal = ours.category[rows, which] == theirs.whole[mentors, theirs.categories + which]
        return np.asarray(equal if op == SAME else ~equal, dtype=np.float32)
    if op == GAP:
        gap = theirs.part[mentors, which] - ours.rung[rows, which]
        return within(np.minimum(gap / params[0], _ONE - params[2] * (gap - params[1])))
    if op == BIAS:
        return np.asarray(theirs.part[mentors, theirs.numbers + which])
    if op in (HOURS, MIN_HOURS):
        words = theirs.whole[mentors, : theirs.categories] & ours.week[rows]
        count = np.bitwise_count(words.view(np.uint64)).sum(axis=1, dtype=np.int64)
        hours = count.astype(np.float32) * _HALF
        return (hours >= params[0]).astype(np.float32) if op == MIN_HOURS else within(hours / params[0])
    if op in (OVERLAP, SHARED):
        common = _common(asked, which, rows, mentors)
        return common / ours.asked[rows, which] if op == OVERLAP else within(common)
    if op == COVERAGE:
        return _coverage(asked, which, rows, mentors)
    if op == PREFER:
        return _said(asked, rows, mentors)
    return text_value(asked, step, cosines[which])


def _slots(start: Ints, rows: Ints) -> list[tuple[Bools, Ints]]:
    """For the first entry of each row, the second, and so on: who has one, and where it is."""
    first, count = start[rows], start[rows + 1] - start[rows]
    slots = [count > slot for slot in range(int(count.max(initial=0)))]
    return [(has, (first + slot)[has]) for slot, has in enumerate(slots)]


def _common(asked: Question, which: int, rows: Ints, mentors: Ints) -> Floats:
    ours, theirs = asked.mentees, asked.mentors
    common = np.zeros(len(rows), dtype=np.float32)
    if theirs.as_rows[which]:
        both = theirs.whole[mentors, theirs.masks + which] & ours.mask[rows, which]
        return np.asarray(np.bitwise_count(both.view(np.uint64)), dtype=np.float32)
    for has, entries in _slots(ours.item_start[which], rows):
        mine = np.zeros(len(rows), dtype=np.int64)
        mine[has] = ours.item[entries]
        for have, others in _slots(theirs.item_start[which], mentors):
            common[have] += mine[have] == theirs.item[others]
    return common


def _coverage(asked: Question, which: int, rows: Ints, mentors: Ints) -> Floats:
    ours, theirs = asked.mentees, asked.mentors
    gained = np.zeros(len(rows), dtype=np.float32)
    for has, entries in _slots(ours.wanted_start, rows):
        code = 25 * ours.level[entries].astype(np.int64) + theirs.code_of[mentors[has], ours.wanted[entries]]
        gained[has] += theirs.credit[which, code] * ours.priority[entries]
    return np.asarray(gained / ours.priority_sum[rows])


def _said(asked: Question, rows: Ints, mentors: Ints) -> Floats:
    value = np.full(len(rows), _HALF, dtype=np.float32)
    for has, entries in _slots(asked.mentees.said_start, rows):
        meant = asked.mentees.said[entries] == mentors[has]
        value[np.flatnonzero(has)[meant]] = asked.mentees.said_value[entries[meant]]
    return value
