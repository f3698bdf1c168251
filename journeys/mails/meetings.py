"""The letters about meetings: times to choose from, what was agreed, moved or cancelled, a reminder, and whether it took
place. Those about an agreed time carry it for the reader's calendar, as it is when the letter goes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import Person
from journeys.appointments import appointment_of
from journeys.clocks import Clocks, both_clocks
from journeys.enums import MeetingState
from journeys.models import Meeting
from journeys.operations.meeting_letters import (
    AGREED_MAIL,
    CANCELLED_MAIL,
    DECLINED_MAIL,
    HAPPENED_MAIL,
    MOVED_MAIL,
    PROPOSED_MAIL,
    SERIES_MAIL,
    SOON_MAIL,
    key_of,
    round_of,
)
from journeys.queries.agenda_items import agenda_for, open_of
from journeys.queries.check_ins import parted
from matching.enums import OPEN_MENTORSHIP_STATES
from notifications.enums import Topic
from notifications.invitations import Calendar, Method, calendar_text
from notifications.kinds import ALWAYS, KEPT, NO_DIGEST, Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification

TOPICS = 5
Context = dict[str, object]


def _page(name: str, *ids: UUID) -> str:
    return settings.SITE_URL + reverse(f"journeys:{name}", args=ids)


def _clocks(meeting: Meeting, starts_at: datetime, reader: Person, other: Person) -> Clocks:
    """When it is, in the reader's language."""
    with override(reader.locale):
        return both_clocks(
            starts_at,
            starts_at + timedelta(minutes=meeting.minutes),
            mine=reader.zone,
            theirs=other.zone,
            now=timezone.now(),
        )


def _facts(meeting: Meeting, other: Person) -> Context:
    """`other_first`, `programme`, `topic` and `place` (both perhaps empty), `minutes`, and where the letter leads."""
    return {
        "other_first": quotable(other.first_name),
        "programme": meeting.mentorship.programme.name,
        "topic": quotable(meeting.topic),
        "place": quotable(meeting.place),
        "minutes": meeting.minutes,
        "action_url": _page("meeting", meeting.mentorship_id, meeting.pk),
        "action_label": _("Open the meeting"),
    }


def _calendar(meetings: Sequence[Meeting], reader: Person, other: Person, method: Method) -> Calendar:
    with override(reader.locale):
        dates = [
            appointment_of(meeting, reader=reader, other=other, stamp=timezone.now()) for meeting in meetings
        ]
    return Calendar(calendar_text(dates, method=method), method)


Written = tuple[Context, Calendar | None]
Writing = Callable[[Notification, Meeting, Person, Person], Written | None]


def _loader(write: Writing, *, after_the_end: bool = False) -> Callable[[Notification], Letter | None]:
    def load(notification: Notification) -> Letter | None:
        """To one of the two, while `write` has something to say and neither blocked the other."""
        meeting = (
            Meeting.objects.select_related(
                "mentorship__programme",
                "mentorship__mentee__person__user",
                "mentorship__mentor__person__user",
                "cancelled_by",
            )
            .prefetch_related("times")
            .filter(pk=notification.subject_id)
            .first()
        )
        if meeting is None or not (after_the_end or meeting.mentorship.state in OPEN_MENTORSHIP_STATES):
            return None
        people = [meeting.mentorship.mentee.person, meeting.mentorship.mentor.person]
        reader = next((one for one in people if one.user_id == notification.recipient_id), None)
        if reader is None or not reader.user.is_active or reader.erased_at is not None:
            return None
        other = people[1] if reader.pk == people[0].pk else people[0]
        written = write(notification, meeting, reader, other)
        if written is None or parted([frozenset({reader.pk, other.pk})]):
            return None
        context, calendar = written
        return Letter(
            reader.user.email, reader.first_name, reader.zone, reader.locale, context, calendar=calendar
        )

    return load


