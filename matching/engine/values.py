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
from matching.engine.sides import LEVELS, Lists

Columns = Ints | slice

_ZERO, _ONE = np.float32(0), np.float32(1)
_A_FEW = 64  # mentors whose lists are read one by one


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
    value = _VALUES[criterion.kind](problem, criterion, rows, columns)
    return Values(value, *answered(problem, criterion, rows, columns))


def answered(problem: Problem, criterion: Criterion, rows: Columns, columns: Columns) -> tuple[Bools, Bools]:
    """Who of the mentees `rows`, and who of the mentors `columns`, gave an answer that the criterion looks at."""
    ours, theirs = problem.mentees, problem.mentors
    mentee_field, mentor_field = criterion.mentee_field, criterion.mentor_field
    match criterion.kind:
        case Kind.COVERAGE:
            return ours.offered.known[rows], theirs.offered.known[columns]
        case Kind.TEXT:
            return ours.texts[mentee_field].known[rows], theirs.texts[mentor_field].known[columns]
        case Kind.OVERLAP | Kind.NETWORK | Kind.LANGUAGE:
            return ours.sets[mentee_field].known[rows], theirs.sets[mentor_field].known[columns]
        case Kind.SAME | Kind.DIFFERENT:
            return ours.categories[mentee_field][rows] >= 0, theirs.categories[mentor_field][columns] >= 0
        case Kind.GAP:
            return (
                ~np.isnan(ours.ordinals[mentee_field][rows]),
                ~np.isnan(theirs.ordinals[mentor_field][columns]),
            )
        case Kind.HOURS | Kind.MIN_HOURS:
            return ours.week_known[rows], theirs.week_known[columns]
        case Kind.BIAS:
            told = ~np.isnan(theirs.numbers[mentor_field][columns])
        case Kind.PREFER:
            told = np.ones(len(problem.mentor_key[columns]), dtype=np.bool_)
    return np.ones(len(problem.mentee_key[rows]), dtype=np.bool_), told


@cache
def credit_table(share: float) -> Floats:
    """The credit of one wanted skill, float32[125], at 25 · wanted + 5 · offered + best offered in the group."""
    wanted, offered, grouped = np.meshgrid(*[np.arange(LEVELS + 1, dtype=np.float64)] * 3, indexing="ij")
    aim = np.maximum(wanted, 1.0)
    credit = np.maximum(np.minimum(1.0, offered / aim), share * np.minimum(1.0, grouped / aim))
    table = np.asarray(credit.ravel(), dtype=np.float32)
    table.flags.writeable = False
    return table


def within(value: Floats) -> Floats:
    """Not below 0 nor above 1."""
    return np.asarray(np.minimum(np.maximum(value, _ZERO), _ONE), dtype=np.float32)


def rescaled(similarity: Floats, criterion: Criterion) -> Floats:
    """A cosine as a value: 0 at `low`, 1 at `high`."""
    low, high = np.float32(criterion.params["low"]), np.float32(criterion.params["high"])
    return within((similarity - low) / (high - low))


def stepped(gap: Floats, criterion: Criterion) -> Floats:
    """Rungs between two people, mentor's minus mentee's, as a value."""
    best_from, best_to = np.float32(criterion.params["best_from"]), np.float32(criterion.params["best_to"])
    rising = gap / best_from
    fading = _ONE - np.float32(criterion.params["fade"]) * (gap - best_to)
    return within(np.minimum(rising, fading))


