"""Milestones: the steps on the way to a goal. Ticking one moves the goal's progress along."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import StaleState
from journeys.enums import GoalState
from journeys.models import Milestone, PairGoal
from journeys.operations.goals import share_done
from journeys.operations.open_pair import hold_open

MOST = 30


class TooMany(Exception):
    """A goal has thirty milestones at most: beyond that it is several goals."""


@transaction.atomic
def add_milestone(
    goal: PairGoal, *, text: str, due_on: date | None = None, by: Person, now: datetime
) -> Milestone:
    """Adds a step behind the others. Raises StaleState unless the goal is open and the mentorship goes on, and TooMany."""
    _hold(goal)
    there = goal.milestones.filter(dropped_at__isnull=True)
    if there.count() >= MOST:
        raise TooMany
    last = goal.milestones.aggregate(last=Max("position"))["last"] or 0
    milestone = Milestone.objects.create(
        goal=goal, text=text, due_on=due_on, position=last + 1, created_at=now
    )
    _record("add", milestone, by=by, now=now)
    return milestone


@transaction.atomic
def change_milestone(
    milestone: Milestone, *, text: str, due_on: date | None, by: Person, now: datetime
) -> None:
    """Says it in other words, or for another day. Raises StaleState as `add_milestone`."""
    _hold(milestone.goal)
    _write(milestone, text=text, due_on=due_on)
    _record("change", milestone, by=by, now=now)


@transaction.atomic
def tick_milestone(milestone: Milestone, *, done: bool, by: Person, now: datetime) -> None:
    """Done, or not yet. The goal's progress rises to the share of its milestones that are done, and falls back with it where
    it had come from them. Said twice, it is so once. Raises StaleState as `add_milestone`."""
    _hold(milestone.goal)
    before = share_done(milestone.goal)
    _write(milestone, done_at=now if done else None, done_by=by if done else None)
    share = share_done(milestone.goal)
    stands = PairGoal.objects.values_list("progress", flat=True).get(pk=milestone.goal_id)
    progress = max(stands, share) if done else share if stands == before else stands
    PairGoal.objects.filter(pk=milestone.goal_id).update(progress=progress, changed_at=now)
    _record("finish" if done else "reopen", milestone, by=by, now=now)


@transaction.atomic
def drop_milestone(milestone: Milestone, *, dropped: bool, by: Person, now: datetime) -> None:
    """Takes it off the list, or puts it back where it was. Raises StaleState as `add_milestone`."""
    _hold(milestone.goal)
    _write(milestone, dropped_at=now if dropped else None)
    _record("drop" if dropped else "put_back", milestone, by=by, now=now)


@transaction.atomic
def shift_milestone(milestone: Milestone, *, up: bool, by: Person, now: datetime) -> None:
    """Moves it one place up or down among those of its goal; at either end it stays. Raises StaleState as `add_milestone`."""
    _hold(milestone.goal)
    order = list(milestone.goal.milestones.filter(dropped_at__isnull=True).order_by("position", "created_at"))
    here = next((index for index, one in enumerate(order) if one.pk == milestone.pk), None)
    there = None if here is None else here + (-1 if up else 1)
    if here is None or there is None or not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for position, one in enumerate(order, start=1):
        one.position = position
    Milestone.objects.bulk_update(order, ["position"])
    _record("move", milestone, by=by, now=now)


def _hold(goal: PairGoal) -> None:
    hold_open(goal.mentorship)
    state = PairGoal.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=goal.pk)
    if state != GoalState.OPEN:
        raise StaleState(goal, state)


def _write(milestone: Milestone, **values: object) -> None:
    Milestone.objects.filter(pk=milestone.pk).update(**values)
    for name, value in values.items():
        setattr(milestone, name, value)


def _record(deed: str, milestone: Milestone, *, by: Person, now: datetime) -> None:
    audit.record(
        f"milestone.{deed}", milestone, by=by, now=now, programme_id=milestone.goal.mentorship.programme_id
    )
