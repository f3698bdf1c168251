"""Things to do: one of a pair said they would. Each may tick what either of them does."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, QuerySet

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import StaleState
from journeys.models import Action, Meeting, PairGoal
from journeys.operations.open_pair import hold_open
from matching.enums import MentorshipState
from matching.models import Mentorship
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue

DUE_MAIL = "actions_due"
DAY = timedelta(days=1)
# A letter names all that is due within so many days, and until they have passed there is no other one.
AHEAD = timedelta(days=7)
# Somewhere it is tomorrow already, or yesterday still.
FURTHEST_ZONE = timedelta(hours=14)
BATCH = 500


@transaction.atomic
def add_action(
    mentorship: Mentorship,
    *,
    text: str,
    owner: Person,
    due_on: date | None = None,
    goal: PairGoal | None = None,
    meeting: Meeting | None = None,
    private: bool = False,
    by: Person,
    now: datetime,
) -> Action:
    """Notes that `owner`, one of the two, does something, perhaps for a `goal`, perhaps as said in a `meeting`. One for a
    private goal is as private as the goal; a private one is the owner's own.

    Raises StaleState where the mentorship is over, and ValueError for somebody else's private one or for a goal, a meeting
    or an owner of another mentorship."""
    held = hold_open(mentorship)
    _check_belongs(held, owner, goal, meeting)
    private = private or (goal is not None and goal.private)
    if private and owner.pk != by.pk:
        raise ValueError("what is for somebody's eyes alone, they do themselves")
    action = Action.objects.create(
        mentorship=held,
        text=text,
        owner=owner,
        due_on=due_on,
        goal=goal,
        meeting=meeting,
        private=private,
        created_at=now,
        created_by=by,
    )
    _record("add", action, by=by, now=now)
    return action


@transaction.atomic
def change_action(
    action: Action,
    *,
    text: str,
    owner: Person,
    due_on: date | None,
    goal: PairGoal | None,
    by: Person,
    now: datetime,
) -> None:
    """Says it in other words, for another day, another goal or the other one of the two. What is not private stays so.
    Raises StaleState where it is done or dropped or the mentorship over, and ValueError as `add_action`, or for a private
    goal of something that the other one has seen."""
    held = hold_open(action.mentorship)
    _check_belongs(held, owner, goal, None)
    if goal is not None and goal.private and not action.private:
        raise ValueError("the other one has seen it")
    if action.private and owner.pk != by.pk:
        raise ValueError("what is for somebody's eyes alone, they do themselves")
    values: dict[str, object] = {"text": text, "owner": owner, "due_on": due_on, "goal": goal}
    if due_on != action.due_on:
        values["reminded_at"] = None
    _write(action, {"done_at__isnull": True, "dropped_at__isnull": True}, **values)
    _record("change", action, by=by, now=now)


@transaction.atomic
def finish_action(action: Action, *, by: Person, now: datetime) -> None:
    """It is done. Said twice, the first one stands. Raises StaleState where it was dropped or the mentorship is over."""
    hold_open(action.mentorship)
    if action.done_at is None:
        _write(action, {"dropped_at__isnull": True}, done_at=now, done_by=by)
        _record("finish", action, by=by, now=now)


@transaction.atomic
def reopen_action(action: Action, *, by: Person, now: datetime) -> None:
    """It is not done after all, or was not to be dropped. Raises StaleState where the mentorship is over."""
    hold_open(action.mentorship)
    _write(action, {}, done_at=None, done_by=None, dropped_at=None)
    _record("reopen", action, by=by, now=now)


@transaction.atomic
def drop_action(action: Action, *, by: Person, now: datetime) -> None:
    """Nobody does it any more. Raises StaleState where it is done or the mentorship over."""
    hold_open(action.mentorship)
    _write(action, {"done_at__isnull": True}, dropped_at=now)
    _record("drop", action, by=by, now=now)


def remind_due(*, now: datetime, limit: int = BATCH) -> int:
    """Queues a letter for everybody who said they would do something until tomorrow, their own tomorrow: one a person in
    seven days, which names all that is due within these. Returns how many letters. One query where nothing is due; each
    person in their own transaction."""
    earliest, latest = (now - FURTHEST_ZONE).date(), (now + FURTHEST_ZONE).date() + DAY
    owners = list(
        _to_remind()
        .filter(due_on__range=(earliest, latest))
        .order_by("owner")
        .values_list("owner", flat=True)
        .distinct()[:limit]
    )
    return sum(_remind(owner, now=now) for owner in owners)


@transaction.atomic
def _remind(owner_id: UUID, *, now: datetime) -> bool:
    """Whether a letter is queued. What it names is marked, and so is what comes up within a week of one: its owner has heard
    of the others then, and knows of this."""
    owner = Person.objects.select_for_update(no_key=True).get(pk=owner_id)
    today = now.astimezone(ZoneInfo(owner.zone)).date()
    mine = _to_remind().filter(owner=owner, mentorship__state=MentorshipState.ACTIVE, due_on__gte=today)
    near = list(mine.filter(due_on__lte=today + DAY).values_list("pk", flat=True))
    if not near:
        return False
    last = Action.objects.filter(owner=owner, reminded_at__gt=now - AHEAD).aggregate(last=Max("reminded_at"))
    if last["last"] is not None:
        Action.objects.filter(pk__in=near).update(reminded_at=last["last"])
        return False
    named = list(mine.filter(due_on__lte=today + AHEAD).values_list("pk", flat=True))
    Action.objects.filter(pk__in=named).update(reminded_at=now)
    key = once_for(DUE_MAIL, owner.pk, today.isoformat())
    return bool(queue(Draft(DUE_MAIL, owner.user_id, owner.pk, key), now=now))


def _to_remind() -> QuerySet[Action]:
    return Action.objects.filter(
        done_at__isnull=True, dropped_at__isnull=True, reminded_at__isnull=True, due_on__isnull=False
    )


def _check_belongs(
    mentorship: Mentorship, owner: Person, goal: PairGoal | None, meeting: Meeting | None
) -> None:
    if owner.pk not in {mentorship.mentee.person_id, mentorship.mentor.person_id}:
        raise ValueError("it is done by one of the two")
    for thing in (goal, meeting):
        if thing is not None and thing.mentorship_id != mentorship.pk:
            raise ValueError("this is of another mentorship")


def _write(action: Action, only: dict[str, bool], **values: object) -> None:
    if not Action.objects.filter(pk=action.pk, **only).update(**values):
        raise StaleState(action, "closed")
    for name, value in values.items():
        setattr(action, name, value)


def _record(deed: str, action: Action, *, by: Person, now: datetime) -> None:
    audit.record(f"action.{deed}", action, by=by, now=now, programme_id=action.mentorship.programme_id)
