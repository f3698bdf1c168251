"""Two years of one person's check-ins, lived by the schedule as the sweep uses it, and a judge who has read the promise and not
the code: it counts days on a calendar and looks at the clock on the wall."""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from operator import itemgetter
from random import Random
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from journeys import schedule
from journeys.enums import SkipReason
from journeys.schedule import Past, Rhythm, Skipped
from notifications.hours import Hours
from programmes.enums import Cadence

MINUTE, HALF_HOUR, DAY = timedelta(minutes=1), timedelta(minutes=30), timedelta(days=1)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 730
HALF_A_PERIOD = {Cadence.WEEKLY: 3.5 * DAY, Cadence.FORTNIGHTLY: 7 * DAY, Cadence.MONTHLY: 14 * DAY}


class Broken(AssertionError):
    """The schedule broke its promise."""


@dataclass(frozen=True)
class Site:
    """A tick a minute but in the outages (from, until), which do not touch each other."""

    outages: Sequence[tuple[datetime, datetime]] = ()

    def is_up(self, moment: datetime) -> bool:
        return not any(since <= moment < until for since, until in self.outages)

    def last_up(self, until: datetime) -> datetime:
        """`until`, or when the outage began that lasts then."""
        return next((since for since, end in self.outages if since <= until < end), until)

    def tick(self, moment: datetime) -> datetime:
        """The first tick that is not earlier."""
        moment += (BEGIN - moment) % MINUTE
        return next((until for since, until in self.outages if since <= moment < until), moment)


@dataclass
class Life:
    asks: list[datetime] = field(default_factory=list)
    skips: list[Skipped] = field(default_factory=list)


def live(rhythm: Rhythm, site: Site, until: datetime) -> Life:
    """What the sweep does up to `until`: it is woken by the alarm at the first tick that is not earlier, and sets the next."""
    life, past = Life(), Past()
    planned = schedule.next_look(rhythm, past=past, since=rhythm.started_at)
    while planned is not None and (now := site.tick(planned)) < until:
        found = schedule.reckon(rhythm, past=past, planned=planned, now=now)
        life.skips += found.skipped
        if found.skipped:
            past = Past(found.skipped[-1].due_at, past.asked_at)
        if found.asks:
            life.asks.append(now)
            past = Past(now, now)
        if found.next_at is not None and found.next_at <= now:
            raise Broken(f"a second tick at {now} would find work again")
        planned = found.next_at
    return life


# --- the judge


def judge(rhythm: Rhythm, site: Site, until: datetime, life: Life) -> None:
    """Raises Broken unless every period that is over was asked about once, at a welcome moment in it, where a tick came at or
    after its hour, and is recorded with the right reason where none did."""
    zone = ZoneInfo(rhythm.hours.zone)
    for moment in life.asks:
        if not _is_welcome(rhythm.hours, moment):
            raise Broken(f"asked at {moment.astimezone(zone)}, which is not welcome")
    asked = [(at.astimezone(zone).date(), at) for at in life.asks]
    skipped = [(skip.due_at.astimezone(zone).date(), skip) for skip in life.skips]
    asked_at: datetime | None = None
    for number, (first, end) in enumerate(_periods(rhythm, site.last_up(until)), start=1):
        asks, skips = _within(asked, first, end), _within(skipped, first, end)
        if len(asks) + len(skips) != 1:
            raise Broken(
                f"period {number} from {first}: asked {len(asks)} times, recorded {len(skips)} times"
            )
        after = rhythm.started_at if asked_at is None else asked_at + HALF_A_PERIOD[rhythm.cadence]
        hour = _hour_of(rhythm.hours, first, end, after)
        if asks:
            (asked_at,) = asks
            _judge_ask(number, asked_at, hour, site)
        else:
            _judge_skip(number, skips[0], hour, end, rhythm.hours, site)


def _within(events: Sequence[tuple[date, Any]], first: date, end: date) -> list[Any]:
    """Those of the dated events, which are in order, that lie on a day from `first` up to `end`."""
    day = itemgetter(0)
    return [
        event
        for _day, event in events[bisect_left(events, first, key=day) : bisect_left(events, end, key=day)]
    ]


def _judge_ask(number: int, asked_at: datetime, hour: datetime | None, site: Site) -> None:
    if hour is None or asked_at < hour:
        raise Broken(f"period {number} was asked at {asked_at}, before its hour {hour}")
    if site.is_up(hour) and asked_at != hour:
        raise Broken(f"period {number} was asked at {asked_at}, though a tick came at {hour}")


