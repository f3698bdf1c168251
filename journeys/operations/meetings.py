"""Meetings of a pair: times are proposed, one is agreed, it is moved, cancelled, and said to have taken place.

Every write holds the mentorship first, so that of two presses at once the second sees what the first one did. A move leaves
the agreed time standing until another is agreed; `sequence` rises with every change that calendars must learn of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from uuid import UUID

from django.db import transaction

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import StaleState, move
from journeys.enums import MEETING_TRANSITIONS, MeetingState
from journeys.models import Meeting, MeetingEvent, ProposedTime
from journeys.operations.meeting_letters import (
    AGREED_MAIL,
    CANCELLED_MAIL,
    DECLINED_MAIL,
    MOVED_MAIL,
    PROPOSED_MAIL,
    SERIES_MAIL,
    next_alarm,
    round_of,
    tell_both,
    tell_other,
)
from journeys.operations.open_pair import hold_open
from matching.models import Mentorship

MOST_TIMES = 5
MOST_IN_A_ROW = 8
OPEN_STATES = (MeetingState.PROPOSED, MeetingState.AGREED)


class TimeGone(Exception):
    """The proposed time is past, was taken back or was replaced by others."""


class HasBegun(Exception):
    """The meeting has begun, or is over: it can be said whether it took place, and no longer moved or cancelled."""


class NotYet(Exception):
    """The meeting has not begun: nobody can know yet whether it takes place."""


@transaction.atomic
def propose_meeting(
    mentorship: Mentorship,
    *,
    times: Iterable[datetime],
    minutes: int,
    topic: str = "",
    place: str = "",
    by: Person,
    now: datetime,
) -> Meeting:
    """Proposes a meeting to the other one of the pair, who gets a letter; they agree to one of `times` (1 to 5 moments).

    Raises TimeGone for a time that is past, ValueError for none or too many, StaleState where the mentorship is over."""
    held = hold_open(mentorship)
    meeting = Meeting.objects.create(
        mentorship=held, topic=topic, place=place, minutes=minutes, proposed_at=now, proposed_by=by
    )
    _note(meeting, "", by=by, now=now)
    _offer(meeting, times, by=by, now=now)
    audit.record("meeting.propose", meeting, by=by, now=now, programme_id=held.programme_id)
    tell_other(PROPOSED_MAIL, meeting, round_of(now), by=by, now=now)
    return meeting


@transaction.atomic
def propose_series(
    mentorship: Mentorship,
    *,
    starts: Iterable[datetime],
    minutes: int,
    topic: str = "",
    place: str = "",
    by: Person,
    now: datetime,
) -> list[Meeting]:
    """Proposes a row of meetings at once, one at each of `starts`; the other one gets one letter and can agree to all in one
    press, or to each by itself. Raises as `propose_meeting`, and ValueError for more than MOST_IN_A_ROW."""
    held, moments = hold_open(mentorship), sorted(set(starts))
    if not 1 <= len(moments) <= MOST_IN_A_ROW:
        raise ValueError(f"1 to {MOST_IN_A_ROW} meetings, not {len(moments)}")
    row = []
    for moment in moments:
        meeting = Meeting.objects.create(
            mentorship=held, topic=topic, place=place, minutes=minutes, proposed_at=now, proposed_by=by
        )
        _note(meeting, "", by=by, now=now)
        _offer(meeting, [moment], by=by, now=now)
        audit.record("meeting.propose", meeting, by=by, now=now, programme_id=held.programme_id)
        row.append(meeting)
    tell_other(PROPOSED_MAIL, row[0], round_of(now), by=by, now=now)
    return row


@transaction.atomic
def propose_times(meeting: Meeting, *, times: Iterable[datetime], by: Person, now: datetime) -> None:
    """Proposes other times for a meeting: instead of those that were proposed so far, or to move an agreed one, which stays
    where it is until one of them is agreed.

    Raises HasBegun, TimeGone, ValueError as `propose_meeting`, and StaleState where the meeting or the mentorship is over."""
    held = _held(meeting, OPEN_STATES)
    _before(held, now)
    held.times.all().delete()
    _offer(held, times, by=by, now=now)
    audit.record("meeting.propose_times", held, by=by, now=now, programme_id=held.mentorship.programme_id)
    tell_other(PROPOSED_MAIL, held, round_of(now), by=by, now=now)


@transaction.atomic
def accept_time(meeting: Meeting, *, time: UUID, by: Person, now: datetime) -> None:
    """Agrees to one of the times that the other one proposed. From now on the meeting is then; both get it for their
    calendars, and what else was proposed goes.

    Raises TimeGone where that time is past or no longer proposed, HasBegun where the time to be left has come, StaleState
    where the meeting or the mentorship is over, ValueError for one's own proposal."""
    held = _held(meeting, OPEN_STATES)
    _before(held, now)
    chosen = held.times.filter(pk=time).first()
    if chosen is None or chosen.starts_at <= now:
        raise TimeGone
    if chosen.proposed_by_id == by.pk:
        raise ValueError("nobody agrees with themself")
    is_move = held.state == MeetingState.AGREED
    _agree(held, chosen, by=by, now=now)
    tell_both(MOVED_MAIL if is_move else AGREED_MAIL, held, now=now)


