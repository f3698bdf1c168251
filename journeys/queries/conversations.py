"""What the pairs of a programme for people under age write to each other, for its safeguarding contact: who they are and how
much, and the words only while they stand open for a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Person, User
from journeys.models import Message
from matching.models import Mentorship
from programmes.enums import PrivateContent
from programmes.models import PrivateReading, Programme
from programmes.readings import reading_open
from programmes.safety import is_there

A_PAGE = 30
MOST_SHOWN = 500


def watched_programme(user: User, person: Person | None, slug: str) -> Programme:
    """The programme for people under age called `slug`, for its safeguarding contact; for those who run the site, where the
    contact is gone. Raises Http404 for anybody else, in the words used where there is none."""
    found = (
        Programme.objects.select_related("safeguarding_contact__user")
        .filter(slug=slug, for_minors=True)
        .first()
    )
    if found is not None and person is not None:
        contact = found.safeguarding_contact
        if is_there(contact):
            if contact == person:
                return found
        elif user.is_superuser:
            return found
    raise Http404(_("There is no such page."))


def conversations_of(programme: Programme, reader: Person, *, number: str | None) -> Page[Mentorship]:
    """The pairs, those who wrote last first, each with `written` (how many messages) and `last_at`. The reader's own are not
    among them: those they read as one of the two. Two queries."""
    rows = (
        Mentorship.objects.with_people()
        .filter(programme=programme)
        .exclude(mentee__person=reader)
        .exclude(mentor__person=reader)
        .annotate(written=Count("messages"), last_at=Max("messages__sent_at"))
        .order_by("-last_at", "-started_at", "pk")
    )
    return Paginator(rows, A_PAGE).get_page(number)


@dataclass(frozen=True)
class Conversation:
    """One pair. `readings` are those by which the words stand open to the reader, one of each of the two; empty: a reason comes
    first, and `lines` is empty. `more` says that earlier messages are left out."""

    mentorship: Mentorship
    readings: tuple[PrivateReading, ...]
    lines: tuple[Message, ...]
    more: bool

    @property
    def is_open(self) -> bool:
        return bool(self.readings)


def watched_mentorship(programme: Programme, reader: Person, pk: UUID) -> Mentorship:
    """A pair of the programme of which the reader is none. Raises Http404 for any other; one query."""
    rows = Mentorship.objects.with_people().filter(programme=programme, pk=pk)
    found = rows.exclude(mentee__person=reader).exclude(mentor__person=reader).first()
    if found is None:
        raise Http404(_("There is no such pair here."))
    return found


def conversation_page(mentorship: Mentorship, reader: Person, *, now: datetime) -> Conversation:
    """The words, where readings of both people stand open to `reader`; three queries at most."""
    programme = mentorship.programme
    found = [
        reading_open(programme, person, reader=reader, what=PrivateContent.MESSAGES, now=now)
        for person in (mentorship.mentee.person, mentorship.mentor.person)
    ]
    readings = tuple(reading for reading in found if reading is not None)
    if len(readings) < len(found):
        return Conversation(mentorship, (), (), more=False)
    latest = (
        Message.objects.select_related("author")
        .filter(mentorship=mentorship)
        .order_by("-sent_at", "-pk")[: MOST_SHOWN + 1]
    )
    lines = list(latest)
    return Conversation(
        mentorship, readings, tuple(reversed(lines[:MOST_SHOWN])), more=len(lines) > MOST_SHOWN
    )
