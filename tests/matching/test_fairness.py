"""The figures of the fairness page give nobody away: no count below five can be worked out from what is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matching.fairness import FEWEST, SCORED, Counted, Told, load, told

SIZES = st.integers(min_value=0, max_value=14)
GROUPS = st.lists(st.tuples(SIZES, SIZES), min_size=2, max_size=6)


def group(matched: int, unmatched: int, label: str = "") -> Counted:
    return Counted(label, matched, unmatched, tuple(0.4 + at / 100 for at in range(matched)))


class Reader:
    """Somebody who has the table and the totals, and who can subtract. `possible` says what a group may be like for all they know."""

    def __init__(self, groups: Sequence[Counted], rows: Sequence[Told]) -> None:
        self.rows = rows
        self.matched = sum(g.matched for g in groups) - sum(r.matched or 0 for r in rows)
        self.unmatched = sum(g.unmatched for g in groups) - sum(r.unmatched or 0 for r in rows)
        self.closed = [at for at, row in enumerate(rows) if row.matched is None]

    def possible(self, at: int) -> set[tuple[int, int]]:
        """Every (matched, unmatched) of one closed group that leaves the others something that adds up."""
        row = self.rows[at]
        return {
            (matched, unmatched)
            for matched in range(self.matched + 1)
            for unmatched in (range(self.unmatched + 1) if row.people is None else [row.people - matched])
            if 0 <= unmatched <= self.unmatched
            and self._adds_up(at, self.matched - matched, self.unmatched - unmatched)
        }

    def _adds_up(self, but: int, matched: int, unmatched: int) -> bool:
        others = [self.rows[at] for at in self.closed if at != but]
        known = [row for row in others if row.people is not None]
        people = sum(row.people or 0 for row in known)
        if len(known) < len(others):  # a group that says nothing may take any rest
            return max(0, people - unmatched) <= min(people, matched)
        return matched + unmatched == people


@settings(max_examples=300, deadline=None)
@given(GROUPS)
@example([(4, 0), (20, 0), (20, 0)])
@example([(2, 2), (20, 6), (9, 9)])
@example([(10, 0), (0, 5), (0, 5)])
@example([(14, 14), (14, 14), (5, 5), (0, 0)])
def test_no_count_below_five_is_told_or_found_by_subtraction(sizes: list[tuple[int, int]]) -> None:
    groups = [group(*size) for size in sizes]
    rows = told(groups)
    if rows is None:
        return
    someone_is_not = any(g.unmatched for g in groups) and any(g.matched for g in groups)
    reader = Reader(groups, rows)
    for at, (row, real) in enumerate(zip(rows, groups, strict=True)):
        assert row.people is None or row.people >= FEWEST
        if not someone_is_not:
            continue  # everybody is matched, or nobody: the totals say so of each
        if row.matched is not None:
            assert row.unmatched is not None
            assert min(row.matched, row.unmatched) >= FEWEST
            continue
        possible = reader.possible(at)
        assert (real.matched, real.unmatched) in possible
        assert len({matched for matched, _unmatched in possible}) > 1
        assert len({unmatched for _matched, unmatched in possible}) > 1
        if row.people is None:
            assert len({matched + unmatched for matched, unmatched in possible}) > 1


def parts(number: int, count: int) -> Iterator[tuple[int, ...]]:
    """Every way to share `number` among `count`."""
    if count == 1:
        yield (number,)
        return
    for first in range(number + 1):
        for rest in parts(number - first, count - 1):
            yield (first, *rest)


@pytest.mark.parametrize(("matched", "unmatched"), [(20, 6), (12, 12), (24, 3)])
def test_whoever_knows_the_rules_as_well_cannot_tell_which_of_several_runs_it_was(
    matched: int, unmatched: int
) -> None:
    """Every run of three groups with these totals, by the table it gives: a small count that is not told is never the same
    in all that give the same table."""
    by_table: dict[tuple[object, ...], list[list[tuple[int, ...]]]] = {}
    for sizes in product(parts(matched, 3), parts(unmatched, 3)):
        counts = list(zip(*sizes, strict=True))
        rows = told([group(*size) for size in counts])
        if rows is not None:
            table = tuple((row.people, row.matched, row.mean is not None) for row in rows)
            by_table.setdefault(table, []).append(counts)
    assert by_table
    for table, runs in by_table.items():
        for at, (people, matched_told, _scored) in enumerate(table):  # type: ignore[misc]
            told_of = [(matched_told, 0), (matched_told, 1)]
            found = [{counts[at][which] for counts in runs} for value, which in told_of if value is None]
            found += [{sum(counts[at]) for counts in runs}] if people is None else []
            assert all(len(values) > 1 or min(values) >= FEWEST for values in found), (table, runs)


@settings(max_examples=200, deadline=None)
@given(GROUPS)
def test_those_that_say_nothing_are_many_enough_together(sizes: list[tuple[int, int]]) -> None:
    groups = [group(*size) for size in sizes]
    rows = told(groups)
    if rows is None:
        return
    silent = [real for row, real in zip(rows, groups, strict=True) if row.silent]
    assert not silent or (len(silent) > 1 and sum(r.people for r in silent) >= FEWEST * len(silent))


@settings(max_examples=200, deadline=None)
@given(GROUPS)
def test_scores_are_told_of_ten_people_or_more_and_never_of_one(sizes: list[tuple[int, int]]) -> None:
    groups = [group(*size) for size in sizes]
    rows = told(groups)
    for row, real in zip(rows or [], groups, strict=False):
        assert (row.mean is None) == (row.lowest is None)
        if row.mean is not None:
            assert (row.people or 0) >= SCORED
            assert real.matched >= FEWEST
            assert row.lowest == round(100 * sum(sorted(real.scores)[:FEWEST]) / FEWEST)


def test_a_small_group_says_nothing_and_takes_the_next_smallest_with_it() -> None:
    rows = told([group(3, 0, "few"), group(20, 8, "some"), group(40, 9, "many"), group(60, 20, "rest")])
    assert rows is not None
    assert [(row.label, row.people) for row in rows] == [
        ("few", None),
        ("some", None),
        ("many", 49),
        ("rest", 80),
    ]
    assert (rows[2].share, rows[2].mean, rows[2].lowest) == (82, 60, 42)


def test_nothing_small_leaves_nothing_out() -> None:
    rows = told([group(20, 8), group(40, 9)])
    assert rows is not None
    assert [(row.people, row.matched, row.unmatched) for row in rows] == [(28, 20, 8), (49, 40, 9)]


def test_where_nearly_everybody_has_a_mentor_groups_tell_scores_but_not_who_has_none() -> None:
    rows = told([group(30, 1), group(28, 2), group(50, 0)])
    assert rows is not None
    assert [(row.people, row.matched, row.mean is not None) for row in rows] == [
        (31, None, True),
        (30, None, True),
        (50, None, True),
    ]
    assert [(row.share, row.least) for row in rows] == [(None, 90), (None, 90), (None, 94)]


def test_where_everybody_has_a_mentor_every_group_of_five_says_so() -> None:
    rows = told([group(30, 0), group(28, 0), group(2, 0), group(12, 0)])
    assert rows is not None
    assert [row.share for row in rows] == [100, 100, None, None]


def test_too_few_to_compare_is_no_table_at_all() -> None:
    assert told([group(3, 1), group(90, 10)]) is None
    assert told([]) is None


def test_the_load_counts_mentors_by_their_mentees() -> None:
    assert load([0, 0, -1, 2, 2, 2], 4) == [2, 0, 1, 1]
    assert load([], 0) == [0]