@transaction.atomic
def accept_all(mentorship: Mentorship, *, meetings: Sequence[UUID], by: Person, now: datetime) -> int:
    """Agrees to the proposed time of each of `meetings` that has one time alone, the other one's: a row of dates in one
    press. Returns how many; those of which something changed meanwhile stay as they are. Raises StaleState where the
    mentorship is over."""
    held = hold_open(mentorship)
    rows = Meeting.objects.filter(mentorship=held, pk__in=meetings, state=MeetingState.PROPOSED)
    agreed = []
    for meeting in rows.prefetch_related("times"):
        times = list(meeting.times.all())
        if len(times) == 1 and times[0].starts_at > now and times[0].proposed_by_id != by.pk:
            meeting.mentorship = held
            _agree(meeting, times[0], by=by, now=now)
            agreed.append((times[0].starts_at, meeting))
    if len(agreed) == 1:
        tell_both(AGREED_MAIL, agreed[0][1], now=now)
    elif agreed:  # one letter with all of them, of the first
        tell_both(SERIES_MAIL, min(agreed, key=itemgetter(0))[1], now=now)
    return len(agreed)


@transaction.atomic
def keep_time(meeting: Meeting, *, by: Person, now: datetime) -> None:
    """Puts the times aside to which an agreed meeting was to be moved: it stays where it is. Raises TimeGone where there are
    none any more, StaleState where the meeting or the mentorship is over."""
    held = _held(meeting, (MeetingState.AGREED,))
    if not held.times.exists():
        raise TimeGone
    held.times.all().delete()
    audit.record("meeting.keep", held, by=by, now=now, programme_id=held.mentorship.programme_id)


@transaction.atomic
def change_details(
    meeting: Meeting, *, topic: str, place: str, minutes: int, by: Person, now: datetime
) -> None:
    """Changes what a meeting is about, where it is and how long. Of an agreed one whose place or length changed both get a
    new entry for their calendars. Raises HasBegun, and StaleState where the meeting or the mentorship is over."""
    held = _held(meeting, OPEN_STATES)
    _before(held, now)
    changed = [
        name
        for name, value in (("topic", topic), ("place", place), ("minutes", minutes))
        if getattr(held, name) != value
    ]
    if not changed:
        return
    in_calendars = held.state == MeetingState.AGREED and changed != ["topic"]
    _change(
        held,
        topic=topic,
        place=place,
        minutes=minutes,
        sequence=held.sequence + (1 if in_calendars else 0),
    )
    audit.record(
        "meeting.change", held, by=by, now=now, programme_id=held.mentorship.programme_id, fields=changed
    )
    if in_calendars:
        tell_both(MOVED_MAIL, held, now=now)


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, note: str = "", by: Person, now: datetime) -> None:
    """Calls a meeting off; what was only proposed is declined, or taken back by whoever proposed it. The other one is told
    with the `note`; of an agreed one both get it for their calendars.

    Raises HasBegun, and StaleState where the meeting or the mentorship is over."""
    held = _held(meeting, OPEN_STATES)
    _before(held, now)
    was_agreed = held.state == MeetingState.AGREED
    _call_off(held, note=note, by=by, now=now)
    audit.record("meeting.cancel", held, by=by, now=now, programme_id=held.mentorship.programme_id)
    if was_agreed:
        tell_both(CANCELLED_MAIL, held, now=now)
    else:
        tell_other(DECLINED_MAIL, held, by=by, now=now)


@transaction.atomic
def note_meeting(
    mentorship: Mentorship,
    *,
    starts_at: datetime,
    minutes: int,
    topic: str = "",
    place: str = "",
    by: Person,
    now: datetime,
) -> Meeting:
    """Writes down that the two met already, without an appointment. Raises NotYet for a time to come, StaleState where the
    mentorship is over."""
    if starts_at > now:
        raise NotYet
    held = hold_open(mentorship)
    meeting = Meeting.objects.create(
        mentorship=held,
        state=MeetingState.HELD,
        topic=topic,
        place=place,
        minutes=minutes,
        starts_at=starts_at,
        proposed_at=now,
        proposed_by=by,
        said_at=now,
        said_by=by,
    )
    _note(meeting, "", by=by, now=now)
    audit.record("meeting.note", meeting, by=by, now=now, programme_id=held.programme_id)
    return meeting


