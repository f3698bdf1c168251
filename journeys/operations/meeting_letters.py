"""The letters about meetings: who is told what, and the sweep that reminds before a meeting and asks after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import Person
from journeys.enums import MeetingState
from journeys.models import Meeting
from journeys.schedule import hours_of
from matching.enums import OPEN_MENTORSHIP_STATES
from matching.models import Mentorship
from notifications.hours import Hours, is_welcome
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue

PROPOSED_MAIL = "meeting_proposed"
AGREED_MAIL = "meeting_agreed"
SERIES_MAIL = "meetings_agreed"
MOVED_MAIL = "meeting_moved"
CANCELLED_MAIL = "meeting_cancelled"
DECLINED_MAIL = "meeting_declined"
SOON_MAIL = "meeting_soon"
HAPPENED_MAIL = "meeting_happened"

BATCH = 500
DAYS_BEFORE = 3
# Whoever agreed within so long before it knows of the meeting: no reminder comes.
FRESH = timedelta(hours=12)
# So long after the end it is asked whether it took place: not while the two still talk.
LET_THEM_PART = timedelta(minutes=30)


def people_of(mentorship: Mentorship) -> tuple[Person, Person]:
    return mentorship.mentee.person, mentorship.mentor.person


def tell_other(kind: str, meeting: Meeting, *parts: str, by: Person, now: datetime) -> None:
    """One letter to the other one of the pair than `by`. `parts` tell it apart from others of the same kind about the same meeting."""
    reader = next(person for person in people_of(meeting.mentorship) if person.pk != by.pk)
    queue(_draft(kind, meeting, reader, *parts), now=now)


def tell_both(kind: str, meeting: Meeting, *, now: datetime) -> None:
    """One letter to each of the two with the meeting for their calendar, whoever did it included: that is how it gets there."""
    drafts = [
        _draft(kind, meeting, reader, str(meeting.sequence)) for reader in people_of(meeting.mentorship)
    ]
    queue(*drafts, now=now)


def _draft(
    kind: str, meeting: Meeting, reader: Person, *parts: str, not_before: datetime | None = None
) -> Draft:
    key = key_of(kind, meeting, reader, *parts)
    return Draft(kind, reader.user_id, meeting.pk, key, not_before)


def key_of(kind: str, meeting: Meeting, reader: Person, *parts: str) -> str:
    """The dedupe key of a letter about `meeting`. By it a letter that goes out late knows whether it is still news."""
    return once_for(kind, meeting.pk, *parts, reader.user_id)


def round_of(proposed_at: datetime) -> str:
    """What tells one round of proposed times from the next."""
    return proposed_at.astimezone(UTC).isoformat()


def reminder_at(hours: Hours, starts_at: datetime) -> datetime | None:
    """When somebody with these hours is reminded of a meeting: at their hour for mail the day before, or on an earlier day
    where they may not be written to then; None where there is no such hour."""
    zone = ZoneInfo(hours.zone)
    day = starts_at.astimezone(zone).date()
    for before in range(1, DAYS_BEFORE + 1):
        moment = datetime.combine(day - timedelta(days=before), time(hours.mail_hour), zone).astimezone(UTC)
        if is_welcome(hours, moment):
            return moment
    return None


def _reminders(meeting: Meeting, starts_at: datetime, *, agreed_at: datetime) -> dict[UUID, datetime]:
    """When each of the two is reminded, by their id; who agreed only just before is not."""
    found = {person.pk: reminder_at(hours_of(person), starts_at) for person in people_of(meeting.mentorship)}
    return {pk: at for pk, at in found.items() if at is not None and at >= agreed_at + FRESH}


def next_alarm(meeting: Meeting, starts_at: datetime, *, now: datetime) -> datetime:
    """When the sweep next looks at a meeting that is agreed for `starts_at`: at the first reminder, or to ask whether it took
    place."""
    first = min(_reminders(meeting, starts_at, agreed_at=now).values(), default=None)
    return first or asks_at(meeting, starts_at)


def asks_at(meeting: Meeting, starts_at: datetime) -> datetime:
    return starts_at + timedelta(minutes=meeting.minutes) + LET_THEM_PART


def ring_due(*, now: datetime, limit: int = BATCH) -> int:
    """Reminds of meetings that come, and asks of those that are over whether they took place; returns how many letters are
    new. One query where nothing is due; each meeting in its own transaction, and two sweeps at once write nobody twice."""
    ids = Meeting.objects.filter(state=MeetingState.AGREED, alarm_at__lte=now).order_by("alarm_at", "pk")
    return sum(_ring(pk, now=now) for pk in list(ids.values_list("pk", flat=True)[:limit]))


@transaction.atomic
def _ring(pk: UUID, *, now: datetime) -> int:
    # The mentorship is not held: whoever changes a meeting changes its row, which this one waits for or leaves.
    meeting = (
        Meeting.objects.select_for_update(no_key=True, of=("self",), skip_locked=True)
        .select_related("mentorship__mentee__person", "mentorship__mentor__person")
        .filter(pk=pk, state=MeetingState.AGREED, alarm_at__lte=now)
        .first()
    )
    if meeting is None or meeting.starts_at is None:
        return 0
    if meeting.mentorship.state not in OPEN_MENTORSHIP_STATES:
        _set_alarm(meeting, None)
        return 0
    asks = asks_at(meeting, meeting.starts_at)
    if now >= asks:
        _set_alarm(meeting, None)
        return _queue(_questions(meeting), now=now)
    _set_alarm(meeting, asks)
    if now >= meeting.starts_at:  # nothing ran for a while: too late to remind
        return 0
    return _queue(_soon(meeting, meeting.starts_at), now=now)


def _soon(meeting: Meeting, starts_at: datetime) -> Iterable[Draft]:
    reminded = _reminders(meeting, starts_at, agreed_at=meeting.agreed_at or meeting.proposed_at)
    return [
        _draft(SOON_MAIL, meeting, reader, str(meeting.sequence), not_before=reminded[reader.pk])
        for reader in people_of(meeting.mentorship)
        if reader.pk in reminded
    ]


def _questions(meeting: Meeting) -> Iterable[Draft]:
    # Without the sequence: one question about one meeting, however often it was moved.
    return [_draft(HAPPENED_MAIL, meeting, reader) for reader in people_of(meeting.mentorship)]


def _queue(drafts: Iterable[Draft], *, now: datetime) -> int:
    return queue(*drafts, now=now)


def _set_alarm(meeting: Meeting, at: datetime | None) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(alarm_at=at)
    meeting.alarm_at = at
