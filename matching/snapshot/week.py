"""From the local half-hours people tick to the half-hours in UTC that the engine compares, and back.

The reference week is the one, from Monday 00:00 UTC, in which the question is asked: offsets, daylight saving
included, are those of that week. A zone whose offset is not a multiple of half an hour (Kathmandu) is moved to the
half-hour before, and back to what was ticked for display."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from accounts.models import HALF_HOURS_A_WEEK

HALF_HOUR = timedelta(minutes=30)


def reference_monday(now: datetime) -> date:
    """The Monday, in UTC, of the week of `now`."""
    today = now.astimezone(UTC).date()
    return today - timedelta(days=today.weekday())


@lru_cache(maxsize=1024)
def utc_slots(zone: str, monday: date) -> npt.NDArray[np.int64]:
    """The UTC half-hour (0-335) of each local half-hour (0-335) of `zone` in the week of `monday`: int64[336]."""
    start = datetime.combine(monday, time.min)
    utc_start, local = start.replace(tzinfo=UTC), ZoneInfo(zone)
    found = [
        (start + HALF_HOUR * half_hour).replace(tzinfo=local) - utc_start
        for half_hour in range(HALF_HOURS_A_WEEK)
    ]
    slots = np.array([span // HALF_HOUR for span in found], dtype=np.int64) % HALF_HOURS_A_WEEK
    slots.flags.writeable = False
    return slots


@lru_cache(maxsize=1024)
def local_slots(zone: str, monday: date) -> npt.NDArray[np.int64]:
    """The local half-hour of each UTC half-hour, the way back of `utc_slots`: int64[336]."""
    utc_start = datetime.combine(monday, time.min, tzinfo=UTC)
    back = np.empty(HALF_HOURS_A_WEEK, dtype=np.int64)
    for slot in range(HALF_HOURS_A_WEEK):
        moment = (utc_start + HALF_HOUR * slot).astimezone(ZoneInfo(zone))
        back[slot] = moment.weekday() * 48 + moment.hour * 2 + moment.minute // 30
    ticked = np.arange(HALF_HOURS_A_WEEK)
    back[utc_slots(zone, monday)] = ticked
    back.flags.writeable = False
    return back
