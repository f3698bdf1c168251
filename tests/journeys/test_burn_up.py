"""The chart of what is done: shares of what stood on the list at that time."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.burn_up import Step, burn_up

START = date(2026, 9, 1)
END = START + timedelta(weeks=8)


def day(weeks: int, days: int = 0) -> date:
    return START + timedelta(weeks=weeks, days=days)


def shares(steps: list[Step], today: date) -> list[tuple[int, int | None]]:
    found = burn_up(steps, started_on=START, ends_on=END, today=today)
    assert found is not None
    return [(point.planned, point.done) for point in found.points]


def test_there_is_no_chart_in_the_first_week_nor_without_steps() -> None:
    assert burn_up([Step(START)], started_on=START, ends_on=END, today=day(0, 6)) is None
    assert burn_up([], started_on=START, ends_on=END, today=day(3)) is None
    gone = Step(START, left_on=day(1))
    assert burn_up([gone], started_on=START, ends_on=END, today=day(3)) is None


def test_planned_goes_to_the_end_and_done_until_today() -> None:
    steps = [Step(START, due_on=day(2), done_on=day(1)), Step(START, due_on=day(4)), Step(START)]
    assert shares(steps, day(3)) == [(0, 33), (33, 33), (33, 33), *[(67, None)] * 4, (100, None)]


def test_what_is_added_lowers_the_share_from_then_on_alone() -> None:
    steps = [Step(START, done_on=day(1)), Step(day(3), done_on=None)]
    assert [done for _planned, done in shares(steps, day(4))][:4] == [100, 100, 50, 50]


def test_what_was_dropped_counts_until_it_left() -> None:
    steps = [Step(START, done_on=day(1)), Step(START, left_on=day(3))]
    assert [done for _planned, done in shares(steps, day(4))][:4] == [50, 50, 100, 100]


def test_a_long_time_has_few_points_and_today_is_in_the_last_of_them() -> None:
    found = burn_up([Step(START, done_on=day(11))], started_on=START, ends_on=day(52), today=day(11))
    assert found is not None
    assert len(found.points) <= 8
    assert [point.done for point in found.points][:3] == [0, 100, None]
    late = burn_up([Step(START)], started_on=START, ends_on=END, today=day(20))
    assert late is not None
    assert late.points[-1].day >= day(20)
    assert late.points[-1].done == 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(0, 100)] * 4, st.booleans(), st.booleans(), st.booleans()), max_size=12),
    st.integers(7, 120),
    st.integers(1, 110),
)
def test_shares_are_shares(
    rows: list[tuple[int, int, int, int, bool, bool, bool]], today: int, end: int
) -> None:
    def at(days: int) -> date:
        return START + timedelta(days=days)

    steps = [
        Step(at(a), at(b) if with_b else None, at(a + c) if with_c else None, at(a + d) if with_d else None)
        for a, b, c, d, with_b, with_c, with_d in rows
    ]
    found = burn_up(steps, started_on=START, ends_on=at(end), today=at(today))
    if found is None:
        return
    assert 1 <= len(found.points) <= 8
    assert found.points[-1].day >= max(at(end), at(today))
    for point in found.points:
        assert 0 <= point.planned <= 100
        assert point.done is None or 0 <= point.done <= 100
