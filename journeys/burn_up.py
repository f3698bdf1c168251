"""How much of what a pair set out to do is done, over the weeks. Pure.

A step is a goal or one of its milestones. The share is of the steps that stood on the list at that time, so it falls when
something is added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MOST_POINTS = 8
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
WHOLE = 100


@dataclass(frozen=True)
class Step:
    """`due_on` is None where nobody said a day: it is planned for the end. `left_on` is when it was dropped or removed."""

    added_on: date
    due_on: date | None = None
    done_on: date | None = None
    left_on: date | None = None

    def stands(self, day: date) -> bool:
        return self.added_on <= day and (self.left_on is None or self.left_on > day)


@dataclass(frozen=True)
class Point:
    """The evening of one day. `planned` and `done` are in percent; `done` is None where that day has not come."""

    day: date
    planned: int
    done: int | None


@dataclass(frozen=True)
class BurnUp:
    """`points` from the first week to the end; `done` and `planned` of `steps` as of today."""

    points: tuple[Point, ...]
    steps: int
    done: int
    planned: int


def burn_up(steps: Sequence[Step], *, started_on: date, ends_on: date, today: date) -> BurnUp | None:
    """Eight points at most, whole weeks apart, the last at the end or later. None where nothing stands on the list today, or
    the first week has not passed."""
    if today < started_on + WEEK or not any(step.stands(today) for step in steps):
        return None
    last = max(ends_on, today)
    weeks = -(-(last - started_on).days // WEEK.days)
    apart = WEEK * -(-weeks // MOST_POINTS)
    days = [started_on + apart * (n + 1) for n in range(-(-(last - started_on) // apart))]
    points = []
    before = started_on - DAY
    for day in days:
        seen = min(day, today)
        points.append(
            Point(
                day=day,
                planned=_share(_planned(steps, day, seen, ends_on), steps, seen),
                done=_share(_done(steps, seen), steps, seen) if before < today else None,
            )
        )
        before = day
    return BurnUp(
        points=tuple(points),
        steps=_scope(steps, today),
        done=_done(steps, today),
        planned=_planned(steps, today, today, ends_on),
    )


def _scope(steps: Sequence[Step], day: date) -> int:
    return sum(step.stands(day) for step in steps)


def _done(steps: Sequence[Step], day: date) -> int:
    return sum(step.stands(day) and step.done_on is not None and step.done_on <= day for step in steps)


def _planned(steps: Sequence[Step], by: date, seen: date, ends_on: date) -> int:
    """How many of the steps that stood on the list on `seen` were to be done until `by`."""
    return sum(step.stands(seen) and (step.due_on or ends_on) <= by for step in steps)


def _share(count: int, steps: Sequence[Step], day: date) -> int:
    scope = _scope(steps, day)
    return round(WHOLE * count / scope) if scope else 0
