"""Check-ins: the sweep asks, people answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import StaleState, move
from journeys.enums import CHECK_IN_TRANSITIONS, CheckInState
from journeys.models import CheckIn, CheckInEvent
from journeys.operations.sides import LOOK_AGAIN, Told, rhythms_of, told_so_far
from journeys.schedule import Reckoning, Rhythm, follow_up, reckon
from matching.enums import MentorshipState
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue

CHECK_IN_MAIL = "check_in"
# Once, some days after a question that nobody answered, or when the reader put it off until now.
FOLLOW_UP_MAIL = "check_in_follow_up"
# Instead of the question, once two in a row were missed: whether another cadence, a rest or help would be better.
QUIET_MAIL = "check_in_quiet"
MISSED_IN_A_ROW = 2
BATCH = 500


def ask_due(*, now: datetime, limit: int = BATCH) -> int:
    """Asks everybody whose check-in is due, marks what went unanswered as missed, records the periods in which nobody was
    asked, and plans what comes; returns how many were asked.

    The number of queries of a batch does not depend on its size, it is one where nothing is due, and two sweeps at once ask
    nobody twice."""
    asked = 0
    while True:
        woken, rung = _ring(now=now, limit=limit)
        asked += rung
        if woken < limit:
            return asked


@dataclass
class _Round:
    """What one batch changes: alarms that `moved` or became the first row of what they brought, rows that are `new` beside
    them, those that were `skipped` or `asked`, and of the latter those after a silence (`quiet`)."""

    moved: list[CheckIn] = field(default_factory=list)
    new: list[CheckIn] = field(default_factory=list)
    skipped: list[CheckIn] = field(default_factory=list)
    asked: list[CheckIn] = field(default_factory=list)
    quiet: list[CheckIn] = field(default_factory=list)

    def take(
        self, alarm: CheckIn, rhythm: Rhythm, told: Told, reckoning: Reckoning, *, now: datetime
    ) -> None:
        """Turns the alarm of one side into what `reckoning` says, and sets the next one."""
        brought = [
            CheckIn(state=CheckInState.SKIPPED, due_at=one.due_at, skip_reason=one.reason)
            for one in reckoning.skipped
        ]
        self.skipped += brought
        if reckoning.asks:
            question = CheckIn(state=CheckInState.DUE, due_at=now)
            brought.append(question)
            self.asked.append(question)
            if told.unanswered < MISSED_IN_A_ROW:
                question.remind_at = follow_up(rhythm, now)
            else:
                self.quiet.append(question)
        brought.append(CheckIn(state=CheckInState.SCHEDULED, due_at=reckoning.next_at or now + LOOK_AGAIN))
        for number, row in enumerate(brought, start=alarm.number):
            row.mentorship, row.person, row.number = alarm.mentorship, alarm.person, number
        # The alarm's own row is the first of them.
        brought[0].pk = alarm.pk
        self.moved.append(brought[0])
        self.new += brought[1:]


@transaction.atomic
def _ring(*, now: datetime, limit: int) -> tuple[int, int]:
    """Looks at the planned check-ins whose time has come: how many, and how many of them are asked. Another sweep leaves those
    alone that this one holds, and their mentorships are held so that nobody plans anew meanwhile."""
    # First without joins: what PostgreSQL would guess of those is wrong where nothing is due.
    ids = list(
        CheckIn.objects.filter(state=CheckInState.SCHEDULED, due_at__lte=now)
        .select_for_update(skip_locked=True, no_key=True)
        .order_by("due_at", "pk")
        .values_list("pk", flat=True)[:limit]
    )
    if not ids:
        return 0, 0
    woken = list(
        CheckIn.objects.filter(pk__in=ids)
        .select_for_update(of=("self", "mentorship"), skip_locked=True, no_key=True)
        .select_related("mentorship__programme", "person__user")
        .order_by("due_at", "pk")
    )
    # The alarms of what rests or is over go; whoever takes a mentorship up again has it planned anew.
    asleep = [alarm.pk for alarm in woken if alarm.mentorship.state != MentorshipState.ACTIVE]
    CheckIn.objects.filter(pk__in=asleep).delete()
    alarms = [alarm for alarm in woken if alarm.mentorship.state == MentorshipState.ACTIVE]
    rhythms = rhythms_of([(alarm.mentorship, alarm.person) for alarm in alarms])
    told = told_so_far(alarm.mentorship_id for alarm in alarms)
    done = _Round()
    for alarm in alarms:
        side = (alarm.mentorship_id, alarm.person_id)
        reckoning = reckon(rhythms[side], past=told[side].past, planned=alarm.due_at, now=now)
        done.take(alarm, rhythms[side], told[side], reckoning, now=now)
    _write(done, now=now)
    return len(woken), len(done.asked)


def _write(done: _Round, *, now: datetime) -> None:
    CheckIn.objects.bulk_update(done.moved, ["due_at", "state", "skip_reason", "remind_at"])
    _miss(done.asked, now=now)
    CheckIn.objects.bulk_create(done.new)
    _note([*done.skipped, *done.asked], CheckInState.SCHEDULED, now=now)
    quiet = {check_in.pk for check_in in done.quiet}
    queue(
        *(_mail(check_in, QUIET_MAIL if check_in.pk in quiet else CHECK_IN_MAIL) for check_in in done.asked),
        now=now,
    )


def _miss(asked: Sequence[CheckIn], *, now: datetime) -> None:
    """Of those who are asked anew, what they were asked before and did not answer is missed."""
    sides = {(check_in.mentorship_id, check_in.person_id) for check_in in asked}
    new = {check_in.pk for check_in in asked}
    waiting = CheckIn.objects.filter(
        state=CheckInState.DUE, mentorship__in={m for m, _p in sides}, person__in={p for _m, p in sides}
    ).select_for_update(of=("self",))
    missed = [c for c in waiting if (c.mentorship_id, c.person_id) in sides and c.pk not in new]
    CheckIn.objects.filter(pk__in=[c.pk for c in missed], state=CheckInState.DUE).update(
        state=CheckInState.MISSED, remind_at=None
    )
    for check_in in missed:
        check_in.state = CheckInState.MISSED
    _note(missed, CheckInState.DUE, now=now)


def _note(check_ins: Sequence[CheckIn], left: CheckInState, *, now: datetime) -> None:
    CheckInEvent.objects.bulk_create(
        CheckInEvent(check_in=check_in, at=now, from_state=left, to_state=check_in.state)
        for check_in in check_ins
    )


def _mail(check_in: CheckIn, kind: str) -> Draft:
    return Draft(kind, check_in.person.user_id, check_in.pk, once_for(kind, check_in.pk))


@transaction.atomic
def answer(
    check_in: CheckIn,
    *,
    met: bool,
    pulse: int | None,
    confidence: int | None,
    blocker: str,
    by: Person,
    now: datetime,
) -> None:
    """Keeps what `by` answered; `pulse` and `confidence` are 1-5. A missed one can still be answered. Raises StaleState
    where it was answered before or is not due yet."""
    left = move(
        check_in,
        to=CheckInState.ANSWERED,
        table=CHECK_IN_TRANSITIONS,
        met=met,
        pulse=pulse,
        confidence=confidence,
        blocker=blocker,
        answered_at=now,
        remind_at=None,
    )
    CheckInEvent.objects.create(
        check_in=check_in, at=now, by=by, from_state=left, to_state=CheckInState.ANSWERED
    )
    audit.record("check_in.answer", check_in, by=by, now=now, programme_id=check_in.mentorship.programme_id)


@transaction.atomic
def say_more(
    check_in: CheckIn,
    *,
    pulse: int | None,
    confidence: int | None,
    blocker: str,
    by: Person,
    now: datetime,
) -> None:
    """Puts these words (1-5, 1-5, text) in the place of those that `by` gave with the answer. Raises StaleState where
    there is no answer yet."""
    said = {"pulse": pulse, "confidence": confidence, "blocker": blocker}
    if not CheckIn.objects.filter(pk=check_in.pk, state=CheckInState.ANSWERED).update(**said):
        found = CheckIn.objects.filter(pk=check_in.pk).values_list("state", flat=True).first()
        raise StaleState(check_in, found or "gone")
    changed = [name for name, value in said.items() if getattr(check_in, name) != value]
    for name in changed:
        setattr(check_in, name, said[name])
    audit.record(
        "check_in.say_more",
        check_in,
        by=by,
        now=now,
        programme_id=check_in.mentorship.programme_id,
        fields=changed,
    )
