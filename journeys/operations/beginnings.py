"""Looks after mentorships that began, were taken up again, or whose check-ins come otherwise from now on.

Matching knows nothing of it: whatever changes when check-ins come empties `tended_at`, and the sweep finds the row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.models import Person
from journeys.enums import CheckInState
from journeys.models import CheckIn
from journeys.operations import reviews
from journeys.operations.sides import LOOK_AGAIN, Side, rhythms_of, told_so_far
from journeys.schedule import next_look
from matching.models import Mentorship, Pause
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue

STARTED_MAIL = "mentorship_started"
# A letter that says that a mentorship began is welcome after an outage of some days; of an older one it is no news.
NEWS_FOR = timedelta(days=14)
BATCH = 500


def tend(*, now: datetime, limit: int = BATCH) -> int:
    """Queues the first letters of mentorships that began lately, and plans the next check-in of both sides of every mentorship
    of which something changed, and has their reviews looked at; returns how many mentorships these were.

    The number of queries of a batch does not depend on its size; it is one where nothing changed."""
    tended = 0
    while True:
        batch = _tend(now=now, limit=limit)
        tended += batch
        if batch < limit:
            return tended


@transaction.atomic
def _tend(*, now: datetime, limit: int) -> int:
    # First without joins: what PostgreSQL would guess of those is wrong where nothing changed.
    ids = list(
        Mentorship.objects.untended()
        .select_for_update(skip_locked=True, no_key=True)
        .order_by("pk")
        .values_list("pk", flat=True)[:limit]
    )
    if not ids:
        return 0
    mentorships = list(Mentorship.objects.filter(pk__in=ids).with_people().order_by("pk"))
    new = [mentorship for mentorship in mentorships if mentorship.started_at > now - NEWS_FOR]
    queue(*first_letters(new), now=now)
    _plan(mentorships, now=now)
    reviews.look_at(ids, now=now)
    Mentorship.objects.filter(pk__in=[m.pk for m in mentorships]).update(tended_at=now)
    return len(mentorships)


def _plan(mentorships: Sequence[Mentorship], *, now: datetime) -> None:
    """Sets the alarm of each side anew, to a time after `now`. One whose time has come rings by itself; one that is missing is
    set as it would have been when the mentorship began or was taken up again, so that nothing is lost where nobody looked."""
    sides: list[tuple[Mentorship, Person]] = [
        (mentorship, person)
        for mentorship in mentorships
        for person in (mentorship.mentee.person, mentorship.mentor.person)
    ]
    ids = [mentorship.pk for mentorship in mentorships]
    alarms = _alarms(ids)
    taken_up: Mapping[UUID, datetime] = dict(
        Pause.objects.filter(mentorship__in=ids, resumed_at__isnull=False)
        .order_by()
        .values_list("mentorship")
        .annotate(Max("resumed_at"))
    )
    rhythms, told = rhythms_of(sides), told_so_far(ids)
    moved, new = [], []
    for mentorship, person in sides:
        side = (mentorship.pk, person.pk)
        alarm = alarms.get(side)
        if alarm is not None and alarm.due_at <= now:
            continue
        since = taken_up.get(mentorship.pk, mentorship.started_at) if alarm is None else now
        due_at = next_look(rhythms[side], past=told[side].past, since=since) or now + LOOK_AGAIN
        if alarm is None:
            number = told[side].number + 1
            new.append(CheckIn(mentorship=mentorship, person=person, number=number, due_at=due_at))
        elif alarm.due_at != due_at:
            alarm.due_at = due_at
            moved.append(alarm)
    CheckIn.objects.bulk_update(moved, ["due_at"])
    CheckIn.objects.bulk_create(new)


def _alarms(mentorships: Sequence[UUID]) -> Mapping[Side, CheckIn]:
    """What is planned. A sweep that rings the alarms of these mentorships holds them, so that none rings meanwhile."""
    planned = CheckIn.objects.filter(mentorship__in=mentorships, state=CheckInState.SCHEDULED)
    return {(alarm.mentorship_id, alarm.person_id): alarm for alarm in planned}


def first_letters(mentorships: Sequence[Mentorship]) -> list[Draft]:
    """The first letters of these new mentorships, whose people are loaded: to the mentor, and to the mentee where the
    organisers brought the two together (whoever asked has the mentor's yes by another letter)."""
    drafts = []
    for mentorship in mentorships:
        readers = [mentorship.mentor.person]
        if mentorship.request_id is None:
            readers.append(mentorship.mentee.person)
        drafts += [
            Draft(
                STARTED_MAIL,
                reader.user_id,
                mentorship.pk,
                once_for(STARTED_MAIL, mentorship.pk, reader.user_id),
            )
            for reader in readers
        ]
    return drafts
