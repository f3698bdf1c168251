"""The coming hours that two people have both marked, at the exact time on both clocks. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HALF_HOUR = timedelta(minutes=30)
A_MINUTE = timedelta(minutes=1)
AHEAD = timedelta(days=15)
NOTICE = timedelta(hours=20)
OFFERED = 3


@dataclass(frozen=True)
class Week:
    """Somebody's weekly hours: local half-hours (0-335, 0 is Monday 00:00) in `zone`."""

    half_hours: Collection[int]
    zone: str

    def holds(self, moment: datetime) -> bool:
        local = moment.astimezone(ZoneInfo(self.zone))
        return local.weekday() * 48 + local.hour * 2 + local.minute // 30 in self.half_hours


@dataclass(frozen=True)
class Span:
    """A stretch of time, in UTC, that both have."""

    starts_at: datetime
    ends_at: datetime


def common_spans(mine: Week, theirs: Week, *, now: datetime, limit: int = OFFERED) -> list[Span]:
    """The first `limit` stretches of an hour or more (of half an hour, where there is none so long) that both have in the
    next two weeks, not before tomorrow, one a day at most."""
    spans = _spans(mine, theirs, now=now)
    long = [span for span in spans if span.ends_at - span.starts_at >= 2 * HALF_HOUR]
    first_of_day: dict[date, Span] = {}
    for span in long or spans:
        first_of_day.setdefault(span.starts_at.astimezone(ZoneInfo(mine.zone)).date(), span)
    return list(first_of_day.values())[:limit]


def _spans(mine: Week, theirs: Week, *, now: datetime) -> list[Span]:
    zone = ZoneInfo(mine.zone)
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)
    spans: list[Span] = []
    for step in range((AHEAD + timedelta(days=1)) // HALF_HOUR):
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