def _judge_skip(
    number: int, skip: Skipped, hour: datetime | None, end: date, hours: Hours, site: Site
) -> None:
    reason = SkipReason.NO_HOUR if hour is None else SkipReason.SITE_DOWN
    if skip.reason != reason:
        raise Broken(f"period {number} is recorded as {skip.reason}, and it was {reason}")
    moment = hour
    while moment is not None and moment.astimezone(ZoneInfo(hours.zone)).date() < end:
        if site.is_up(moment) and _is_welcome(hours, moment):
            raise Broken(f"period {number} is recorded as missed, though a tick came at {moment}")
        moment += HALF_HOUR


def _periods(rhythm: Rhythm, until: datetime) -> Iterator[tuple[date, date]]:
    """The local days from and up to which each period lasts that is over."""
    zone = ZoneInfo(rhythm.hours.zone)
    start, last = rhythm.started_at.astimezone(zone).date(), until.astimezone(zone).date()
    number, first = 1, _day(rhythm.cadence, start, 1)
    while (end := _day(rhythm.cadence, start, number + 1)) < last:
        yield first, end
        number, first = number + 1, end


def _day(cadence: Cadence, start: date, number: int) -> date:
    if cadence == Cadence.MONTHLY:
        year, month = start.year, start.month
        for _ in range(number):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return date(year, month, min(start.day, monthrange(year, month)[1]))
    return start + number * (7 if cadence == Cadence.WEEKLY else 14) * DAY


@cache
def _quiet(hours: Hours) -> set[int]:
    hour, quiet = hours.quiet_from, set()
    while hour != hours.quiet_until:
        quiet.add(hour)
        hour = (hour + 1) % 24
    return quiet


def _is_welcome(hours: Hours, moment: datetime) -> bool:
    local = moment.astimezone(ZoneInfo(hours.zone))
    return local.weekday() not in hours.days_off and local.hour not in _quiet(hours)


def _hour_of(hours: Hours, first: date, end: date, after: datetime) -> datetime | None:
    """The first hour for reminders later than `after` in the period, by the clock on the wall; where it has none, the first
    full hour that is welcome; None where it has none either."""
    quiet = _quiet(hours)
    hour, skip = hours.mail_hour, 0
    while hour in quiet:
        hour = (hour + 1) % 24
        skip += hour == 0
    days = [first + n * DAY for n in range((end - first).days)]
    usual = (_moment(hours, day, hour) for day in days[skip:])
    every = (_moment(hours, day, hour) for day in days for hour in range(24))
    for moments in (usual, every):
        for moment in moments:
            if moment is not None and moment > after:
                return moment
    return None


def _moment(hours: Hours, day: date, hour: int) -> datetime | None:
    """The moment at which clocks show this hour, if that is welcome; of an hour that they leave out, the moment of the jump's
    length later, as everybody's calendar has it."""
    zone = ZoneInfo(hours.zone)
    moment = datetime.combine(day, time(hour), zone).astimezone(UTC)
    local = moment.astimezone(zone)
    return moment if local.date() == day and _is_welcome(hours, moment) else None


# --- what is lived through


@cache
def zones_that_change() -> list[str]:
    """All zones whose clocks change within the two years."""
    days = [BEGIN + n * DAY for n in range(0, DAYS + 1, 7)]
    return [
        name
        for name in sorted(available_timezones())
        if len({day.astimezone(ZoneInfo(name)).utcoffset() for day in days}) > 1
    ]


def some_others(count: int) -> list[str]:
    others = sorted(available_timezones() - set(zones_that_change()))
    return Random(5).sample(others, count)


def anybody(zone: str, cadence: Cadence, random: Random) -> Rhythm:
    """Somebody with hours of their own. Many have the usual ones, some hardly any."""
    off = random.sample(range(7), random.choice((0, 0, 2, 2, 5, 6)))
    hours = Hours(
        zone, random.randrange(24), random.choice((21, 22, 2, 0)), random.choice((7, 6, 3, 0)), frozenset(off)
    )
    return Rhythm(cadence, BEGIN + random.randrange(30 * 24 * 60) * MINUTE, hours)


def troubles(random: Random) -> Site:
    """Outages of minutes, hours, days and weeks; the first day of each is drawn anew, so that they fall on any hour."""
    outages, since = [], BEGIN
    while since < BEGIN + (DAYS + 100) * DAY:
        since += random.randrange(60 * 24 * 60) * MINUTE
        until = since + random.choice((7, 200, 60 * 26, 60 * 24 * 6, 60 * 24 * 40)) * MINUTE
        outages.append((since, until))
        since = until + MINUTE
    return Site(outages)