@transaction.atomic
def say_held(meeting: Meeting, *, held: bool, minutes: int | None = None, by: Person, now: datetime) -> None:
    """Says whether a meeting took place, and how long it was; also the other way round, where it was said by mistake, or
    other minutes. Raises NotYet before its beginning, StaleState where it was cancelled, never agreed, or is over."""
    row = _held(meeting, (MeetingState.AGREED, MeetingState.HELD, MeetingState.MISSED))
    if row.starts_at is None or row.starts_at > now:
        raise NotYet
    to = MeetingState.HELD if held else MeetingState.MISSED
    length = minutes if held and minutes else row.minutes
    if row.state != to:
        _move(row, to, by=by, now=now, said_at=now, said_by=by, minutes=length, alarm_at=None)
        row.times.all().delete()
    elif length != row.minutes:
        _change(row, minutes=length)
    else:
        return
    verb = "meeting.held" if held else "meeting.missed"
    audit.record(verb, row, by=by, now=now, programme_id=row.mentorship.programme_id)


@transaction.atomic
def call_off_all(mentorship: Mentorship, *, now: datetime) -> int:
    """Takes the meetings to come of a mentorship that is over out of both calendars, and what was proposed with them; returns
    how many. What was agreed and has begun stays, as it may have taken place."""
    rows = Meeting.objects.filter(mentorship=mentorship, state__in=OPEN_STATES)
    called_off = 0
    for meeting in rows.select_for_update(no_key=True, of=("self",)).select_related(
        "mentorship__mentee__person", "mentorship__mentor__person"
    ):
        was_agreed = meeting.state == MeetingState.AGREED
        if was_agreed and (meeting.starts_at is None or meeting.starts_at <= now):
            continue
        _call_off(meeting, note="", by=None, now=now)
        if was_agreed:
            tell_both(CANCELLED_MAIL, meeting, now=now)
        called_off += 1
    return called_off


def _held(meeting: Meeting, states: Iterable[str]) -> Meeting:
    """The meeting as it is now, with its mentorship held. Raises StaleState where it is in none of `states`."""
    mentorship = hold_open(meeting.mentorship)
    held = Meeting.objects.get(pk=meeting.pk, mentorship=mentorship)
    held.mentorship = mentorship
    if held.state not in set(states):
        raise StaleState(meeting, held.state)
    return held


def _before(meeting: Meeting, now: datetime) -> None:
    if meeting.state == MeetingState.AGREED and meeting.starts_at is not None and meeting.starts_at <= now:
        raise HasBegun


def _offer(meeting: Meeting, times: Iterable[datetime], *, by: Person, now: datetime) -> None:
    chosen = sorted(set(times))
    if not 1 <= len(chosen) <= MOST_TIMES:
        raise ValueError(f"1 to {MOST_TIMES} times, not {len(chosen)}")
    if chosen[0] <= now:
        raise TimeGone
    ProposedTime.objects.bulk_create(
        ProposedTime(meeting=meeting, starts_at=moment, proposed_at=now, proposed_by=by) for moment in chosen
    )


def _agree(meeting: Meeting, chosen: ProposedTime, *, by: Person, now: datetime) -> None:
    """Sets a proposed or an agreed meeting to the chosen time. The caller tells the two."""
    agreed = {
        "starts_at": chosen.starts_at,
        "agreed_at": now,
        "agreed_by": by,
        "alarm_at": next_alarm(meeting, chosen.starts_at, now=now),
    }
    is_move = meeting.state == MeetingState.AGREED
    if is_move:
        _change(meeting, sequence=meeting.sequence + 1, **agreed)
        _note(meeting, MeetingState.AGREED, by=by, now=now)
    else:
        _move(meeting, MeetingState.AGREED, by=by, now=now, **agreed)
    meeting.times.all().delete()
    verb = "meeting.move" if is_move else "meeting.agree"
    audit.record(verb, meeting, by=by, now=now, programme_id=meeting.mentorship.programme_id)


def _call_off(meeting: Meeting, *, note: str, by: Person | None, now: datetime) -> None:
    _move(
        meeting,
        MeetingState.CANCELLED,
        by=by,
        now=now,
        cancelled_at=now,
        cancelled_by=by,
        cancel_note=note,
        alarm_at=None,
        sequence=meeting.sequence + (1 if meeting.state == MeetingState.AGREED else 0),
    )
    meeting.times.all().delete()


def _move(meeting: Meeting, to: MeetingState, *, by: Person | None, now: datetime, **changes: object) -> None:
    left = move(meeting, to=to, table=MEETING_TRANSITIONS, **changes)
    _note(meeting, left, by=by, now=now)


def _change(meeting: Meeting, **changes: object) -> None:
    """Changes an open meeting or its minutes while its state stays. Raises StaleState where a rival was faster."""
    unchanged = Meeting.objects.filter(pk=meeting.pk, state=meeting.state, sequence=meeting.sequence)
    if not unchanged.update(**changes):
        raise StaleState(meeting, meeting.state)
    for name, value in changes.items():
        setattr(meeting, name, value)


def _note(meeting: Meeting, left: str, *, by: Person | None, now: datetime) -> None:
    MeetingEvent.objects.create(meeting=meeting, at=now, by=by, from_state=left, to_state=meeting.state)