def similarity(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Floats:
    """Cosines, float32[n, m]."""
    ours = problem.mentees.texts[criterion.mentee_field].vectors[rows]
    theirs = problem.mentors.texts[criterion.mentor_field].vectors[columns]
    return np.asarray(ours @ theirs.T)


def common_slots(problem: Problem, rows: Ints, columns: Columns) -> Floats:
    """Half hours in common, float32[n, m]."""
    ours, theirs = problem.mentees.week[:, rows], problem.mentors.week[:, columns]
    count = np.bitwise_count(ours[:, :, None] & theirs[:, None, :])
    return np.asarray(np.add.reduce(count, axis=0, dtype=np.uint16), dtype=np.float32)


def rows_of(lists: Lists, people: Ints) -> list[list[int]]:
    """The lists of several people."""
    bounds = zip(lists.ptr[people].tolist(), lists.ptr[people + 1].tolist(), strict=True)
    return [lists.item[first:last].tolist() for first, last in bounds]


def common_items(mentees: Lists, mentors: Lists, rows: Ints, columns: Columns) -> Floats:
    """How many ids two lists have in common, float32[n, m]."""
    if not isinstance(columns, slice) and len(columns) <= _A_FEW:
        theirs = rows_of(mentors, columns)
        counts = [
            [len(ours.intersection(one)) for one in theirs] for ours in map(set, rows_of(mentees, rows))
        ]
        return np.array(counts, dtype=np.float32).reshape(len(rows), len(columns))
    count = np.zeros((len(rows), mentors.size), dtype=np.float32)
    for line, row in enumerate(rows.tolist()):
        for item in mentees.row(row):
            people = mentors.owners.get(item)
            if people is not None:
                count[line, people] += 1
    return count[:, columns]


def _coverage(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Floats:
    wanted, offers = problem.mentees.offered, problem.offers
    table = credit_table(criterion.params["share"])
    gained = np.zeros((len(rows), len(problem.mentor_key[columns])), dtype=np.float32)
    for line, row in enumerate(rows.tolist()):
        entries = slice(wanted.ptr[row], wanted.ptr[row + 1])
        places = offers.place[wanted.skill[entries]]
        code = offers.code[places] if isinstance(columns, slice) else offers.code[places[:, None], columns]
        index = code + (wanted.level[entries] * np.uint8(25))[:, None]
        # One skill after another, whatever the shape: sums of float32 depend on their order.
        for credit in table.take(index) * wanted.priority[entries].astype(np.float32)[:, None]:
            gained[line] += credit
    gained /= np.maximum(wanted.priority_sum[rows], _ONE)[:, None]
    return gained


def _text(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Floats:
    return rescaled(similarity(problem, criterion, rows, columns), criterion)


def _lists(problem: Problem, criterion: Criterion) -> tuple[Lists, Lists]:
    return problem.mentees.sets[criterion.mentee_field], problem.mentors.sets[criterion.mentor_field]


def _overlap(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Floats:
    ours, theirs = _lists(problem, criterion)
    asked = np.maximum(np.diff(ours.ptr)[rows], 1).astype(np.float32)[:, None]
    return common_items(ours, theirs, rows, columns) / asked


def _shared(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Floats:
    return np.minimum(common_items(*_lists(problem, criterion), rows, columns), _ONE)


def _same(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Floats:
    ours = problem.mentees.categories[criterion.mentee_field][rows]
    theirs = problem.mentors.categories[criterion.mentor_field][columns]
    equal = ours[:, None] == theirs[None, :]
    return np.asarray(equal if criterion.kind is Kind.SAME else ~equal, dtype=np.float32)


def _told(numbers: Floats) -> Floats:
    """Nought for who told nothing."""
    return np.where(np.isnan(numbers), _ZERO, numbers)


def _gap(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Floats:
    ours = problem.mentees.ordinals[criterion.mentee_field][rows]
    theirs = problem.mentors.ordinals[criterion.mentor_field][columns]
    return stepped(_told(theirs)[None, :] - _told(ours)[:, None], criterion)


def _hours(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Floats:
    hours = common_slots(problem, rows, columns) * np.float32(0.5)
    return within(hours / np.float32(criterion.params["full_hours"]))


def _min_hours(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Floats:
    hours = common_slots(problem, rows, columns) * np.float32(0.5)
    return (hours >= np.float32(criterion.params["hours"])).astype(np.float32)


def _bias(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Floats:
    number = _told(problem.mentors.numbers[criterion.mentor_field][columns])
    return np.broadcast_to(number, (len(rows), len(number)))


def _prefer(problem: Problem, criterion: Criterion, rows: Ints, columns: Columns) -> Floats:
    value = np.full((len(rows), problem.mentors.size), 0.5, dtype=np.float32)
    for line, row in enumerate(rows.tolist()):
        for mentor, said in problem.preferences.of_mentee.get(row, ()):
            value[line, mentor] = said
    return value[:, columns]


_VALUES: dict[Kind, Callable[[Problem, Criterion, Ints, Columns], Floats]] = {
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
