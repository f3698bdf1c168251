"""A week in words."""

from __future__ import annotations

import pytest

from accounts.hours import weekly_hours


@pytest.mark.parametrize(
    ("half_hours", "words"),
    [
        ([], []),
        ([34, 35], ["Monday 17:00–18:00"]),
        ([35, 34, 40, 82], ["Monday 17:00–18:00, 20:00–20:30", "Tuesday 17:00–17:30"]),
        ([335], ["Sunday 23:30–24:00"]),
        ([47, 48], ["Monday 23:30–24:00", "Tuesday 00:00–00:30"]),
    ],
)
def test_half_hours_become_one_line_a_day(half_hours: list[int], words: list[str]) -> None:
    assert weekly_hours(half_hours) == words
