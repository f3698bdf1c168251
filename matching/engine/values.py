"""The value of each kind of criterion, for blocks of pairs: the one definition that ranking and explaining share.

Every value is made of elementwise float32 arithmetic in a fixed order, counts of whole numbers, and dot products
that are exact on the grid of the sentence vectors. So a pair has the same value bit for bit whether it is computed
alone or in a block, in any order of rows.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from matching.engine.arrays import Bools, Floats, Ints
from matching.engine.criteria import Criterion, Kind
from matching.engine.problem import Problem
from matching.engine.sides import LEVELS, Lists, Side

Columns = Ints | slice

_ZERO, _ONE = np.float32(0), np.float32(1)


class Values(NamedTuple):
    """`value` float32[n, m] from 0 to 1, and who of each side gave an answer; a pair is known where both did."""

    value: Floats
    mentee_known: Bools
    mentor_known: Bools

    @property
    def all_known(self) -> bool:
        return bool(self.mentee_known.all() and self.mentor_known.all())

    @property
    def known(self) -> Bools:
        return np.logical_and.outer(self.mentee_known, self.mentor_known)


def values(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Values:
    """The values of the mentees `rows` (positions) against the mentors `columns` (positions, or a slice of all)."""
    return _VALUES[criterion.kind](problem, criterion, rows, columns)


@cache
def credit_table(share: float) -> Floats:
    """The credit of one wanted skill, float32[125], at 25 · wanted + 5 · offered + best offered in the group."""
    wanted, offered, grouped = np.meshgrid(*[np.arange(LEVELS + 1, dtype=np.float64)] * 3, indexing="ij")
    aim = np.maximum(wanted, 1.0)
    credit = np.maximum(np.minimum(1.0, offered / aim), share * np.minimum(1.0, grouped / aim))
    table = np.asarray(credit.ravel(), dtype=np.float32)
    table.flags.writeable = False
    return table


def rescaled(similarity: Floats, criterion: Criterion) -> Floats:
    """A cosine as a value: 0 at `low`, 1 at `high`."""
    low, high = np.float32(criterion.params["low"]), np.float32(criterion.params["high"])
    return np.asarray(np.clip((similarity - low) / (high - low), _ZERO, _ONE), dtype=np.float32)


def stepped(gap: Floats, criterion: Criterion) -> Floats:
    """Rungs between two people, mentor's minus mentee's, as a value."""
    best_from, best_to = np.float32(criterion.params["best_from"]), np.float32(criterion.params["best_to"])
    rising = gap / best_from
    fading = _ONE - np.float32(criterion.params["fade"]) * (gap - best_to)
    return np.asarray(np.clip(np.minimum(rising, fading), _ZERO, _ONE), dtype=np.float32)


def similarity(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Floats:
    """Cosines, float32[n, m]."""
    ours = problem.mentees.texts[criterion.mentee_field].vectors[rows]
    theirs = problem.mentors.texts[criterion.mentor_field].vectors[columns]
    return np.asarray(ours @ theirs.T)


def common_slots(problem: Problem, rows: Ints, columns: Columns) -> Floats:
    """Half hours in common, float32[n, m]."""
    ours, theirs = problem.mentees.week[:, rows], problem.mentors.week[:, columns]
    count = np.zeros((ours.shape[1], theirs.shape[1]), dtype=np.uint16)
    for our_word, their_word in zip(ours, theirs, strict=True):
        count += np.bitwise_count(our_word[:, None] & their_word[None, :])
    return count.astype(np.float32)


def common_items(mentees: Lists, mentors: Lists, rows: Ints, columns: Columns) -> Floats:
    """How many ids two lists have in common, float32[n, m]."""
    count = np.zeros((len(rows), mentors.size), dtype=np.float32)
    for line, row in enumerate(rows.tolist()):
        for item in mentees.row(row):
            people = mentors.owners.get(item)
            if people is not None:
                count[line, people] += 1
    return count[:, columns]


def _coverage(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Values:
    wanted, offers = problem.mentees.offered, problem.offers
    table = credit_table(criterion.params["share"])
    code = offers.code[:, columns]
    first, count = wanted.ptr[rows], np.diff(wanted.ptr)[rows]
    gained = np.zeros((len(rows), code.shape[1]), dtype=np.float32)
    for slot in range(int(count.max(initial=0))):
        lines = np.flatnonzero(count > slot)
        entries = first[lines] + slot
        index = code[offers.place[wanted.skill[entries]]]
        index += (wanted.level[entries] * np.uint8(25))[:, None]
        gained[lines] += table.take(index) * wanted.priority[entries].astype(np.float32)[:, None]
    gained /= np.maximum(wanted.priority_sum[rows], _ONE)[:, None]
    return Values(gained, wanted.known[rows], problem.mentors.offered.known[columns])


def _text(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Values:
    value = rescaled(similarity(problem, criterion, rows, columns), criterion)
    ours, theirs = (
        problem.mentees.texts[criterion.mentee_field],
        problem.mentors.texts[criterion.mentor_field],
    )
    return Values(value, ours.known[rows], theirs.known[columns])


def _lists(problem: Problem, criterion: Criterion) -> tuple[Lists, Lists]:
    return problem.mentees.sets[criterion.mentee_field], problem.mentors.sets[criterion.mentor_field]


def _overlap(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Values:
    ours, theirs = _lists(problem, criterion)
    asked = np.maximum(np.diff(ours.ptr)[rows], 1).astype(np.float32)[:, None]
    value = common_items(ours, theirs, rows, columns) / asked
    return Values(value, ours.known[rows], theirs.known[columns])


def _shared(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Values:
    ours, theirs = _lists(problem, criterion)
    value = np.minimum(common_items(ours, theirs, rows, columns), _ONE)
    return Values(value, ours.known[rows], theirs.known[columns])


def _same(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Values:
    ours = problem.mentees.categories[criterion.mentee_field][rows]
    theirs = problem.mentors.categories[criterion.mentor_field][columns]
    equal = ours[:, None] == theirs[None, :]
    value = equal if criterion.kind is Kind.SAME else ~equal
    return Values(value.astype(np.float32), ours >= 0, theirs >= 0)


def _gap(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Values:
    ours = problem.mentees.ordinals[criterion.mentee_field][rows]
    theirs = problem.mentors.ordinals[criterion.mentor_field][columns]
    gap = np.nan_to_num(theirs)[None, :] - np.nan_to_num(ours)[:, None]
    return Values(stepped(gap, criterion), ~np.isnan(ours), ~np.isnan(theirs))


def _week_known(side: Side, people: Columns) -> Bools:
    return side.week_known[people]


def _hours(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Values:
    hours = common_slots(problem, rows, columns) * np.float32(0.5)
    value = np.minimum(hours / np.float32(criterion.params["full_hours"]), _ONE)
    return Values(value, _week_known(problem.mentees, rows), _week_known(problem.mentors, columns))


def _min_hours(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Values:
    hours = common_slots(problem, rows, columns) * np.float32(0.5)
    value = (hours >= np.float32(criterion.params["hours"])).astype(np.float32)
    return Values(value, _week_known(problem.mentees, rows), _week_known(problem.mentors, columns))


def _bias(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Values:
    number = problem.mentors.numbers[criterion.mentor_field][columns]
    value = np.broadcast_to(np.nan_to_num(number), (len(rows), len(number)))
    return Values(value, np.ones(len(rows), dtype=bool), ~np.isnan(number))


def _prefer(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Values:
    value = np.full((len(rows), problem.mentors.size), 0.5, dtype=np.float32)
    for line, row in enumerate(rows.tolist()):
        for mentor, said in problem.preferences.of_mentee.get(row, ()):
            value[line, mentor] = said
    chosen = value[:, columns]
    return Values(chosen, np.ones(len(rows), dtype=bool), np.ones(chosen.shape[1], dtype=bool))


_VALUES: dict[Kind, Callable[[Problem, Criterion, Ints, Columns], Values]] = {
    Kind.COVERAGE: _coverage,
    Kind.TEXT: _text,
    Kind.OVERLAP: _overlap,
    Kind.SAME: _same,
    Kind.DIFFERENT: _same,
    Kind.GAP: _gap,
    Kind.HOURS: _hours,
    Kind.MIN_HOURS: _min_hours,
    Kind.NETWORK: _shared,
    Kind.LANGUAGE: _shared,
    Kind.BIAS: _bias,
    Kind.PREFER: _prefer,
}