def _proposed(notification: Notification, meeting: Meeting, reader: Person, other: Person) -> Written | None:
    """While these times are the last that were proposed, and one of them can still be chosen. `times` are both clocks of each,
    `more` says how many dates come behind them in a row, `is_move` that an agreed time holds until then (`holds`)."""
    now = timezone.now()
    times = sorted(
        (time for time in meeting.times.all() if time.proposed_by_id == other.pk), key=lambda t: t.starts_at
    )
    coming = [time for time in times if time.starts_at > now]
    if not coming or meeting.state not in {MeetingState.PROPOSED, MeetingState.AGREED}:
        return None
    if notification.dedupe_key != key_of(PROPOSED_MAIL, meeting, reader, round_of(coming[0].proposed_at)):
        return None
    is_move = meeting.starts_at is not None
    if is_move and meeting.starts_at is not None and meeting.starts_at <= now:
        return None
    row = Meeting.objects.filter(
        mentorship=meeting.mentorship_id,
        state=MeetingState.PROPOSED,
        proposed_at=meeting.proposed_at,
        proposed_by=meeting.proposed_by_id,
    ).exclude(pk=meeting.pk)
    more = 0 if is_move else row.count()
    context = {
        **_facts(meeting, other),
        "times": [_clocks(meeting, time.starts_at, reader, other) for time in coming],
        "more": more,
        "is_move": is_move,
        "holds": _clocks(meeting, meeting.starts_at, reader, other).mine if meeting.starts_at else "",
        "action_label": _("Choose a time"),
    }
    if more:
        context["action_url"] = _page("meetings", meeting.mentorship_id)
        context["action_label"] = _("See the dates")
    return context, None


def _is_news(notification: Notification, meeting: Meeting, reader: Person) -> bool:
    """Whether the meeting is as it was when the letter was queued, and still to come: what calendars were told to enter since
    has a letter of its own."""
    key = key_of(notification.kind, meeting, reader, str(meeting.sequence))
    coming = meeting.starts_at is not None and meeting.starts_at > timezone.now()
    return meeting.state == MeetingState.AGREED and coming and notification.dedupe_key == key


def _agreed(notification: Notification, meeting: Meeting, reader: Person, other: Person) -> Written | None:
    """While the meeting is agreed for that time; `clocks` is when."""
    if meeting.starts_at is None or not _is_news(notification, meeting, reader):
        return None
    context = {**_facts(meeting, other), "clocks": _clocks(meeting, meeting.starts_at, reader, other)}
    return context, _calendar([meeting], reader, other, "REQUEST")


def _series(notification: Notification, meeting: Meeting, reader: Person, other: Person) -> Written | None:
    """A row of dates that were agreed in one press, those of them that still hold; `times` are when. As one letter can ask
    calendars for one date alone, all of them come as a calendar to enter."""
    row = Meeting.objects.filter(
        mentorship=meeting.mentorship_id,
        state=MeetingState.AGREED,
        agreed_at=meeting.agreed_at,
        starts_at__gt=timezone.now(),
        sequence=0,
    ).order_by("starts_at")
    dates = [(one, one.starts_at) for one in row if one.starts_at is not None]
    if not dates:
        return None
    context = {
        **_facts(meeting, other),
        "times": [_clocks(one, starts_at, reader, other) for one, starts_at in dates],
        "action_url": _page("meetings", meeting.mentorship_id),
        "action_label": _("See the dates"),
    }
    return context, _calendar([one for one, _at in dates], reader, other, "PUBLISH")


def _cancelled(notification: Notification, meeting: Meeting, reader: Person, other: Person) -> Written | None:
    """Of a meeting that was agreed; `by_reader` and `by_other` say who called it off, neither that the mentorship is over."""
    key = key_of(CANCELLED_MAIL, meeting, reader, str(meeting.sequence))
    if meeting.starts_at is None or meeting.state != MeetingState.CANCELLED or notification.dedupe_key != key:
        return None
    context = {
        **_called_off(meeting, reader, other),
        "clocks": _clocks(meeting, meeting.starts_at, reader, other),
    }
    return context, _calendar([meeting], reader, other, "CANCEL")


def _declined(notification: Notification, meeting: Meeting, reader: Person, other: Person) -> Written | None:
    """Of a meeting that had no time yet."""
    if meeting.state != MeetingState.CANCELLED:
        return None
    return _called_off(meeting, reader, other), None


def _called_off(meeting: Meeting, reader: Person, other: Person) -> Context:
    goes_on = meeting.mentorship.state in OPEN_MENTORSHIP_STATES
    context = {
        **_facts(meeting, other),
        "note": quotable(meeting.cancel_note),
        "by_reader": meeting.cancelled_by_id == reader.pk,
        "by_other": meeting.cancelled_by_id == other.pk,
    }
    if goes_on:
        context["action_url"] = _page("plan_meeting", meeting.mentorship_id)
        context["action_label"] = _("Plan another time")
    return context


