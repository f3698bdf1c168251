from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from matching.snapshot.week import local_slots, reference_monday, utc_slots

WINTER, SUMMER = date(2026, 11, 23), date(2026, 7, 6)


def test_the_reference_week_begins_on_the_monday_before() -> None:
    assert reference_monday(datetime(2026, 11, 24, 10, tzinfo=UTC)) == WINTER
    assert reference_monday(datetime(2026, 11, 23, 0, tzinfo=UTC)) == WINTER
    assert reference_monday(datetime(2026, 11, 22, 23, 59, tzinfo=UTC)) == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("zone", "monday", "nine_on_monday"),
    [
        ("Europe/London", WINTER, 18),
        ("Europe/London", SUMMER, 16),
        ("Asia/Kolkata", WINTER, 7),
        ("Asia/Kathmandu", WINTER, 6),  # 03:15 UTC, taken as 03:00
        ("America/New_York", WINTER, 28),
        ("Pacific/Auckland", WINTER, 328),  # Sunday 20:00 UTC
    ],
)
def test_local_half_hours_become_utc_in_that_weeks_offset(
    zone: str, monday: date, nine_on_monday: int
) -> None:
    assert utc_slots(zone, monday)[18] == nine_on_monday


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kathmandu", "Pacific/Chatham", "America/St_Johns"])
@pytest.mark.parametrize("monday", [WINTER, SUMMER])
def test_the_way_back_gives_what_was_ticked(zone: str, monday: date) -> None:
    there, back = utc_slots(zone, monday), local_slots(zone, monday)
    assert [int(back[there[ticked]]) for ticked in range(336)] == list(range(336))
