"""When a check-in that is put off comes again: at the reader's own hour, before the next one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from journeys.snoozes import snoozes
from notifications.hours import Hours, is_welcome

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)  # a Tuesday


def offered(hours: Hours, *, now: datetime = NOW, before: datetime | None = None) -> list[tuple[str, str]]:
    found = snoozes(hours, now=now, before=before)
    return [(snooze.key, f"{snooze.at:%d %H:%M}") for snooze in found]


def test_it_comes_at_the_hour_for_reminders_in_the_readers_zone() -> None:
    assert offered(Hours("UTC")) == [
        ("tomorrow", "25 09:00"),
        ("three-days", "27 09:00"),
        ("week", "01 09:00"),
    ]
    # It is Tuesday evening in Auckland: tomorrow is Wednesday there, and nine o'clock of it is Tuesday in UTC.
    assert offered(Hours("Pacific/Auckland"))[0] == ("tomorrow", "24 20:00")


def test_a_day_off_passes_it_on_and_no_moment_is_offered_twice() -> None:
    hours = Hours("UTC", days_off=frozenset({2, 3, 4}))  # Wednesday to Friday
    assert offered(hours) == [("tomorrow", "28 09:00"), ("week", "01 09:00")]


def test_a_quiet_hour_gives_way_to_the_end_of_the_quiet_ones() -> None:
    assert offered(Hours("UTC", mail_hour=5, quiet_from=21, quiet_until=7))[0] == ("tomorrow", "25 07:00")


@pytest.mark.parametrize(
    ("hours_to_next", "keys"),
    [
        (23, ["tomorrow"]),
        (22, []),
        (24 * 5, ["tomorrow", "three-days"]),
        (24 * 14, ["tomorrow", "three-days", "week"]),
    ],
)
def test_only_what_comes_before_the_next_check_in_is_offered(hours_to_next: int, keys: list[str]) -> None:
    before = NOW + timedelta(hours=hours_to_next, minutes=1 if hours_to_next == 23 else 0)
    assert [key for key, _at in offered(Hours("UTC"), before=before)] == keys


def test_nobody_is_offered_an_hour_at_which_they_may_not_be_written_to() -> None:
    assert offered(Hours("UTC", days_off=frozenset(range(7)))) == []
    busy = Hours("Europe/London", mail_hour=2, quiet_from=20, quiet_until=19, days_off=frozenset({0, 2}))
    assert all(is_welcome(busy, one.at) for one in snoozes(busy, now=NOW, before=None))
