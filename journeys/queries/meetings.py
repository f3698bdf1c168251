"""Reads of meetings: what its pages show, and what it tells of a mentorship (see journeys/story.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person
from journeys.clocks import Clocks, both_clocks
from journeys.enums import CheckInState, MeetingState
from journeys.models import CheckIn, Meeting, ProposedTime
from journeys.story import Ahead, Happened
from matching.enums import OPEN_MENTORSHIP_STATES, MentorshipState
from matching.models import Mentorship
from notifications.prepared import prepared

OPEN = (MeetingState.PROPOSED, MeetingState.AGREED)
CLOSED = (MeetingState.HELD, MeetingState.MISSED, MeetingState.CANCELLED)
A_PAGE = 20
# What was in the way so long ago is not offered for the agenda any more.
RECENT = timedelta(days=60)


class Stand(StrEnum):
    """How a meeting stands for its reader at a moment."""

    ANSWER = "answer"  # the other one proposed times
    WAITING = "waiting"  # the reader did, and the other one has not answered
    LAPSED = "lapsed"  # every proposed time is past
    COMING = "coming"
    NOW = "now"
    ASK = "ask"  # it should have taken place; nobody has said so yet
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Offer:
    """A proposed time on both clocks, that the reader could agree to unless it `is_past`."""

    time: ProposedTime
    clocks: Clocks
    is_past: bool


@dataclass(frozen=True)
class Line:
    """A meeting as one of the two reads it. `clocks` is when it is or was, None without an agreed time; `offers` are the times
    proposed for it, or to move it; `mine` says that the reader proposed them."""

    meeting: Meeting
    stand: Stand
    clocks: Clocks | None
    offers: tuple[Offer, ...] = ()
    mine: bool = False

    @property
    def url(self) -> str:
        return reverse("journeys:meeting", args=[self.meeting.mentorship_id, self.meeting.pk])

    @property
    def living(self) -> tuple[Offer, ...]:
        return tuple(offer for offer in self.offers if not offer.is_past)

    @property
    def is_moving(self) -> bool:
        """Agreed, and other times are proposed for it."""
        return self.stand == Stand.COMING and bool(self.living)

    @property
    def waits(self) -> bool:
        """Whether the other one proposed times, to begin with or to move it, and waits for the reader's word."""
        return self.stand == Stand.ANSWER or (self.is_moving and not self.mine)

    @property
    def can_change(self) -> bool:
        """Whether it can still be moved, cancelled, or described otherwise."""
        return self.stand in {Stand.ANSWER, Stand.WAITING, Stand.LAPSED, Stand.COMING}

    @property
    def first_at(self) -> datetime | None:
        """When it begins, or could begin."""
        if self.meeting.starts_at is not None:
            return self.meeting.starts_at
        return self.living[0].time.starts_at if self.living else None


@dataclass(frozen=True)
class MeetingsPage:
    """The meetings of one pair: `waiting` for the reader's word or asking whether they took place, `coming`, and a page of
    what is over. `next` is the one that the agenda is for."""

    waiting: tuple[Line, ...]
    coming: tuple[Line, ...]
    past: tuple[Line, ...]
    page: Page[Any]
    next: Line | None
    singles: tuple[Line, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.waiting or self.coming or self.page.paginator.count)


@dataclass(frozen=True)
class Card:
    """What the overview of one mentorship shows of it (templates/journeys/overview/meetings.html): what waits for the reader,
    what comes, how many more that is, how often they met, and a check-in whose blocker could go on the agenda."""

    mentorship: Mentorship
    waiting: tuple[Line, ...]
    coming: tuple[Line, ...]
    more: int
    held: int
    blocker: CheckIn | None


CARD_LINES = 2


def held(mentorship: Mentorship) -> QuerySet[Meeting]:
    """The meetings of `mentorship` that took place, the first one first."""
    return Meeting.objects.filter(mentorship=mentorship, state=MeetingState.HELD).order_by("starts_at")


def other_of(mentorship: Mentorship, reader: Person) -> Person:
    is_mentee = mentorship.mentee.person_id == reader.pk
    return (mentorship.mentor if is_mentee else mentorship.mentee).person


