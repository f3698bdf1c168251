"""On which days a pair looks back: after a month, half-way and before the end, where its time has room for it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from journeys.enums import ReviewPoint
from journeys.stages import end_of

FIRST = timedelta(days=30)
BEFORE_END = timedelta(days=14)
APART = timedelta(days=14)  # closer than this, two reviews would ask the same
LATE = timedelta(days=14)  # a day that passed longer ago than this is not asked about any more


def review_dates(started_on: date, ends_on: date | None) -> dict[ReviewPoint, date]:
    """The day of each review, in order. In a short time the last one comes first to be kept, then the first month, then
    half-way; what would come within `APART` of one of these, or of the beginning, is left out."""
    end = end_of(started_on, ends_on)
    wanted = {
        ReviewPoint.BEFORE_END: end - BEFORE_END,
        ReviewPoint.FIRST_MONTH: started_on + FIRST,
        ReviewPoint.HALF_WAY: started_on + (end - started_on) // 2,
    }
    last = wanted[ReviewPoint.BEFORE_END]
    kept: dict[ReviewPoint, date] = {}
    for point, day in wanted.items():
        if started_on + APART <= day <= last and all(abs(day - other) >= APART for other in kept.values()):
            kept[point] = day
    return {point: kept[point] for point in ReviewPoint if point in kept}


def due_review(
    dates: Mapping[ReviewPoint, date], today: date, *, asked: Mapping[ReviewPoint, date]
) -> ReviewPoint | None:
    """The review to ask for on `today`: the latest whose day has come, unless it came too long ago, was `asked` (on the day
    given), or another one, or a later one, was asked so lately that this one would ask the same."""
    for point in reversed(list(dates)):
        day = dates[point]
        if day > today:
            continue
        if point in asked or today - day > LATE:
            return None
        return point if all(today - other >= APART for other in asked.values()) else None
    return None


def next_day(
    dates: Mapping[ReviewPoint, date], today: date, *, asked: Mapping[ReviewPoint, date]
) -> date | None:
    """The day of the next review after `today`, None where there is none."""
    return min((day for point, day in dates.items() if day > today and point not in asked), default=None)
