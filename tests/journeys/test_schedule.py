"""When check-ins fall due: over zones whose clocks change, quiet hours, days off and pauses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from journeys.schedule import Rhythm, due, first_welcome, is_welcome, latest_due, next_due
from programmes.enums import Cadence

# North and south, half hours, a change by half an hour, at midnight, and none.
ZONES = [
    "Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu",
    "Africa/Cairo", "Pacific/Auckland", "Asia/Kolkata",
]  # fmt: skip
DAY = timedelta(days=1)
START = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)

hours = st.integers(0, 23)
moments = st.integers(0, 2 * 365 * 24).map(
    lambda hour: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
)
rhythms = st.builds(
    Rhythm,
    cadence=st.sampled_from(Cadence),
    started_at=moments,
    zone=st.sampled_from(ZONES),
    mail_hour=hours,
    quiet_from=hours,
    quiet_until=hours,
    days_off=st.frozensets(st.integers(0, 6), max_size=5),
)


def rhythm(cadence: Cadence = Cadence.WEEKLY, zone: str = "Europe/London", **changes: object) -> Rhythm:
    kept = {
        "started_at": START, "mail_hour": 9, "quiet_from": 21, "quiet_until": 7, "days_off": frozenset(), "pauses": (),
    }  # fmt: skip
    return Rhythm(cadence=cadence, zone=zone, **{**kept, **changes})


def local(moment: datetime | None, one: Rhythm) -> datetime:
    assert moment is not None
    return moment.astimezone(ZoneInfo(one.zone)).replace(tzinfo=None)


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
    assert at.weekday() not in one.days_off
    assert not is_quiet(at.hour, one.quiet_from, one.quiet_until)
    started = one.started_at.astimezone(ZoneInfo(one.zone)).date()
    if one.cadence == Cadence.MONTHLY:
        assert (at.year * 12 + at.month) - (started.year * 12 + started.month) in {number, number + 1}
    else:
        days = {Cadence.WEEKLY: 7, Cadence.FORTNIGHTLY: 14}[one.cadence]
        assert number * days <= (at.date() - started).days < (number + 1) * days


@given(rhythms, st.integers(1, 30))
@settings(max_examples=200, deadline=None)
def test_the_clock_on_the_wall_does_not_move_when_clocks_change(one: Rhythm, number: int) -> None:
    moment = due(one, number)
    assume(moment is not None)
    hour = one.quiet_until if is_quiet(one.mail_hour, one.quiet_from, one.quiet_until) else one.mail_hour
    at = local(moment, one)
    # An hour that the night of the change leaves out is the one exception: then it is the hour after.
    exists = at.replace(tzinfo=ZoneInfo(one.zone)).replace(hour=hour, minute=0)
    left_out = exists.astimezone(UTC).astimezone(ZoneInfo(one.zone)).hour != hour
    assert at.hour == hour or left_out


@given(rhythms, st.integers(0, 900))
@settings(max_examples=200, deadline=None)
def test_the_next_one_is_the_first_of_all_that_come_later(one: Rhythm, days: int) -> None:
    after = one.started_at + timedelta(days=days)
    found = next_due(one, after=after)
    every = [moment for moment in (due(one, number) for number in range(1, 150)) if moment is not None]
    assert found == next((moment for moment in every if moment > after), None)
    assert every == sorted(set(every))


@given(rhythms, moments)
@settings(max_examples=200, deadline=None)
def test_mail_waits_for_the_first_half_hour_that_is_welcome(one: Rhythm, now: datetime) -> None:
    found = first_welcome(one, now)
    assert found == now or is_welcome(one, found)
    assert found - now < timedelta(days=8)
    if found != now and found - now > timedelta(hours=1):
        assert not is_welcome(one, found - timedelta(minutes=30))


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


def test_whoever_is_off_every_day_is_never_asked() -> None:
    one = rhythm(days_off=frozenset(range(7)))
    assert due(one, 1) is None
    assert next_due(one, after=START) is None


def test_an_hour_that_the_clock_leaves_out_is_moved_past_quiet_hours() -> None:
    # In London the clock goes from 00:59 to 02:00 on 28 March 2027, and this person is quiet from two to seven.
    one = rhythm(started_at=datetime(2027, 3, 21, 12, tzinfo=UTC), mail_hour=1, quiet_from=2, quiet_until=7)
    assert clock(due(one, 1), one) == "2027-03-29 01:00"


def test_paused_days_do_not_count() -> None:
    whole = rhythm(Cadence.FORTNIGHTLY)
    paused = rhythm(Cadence.FORTNIGHTLY, pauses=((START + 10 * DAY, START + 30 * DAY),))
    assert local(due(paused, 1), paused) == local(due(whole, 1), whole) + 20 * DAY
    later = rhythm(Cadence.FORTNIGHTLY, pauses=((START + 20 * DAY, START + 30 * DAY),))
    assert due(later, 1) == due(whole, 1)
    assert local(due(later, 2), later) == local(due(whole, 2), whole) + 10 * DAY


def test_a_pause_that_lasts_has_none() -> None:
    one = rhythm(pauses=((START + 10 * DAY, None),))
    assert due(one, 1) is not None
    assert due(one, 2) is None
    assert next_due(one, after=START + 8 * DAY) is None


def test_what_fell_due_while_nobody_looked_is_asked_once() -> None:
    one = rhythm()
    assert latest_due(one, after=START, now=START + 30 * DAY) == due(one, 4)
    assert latest_due(one, after=START + 28 * DAY, now=START + 30 * DAY) is None
