"""Meetings: times are proposed, one is agreed, it is moved, cancelled, and said to have taken place; and who is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import AuditEvent, Block, Person
from accounts.transitions import StaleState
from journeys.enums import MeetingState
from journeys.models import Meeting, MeetingEvent, ProposedTime
from journeys.operations import meetings as operations
from journeys.operations.meeting_letters import (
    AGREED_MAIL,
    CANCELLED_MAIL,
    DECLINED_MAIL,
    HAPPENED_MAIL,
    MOVED_MAIL,
    PROPOSED_MAIL,
    SERIES_MAIL,
    SOON_MAIL,
    reminder_at,
    ring_due,
)
from journeys.operations.meetings import HasBegun, NotYet, TimeGone
from matching.enums import EndReason
from matching.models import Mentorship
from matching.operations.mentorships import end_mentorship
from notifications.hours import Hours
from notifications.invitations import uid_of
from notifications.kinds import Letter, registry
from notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db

A_DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def pair(now: datetime) -> Mentorship:
    mentor = make.MentorFactory(person__name="Bob Brown", person__zone="Africa/Lagos", active_mentorships=1)
    pair: Mentorship = make.MentorshipFactory(
        mentor=mentor,
        mentee__programme=mentor.programme,
        mentee__person__name="Alice Adeyemi",
        mentee__active_mentorships=1,
        started_at=now - 40 * A_DAY,
    )
    return pair


@pytest.fixture
def alice(pair: Mentorship) -> Person:
    return pair.mentee.person


@pytest.fixture
def bob(pair: Mentorship) -> Person:
    return pair.mentor.person


def proposed(pair: Mentorship, by: Person, now: datetime, *days: int, **more: Any) -> Meeting:
    times = [now + day * A_DAY for day in days or (3, 4)]
    return operations.propose_meeting(pair, times=times, minutes=60, by=by, now=now, **more)


def agreed(pair: Mentorship, now: datetime, days: int = 3) -> Meeting:
    meeting = proposed(pair, pair.mentee.person, now, days)
    operations.accept_time(meeting, time=meeting.times.get().pk, by=pair.mentor.person, now=now)
    meeting.refresh_from_db()
    return meeting


def told(*kinds: str) -> list[tuple[str, str]]:
    """Who was told what, in the order in which it was queued."""
    rows = Notification.objects.order_by("created_at", "kind", "recipient__person__name")
    found = rows.values_list("kind", "recipient__person__name")
    return [(kind, name.split()[0]) for kind, name in found if not kinds or kind in kinds]


def letters(kind: str, reader: Person) -> list[Letter]:
    """Those of its letters to `reader` that would still go out, the last one last."""
    rows = Notification.objects.filter(kind=kind, recipient=reader.user).order_by("created_at", "dedupe_key")
    return [letter for row in rows if (letter := registry[kind].load(row)) is not None]


def event_of(letter: Letter) -> Any:
    assert letter.calendar is not None
    return icalendar.Calendar.from_ical(letter.calendar.text).walk("VEVENT")[0]


def history(meeting: Meeting) -> list[tuple[str, str]]:
    return list(MeetingEvent.objects.filter(meeting=meeting).values_list("from_state", "to_state"))


# --- to agree


def test_times_are_proposed_to_the_other_one(pair: Mentorship, alice: Person, now: datetime) -> None:
    meeting = proposed(pair, alice, now, topic="Saying no")
    assert (meeting.state, meeting.starts_at, meeting.times.count()) == ("proposed", None, 2)
    assert told() == [(PROPOSED_MAIL, "Bob")]
    [letter] = letters(PROPOSED_MAIL, pair.mentor.person)
    assert letter.calendar is None
    assert letter.context["topic"] == "Saying no"
    shown: Any = letter.context["times"]
    mine = (now + 3 * A_DAY).astimezone(timezone.get_fixed_timezone(60)).strftime("%H:%M")
    assert mine in shown[0].mine  # Lagos is an hour ahead of UTC all year
    assert history(meeting) == [("", "proposed")]
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["meeting.propose"]


@pytest.mark.parametrize("days", [[], [1, 2, 3, 4, 5, 6]])
def test_one_to_five_times_are_proposed(
    pair: Mentorship, alice: Person, now: datetime, days: list[int]
) -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        operations.propose_meeting(pair, times=[now + d * A_DAY for d in days], minutes=60, by=alice, now=now)
    assert not Meeting.objects.exists()


def test_a_time_that_is_past_is_none(pair: Mentorship, alice: Person, now: datetime) -> None:
    with pytest.raises(TimeGone):
        operations.propose_meeting(pair, times=[now, now + A_DAY], minutes=60, by=alice, now=now)


def test_of_the_times_one_is_agreed_and_both_get_it_for_their_calendars(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = proposed(pair, alice, now, place="https://meet.example.org/x")
    chosen = meeting.times.last()
    assert chosen is not None
    operations.accept_time(meeting, time=chosen.pk, by=bob, now=now)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts_at, meeting.agreed_by) == ("agreed", chosen.starts_at, bob)
    assert not ProposedTime.objects.exists()
    assert told(AGREED_MAIL) == [(AGREED_MAIL, "Alice"), (AGREED_MAIL, "Bob")]
    assert letters(PROPOSED_MAIL, bob) == []  # it has done its work
    for reader, other in ((alice, "Bob"), (bob, "Alice")):
        [letter] = letters(AGREED_MAIL, reader)
        event = event_of(letter)
        assert (str(event["uid"]), event["sequence"]) == (uid_of(meeting.pk), 0)
        assert str(event["summary"]) == f"Meeting with {other}"
        assert event.decoded("dtstart") == chosen.starts_at
        assert event["dtstart"].params["TZID"] == reader.zone
        assert str(event["location"]) == "https://meet.example.org/x"
        assert letter.calendar is not None
        assert letter.calendar.method == "REQUEST"
    assert history(meeting) == [("", "proposed"), ("proposed", "agreed")]


def test_calendars_hold_nothing_of_what_is_talked_about(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = proposed(pair, alice, now, topic="My line manager")
    operations.accept_time(meeting, time=meeting.times.all()[0].pk, by=bob, now=now)
    [letter] = letters(AGREED_MAIL, bob)
    assert letter.calendar is not None
    assert b"line manager" not in letter.calendar.text


def test_nobody_agrees_with_themself(pair: Mentorship, alice: Person, now: datetime) -> None:
    meeting = proposed(pair, alice, now)
    with pytest.raises(ValueError, match="themself"):
        operations.accept_time(meeting, time=meeting.times.all()[0].pk, by=alice, now=now)


def test_of_two_answers_the_second_finds_what_the_first_did(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = proposed(pair, alice, now)
    first, second = meeting.times.all()
    stale = Meeting.objects.get(pk=meeting.pk)
    operations.accept_time(meeting, time=first.pk, by=bob, now=now)
    with pytest.raises(TimeGone):
        operations.accept_time(stale, time=second.pk, by=bob, now=now)
    operations.cancel_meeting(stale, by=alice, now=now)
    with pytest.raises(StaleState) as fault:
        operations.accept_time(stale, time=first.pk, by=bob, now=now)
    assert fault.value.found == "cancelled"


def test_other_times_take_the_place_of_those_proposed(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = proposed(pair, alice, now)
    old = meeting.times.all()[0].pk
    later = now + HOUR
    operations.propose_times(meeting, times=[now + 9 * A_DAY], by=bob, now=later)
    assert [time.proposed_by for time in ProposedTime.objects.all()] == [bob]
    with pytest.raises(TimeGone):
        operations.accept_time(meeting, time=old, by=bob, now=later)
    assert told() == [(PROPOSED_MAIL, "Bob"), (PROPOSED_MAIL, "Alice")]
    assert (len(letters(PROPOSED_MAIL, bob)), len(letters(PROPOSED_MAIL, alice))) == (0, 1)


def test_a_letter_about_an_older_round_is_not_sent_beside_the_new_one(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = proposed(pair, alice, now)
    operations.propose_times(meeting, times=[now + 9 * A_DAY], by=alice, now=now + HOUR)
    assert len(told(PROPOSED_MAIL)) == 2
    assert len(letters(PROPOSED_MAIL, bob)) == 1


# --- to move


def test_a_move_leaves_the_agreed_time_until_another_is_agreed(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = agreed(pair, now)
    operations.propose_times(meeting, times=[now + 5 * A_DAY], by=alice, now=now)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts_at, meeting.sequence) == ("agreed", now + 3 * A_DAY, 0)
    [letter] = letters(PROPOSED_MAIL, bob)
    assert letter.context["is_move"]
    operations.accept_time(meeting, time=meeting.times.get().pk, by=bob, now=now + HOUR)
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.sequence) == (now + 5 * A_DAY, 1)
    assert letters(AGREED_MAIL, alice) == []  # what it said holds no more, and would come too late
    for reader in (alice, bob):
        event = event_of(letters(MOVED_MAIL, reader)[0])
        assert (str(event["uid"]), event["sequence"]) == (uid_of(meeting.pk), 1)
    assert history(meeting)[-1] == ("agreed", "agreed")


def test_the_agreed_time_can_be_kept(pair: Mentorship, alice: Person, bob: Person, now: datetime) -> None:
    meeting = agreed(pair, now)
    operations.propose_times(meeting, times=[now + 5 * A_DAY], by=alice, now=now)
    operations.keep_time(meeting, by=bob, now=now)
    assert not ProposedTime.objects.exists()
    with pytest.raises(TimeGone):
        operations.keep_time(meeting, by=bob, now=now)


def test_what_has_begun_is_neither_moved_nor_cancelled(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = agreed(pair, now)
    operations.propose_times(meeting, times=[now + 5 * A_DAY], by=alice, now=now)
    begun = now + 3 * A_DAY
    for press in (
        lambda: operations.propose_times(meeting, times=[now + 6 * A_DAY], by=alice, now=begun),
        lambda: operations.accept_time(meeting, time=meeting.times.get().pk, by=bob, now=begun),
        lambda: operations.cancel_meeting(meeting, by=alice, now=begun),
        lambda: operations.change_details(meeting, topic="x", place="", minutes=60, by=alice, now=begun),
    ):
        with pytest.raises(HasBegun):
            press()


def test_a_new_place_goes_into_calendars_and_a_new_topic_does_not(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = agreed(pair, now)
    operations.change_details(meeting, topic="Another", place="", minutes=60, by=alice, now=now)
    assert told(MOVED_MAIL) == []
    operations.change_details(meeting, topic="Another", place="Room 4", minutes=60, by=alice, now=now)
    assert told(MOVED_MAIL) == [(MOVED_MAIL, "Alice"), (MOVED_MAIL, "Bob")]
    event = event_of(letters(MOVED_MAIL, bob)[0])
    assert (event["sequence"], str(event["location"])) == (1, "Room 4")


# --- to cancel


def test_a_cancelled_meeting_leaves_both_calendars(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = agreed(pair, now)
    operations.cancel_meeting(meeting, note="A cold.", by=bob, now=now)
    assert told(CANCELLED_MAIL) == [(CANCELLED_MAIL, "Alice"), (CANCELLED_MAIL, "Bob")]
    [letter] = letters(CANCELLED_MAIL, alice)
    event = event_of(letter)
    assert (str(event["uid"]), event["sequence"], event["status"]) == (uid_of(meeting.pk), 1, "CANCELLED")
    assert (letter.context["note"], letter.context["by_other"]) == ("A cold.", True)
    assert letter.calendar is not None
    assert letter.calendar.method == "CANCEL"
    assert letters(AGREED_MAIL, alice) == []


def test_what_was_only_proposed_is_declined(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = proposed(pair, alice, now)
    operations.cancel_meeting(meeting, note="Away.", by=bob, now=now)
    assert told(DECLINED_MAIL, CANCELLED_MAIL) == [(DECLINED_MAIL, "Alice")]
    assert letters(DECLINED_MAIL, alice)[0].calendar is None
    assert not ProposedTime.objects.exists()


def test_no_letter_joins_two_of_whom_one_blocked_the_other(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    agreed(pair, now)
    Block.objects.create(blocker=alice, blocked=bob, created_at=now)
    assert letters(AGREED_MAIL, bob) == []


def test_the_meetings_to_come_of_what_is_over_leave_calendars(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    coming, open_one = agreed(pair, now), proposed(pair, alice, now)
    begun = make.MeetingFactory(mentorship=pair, starts_at=now - HOUR, proposed_at=now, agreed_at=now)
    end_mentorship(pair, reason=EndReason.FINISHED, by=alice, now=now)
    states = dict(Meeting.objects.values_list("pk", "state"))
    assert states == {coming.pk: "cancelled", open_one.pk: "cancelled", begun.pk: "agreed"}
    assert event_of(letters(CANCELLED_MAIL, bob)[0])["status"] == "CANCELLED"
    assert operations.call_off_all(pair, now=now) == 0


def test_what_is_over_takes_no_meetings(pair: Mentorship, alice: Person, now: datetime) -> None:
    end_mentorship(pair, reason=EndReason.FINISHED, by=alice, now=now)
    with pytest.raises(StaleState):
        proposed(pair, alice, now)
    with pytest.raises(StaleState):
        operations.note_meeting(pair, starts_at=now, minutes=60, by=alice, now=now)


# --- whether it took place


def test_whoever_says_first_whether_they_met_says_it_for_both(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = agreed(pair, now)
    with pytest.raises(NotYet):
        operations.say_held(meeting, held=True, by=alice, now=now)
    after = now + 3 * A_DAY + 2 * HOUR
    operations.say_held(meeting, held=True, minutes=45, by=bob, now=after)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.minutes, meeting.said_by) == ("held", 45, bob)
    operations.say_held(meeting, held=True, by=alice, now=after)
    meeting.refresh_from_db()
    assert meeting.said_by == bob
    operations.say_held(meeting, held=False, by=alice, now=after)  # said by mistake
    meeting.refresh_from_db()
    assert (meeting.state, meeting.said_by) == ("missed", alice)


def test_a_meeting_that_nobody_planned_is_noted(pair: Mentorship, alice: Person, now: datetime) -> None:
    meeting = operations.note_meeting(pair, starts_at=now - A_DAY, minutes=30, by=alice, now=now)
    assert (meeting.state, meeting.said_by) == ("held", alice)
    assert told() == []
    with pytest.raises(NotYet):
        operations.note_meeting(pair, starts_at=now + A_DAY, minutes=30, by=alice, now=now)


# --- a row of dates


def test_a_row_of_dates_is_agreed_in_one_press(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    starts = [now + week * 7 * A_DAY for week in (1, 2, 3)]
    row = operations.propose_series(pair, starts=starts, minutes=60, by=alice, now=now)
    assert told() == [(PROPOSED_MAIL, "Bob")]
    assert letters(PROPOSED_MAIL, bob)[0].context["more"] == 2
    assert operations.accept_all(pair, meetings=[m.pk for m in row], by=alice, now=now) == 0
    assert operations.accept_all(pair, meetings=[m.pk for m in row], by=bob, now=now) == 3
    assert told(SERIES_MAIL, AGREED_MAIL) == [(SERIES_MAIL, "Alice"), (SERIES_MAIL, "Bob")]
    [letter] = letters(SERIES_MAIL, alice)
    assert letter.calendar is not None
    events = icalendar.Calendar.from_ical(letter.calendar.text).walk("VEVENT")
    assert {str(event["uid"]) for event in events} == {uid_of(meeting.pk) for meeting in row}
    assert operations.accept_all(pair, meetings=[m.pk for m in row], by=bob, now=now) == 0


# --- reminders


def ring(moment: datetime) -> list[tuple[str, str]]:
    before = set(Notification.objects.values_list("pk", flat=True))
    ring_due(now=moment)
    rows = Notification.objects.exclude(pk__in=before).order_by("kind", "recipient__person__name")
    return [(kind, name.split()[0]) for kind, name in rows.values_list("kind", "recipient__person__name")]


def test_both_are_reminded_once_and_asked_once(
    pair: Mentorship, alice: Person, bob: Person, now: datetime
) -> None:
    meeting = agreed(pair, now, days=9)
    start = now + 9 * A_DAY
    assert ring(now) == []
    assert meeting.alarm_at is not None
    assert start - 3 * A_DAY <= meeting.alarm_at < start
    assert ring(meeting.alarm_at) == [(SOON_MAIL, "Alice"), (SOON_MAIL, "Bob")]
    assert ring(meeting.alarm_at) == []
    assert ring(start + HOUR) == []
    assert ring(start + 2 * HOUR) == [(HAPPENED_MAIL, "Alice"), (HAPPENED_MAIL, "Bob")]
    assert ring(start + 3 * HOUR) == []


def test_nobody_is_asked_what_was_said_already(pair: Mentorship, alice: Person, now: datetime) -> None:
    meeting = agreed(pair, now)
    after = now + 3 * A_DAY + 2 * HOUR
    operations.say_held(meeting, held=True, by=alice, now=after)
    assert ring(after) == []


def test_where_nothing_ran_in_time_nobody_is_reminded_of_what_is_past(
    pair: Mentorship, now: datetime
) -> None:
    agreed(pair, now)
    assert ring(now + 3 * A_DAY + HOUR / 2) == []
    assert ring(now + 3 * A_DAY + 2 * HOUR) == [(HAPPENED_MAIL, "Alice"), (HAPPENED_MAIL, "Bob")]


def test_what_is_agreed_for_the_next_hours_needs_no_reminder(
    pair: Mentorship, bob: Person, now: datetime
) -> None:
    meeting = operations.propose_meeting(pair, times=[now + 5 * HOUR], minutes=60, by=bob, now=now)
    operations.accept_time(meeting, time=meeting.times.get().pk, by=pair.mentee.person, now=now)
    assert ring(now + 4 * HOUR) == []


@pytest.mark.parametrize(
    ("days_off", "day"), [(frozenset(), 11), (frozenset({0}), 10), (frozenset({0, 6, 5}), None)]
)
def test_a_reminder_comes_on_a_day_on_which_one_may_be_written_to(
    days_off: frozenset[int], day: int | None
) -> None:
    # A Tuesday at 17:00 in Lagos; the day before is Monday 11 January 2027.
    start = datetime(2027, 1, 12, 16, tzinfo=timezone.get_fixed_timezone(0))
    found = reminder_at(Hours("Africa/Lagos", mail_hour=9, days_off=days_off), start)
    assert (found and (found.day, found.hour)) == (day and (day, 8))


def test_the_database_insists(pair: Mentorship) -> None:
    with pytest.raises(IntegrityError):
        make.MeetingFactory(mentorship=pair, state=MeetingState.HELD, starts_at=None)
