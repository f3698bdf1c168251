"""When check-ins fall due: one in each whole period after the start, at the person's own hour, on days on which they may be
written to.

Pure: times in, times out. Local days are counted, not hours, so that nine o'clock stays nine o'clock when clocks change.
Paused time does not count: what comes after a pause is moved by its days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from accounts.models import Person
from journeys.enums import SkipReason
from matching.models import Mentorship
from notifications.hours import Hours, first_welcome, is_quiet, is_welcome
from programmes.enums import Cadence

DAYS = {Cadence.WEEKLY: 7, Cadence.FORTNIGHTLY: 14, Cadence.MONTHLY: 28}  # the least that a period has
A_DAY = timedelta(days=1)
A_MOMENT = timedelta(microseconds=1)
EVERY_DAY = frozenset(range(7))
FOLLOW_UP_DAYS = 3  # a question that nobody answered comes once more after so many days

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


@dataclass(frozen=True)
class Past:
    """How far one person's check-ins have come: when the last fell due, asked or not, and when the last was asked."""

    due_at: datetime | None = None
    asked_at: datetime | None = None

    def floor(self, rhythm: Rhythm) -> datetime:
        """The next one is later than this."""
        return rhythm.started_at if self.asked_at is None else self.asked_at + rhythm.least_gap


@dataclass(frozen=True)
class Skipped:
    """A period that is over and in which nobody was asked; `due_at` lies in it."""

    due_at: datetime
    reason: SkipReason


@dataclass(frozen=True)
class Reckoning:
    """What is to be done at a moment: whether to ask, which periods to record as skipped (the oldest first), and when to look
    again, None where a pause lasts."""

    asks: bool
    skipped: tuple[Skipped, ...]
    next_at: datetime | None


def rhythm_of(mentorship: Mentorship, person: Person, pauses: Pauses = ()) -> Rhythm:
    """The rhythm of `person` in `mentorship`, which needs its programme loaded."""
    return Rhythm(
        cadence=Cadence(mentorship.cadence or mentorship.programme.cadence),
        started_at=mentorship.started_at,
        hours=hours_of(person),
        pauses=pauses,
    )


def hours_of(person: Person) -> Hours:
    """When `person` may be written to."""
    return Hours(
        person.zone, person.mail_hour, person.quiet_from, person.quiet_until, frozenset(person.days_off)
    )


def due(rhythm: Rhythm, number: int, *, after: datetime | None = None) -> datetime | None:
    """When the check-in of period `number` (from 1) falls due, in UTC, where it must be later than `after`: on the first day
    of the period at the hour for reminders, moved past quiet hours and days off. Where the period has no such hour left, the
    first of any that is welcome. None where there is none, or a pause holds the period."""
    first = _first_day(rhythm, number)
    if first is None or rhythm.hours.days_off >= EVERY_DAY:
        return None
    end = _end_day(rhythm, number, first)
    return next(_welcome(rhythm.hours, first, end, after), None)


def next_look(rhythm: Rhythm, *, past: Past, since: datetime) -> datetime | None:
    """When to look next, in UTC: the first check-in later than `since` in a period in which none fell due. Where that period
    has no hour left, its end: then it is recorded. None in a pause that lasts."""
    number = max(1, number_at(rhythm, since), _number_after(rhythm, past))
    if _first_day(rhythm, number) is None:
        return None
    return due(rhythm, number, after=max(past.floor(rhythm), since)) or _end(rhythm, number)


def reckon(rhythm: Rhythm, *, past: Past, planned: datetime, now: datetime) -> Reckoning:
    """What is to be done at `now` for somebody whose next check-in was `planned` before. Looking late, twice or not for
    weeks does no harm: who was not asked at the hour is asked while the period lasts, at the first moment at which they may be
    written to; a period that is over is never asked about, and recorded.

    Periods that ended before `planned` were given up by whoever planned it; one that ended just then has no hour."""
    number = max(1, number_at(rhythm, planned - A_MOMENT), _number_after(rhythm, past))
    floor = past.floor(rhythm)
    skipped: list[Skipped] = []
    while (first := _first_day(rhythm, number)) is not None:
        end, moment = _end(rhythm, number), due(rhythm, number, after=floor)
        if moment is not None and moment <= now < end:
            if is_welcome(rhythm.hours, now):
                next_at = next_look(rhythm, past=Past(now, now), since=now)
                return Reckoning(asks=True, skipped=tuple(skipped), next_at=next_at)
            later = first_welcome(rhythm.hours, now)
            if now < later < end:
                return Reckoning(asks=False, skipped=tuple(skipped), next_at=later)
        elif now < end:
            return Reckoning(asks=False, skipped=tuple(skipped), next_at=moment or end)
        had_no_hour = moment is None or end <= planned
        reason = SkipReason.NO_HOUR if had_no_hour else SkipReason.SITE_DOWN
        skipped.append(Skipped(moment or _at(rhythm.hours, first, rhythm.hours.mail_hour), reason))
        number += 1
    return Reckoning(asks=False, skipped=tuple(skipped), next_at=None)