def line_of(meeting: Meeting, *, reader: Person, other: Person, now: datetime) -> Line:
    """`meeting` with its times loaded, as `reader` stands to it at `now`; no query."""
    times = sorted(meeting.times.all(), key=lambda time: time.starts_at)
    length = timedelta(minutes=meeting.minutes)
    offers = tuple(
        Offer(
            time,
            both_clocks(
                time.starts_at, time.starts_at + length, mine=reader.zone, theirs=other.zone, now=now
            ),
            time.starts_at <= now,
        )
        for time in times
    )
    clocks = meeting.starts_at and both_clocks(
        meeting.starts_at, meeting.starts_at + length, mine=reader.zone, theirs=other.zone, now=now
    )
    mine = any(time.proposed_by_id == reader.pk for time in times)
    return Line(meeting, _stand(meeting, offers, now, mine=mine), clocks or None, offers, mine)


def _stand(meeting: Meeting, offers: Sequence[Offer], now: datetime, *, mine: bool) -> Stand:
    if meeting.state in CLOSED:
        return Stand(meeting.state)
    if meeting.state == MeetingState.PROPOSED:
        if all(offer.is_past for offer in offers):
            return Stand.LAPSED
        return Stand.WAITING if mine else Stand.ANSWER
    if meeting.starts_at is None or meeting.ends_at is None or now < meeting.starts_at:
        return Stand.COMING
    return Stand.NOW if now < meeting.ends_at else Stand.ASK


def open_lines(mentorship: Mentorship, *, reader: Person, now: datetime) -> list[Line]:
    """Every meeting that is proposed or agreed, the soonest first and those without a time last; two queries."""
    other = other_of(mentorship, reader)
    return _in_order(line_of(row, reader=reader, other=other, now=now) for row in _open([mentorship]))


@prepared
def _open(mentorships: Sequence[Mentorship]) -> QuerySet[Meeting]:
    return Meeting.objects.filter(mentorship__in=mentorships, state__in=OPEN).prefetch_related("times")


def _in_order(lines: Iterable[Line]) -> list[Line]:
    return sorted(
        lines,
        key=lambda line: (line.first_at is None, line.first_at or line.meeting.proposed_at, line.meeting.pk),
    )


def next_of(lines: Sequence[Line]) -> Line | None:
    """The meeting that comes next: the first agreed one that is not over, or else the first that is proposed."""
    agreed = [line for line in lines if line.stand in {Stand.COMING, Stand.NOW}]
    proposed = [line for line in lines if line.stand in {Stand.ANSWER, Stand.WAITING}]
    return next(iter([*agreed, *proposed]), None)


def meetings_page(mentorship: Mentorship, *, reader: Person, number: str, now: datetime) -> MeetingsPage:
    """The page of meetings; five queries, at any number of them."""
    lines = open_lines(mentorship, reader=reader, now=now)
    waiting = tuple(line for line in lines if line.waits or line.stand == Stand.ASK)
    over = (
        Meeting.objects.filter(mentorship=mentorship, state__in=CLOSED)
        .annotate(was_at=Coalesce("starts_at", "cancelled_at", "proposed_at"))
        .order_by("-was_at", "pk")
        .prefetch_related("times")
    )
    page = Paginator(over, A_PAGE).get_page(number)
    other = other_of(mentorship, reader)
    return MeetingsPage(
        waiting=waiting,
        coming=tuple(line for line in lines if line not in waiting),
        past=tuple(line_of(row, reader=reader, other=other, now=now) for row in page.object_list),
        page=page,
        next=next_of(lines),
        singles=tuple(line for line in lines if line.stand == Stand.ANSWER and len(line.offers) == 1),
    )


def card(mentorship: Mentorship, *, reader: Person, now: datetime) -> Card | None:
    """The card of the overview, or None where the mentorship is over; four queries."""
    if mentorship.state not in OPEN_MENTORSHIP_STATES:
        return None
    lines = open_lines(mentorship, reader=reader, now=now)
    waiting = [line for line in lines if line.waits or line.stand == Stand.ASK]
    coming = [line for line in lines if line not in waiting]
    return Card(
        mentorship=mentorship,
        waiting=tuple(waiting[:CARD_LINES]),
        coming=tuple(coming[:CARD_LINES]),
        more=len(waiting[CARD_LINES:]) + len(coming[CARD_LINES:]),
        held=held(mentorship).count(),
        blocker=unspoken(mentorship, reader=reader, now=now),
    )


def unspoken(mentorship: Mentorship, *, reader: Person, now: datetime) -> CheckIn | None:
    """The reader's last answer, where they wrote that something is in the way and have not put it on the agenda. One query."""
    last = next(iter(_last_answer(mentorship, reader, now - RECENT)), None)
    return last if last is not None and last.blocker and not hasattr(last, "agenda_item") else None


