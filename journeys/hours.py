"""The coming hours that two people have both marked, at the exact time on both clocks, and what somebody's clock says. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HALF_HOUR = timedelta(minutes=30)
A_MINUTE = timedelta(minutes=1)
AHEAD = timedelta(days=15)
NOTICE = timedelta(hours=20)
OFFERED = 3
SUGGESTED = 8
SUGGESTED_A_DAY = 2
WEEKS_LOOKED_AT = timedelta(days=28)


@dataclass(frozen=True)
class Week:
    """Somebody's weekly hours: local half-hours (0-335, 0 is Monday 00:00) in `zone`, but on no day of `days_off` (0-6)."""

    half_hours: Collection[int]
    zone: str
    days_off: Collection[int] = field(default=())

    def holds(self, moment: datetime) -> bool:
        local = moment.astimezone(ZoneInfo(self.zone))
        if local.weekday() in self.days_off:
            return False
        return local.weekday() * 48 + local.hour * 2 + local.minute // 30 in self.half_hours


@dataclass(frozen=True)
class Span:
    """A stretch of time, in UTC, that both have."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: Span) -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def common_spans(mine: Week, theirs: Week, *, now: datetime, limit: int = OFFERED) -> list[Span]:
    """The first `limit` stretches of an hour or more (of half an hour, where there is none so long) that both have in the
    next two weeks, not before tomorrow, one a day at most."""
    spans = _spans(mine, theirs, now=now, ahead=AHEAD)
    long = [span for span in spans if span.ends_at - span.starts_at >= 2 * HALF_HOUR]
    first_of_day: dict[date, Span] = {}
    for span in long or spans:
        first_of_day.setdefault(span.starts_at.astimezone(ZoneInfo(mine.zone)).date(), span)
    return list(first_of_day.values())[:limit]


def suggestions(
    mine: Week, theirs: Week, *, minutes: int, busy: Sequence[Span], now: datetime, limit: int = SUGGESTED
) -> list[datetime]:
    """When a meeting of `minutes` could begin: the first `limit` starts of the next four weeks that lie whole in hours both
    have, not before tomorrow and meeting nothing in `busy`; two a day at most, so that several days are offered."""
    found: list[datetime] = []
    of_day: dict[date, int] = {}
    for start in _starts(_spans(mine, theirs, now=now, ahead=WEEKS_LOOKED_AT), timedelta(minutes=minutes)):
        day = start.astimezone(ZoneInfo(mine.zone)).date()
        if of_day.get(day, 0) < SUGGESTED_A_DAY and not any(
            Span(start, start + timedelta(minutes=minutes)).meets(one) for one in busy
        ):
            of_day[day] = of_day.get(day, 0) + 1
            found.append(start)
        if len(found) == limit:
            break
    return found


def _starts(spans: Sequence[Span], length: timedelta) -> Iterator[datetime]:
    """Where something of `length` fits, one behind the other."""
    step = max(HALF_HOUR, -(-length // HALF_HOUR) * HALF_HOUR)
    for span in spans:
        start = span.starts_at
        while start + length <= span.ends_at:
            yield start
            start += step


class NoSuchTime(ValueError):
    """On that day clocks go forward over that time."""


class TwiceThatTime(ValueError):
    """On that day clocks go back, and that time comes twice."""


def moment_at(day: date, clock: time, zone: str) -> datetime:
    """The moment (UTC) at which it is `clock` on `day` in `zone`. Raises NoSuchTime or TwiceThatTime in the night in which
    clocks are changed."""
    first = datetime.combine(day, clock, ZoneInfo(zone))
    if first.utcoffset() != first.replace(fold=1).utcoffset():
        there = first.astimezone(UTC).astimezone(ZoneInfo(zone))
        raise (
            TwiceThatTime if there.replace(tzinfo=None, fold=0) == first.replace(tzinfo=None) else NoSuchTime
        )
    return first.astimezone(UTC)


def in_weeks(start: datetime, weeks: int, zone: str) -> datetime:
    """The same weekday and clock time in `zone`, `weeks` later (UTC); across a change of clocks the clock time stays."""
    local = start.astimezone(ZoneInfo(zone))
    later = datetime.combine(local.date() + timedelta(weeks=weeks), local.time(), ZoneInfo(zone))
    return later.astimezone(UTC)


def _spans(mine: Week, theirs: Week, *, now: datetime, ahead: timedelta) -> list[Span]:
    zone = ZoneInfo(mine.zone)
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)
    spans: list[Span] = []
    for step in range((ahead + timedelta(days=1)) // HALF_HOUR):
        start = midnight + HALF_HOUR * step
        last = start + HALF_HOUR - A_MINUTE
        if start < now + NOTICE or not all(
            week.holds(moment) for week in (mine, theirs) for moment in (start, last)
        ):
            continue
        if spans and spans[-1].ends_at == start:
            spans[-1] = Span(spans[-1].starts_at, start + HALF_HOUR)
        else:
            spans.append(Span(start, start + HALF_HOUR))
    return spans