def _soon(notification: Notification, meeting: Meeting, reader: Person, other: Person) -> Written | None:
    """Before a meeting that is still agreed as it was; `topics` are what is to be talked about."""
    now = timezone.now()
    if meeting.starts_at is None or not _is_news(notification, meeting, reader):
        return None
    topics = open_of(agenda_for(meeting.mentorship, meeting, is_next=True, now=now))
    context = {
        **_facts(meeting, other),
        "clocks": _clocks(meeting, meeting.starts_at, reader, other),
        "topics": [quotable(topic.item.text, 120) for topic in topics[:TOPICS]],
    }
    return context, None


def _happened(_notification: Notification, meeting: Meeting, reader: Person, other: Person) -> Written | None:
    """While nobody has said whether it took place."""
    if meeting.starts_at is None or meeting.state != MeetingState.AGREED:
        return None
    if meeting.ends_at is None or meeting.ends_at > timezone.now():  # moved since
        return None
    context = {
        **_facts(meeting, other),
        "clocks": _clocks(meeting, meeting.starts_at, reader, other),
        "action_url": _page("meeting_happened", meeting.mentorship_id, meeting.pk),
        "action_label": _("Say whether you met"),
    }
    return context, None


for kind in (
    Kind(
        name=PROPOSED_MAIL,
        label=_("Times for a meeting"),
        about=_("The other one of your pair proposes when to meet, or would like to move a meeting."),
        why=_("You get this because times wait for your answer. One letter comes for each round of them."),
        load=_loader(_proposed),
        topic=Topic.MENTORSHIPS,
        deliveries=KEPT,
    ),
    Kind(
        name=AGREED_MAIL,
        label=_("A meeting is agreed"),
        about=_("When and where, with an entry for your calendar."),
        why=_("You get this so that the meeting is in your calendar."),
        load=_loader(_agreed),
        topic=Topic.MENTORSHIPS,
        deliveries=ALWAYS,
        urgent=True,
    ),
    Kind(
        name=SERIES_MAIL,
        label=_("A row of meetings is agreed"),
        about=_("When they are, with entries for your calendar."),
        why=_("You get this so that the meetings are in your calendar."),
        load=_loader(_series),
        topic=Topic.MENTORSHIPS,
        deliveries=ALWAYS,
        urgent=True,
    ),
    Kind(
        name=MOVED_MAIL,
        label=_("A meeting has changed"),
        about=_("Another time, place or length was agreed, with the new entry for your calendar."),
        why=_("You get this so that your calendar shows what is agreed now."),
        load=_loader(_agreed),
        topic=Topic.MENTORSHIPS,
        deliveries=ALWAYS,
        urgent=True,
    ),
    Kind(
        name=CANCELLED_MAIL,
        label=_("A meeting is cancelled"),
        about=_("So that nobody waits; it leaves your calendar."),
        why=_("You get this so that you do not wait, and your calendar is right."),
        load=_loader(_cancelled, after_the_end=True),
        topic=Topic.MENTORSHIPS,
        deliveries=ALWAYS,
        urgent=True,
    ),
    Kind(
        name=DECLINED_MAIL,
        label=_("A proposed meeting is called off"),
        about=_("None of the times suits, or the other one took them back."),
        why=_("You get this because times for a meeting were proposed, and none was agreed."),
        load=_loader(_declined),
        topic=Topic.MENTORSHIPS,
        deliveries=KEPT,
    ),
    Kind(
        name=SOON_MAIL,
        label=_("A meeting comes soon"),
        about=_("Sent the day before, at your hour for reminders, with what you want to talk about."),
        why=_("You get this once before each meeting."),
        load=_loader(_soon),
        topic=Topic.MENTORSHIPS,
        deliveries=NO_DIGEST,
    ),
    Kind(
        name=HAPPENED_MAIL,
        label=_("Did a meeting take place?"),
        about=_("One question after a meeting, unless one of you has said it already."),
        why=_("You get this once after each meeting."),
        load=_loader(_happened),
        topic=Topic.MENTORSHIPS,
        deliveries=NO_DIGEST,
    ),
):
    registry.register(kind)