def follow_up(rhythm: Rhythm, asked_at: datetime) -> datetime | None:
    """When a question of `asked_at` comes once more: FOLLOW_UP_DAYS local days later at the hour for reminders, or the first
    day after on which they may be written to. None where its period is over by then."""
    number = number_at(rhythm, asked_at)
    first = _first_day(rhythm, number)
    if first is None:
        return None
    day = asked_at.astimezone(ZoneInfo(rhythm.hours.zone)).date() + A_DAY * FOLLOW_UP_DAYS
    return next(_mail_hours(rhythm.hours, day, _end_day(rhythm, number, first)), None)


def number_at(rhythm: Rhythm, moment: datetime) -> int:
    """The period in which `moment` lies; 0 for the time before the first, which is asked about by nobody."""
    zone = ZoneInfo(rhythm.hours.zone)
    day = moment.astimezone(zone).date()
    paused = sum(
        ((until or moment) - since for since, until in rhythm.pauses if since < moment), timedelta()
    ) + 2 * A_DAY * len(rhythm.pauses)  # local days may be some hours more
    longest = 31 if rhythm.cadence == Cadence.MONTHLY else DAYS[rhythm.cadence]
    lasted = day - rhythm.started_at.astimezone(zone).date() - paused
    number = max(0, lasted // timedelta(days=longest))
    while (following := _first_day(rhythm, number + 1)) is not None and following <= day:
        number += 1
    return number


def _number_after(rhythm: Rhythm, past: Past) -> int:
    return 1 if past.due_at is None else number_at(rhythm, past.due_at) + 1


# --- days of a period


def _first_day(rhythm: Rhythm, number: int) -> date | None:
    """The local day on which period `number` begins, paused days left out; None where a pause lasts. A pause that begins on
    that very day lies in the period: who was asked in the morning is not asked anew after it."""
    zone = ZoneInfo(rhythm.hours.zone)
    start = rhythm.started_at.astimezone(zone).date()
    if rhythm.cadence == Cadence.MONTHLY:
        day = _months_later(start, number)
    else:
        day = start + A_DAY * DAYS[rhythm.cadence] * number
    for paused_at, resumed_at in rhythm.pauses:
        begun = paused_at.astimezone(zone).date()
        if begun >= day:
            break
        if resumed_at is None:
            return None
        day += resumed_at.astimezone(zone).date() - begun
    return day


def _end_day(rhythm: Rhythm, number: int, first: date) -> date:
    """The local day before which period `number`, which begins on `first`, is over."""
    return _first_day(rhythm, number + 1) or first + A_DAY * DAYS[rhythm.cadence]


def _end(rhythm: Rhythm, number: int) -> datetime:
    """The moment at which period `number`, which no pause holds, is over."""
    first = _first_day(rhythm, number)
    assert first is not None
    return _at(rhythm.hours, _end_day(rhythm, number, first), 0)


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# --- hours of a day


def _welcome(hours: Hours, first: date, end: date, after: datetime | None) -> Iterator[datetime]:
    """From the local day `first` up to `end`, later than `after`: the hours for reminders, then every welcome hour."""
    if after is not None:
        first = max(first, after.astimezone(ZoneInfo(hours.zone)).date() - A_DAY)
    for moment in chain(_mail_hours(hours, first, end), _open_hours(hours, first, end)):
        if after is None or moment > after:
            yield moment


def _mail_hours(hours: Hours, first: date, end: date) -> Iterator[datetime]:
    """The hours for reminders, on days on which the reader may be written to; a quiet one gives way to the end of the quiet
    hours."""
    hour, later = hours.mail_hour, timedelta()
    if is_quiet(hour, hours.quiet_from, hours.quiet_until):
        if hours.quiet_from > hours.quiet_until and hour >= hours.quiet_from:
            later = A_DAY
        hour = hours.quiet_until
    for day in _days(first + later, end):
        moment = _at(hours, day, hour)
        if is_welcome(hours, moment) and _day_of(hours, moment) < end:
            yield moment


def _open_hours(hours: Hours, first: date, end: date) -> Iterator[datetime]:
    """Every full hour at which the reader may be written to. An hour that clocks leave out has no moment of its own."""
    for day in _days(first, end):
        for hour in range(24):
            moment = _at(hours, day, hour)
            if is_welcome(hours, moment) and _day_of(hours, moment) == day:
                yield moment


def _days(first: date, end: date) -> Iterator[date]:
    while first < end:
        yield first
        first += A_DAY


def _at(hours: Hours, day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(hours.zone)).astimezone(UTC)


def _day_of(hours: Hours, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(hours.zone)).date()