@prepared
def _last_answer(mentorship: Mentorship, person: Person, since: datetime) -> QuerySet[CheckIn]:
    answered = CheckIn.objects.filter(
        mentorship=mentorship, person=person, state=CheckInState.ANSWERED, answered_at__gte=since
    )
    return answered.select_related("agenda_item").order_by("-answered_at")[:1]


@prepared
def _over(mentorship: Mentorship) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(
        mentorship=mentorship,
        state__in=[MeetingState.HELD, MeetingState.CANCELLED],
        starts_at__isnull=False,
    )
    return rows.order_by("starts_at")


def happened(mentorship: Mentorship, *, reader: Person) -> list[Happened]:
    """What of it the story of `mentorship` tells `reader`: meetings that took place, and agreed ones that were called off.
    One query."""
    return [_told(row, other_of(mentorship, reader)) for row in _over(mentorship)]


def _told(meeting: Meeting, other: Person) -> Happened:
    url = reverse("journeys:meeting", args=[meeting.mentorship_id, meeting.pk])
    said = {"name": other.first_name, "topic": meeting.topic}
    if meeting.state == MeetingState.HELD:
        text = _("You and %(name)s met: %(topic)s") if meeting.topic else _("You and %(name)s met")
        return Happened(meeting.starts_at or meeting.proposed_at, "calendar-check", text % said, url)
    at = meeting.cancelled_at or meeting.proposed_at
    return Happened(at, "circle-x", _("A meeting with %(name)s was cancelled") % said, url)


def ahead(mentorships: Sequence[Mentorship], *, reader: Person, now: datetime) -> dict[UUID, list[Ahead]]:
    """What of it comes or waits for `reader` in each of `mentorships`, by its id; those without are left out. Two queries."""
    pairs = {mentorship.pk: mentorship for mentorship in mentorships}
    lines: dict[UUID, list[Line]] = defaultdict(list)
    for row in _open(list(mentorships)):
        other = other_of(pairs[row.mentorship_id], reader)
        lines[row.mentorship_id].append(line_of(row, reader=reader, other=other, now=now))
    found = {}
    for pk, mentorship in pairs.items():
        some = _in_order(lines[pk])
        other = other_of(mentorship, reader)
        coming = [entry for line in some for entry in _comes(line, other, reader)]
        if next_of(some) is None and mentorship.state == MentorshipState.ACTIVE:
            coming.append(_nothing_planned(mentorship, other))
        if coming:
            found[pk] = coming
    return found


def _comes(line: Line, other: Person, reader: Person) -> list[Ahead]:
    said, key = {"name": other.first_name}, line.meeting.pk
    found = []
    if line.stand in {Stand.COMING, Stand.NOW} and line.meeting.starts_at is not None:
        at = line.meeting.starts_at
        found.append(
            Ahead(
                key=f"meeting:{key}",
                icon="calendar",
                text=_("Meeting with %(name)s") % said,
                url=line.url,
                day=at.astimezone(ZoneInfo(reader.zone)).date(),
                at=at,
                line=line.meeting.topic or line.meeting.place,
                label=_("Open the meeting"),
                rank=20,
            )
        )
    if line.waits:
        title = (
            _("%(name)s would like to move a meeting")
            if line.is_moving
            else _("%(name)s proposes a time to meet")
        )
        found.append(
            Ahead(
                key=f"meeting_answer:{key}",
                icon="calendar-clock",
                text=title % said,
                url=line.url,
                line=line.living[0].clocks.mine,
                label=_("Choose a time"),
                waits=True,
                rank=10,
            )
        )
    if line.stand == Stand.ASK:
        found.append(
            Ahead(
                key=f"meeting_ask:{key}",
                icon="calendar-check",
                text=_("Did you and %(name)s meet?") % said,
                url=line.url,
                line=line.clocks.mine if line.clocks else "",
                label=_("Say whether you met"),
                waits=True,
                rank=10,
            )
        )
    return found


def _nothing_planned(mentorship: Mentorship, other: Person) -> Ahead:
    return Ahead(
        key=f"meeting_plan:{mentorship.pk}",
        icon="calendar-plus",
        text=_("Plan the next meeting with %(name)s") % {"name": other.first_name},
        url=reverse("journeys:plan_meeting", args=[mentorship.pk]),
        line=_("Propose two or three times; the hours you share are there to choose from."),
        label=_("Plan a meeting"),
        waits=True,
        rank=30,
    )
