"""When a pair looks back."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from journeys.enums import ReviewPoint
from journeys.review_dates import APART, due_review, next_day, review_dates

START = date(2027, 1, 4)
FIRST, HALF, LAST = ReviewPoint.FIRST_MONTH, ReviewPoint.HALF_WAY, ReviewPoint.BEFORE_END


def days(length: int | None) -> dict[ReviewPoint, int]:
    """The reviews of a mentorship of so many days, by the days since its start."""
    end = START + timedelta(days=length) if length else None
    return {point: (day - START).days for point, day in review_dates(START, end).items()}


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (None, {FIRST: 30, HALF: 91, LAST: 168}),  # half a year
        (365, {FIRST: 30, HALF: 182, LAST: 351}),
        (84, {FIRST: 30, LAST: 70}),
        (56, {HALF: 28, LAST: 42}),
        (35, {LAST: 21}),
        (28, {LAST: 14}),
        (27, {}),
        (7, {}),
    ],
)
def test_a_short_time_has_fewer(length: int | None, expected: dict[ReviewPoint, int]) -> None:
    assert days(length) == expected


def test_whatever_the_length_they_are_apart_and_before_the_end() -> None:
    for length in range(1, 800):
        found = list(days(length).values())
        assert found == sorted(found)
        assert all(later - earlier >= APART.days for earlier, later in pairwise(found))
        assert all(14 <= day <= length - 14 for day in found)


def on(day: int, asked: dict[ReviewPoint, int] | None = None) -> ReviewPoint | None:
    was = {point: START + timedelta(days=when) for point, when in (asked or {}).items()}
    return due_review(review_dates(START, None), START + timedelta(days=day), asked=was)


def test_it_is_due_from_its_day_on_for_a_while() -> None:
    assert [on(day) for day in (29, 30, 44, 45)] == [None, FIRST, FIRST, None]
    assert [on(day) for day in (90, 91, 105, 106, 168)] == [None, HALF, HALF, None, LAST]


def test_what_was_asked_is_not_asked_again_and_nothing_soon_after() -> None:
    assert on(31, {FIRST: 30}) is None
    assert on(91, {FIRST: 80}) is None
    assert on(94, {FIRST: 80}) == HALF
    assert on(40, {HALF: 35}) is None


def test_the_next_day_is_the_first_that_is_to_come() -> None:
    dates = review_dates(START, None)
    assert next_day(dates, START, asked={}) == dates[FIRST]
    assert next_day(dates, dates[FIRST], asked={}) == dates[HALF]
    assert next_day(dates, dates[LAST], asked={}) is None
