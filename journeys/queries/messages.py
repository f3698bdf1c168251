"""Reads of messages: what its pages show, and what it tells of a mentorship (see journeys/story.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Person
from journeys.models import Message
from journeys.queries.check_ins import parted
from journeys.queries.mentorships import Contact, contact_of
from journeys.queries.room import Room
from journeys.story import Ahead, Happened
from matching.enums import OPEN_MENTORSHIP_STATES
from matching.models import Mentorship
from notifications.prepared import prepared

A_PAGE = 50
ON_THE_CARD = 2


class Closed(StrEnum):
    """Why nothing can be written in a thread."""

    OVER = "over"
    OFF = "off"
    APART = "apart"


@dataclass(frozen=True)
class Line:
    """A message as one of the two reads it."""

    message: Message
    is_mine: bool

    @property
    def is_taken_back(self) -> bool:
        return self.message.withdrawn_at is not None


@dataclass(frozen=True)
class Day:
    day: date
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Thread:
    """A page of the thread, its days oldest first; page 1 holds the latest. `contact` is how else to reach the other one,
    known where nothing can be written. Where the two are apart it is empty, whatever was written."""

    days: tuple[Day, ...]
    page: Page[Message]
    closed: Closed | None
    contact: Contact | None

    @property
    def is_empty(self) -> bool:
        return not self.page.paginator.count

    @property
    def is_latest(self) -> bool:
        return self.page.number == 1


def thread_page(room: Room, *, number: str | None) -> Thread:
    """The page `number` of the thread (page 1, the latest, where that is none), on the reader's days; five queries at most,
    at any number of messages."""
    mentorship, reader = room.mentorship, room.reader
    closed = closed_for(mentorship, reader, room.other)
    found = Message.objects.filter(mentorship=mentorship).order_by("-sent_at", "-pk")
    if closed == Closed.APART:
        found = found.none()
    page = Paginator(found, A_PAGE).get_page(number)
    lines = [Line(message, message.author_id == reader.pk) for message in reversed(list(page))]
    days = tuple(
        Day(day, tuple(some))
        for day, some in groupby(lines, lambda line: timezone.localtime(line.message.sent_at).date())
    )
    contact = contact_of(mentorship, reader, room.other) if closed == Closed.OFF else None
    return Thread(days, page, closed, contact)


def closed_for(mentorship: Mentorship, reader: Person, other: Person) -> Closed | None:
    """Why `reader` cannot write to `other`; None where they can. Where one blocked the other, or has left the site, it is the
    same, and comes first: then nothing is shown either. One query at most."""
    left = other.erased_at is not None or not other.user.is_active
    if left or parted([frozenset({reader.pk, other.pk})]):
        return Closed.APART
    if mentorship.state not in OPEN_MENTORSHIP_STATES:
        return Closed.OVER
    return None if mentorship.programme.messages else Closed.OFF


@dataclass(frozen=True)
class Card:
    """What the overview of one mentorship shows of it (templates/journeys/overview/messages.html): the latest messages, the
    oldest of them first."""

    mentorship: Mentorship
    lines: tuple[Line, ...]
    can_write: bool


def card(mentorship: Mentorship, *, reader: Person, now: datetime) -> Card | None:
    """The card of the overview, or None where it has nothing to say to `reader`; a fixed number of queries."""
    is_mentee = mentorship.mentee.person_id == reader.pk
    other = (mentorship.mentor if is_mentee else mentorship.mentee).person
    closed = closed_for(mentorship, reader, other)
    if closed == Closed.APART:
        return None
    lines = tuple(Line(one, one.author_id == reader.pk) for one in reversed(_latest(mentorship)))
    can_write = closed is None
    if not mentorship.programme.messages or not (lines or can_write):
        return None
    return Card(mentorship, lines, can_write)


@prepared
def _latest(mentorship: Mentorship) -> QuerySet[Message]:
    sent = Message.objects.filter(mentorship=mentorship, withdrawn_at__isnull=True)
    return sent.order_by("-sent_at")[:ON_THE_CARD]


def happened(mentorship: Mentorship, *, reader: Person) -> list[Happened]:
    """Nothing: what the two write to each other is not the story of their mentorship."""
    return []


def ahead(mentorships: Sequence[Mentorship], *, reader: Person, now: datetime) -> dict[UUID, list[Ahead]]:
    """Nothing: nobody is told to answer, and the site does not know what was read."""
    return {}
