"""Check-ins: the sweep plans and asks, people answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import move
from journeys.enums import CHECK_IN_TRANSITIONS, CheckInState
from journeys.models import CheckIn, CheckInEvent
from journeys.schedule import Rhythm, latest_due, next_due, rhythm_of
from matching.enums import MentorshipState
from matching.models import Mentorship, Pause
from notifications.hours import first_welcome
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue

CHECK_IN_MAIL = "check_in"
BATCH = 500
# When somebody can never be written to, their settings are looked at again after so long.
LOOK_AGAIN = timedelta(days=7)

Side = tuple[UUID, UUID]  # the ids of a mentorship and of one of its two people


@dataclass(frozen=True)
class Asked:
    """The check-ins of one side so far, planned ones left out: how many, and when the last fell due."""

    number: int = 0
    due_at: datetime | None = None

    def floor(self, rhythm: Rhythm) -> datetime:
        """The next one is later than this."""
        return rhythm.started_at if self.due_at is None else self.due_at + rhythm.least_gap


def ask_due(*, now: datetime, limit: int = BATCH) -> int:
    """Asks everybody whose check-in is due, marks what went unanswered as missed, plans what comes; returns how many were
    asked. The number of queries of a batch does not depend on its size, and two sweeps at once ask nobody twice."""
    while _plan(now=now, limit=limit) == limit:
        pass
    asked = 0
    while True:
        woken, rung = _ring(now=now, limit=limit)
        asked += rung
        if woken < limit:
            return asked


@transaction.atomic
def _plan(*, now: datetime, limit: int) -> int:
    """Plans the next check-in of sides that have none planned: new pairs, and those taken up again."""
    mentorships = list(_without_plan()[:limit])
    sides = [
        (mentorship, person)
        for mentorship in mentorships
        for person, is_planned in (
            (mentorship.mentee.person, mentorship.mentee_planned),
            (mentorship.mentor.person, mentorship.mentor_planned),
        )
        if not is_planned and person.user.is_active
    ]
    if not sides:
        return 0
    rhythms, asked = _rhythms(sides), _asked(m.pk for m, _person in sides)
    rows = []
    for mentorship, person in sides:
        rhythm, so_far = rhythms[mentorship.pk, person.pk], asked[mentorship.pk, person.pk]
        at = next_due(rhythm, after=so_far.floor(rhythm)) or now + LOOK_AGAIN
        rows.append(CheckIn(mentorship=mentorship, person=person, number=so_far.number + 1, due_at=at))
    CheckIn.objects.bulk_create(rows, ignore_conflicts=True)
    return len(mentorships)


def _without_plan() -> QuerySet[Any]:
    planned = CheckIn.objects.filter(mentorship=OuterRef("pk"), state=CheckInState.SCHEDULED)
    lacks = {
        side: Q(**{f"{side}__person__user__is_active": True, f"{side}_planned": False})
        for side in ("mentee", "mentor")
    }
    return (
        Mentorship.objects.filter(state=MentorshipState.ACTIVE)
        .with_people()
        .annotate(
            mentee_planned=Exists(planned.filter(person=OuterRef("mentee__person"))),
            mentor_planned=Exists(planned.filter(person=OuterRef("mentor__person"))),
        )
        .filter(lacks["mentee"] | lacks["mentor"])
        .order_by("pk")
    )


@transaction.atomic
def _ring(*, now: datetime, limit: int) -> tuple[int, int]:
    """Looks at the planned check-ins whose time has come: how many, and how many of them are due indeed. Another sweep
    leaves those alone that this one holds."""
    woken = list(
        CheckIn.objects.planned()
        .filter(due_at__lte=now)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("mentorship__programme", "person__user")
        .order_by("due_at", "pk")[:limit]
    )
    if not woken:
        return 0, 0
    sides = [(check_in.mentorship, check_in.person) for check_in in woken]
    rhythms, asked = _rhythms(sides), _asked(m.pk for m, _person in sides)
    rung, moved, following = [], [], []
    for check_in in woken:
        side = (check_in.mentorship_id, check_in.person_id)
        rhythm, floor = rhythms[side], asked[side].floor(rhythms[side])
        at = latest_due(rhythm, after=floor, now=now)
        if at is None:
            check_in.due_at = next_due(rhythm, after=max(floor, now)) or now + LOOK_AGAIN
            moved.append(check_in)
            continue
        check_in.due_at, check_in.state = at, CheckInState.DUE
        rung.append(check_in)
        after = next_due(rhythm, after=max(at + rhythm.least_gap, now)) or now + LOOK_AGAIN
        following.append(
            CheckIn(
                mentorship=check_in.mentorship,
                person=check_in.person,
                number=check_in.number + 1,
                due_at=after,
            )
        )
    CheckIn.objects.bulk_update([*rung, *moved], ["due_at", "state"])
    _miss(rung, now=now)
    CheckIn.objects.bulk_create(following)
    _tell(rung, CheckInState.SCHEDULED, now=now)
    queue(*(_mail(check_in, rhythms, now=now) for check_in in rung), now=now)
    return len(woken), len(rung)


def _miss(rung: Sequence[CheckIn], *, now: datetime) -> None:
    """Of those who are asked anew, what they were asked before and did not answer is missed."""
    sides = {(check_in.mentorship_id, check_in.person_id) for check_in in rung}
    new = {check_in.pk for check_in in rung}
    waiting = CheckIn.objects.filter(
        state=CheckInState.DUE, mentorship__in={m for m, _p in sides}, person__in={p for _m, p in sides}
    ).select_for_update(of=("self",))
    missed = [c for c in waiting if (c.mentorship_id, c.person_id) in sides and c.pk not in new]
    CheckIn.objects.filter(pk__in=[c.pk for c in missed], state=CheckInState.DUE).update(
        state=CheckInState.MISSED
    )
    for check_in in missed:
        check_in.state = CheckInState.MISSED
    _tell(missed, CheckInState.DUE, now=now)


def _tell(check_ins: Sequence[CheckIn], left: CheckInState, *, now: datetime) -> None:
    CheckInEvent.objects.bulk_create(
        CheckInEvent(check_in=check_in, at=now, from_state=left, to_state=check_in.state)
        for check_in in check_ins
    )


def _mail(check_in: CheckIn, rhythms: dict[Side, Rhythm], *, now: datetime) -> Draft:
    rhythm = rhythms[check_in.mentorship_id, check_in.person_id]
    key = once_for(CHECK_IN_MAIL, check_in.pk)
    return Draft(
        CHECK_IN_MAIL, check_in.person.user_id, check_in.pk, key, not_before=first_welcome(rhythm.hours, now)
    )


def _rhythms(sides: Collection[tuple[Mentorship, Person]]) -> dict[Side, Rhythm]:
    """The rhythm of each side; one query for the pauses of all."""
    pauses: dict[UUID, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    rows = Pause.objects.filter(mentorship__in=[m.pk for m, _person in sides]).order_by("paused_at")
    for mentorship, paused_at, resumed_at in rows.values_list("mentorship", "paused_at", "resumed_at"):
        pauses[mentorship].append((paused_at, resumed_at))
    return {(m.pk, person.pk): rhythm_of(m, person, tuple(pauses[m.pk])) for m, person in sides}


def _asked(mentorships: Iterable[UUID]) -> dict[Side, Asked]:
    """What each side of `mentorships` was asked so far; one query."""
    rows = (
        CheckIn.objects.filter(mentorship__in=set(mentorships))
        .exclude(state=CheckInState.SCHEDULED)
        .order_by()
        .values_list("mentorship", "person")
        .annotate(Max("number"), Max("due_at"))
    )
    found: dict[Side, Asked] = defaultdict(Asked)
    for mentorship, person, number, due_at in rows:
        found[mentorship, person] = Asked(number, due_at)
    return found


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
    )
    CheckInEvent.objects.create(
        check_in=check_in, at=now, by=by, from_state=left, to_state=CheckInState.ANSWERED
    )
    audit.record("check_in.answer", check_in, by=by, now=now, programme_id=check_in.mentorship.programme_id)
