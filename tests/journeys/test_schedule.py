"""When check-ins fall due: over zones whose clocks change, quiet hours, days off and pauses. What a sweep makes of it at any
moment, through two years and over outages, is in test_schedule_years.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from journeys.enums import SkipReason
from journeys.schedule import Past, Reckoning, Rhythm, Skipped, due, follow_up, next_look, number_at, reckon
from notifications.hours import Hours, is_quiet
from programmes.enums import Cadence

# North and south, half hours, a change by half an hour, at midnight, and none.
ZONES = [
    "Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu",
    "Africa/Cairo", "Pacific/Auckland", "Asia/Kolkata",
]  # fmt: skip
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
START = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)
NOTHING = Past()

clock_hours = st.integers(0, 23)
moments = st.integers(0, 2 * 365 * 24).map(
    lambda hour: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
)
rhythms = st.builds(
    Rhythm,
    cadence=st.sampled_from(Cadence),
    started_at=moments,
    hours=st.builds(
        Hours,
        zone=st.sampled_from(ZONES),
        mail_hour=clock_hours,
        quiet_from=clock_hours,
        quiet_until=clock_hours,
        days_off=st.frozensets(st.integers(0, 6), max_size=6),
    ),
)


def rhythm(
    cadence: Cadence = Cadence.WEEKLY, started_at: datetime = START, pauses: object = (), **hours: object
) -> Rhythm:
    return Rhythm(cadence, started_at, Hours(**{"zone": "Europe/London", **hours}), pauses)


def local(moment: datetime | None, one: Rhythm) -> datetime:
    assert moment is not None
    return moment.astimezone(ZoneInfo(one.hours.zone)).replace(tzinfo=None)


def clock(moment: datetime | None, one: Rhythm) -> str:
    return f"{local(moment, one):%Y-%m-%d %H:%M}"


@given(rhythms, st.integers(1, 30))
@settings(max_examples=300, deadline=None)
def test_nobody_is_asked_in_quiet_hours_or_on_a_day_off_and_never_outside_the_period(
    one: Rhythm, number: int
) -> None:
    moment = due(one, number)
    if moment is None:
        return
    at = local(moment, one)
    assert at.weekday() not in one.hours.days_off
    assert not is_quiet(at.hour, one.hours.quiet_from, one.hours.quiet_until)
    assert number_at(one, moment) == number
    started = local(one.started_at, one).date()
    if one.cadence == Cadence.MONTHLY:
        assert (at.year * 12 + at.month) - (started.year * 12 + started.month) in {number, number + 1}
    else:
        days = {Cadence.WEEKLY: 7, Cadence.FORTNIGHTLY: 14}[one.cadence]
        assert number * days <= (at.date() - started).days < (number + 1) * days


@given(rhythms, st.integers(1, 30))
@settings(max_examples=200, deadline=None)
def test_the_clock_on_the_wall_does_not_move_when_clocks_change(one: Rhythm, number: int) -> None:
    moment = due(one, number)
    assume(moment is not None and len(one.hours.days_off) < 6)
    quiet_at = is_quiet(one.hours.mail_hour, one.hours.quiet_from, one.hours.quiet_until)
    hour = one.hours.quiet_until if quiet_at else one.hours.mail_hour
    at = local(moment, one)
    # An hour that the night of the change leaves out is the one exception: then it is the hour after.
    exists = at.replace(tzinfo=ZoneInfo(one.hours.zone)).replace(hour=hour, minute=0)
    left_out = exists.astimezone(UTC).astimezone(ZoneInfo(one.hours.zone)).hour != hour
    assert at.hour == hour or left_out


@given(rhythms, st.integers(0, 900), st.booleans())
@settings(max_examples=200, deadline=None)
def test_a_moment_lies_in_the_period_whose_days_hold_it(one: Rhythm, days: int, paused: bool) -> None:
    if paused:
        pauses = (
            (one.started_at + 9 * DAY, one.started_at + 30 * DAY),
            (one.started_at + 60 * DAY, one.started_at + 61 * DAY),
        )
        one = replace(one, pauses=pauses)
    moment = one.started_at + days * DAY
    number = number_at(one, moment)
    open_day = replace(one, hours=Hours(one.hours.zone, 0, 0, 0))  # due in the first hour of each period
    begins, ends = due(open_day, number), due(open_day, number + 1)
    assert number == 0 or begins is None or begins.date() - DAY <= moment.date()
    assert ends is None or moment.date() <= ends.date() + DAY
    assert number_at(one, moment + DAY) in {number, number + 1}


def test_nine_stays_nine_over_the_end_of_summer_time() -> None:
    one = rhythm()
    assert [due(one, n) for n in (2, 3, 4)] == [
        datetime(2026, 10, 19, 8, tzinfo=UTC), datetime(2026, 10, 26, 9, tzinfo=UTC), datetime(2026, 11, 2, 9, tzinfo=UTC),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cadence", "number", "expected"),
    [
        (Cadence.WEEKLY, 1, "2026-10-12 09:00"),
        (Cadence.FORTNIGHTLY, 1, "2026-10-19 09:00"),
        (Cadence.MONTHLY, 1, "2026-11-05 09:00"),
        (Cadence.MONTHLY, 5, "2027-03-05 09:00"),
    ],
)
def test_the_period_is_the_cadence(cadence: Cadence, number: int, expected: str) -> None:
    one = rhythm(cadence)
    assert clock(due(one, number), one) == expected


def test_the_last_day_of_a_long_month_is_the_last_day_of_a_short_one() -> None:
    one = rhythm(Cadence.MONTHLY, started_at=datetime(2026, 1, 31, 12, tzinfo=UTC))
    assert local(due(one, 1), one).date().isoformat() == "2026-02-28"
    assert local(due(one, 2), one).date().isoformat() == "2026-03-31"


def test_a_quiet_hour_gives_way_to_the_end_of_the_quiet_hours() -> None:
    early, late = rhythm(mail_hour=5), rhythm(mail_hour=22)
    assert clock(due(early, 1), early) == "2026-10-12 07:00"
    assert clock(due(late, 1), late) == "2026-10-13 07:00"


def test_a_day_off_gives_way_to_the_next_day() -> None:
    one = rhythm(days_off=frozenset({0, 1}))
    assert clock(due(one, 1), one) == "2026-10-14 09:00"


def test_whoever_is_off_every_day_is_never_asked_and_looked_at_again_when_each_period_is_over() -> None:
    one = rhythm(days_off=frozenset(range(7)))
    assert due(one, 1) is None
    assert clock(next_look(one, past=NOTHING, since=START), one) == "2026-10-19 00:00"


def test_an_hour_that_the_clock_leaves_out_is_moved_past_quiet_hours() -> None:
    # In London the clock goes from 00:59 to 02:00 on 28 March 2027, and this person is quiet from two to seven.
    one = rhythm(started_at=datetime(2027, 3, 21, 12, tzinfo=UTC), mail_hour=1, quiet_from=2, quiet_until=7)
    assert clock(due(one, 1), one) == "2027-03-29 01:00"
    sundays = rhythm(
        started_at=datetime(2027, 3, 21, 12, tzinfo=UTC), mail_hour=1, quiet_from=2, quiet_until=7, days_off=frozenset(range(6))
    )  # fmt: skip
    assert clock(due(sundays, 1), sundays) == "2027-03-28 00:00"


def test_one_day_a_week_at_a_quiet_hour_is_still_one_a_week() -> None:
    # Ten at night gives way to seven on the next morning, which is a day off.
    one = rhythm(mail_hour=22, days_off=frozenset({1, 2, 3, 4, 5, 6}))
    assert [clock(due(one, n), one) for n in (1, 2)] == ["2026-10-12 07:00", "2026-10-19 07:00"]


def test_paused_days_do_not_count() -> None:
    whole = rhythm(Cadence.FORTNIGHTLY)
    paused = rhythm(Cadence.FORTNIGHTLY, pauses=((START + 10 * DAY, START + 30 * DAY),))
    assert local(due(paused, 1), paused) == local(due(whole, 1), whole) + 20 * DAY
    later = rhythm(Cadence.FORTNIGHTLY, pauses=((START + 20 * DAY, START + 30 * DAY),))
    assert due(later, 1) == due(whole, 1)
    assert local(due(later, 2), later) == local(due(whole, 2), whole) + 10 * DAY


def test_who_was_asked_on_the_morning_of_a_pause_is_not_asked_anew_after_it() -> None:
    asked_at = datetime(2026, 10, 12, 8, tzinfo=UTC)
    one = rhythm(pauses=((asked_at + HOUR, asked_at + 20 * DAY),))
    assert (
        clock(next_look(one, past=Past(asked_at, asked_at), since=asked_at + 20 * DAY), one)
        == "2026-11-08 09:00"
    )
    unasked = next_look(one, past=NOTHING, since=asked_at + 20 * DAY)
    assert clock(unasked, one) == "2026-11-01 09:00"


def test_a_pause_that_lasts_has_none() -> None:
    one = rhythm(pauses=((START + 10 * DAY, None),))
    first = due(one, 1)
    assert first is not None
    assert due(one, 2) is None
    assert next_look(one, past=Past(first, first), since=START + 8 * DAY) is None
    assert reckon(one, past=Past(first, first), planned=START + 14 * DAY, now=START + 90 * DAY) == Reckoning(
        False, (), None
    )


def test_who_asks_late_asks_while_the_period_lasts() -> None:
    one = rhythm()
    planned = due(one, 1)
    assert planned is not None
    for now in (planned, planned + 7 * HOUR, planned + 6 * DAY):
        assert reckon(one, past=NOTHING, planned=planned, now=now).asks
    early = reckon(one, past=NOTHING, planned=planned, now=planned - HOUR)
    assert early == Reckoning(False, (), planned)


def test_at_night_the_late_one_waits_for_the_morning_while_that_is_in_its_period() -> None:
    one = rhythm()
    planned, night = due(one, 1), datetime(2026, 10, 17, 22, 30, tzinfo=UTC)
    assert planned is not None
    found = reckon(one, past=NOTHING, planned=planned, now=night)
    assert (found.asks, clock(found.next_at, one)) == (False, "2026-10-18 07:00")
    last_night = reckon(one, past=NOTHING, planned=planned, now=night + DAY)
    assert last_night == Reckoning(False, (Skipped(planned, SkipReason.SITE_DOWN),), due(one, 2))


def test_a_period_that_was_missed_whole_is_recorded_and_not_asked_about() -> None:
    one = rhythm()
    dues = [due(one, number) for number in range(1, 6)]
    assert dues[0] is not None
    now = START + 30 * DAY  # in the fourth period
    found = reckon(one, past=NOTHING, planned=dues[0], now=now)
    assert found.asks
    assert found.skipped == tuple(Skipped(at, SkipReason.SITE_DOWN) for at in dues[:3] if at)
    # Never closer than half a period: the next one is moved within its own.
    assert clock(found.next_at, one) == "2026-11-09 09:00"
    later = reckon(one, past=NOTHING, planned=dues[0], now=now + 3 * DAY + 5 * HOUR)
    assert clock(later.next_at, one) == "2026-11-11 09:00"


def test_a_period_without_an_hour_is_recorded_when_it_is_over() -> None:
    one = rhythm(days_off=frozenset(range(7)))
    planned = next_look(one, past=NOTHING, since=START)
    assert planned is not None
    found = reckon(one, past=NOTHING, planned=planned, now=planned)
    assert [(skip.reason, number_at(one, skip.due_at)) for skip in found.skipped] == [(SkipReason.NO_HOUR, 1)]
    assert (found.asks, clock(found.next_at, one)) == (False, "2026-10-26 00:00")
    # Somebody who may be written to again meanwhile is asked from then on; what is over had no hour.
    again = replace(one, hours=replace(one.hours, days_off=frozenset()))
    found = reckon(again, past=NOTHING, planned=planned, now=planned)
    assert [skip.reason for skip in found.skipped] == [SkipReason.NO_HOUR]
    assert found.next_at == due(again, 2)


def test_another_cadence_begins_with_the_present_period() -> None:
    monthly = rhythm(Cadence.MONTHLY)
    asked_at = due(monthly, 1)  # Thursday 5 November
    assert asked_at is not None
    weekly = replace(monthly, cadence=Cadence.WEEKLY)
    planned = next_look(
        weekly, past=Past(asked_at, asked_at), since=asked_at + 16 * DAY
    )  # Saturday 21 November
    assert clock(planned, weekly) == "2026-11-22 09:00"
    found = reckon(weekly, past=Past(asked_at, asked_at), planned=planned, now=planned)
    assert (found.asks, found.skipped) == (True, ())  # what was monthly then was not missed
    fortnightly = replace(monthly, cadence=Cadence.FORTNIGHTLY)
    soon = next_look(fortnightly, past=Past(asked_at, asked_at), since=asked_at + HOUR)
    assert clock(soon, fortnightly) == "2026-11-16 09:00"


def test_another_hour_does_not_ask_twice_on_one_day_and_loses_nothing() -> None:
    one = rhythm(mail_hour=9)
    asked_at = due(one, 1)
    assert asked_at is not None
    evening = replace(one, hours=replace(one.hours, mail_hour=18))
    assert (
        clock(next_look(evening, past=Past(asked_at, asked_at), since=asked_at + HOUR), one)
        == "2026-10-19 18:00"
    )
    # From the evening to the morning, at noon of the day: on the next morning.
    assert clock(next_look(one, past=NOTHING, since=asked_at + 3 * HOUR), one) == "2026-10-13 09:00"
    # On the last day of the period no morning is left; any hour will do.
    assert clock(next_look(one, past=NOTHING, since=asked_at + 6 * DAY + 3 * HOUR), one) == "2026-10-18 13:00"


@pytest.mark.parametrize(
    ("days_off", "expected"),
    [
        (frozenset(), "2026-10-15 09:00"),
        (frozenset({3}), "2026-10-16 09:00"),
        (frozenset({3, 4, 5, 6}), None),
    ],
)
def test_what_nobody_answered_comes_once_more_after_three_days_while_its_period_lasts(
    days_off: frozenset[int], expected: str | None
) -> None:
    one = rhythm(days_off=days_off)
    found = follow_up(one, datetime(2026, 10, 12, 16, 30, tzinfo=UTC))
    assert (clock(found, one) if found else None) == expected


def test_the_follow_up_is_at_the_same_hour_when_clocks_change_between() -> None:
    one = rhythm(Cadence.FORTNIGHTLY, started_at=datetime(2026, 10, 9, 14, tzinfo=UTC))
    assert follow_up(one, datetime(2026, 10, 23, 8, tzinfo=UTC)) == datetime(2026, 10, 26, 9, tzinfo=UTC)
