"""Goals of a pair: set, changed, told about, reached, dropped, taken up again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from accounts.models import Person, Skill
from accounts.operations import audit
from accounts.transitions import StaleState, move
from journeys.enums import GOAL_TRANSITIONS, GoalState
from journeys.models import Action, GoalUpdate, PairGoal, PairGoalEvent
from journeys.operations.open_pair import hold_open
from matching.models import Mentorship
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.models import Goal

REACHED_MAIL = "goal_reached"
WHOLE = 100
CHANGEABLE = {"text", "measure", "due_on", "private"}


class AlreadyShown(Exception):
    """The other one of the pair has seen the goal: nobody can make that undone."""


@transaction.atomic
def add_goal(
    mentorship: Mentorship,
    *,
    text: str,
    measure: str = "",
    due_on: date | None = None,
    private: bool = False,
    origin: Goal | None = None,
    skills: Iterable[Skill] = (),
    by: Person,
    now: datetime,
) -> PairGoal:
    """Sets a goal; a `private` one is the mentee's alone. One from the intake (`origin`) is set once: pressed twice, it is the
    same. Raises StaleState where the mentorship is over, and ValueError for a mentor's private goal, or an `origin` that is
    not the mentee's."""
    held = hold_open(mentorship)
    if private and by.pk != held.mentee.person_id:
        raise ValueError("only the mentee has goals for their eyes alone")
    if origin is not None:
        if origin.enrolment_id != held.mentee_id:
            raise ValueError("this goal is not the mentee's of this mentorship")
        known = PairGoal.objects.filter(mentorship=held, origin=origin).first()
        if known is not None:
            return known
    goal = PairGoal.objects.create(
        mentorship=held,
        origin=origin,
        text=text,
        measure=measure,
        due_on=due_on,
        private=private,
        created_at=now,
        created_by=by,
        changed_at=now,
    )
    goal.skills.set(skills)
    _note(goal, "", by=by, now=now)
    _record("add", goal, by=by, now=now)
    return goal


@transaction.atomic
def change_goal(
    goal: PairGoal, *, skills: Iterable[Skill] | None = None, by: Person, now: datetime, **changes: object
) -> None:
    """Changes `text`, `measure`, `due_on` or `private`, and the skills. What is shown to the other one from now on is shown
    with its things to do. New words are looked at anew by the gentle check.

    Raises StaleState where the goal is not open or the mentorship is over, AlreadyShown for a goal that the other one has
    seen and that would be private, ValueError for a mentor who would change that, and TypeError for any other field."""
    if set(changes) - CHANGEABLE:
        raise TypeError(f"a goal has no such field to change: {sorted(set(changes) - CHANGEABLE)}")
    held = _held(goal, {GoalState.OPEN})
    changed = [name for name, value in changes.items() if getattr(held, name) != value]
    if "private" in changed:
        if by.pk != held.mentorship.mentee.person_id:
            raise ValueError("only the mentee says who sees a goal")
        if not held.private:
            raise AlreadyShown
        Action.objects.filter(goal=held).update(private=False)
    values = {name: changes[name] for name in changed}
    if {"text", "measure", "due_on"} & set(changed):
        values["settled_at"] = None
    _write(goal, now=now, **values)
    if skills is not None:
        goal.skills.set(skills)
    _record("change", goal, by=by, now=now, fields=changed)


@transaction.atomic
def settle_goal(goal: PairGoal, *, by: Person, now: datetime) -> None:
    """Puts the questions of the gentle check aside: the goal is good as it is. Raises StaleState unless it is open."""
    _held(goal, {GoalState.OPEN})
    _write(goal, now=now, settled_at=now)
    _record("settle", goal, by=by, now=now)


