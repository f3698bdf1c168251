"""Reads of thanks: what its pages show, and what it tells of a mentorship (see journeys/story.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.blocks import apart_from
from accounts.models import Person
from journeys.enums import GoalState, MeetingState
from journeys.models import Meeting, PairGoal, Thanks
from journeys.queries.check_ins import parted
from journeys.story import Ahead, Happened
from matching.enums import OPEN_MENTORSHIP_STATES, MentorshipState
from matching.models import Mentorship
from matching.praise import Praise
from notifications.prepared import prepared
from programmes.models import Enrolment, Programme

SHOWN_OF_A_MENTOR = 3
QUOTED = 3


@dataclass(frozen=True)
class Note:
    """One note as one of the pair reads it: `mine` where they wrote it; `i_share` and `they_share` whether the reader and the
    other one let others read it."""

    note: Thanks
    mine: bool
    i_share: bool
    they_share: bool

    @property
    def is_shared(self) -> bool:
        return self.i_share and self.they_share

    @property
    def other(self) -> Person:
        return self.note.recipient if self.mine else self.note.author


@dataclass(frozen=True)
class ThanksPage:
    """The notes of one mentorship, the newest first. `may_write` is False where nothing goes from one to the other."""

    notes: tuple[Note, ...]
    may_write: bool


@dataclass(frozen=True)
class Card:
    """What the overview of one mentorship shows of it (templates/journeys/overview/thanks.html); `thanked` says that the reader
    has written a note."""

    mentorship: Mentorship
    other: Person
    last: Note | None
    count: int
    thanked: bool
    is_over: bool


def notes_of(mentorship: Mentorship) -> QuerySet[Thanks]:
    return (
        Thanks.objects.filter(mentorship=mentorship)
        .select_related("author", "recipient", "goal", "meeting", "mentorship__programme")
        .order_by("-given_at", "pk")
    )


def thanks_page(mentorship: Mentorship, reader: Person) -> ThanksPage:
    """Two queries at any number of notes."""
    other = _other(mentorship, reader)
    apart = bool(parted([frozenset({reader.pk, other.pk})]))
    return ThanksPage(
        tuple(as_read(note, reader) for note in notes_of(mentorship)),
        may_write=not apart and other.erased_at is None and other.user.is_active,
    )


def as_read(note: Thanks, reader: Person) -> Note:
    mine = note.author_id == reader.pk
    author, recipient = note.author_shares_at is not None, note.recipient_shares_at is not None
    return Note(note, mine, i_share=author if mine else recipient, they_share=recipient if mine else author)


def received_by(person: Person) -> list[Note]:
    """Every note that `person` was given, in any mentorship, the newest first; one query."""
    rows = (
        Thanks.objects.filter(recipient=person)
        .select_related("author", "recipient", "goal", "meeting", "mentorship__programme")
        .order_by("-given_at", "pk")
    )
    return [as_read(note, person) for note in rows]


def goals_to_thank_for(mentorship: Mentorship) -> QuerySet[PairGoal]:
    """The goals that both know and that were not dropped."""
    return (
        PairGoal.objects.filter(mentorship=mentorship, private=False)
        .exclude(state=GoalState.DROPPED)
        .order_by("created_at", "pk")
    )


def meetings_to_thank_for(mentorship: Mentorship) -> QuerySet[Meeting]:
    return Meeting.objects.filter(mentorship=mentorship, state=MeetingState.HELD).order_by("-starts_at")


def card(mentorship: Mentorship, *, reader: Person, now: datetime) -> Card | None:
    """The card of the overview, or None where it has nothing to say to `reader`: nobody thanked yet, and it goes on. Two
    queries at most."""
    is_over = mentorship.state not in OPEN_MENTORSHIP_STATES
    authors = [author for _given_at, author in _moments(mentorship)]
    count = len(authors)
    last = next(iter(_last_to(mentorship, reader)), None) if count else None
    if not count and mentorship.state != MentorshipState.COMPLETED:
        return None
    return Card(
        mentorship=mentorship,
        other=_other(mentorship, reader),
        last=as_read(last, reader) if last else None,
        count=count,
        thanked=reader.pk in authors,
        is_over=is_over,
    )


def happened(mentorship: Mentorship, *, reader: Person) -> list[Happened]:
    """What of it the story of `mentorship` tells `reader`; one query."""
    url = reverse("journeys:thanks", args=[mentorship.pk])
    other = _other(mentorship, reader)
    return [
        Happened(
            at=given_at,
            icon="heart",
            text=(_("You thanked %(name)s") if author == reader.pk else _("%(name)s thanked you"))
            % {"name": other.first_name},
            url=url,
        )
        for given_at, author in _moments(mentorship)
    ]


@prepared
def _moments(mentorship: Mentorship) -> QuerySet[Thanks, tuple[datetime, UUID]]:
    return Thanks.objects.filter(mentorship=mentorship).values_list("given_at", "author")


@prepared
def _last_to(mentorship: Mentorship, recipient: Person) -> QuerySet[Thanks]:
    return notes_of(mentorship).filter(recipient=recipient)[:1]


def ahead(mentorships: Sequence[Mentorship], *, reader: Person, now: datetime) -> dict[UUID, list[Ahead]]:
    """What of it comes or waits for `reader` in each of `mentorships`, by its id; those without are left out: thanks wait for
    nobody, and are asked of nobody."""
    return {}


def praise_of(mentor: Enrolment, reader: Person) -> list[Praise]:
    """The newest notes to a mentor that both let others read, of programmes of the same organisation, and by nobody who and the
    reader, or the mentor, are apart by a block; one query. Load the mentor's person before."""
    return [
        Praise(note.text, note.author.first_name, note.mentorship.programme.name)
        for note in _praising(mentor.person, mentor.programme.organisation_id, reader)
    ]


@prepared
def _praising(mentor: Person, organisation: UUID, reader: Person) -> QuerySet[Thanks]:
    rows = _shared().filter(
        recipient=mentor,
        mentorship__mentor__person=mentor,
        mentorship__programme__organisation=organisation,
    )
    rows = rows.exclude(author__in=apart_from(reader)).exclude(author__in=apart_from(mentor))
    return rows[:SHOWN_OF_A_MENTOR]


def quoted_in(programme: Programme) -> list[Praise]:
    """A few notes of a programme that both let others read, for its report; one query."""
    rows = _shared().filter(mentorship__programme=programme)[:QUOTED]
    return [Praise(note.text, note.author.first_name, programme.name) for note in rows]


def _shared() -> QuerySet[Thanks]:
    return (
        Thanks.objects.filter(
            Q(author_shares_at__isnull=False, recipient_shares_at__isnull=False),
            author__erased_at__isnull=True,
            recipient__erased_at__isnull=True,
        )
        .select_related("author", "mentorship__programme")
        .order_by("-given_at", "pk")
    )


def _other(mentorship: Mentorship, reader: Person) -> Person:
    return (mentorship.mentor if mentorship.mentee.person_id == reader.pk else mentorship.mentee).person
