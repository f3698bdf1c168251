from __future__ import annotations

from datetime import date, timedelta

import pytest

from journeys.stages import stage_at, stages, week_of
from programmes.enums import StageName

START, END = date(2026, 10, 1), date(2027, 1, 9)  # a hundred days


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (-1, StageName.STARTING), (0, StageName.STARTING), (14, StageName.STARTING), (15, StageName.WORKING), (49, StageName.WORKING),
        (50, StageName.HALF_WAY), (84, StageName.HALF_WAY), (85, StageName.CLOSING), (400, StageName.CLOSING),
    ],
)  # fmt: skip
def test_the_stage_follows_from_the_dates(day: int, expected: StageName) -> None:
    assert stage_at(START, END, START + timedelta(days=day)) == expected


@pytest.mark.parametrize("ends_on", [None, START - timedelta(days=1)])
def test_without_an_end_half_a_year_is_taken(ends_on: date | None) -> None:
    assert stage_at(START, ends_on, START + timedelta(weeks=13)) == StageName.HALF_WAY
    assert stage_at(START, ends_on, START + timedelta(weeks=12)) == StageName.WORKING


def test_stages_are_done_now_or_later() -> None:
    shown = stages(START, END, START + timedelta(days=20))
    assert [(stage.key, stage.state, stage.detail) for stage in shown] == [
        (StageName.STARTING, "done", "1 Oct"), (StageName.WORKING, "now", "Now, week 3"),
        (StageName.HALF_WAY, "later", "From 20 Nov"), (StageName.CLOSING, "later", "From 25 Dec"),
    ]  # fmt: skip
    assert {stage.state for stage in stages(START, END, START, is_over=True)} == {"done"}


def test_weeks_are_counted_from_one() -> None:
    assert [week_of(START, START + timedelta(days=day)) for day in (-3, 0, 6, 7)] == [1, 1, 1, 2]