@transaction.atomic
def tell_news(goal: PairGoal, *, progress: int, note: str = "", by: Person, now: datetime) -> GoalUpdate:
    """Says how far the goal is, 0 to 100, perhaps with a note. Raises StaleState unless it is open, and ValueError for
    another number."""
    if not 0 <= progress <= WHOLE:
        raise ValueError(f"progress is 0 to 100, not {progress}")
    _held(goal, {GoalState.OPEN})
    news = GoalUpdate.objects.create(goal=goal, at=now, by=by, progress=progress, note=note)
    _write(goal, now=now, progress=progress)
    _record("tell", goal, by=by, now=now)
    return news


@transaction.atomic
def close_goal(goal: PairGoal, *, to: GoalState, reason: str = "", by: Person, now: datetime) -> None:
    """The goal is reached, and the other one gets a letter unless it is private; or it is dropped, with a `reason` and no
    letter. Raises StaleState unless it is open and the mentorship goes on, and ValueError for a drop without a reason."""
    if to == GoalState.DROPPED and not reason:
        raise ValueError("a goal is dropped for a reason")
    held = hold_open(goal.mentorship)
    changes: dict[str, object] = {"changed_at": now, "closed_at": now, "closed_by": by}
    if to == GoalState.REACHED:
        changes["progress"] = WHOLE
    else:
        changes["drop_reason"] = reason
    left = move(goal, to=to, table=GOAL_TRANSITIONS, **changes)
    _note(goal, left, by=by, now=now)
    _record("reach" if to == GoalState.REACHED else "drop", goal, by=by, now=now)
    if to == GoalState.REACHED and not goal.private:
        other = held.mentor.person if held.mentee.person_id == by.pk else held.mentee.person
        event = goal.history.latest("at", "id")
        queue(
            Draft(REACHED_MAIL, other.user_id, goal.pk, once_for(REACHED_MAIL, event.pk, other.user_id)),
            now=now,
        )


@transaction.atomic
def take_up(goal: PairGoal, *, by: Person, now: datetime) -> None:
    """Opens a goal again that was reached or dropped: by mistake, or because it matters once more. It stands where the last
    news of it said. Raises StaleState where it is open, or the mentorship over."""
    hold_open(goal.mentorship)
    last = goal.updates.order_by("-at").values_list("progress", flat=True).first()
    left = move(
        goal,
        to=GoalState.OPEN,
        table=GOAL_TRANSITIONS,
        changed_at=now,
        closed_at=None,
        closed_by=None,
        drop_reason="",
        progress=max(last or 0, share_done(goal)),
    )
    _note(goal, left, by=by, now=now)
    _record("take_up", goal, by=by, now=now)


def share_done(goal: PairGoal) -> int:
    """How many percent of the goal's milestones are done; 0 where it has none. One query."""
    done = list(goal.milestones.filter(dropped_at__isnull=True).values_list("done_at", flat=True))
    return round(WHOLE * sum(at is not None for at in done) / len(done)) if done else 0


def _held(goal: PairGoal, states: set[GoalState]) -> PairGoal:
    """The goal as it is now, under a lock, once its mentorship is held and goes on."""
    mentorship = hold_open(goal.mentorship)
    held = PairGoal.objects.select_for_update(no_key=True).get(pk=goal.pk)
    held.mentorship = mentorship
    if held.state not in states:
        raise StaleState(goal, held.state)
    return held


def _write(goal: PairGoal, *, now: datetime, **values: object) -> None:
    PairGoal.objects.filter(pk=goal.pk).update(changed_at=now, **values)
    for name, value in {"changed_at": now, **values}.items():
        setattr(goal, name, value)


def _note(goal: PairGoal, left: str, *, by: Person, now: datetime) -> None:
    PairGoalEvent.objects.create(goal=goal, at=now, by=by, from_state=left, to_state=goal.state)


def _record(deed: str, goal: PairGoal, *, by: Person, now: datetime, fields: Iterable[str] = ()) -> None:
    audit.record(
        f"goal.{deed}", goal, by=by, now=now, programme_id=goal.mentorship.programme_id, fields=fields
    )
