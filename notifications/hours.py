"""When somebody may be written to: not on their days off, not in their quiet hours. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

HALF_HOUR = timedelta(minutes=30)
A_DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Hours:
    """What one reader has chosen. Hours are 0-23 in `zone` (IANA), `days_off` are 0 (Monday) to 6."""

    zone: str
    mail_hour: int = 9
    quiet_from: int = 21
    quiet_until: int = 7
    days_off: frozenset[int] = frozenset()


def is_quiet(hour: int | None, start: int | None, end: int | None) -> bool:
    """Whether `hour` lies in the quiet time from `start` up to `end`, which may pass midnight; equal ends mean none."""
    if hour is None or start is None or end is None or start == end:
        return False
    return start <= hour < end if start < end else hour >= start or hour < end


def is_welcome(hours: Hours, moment: datetime) -> bool:
    """Whether the reader may be written to at `moment`."""
    local = moment.astimezone(ZoneInfo(hours.zone))
    return local.weekday() not in hours.days_off and not is_quiet(
        local.hour, hours.quiet_from, hours.quiet_until
    )


def first_welcome(hours: Hours, now: datetime) -> datetime:
    """`now`, or the first half hour after it in which the reader may be written to; `now` where there is none in a week."""
    if is_welcome(hours, now):
        return now
    half_hour = EPOCH + (now - EPOCH) // HALF_HOUR * HALF_HOUR
    halves = (half_hour + HALF_HOUR * step for step in range(1, 2 * 24 * 8))
    return next((moment for moment in halves if is_welcome(hours, moment)), now)


def next_mail_hour(hours: Hours, after: datetime) -> datetime:
    """The reader's next hour for reminders later than `after`, on a day and at an hour on which they may be written to; a
    day later where there is none in two weeks."""
    zone = ZoneInfo(hours.zone)
    day = after.astimezone(zone).date()
    for _ in range(15):
        moment = first_welcome(hours, datetime.combine(day, time(hours.mail_hour), zone).astimezone(UTC))
        if day.weekday() not in hours.days_off and moment > after and is_welcome(hours, moment):
            return moment
        day += A_DAY
    return after + A_DAY
