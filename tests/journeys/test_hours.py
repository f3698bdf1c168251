from __future__ import annotations

from datetime import UTC, datetime, timedelta

from journeys.hours import Span, Week, common_spans

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)  # a Tuesday
TUESDAY_17_TO_19 = {48 + half for half in range(34, 38)}


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_the_same_hours_of_one_zone_are_found_from_tomorrow_on() -> None:
    week = Week(TUESDAY_17_TO_19 | {2 * 48 + 36, 2 * 48 + 37}, "Europe/London")
    assert common_spans(week, week, now=NOW) == [
        Span(at(25, 18), at(25, 19)),
        Span(at(1, 17, month=12), at(1, 19, month=12)),
        Span(at(2, 18, month=12), at(2, 19, month=12)),
    ]


def test_hours_meet_at_the_same_moment_not_at_the_same_figure() -> None:
    lagos = Week({48 + half for half in range(36, 40)}, "Africa/Lagos")
    london = Week(TUESDAY_17_TO_19, "Europe/London")
    assert common_spans(london, lagos, now=NOW)[0] == Span(at(1, 17, month=12), at(1, 19, month=12))
    assert common_spans(london, Week(TUESDAY_17_TO_19, "Asia/Tokyo"), now=NOW) == []


def test_clocks_that_change_between_now_and_then_are_respected() -> None:
    before = datetime(2026, 10, 20, 10, tzinfo=UTC)
    monday = {34, 35}
    lagos = Week(
        {36, 37}, "Africa/Lagos"
    )  # 17:00 UTC, all year; London is at 17:00 UTC only once summer time is over
    assert common_spans(Week(monday, "Europe/London"), lagos, now=before) == [
        Span(at(26, 17, month=10), at(26, 18, month=10)), Span(at(2, 17), at(2, 18)),
    ]  # fmt: skip


def test_half_an_hour_counts_where_there_is_no_hour() -> None:
    week = Week({48 * 3 + 20}, "Europe/London")
    assert common_spans(week, week, now=NOW)[0].ends_at - common_spans(week, week, now=NOW)[
        0
    ].starts_at == timedelta(minutes=30)


def test_a_zone_a_quarter_off_needs_both_halves() -> None:
    kathmandu = Week({48 + 20}, "Asia/Kathmandu")  # Tuesday 10:00 to 10:30, 04:15 to 04:45 UTC
    assert common_spans(Week({48 + 8}, "UTC"), kathmandu, now=NOW) == []
    assert common_spans(kathmandu, Week({48 + 8, 48 + 9}, "UTC"), now=NOW)[0].starts_at == at(
        1, 4, 15, month=12
    )
