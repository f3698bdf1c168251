"""When check-ins fall due: whole periods after the start, at the person's own hour, on days on which they may be written to.

Pure: times in, times out. Local days are counted, not hours, so that nine o'clock stays nine o'clock when clocks change.
Paused time does not count: what comes after a pause is moved by its days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Person
from matching.models import Mentorship
from notifications.hours import Hours, is_quiet, is_welcome
from programmes.enums import Cadence

DAYS = {Cadence.WEEKLY: 7, Cadence.FORTNIGHTLY: 14, Cadence.MONTHLY: 28}  # the least that a period has
A_DAY = timedelta(days=1)
# A period in which no hour is allowed has no check-in; after so many days in a row without one there will be none.
GIVE_UP = timedelta(days=92)

Pauses = Sequence[tuple[datetime, datetime | None]]


@dataclass(frozen=True)
class Rhythm:
    """One person's check-ins in one mentorship; `pauses` are (from, until), the oldest first, with None for one that lasts."""

    cadence: Cadence
    started_at: datetime
    hours: Hours
    pauses: Pauses = ()

    @property
    def least_gap(self) -> timedelta:
        """Two check-ins are never closer than this, whatever somebody changes in their settings between them."""
        return timedelta(days=DAYS[self.cadence]) / 2


def rhythm_of(mentorship: Mentorship, person: Person, pauses: Pauses = ()) -> Rhythm:
    """The rhythm of `person` in `mentorship`, which needs its programme loaded."""
    return Rhythm(
        cadence=Cadence(mentorship.cadence or mentorship.programme.cadence),
        started_at=mentorship.started_at,
        hours=Hours(
            person.zone,
            person.mail_hour,
            person.quiet_from,
            person.quiet_until,
            frozenset(person.days_off),
        ),
        pauses=pauses,
    )


def due(rhythm: Rhythm, number: int) -> datetime | None:
    """When check-in `number` (from 1) falls due, in UTC: `number` periods after the start, moved past quiet hours and days
    off. None where a pause holds it, or where its period has no hour in which the person may be written to."""
    first = _day(rhythm, number)
    if first is None:
        return None
    end = _day(rhythm, number + 1) or first + A_DAY * DAYS[rhythm.cadence]
    hour, later = _hour(rhythm)
    day = first + A_DAY * later
    while day < end:
        moment = datetime.combine(day, time(hour), ZoneInfo(rhythm.hours.zone)).astimezone(UTC)
        if is_welcome(rhythm.hours, moment) and moment.astimezone(ZoneInfo(rhythm.hours.zone)).date() < end:
            return moment
        day += A_DAY
    return None


def next_due(rhythm: Rhythm, *, after: datetime) -> datetime | None:
    """The first check-in later than `after`, in UTC. None in a pause that lasts, and for somebody who is never written to."""
    number = _number_before(rhythm, after)
    while True:
        day = _day(rhythm, number)
        if day is None or datetime.combine(day, time(), UTC) > after + GIVE_UP:
            return None
        moment = due(rhythm, number)
        if moment is not None and moment > after:
            return moment
        number += 1


def latest_due(rhythm: Rhythm, *, after: datetime, now: datetime) -> datetime | None:
    """The last check-in later than `after` that is not later than `now`, or None where there is none such. What fell due
    while nobody looked is asked once."""
    found = None
    for moment in _dues(rhythm, after):
        if moment > now:
            break
        found = moment
    return found


def _dues(rhythm: Rhythm, after: datetime) -> Iterator[datetime]:
    moment = next_due(rhythm, after=after)
    while moment is not None:
        yield moment
        moment = next_due(rhythm, after=moment + rhythm.least_gap)


def _hour(rhythm: Rhythm) -> tuple[int, int]:
    """The hour for reminders, and how many days later: a quiet one gives way to the end of the quiet hours."""
    if not is_quiet(rhythm.hours.mail_hour, rhythm.hours.quiet_from, rhythm.hours.quiet_until):
        return rhythm.hours.mail_hour, 0
    over_midnight = (
        rhythm.hours.quiet_from > rhythm.hours.quiet_until
        and rhythm.hours.mail_hour >= rhythm.hours.quiet_from
    )
    return rhythm.hours.quiet_until, int(over_midnight)


def _day(rhythm: Rhythm, number: int) -> date | None:
    """The local day on which period `number` is over, paused days left out; None where a pause lasts."""
    zone = ZoneInfo(rhythm.hours.zone)
    start = rhythm.started_at.astimezone(zone).date()
    if rhythm.cadence == Cadence.MONTHLY:
        day = _months_later(start, number)
    else:
        day = start + A_DAY * DAYS[rhythm.cadence] * number
    for paused_at, resumed_at in rhythm.pauses:
        begun = paused_at.astimezone(zone).date()
        if begun > day:
            break
        if resumed_at is None:
            return None
        day += resumed_at.astimezone(zone).date() - begun
    return day


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _number_before(rhythm: Rhythm, moment: datetime) -> int:
    """A period that is surely over before `moment`, near it; 1 at least."""
    paused = sum(((until or moment) - since for since, until in rhythm.pauses if since < moment), timedelta())
    longest = 31 if rhythm.cadence == Cadence.MONTHLY else DAYS[rhythm.cadence]
    return max(1, (moment - rhythm.started_at - paused) // timedelta(days=longest) - 2)
