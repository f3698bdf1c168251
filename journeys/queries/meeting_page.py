"""The page of one meeting, and the notes of a pair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from accounts.models import Person
from journeys.models import Meeting, MeetingNote
from journeys.queries.actions import ActionRow, actions_seen, rows_of
from journeys.queries.agenda_items import Topic, agenda_for
from journeys.queries.meetings import Line, Stand, line_of, next_of, open_lines, other_of
from matching.enums import OPEN_MENTORSHIP_STATES
from matching.models import Mentorship

NOTES_A_PAGE = 20


@dataclass(frozen=True)
class MeetingPage:
    """One meeting as one of the two reads it. `is_next` says that nothing comes before it; `after` is the one behind it, where
    there is one, and `next_planned` that any is; `actions` are what both said they would do: open ones, and those that came out of this meeting."""

    line: Line
    is_next: bool
    after: Line | None
    next_planned: bool
    agenda: tuple[Topic, ...]
    notes: tuple[MeetingNote, ...]
    actions: tuple[ActionRow, ...]
    is_open: bool

    @property
    def meeting(self) -> Meeting:
        return self.line.meeting

    @property
    def takes_topics(self) -> bool:
        """Whether its agenda can still be ticked and changed."""
        return self.is_open and self.line.stand not in {Stand.MISSED, Stand.CANCELLED}

    @property
    def adds_topics(self) -> bool:
        return self.takes_topics and self.line.stand != Stand.HELD

    @property
    def is_said(self) -> bool:
        """Whether somebody said that it took place, or that it did not."""
        return self.line.stand in {Stand.HELD, Stand.MISSED}

    @property
    def has_begun(self) -> bool:
        return self.line.stand in {Stand.NOW, Stand.ASK, Stand.HELD}

    @property
    def puts_off(self) -> bool:
        """Whether a topic can wait for a later meeting: what is over lets go of its topics by itself."""
        return self.takes_topics and self.line.stand in {Stand.COMING, Stand.NOW}

    @property
    def in_calendars(self) -> bool:
        return self.line.stand in {Stand.COMING, Stand.NOW}


def notes_seen(mentorship: Mentorship, reader: Person) -> QuerySet[MeetingNote]:
    """The notes of `mentorship` that `reader` may read, the newest first: their own, and what the other one shares."""
    mine = Q(author=reader) | Q(shared=True)
    return (
        MeetingNote.objects.filter(mine, mentorship=mentorship)
        .select_related("author", "meeting")
        .order_by("-written_at", "pk")
    )


def meeting_page(mentorship: Mentorship, meeting: Meeting, *, reader: Person, now: datetime) -> MeetingPage:
    """Everything the page of `meeting` (its times loaded) shows to `reader`; five queries at any number of things."""
    other = other_of(mentorship, reader)
    lines = open_lines(mentorship, reader=reader, now=now)
    first = next_of(lines)
    is_next = first is not None and first.meeting.pk == meeting.pk
    actions = actions_seen(mentorship, reader).filter(Q(done_at__isnull=True) | Q(meeting=meeting))
    return MeetingPage(
        line=line_of(meeting, reader=reader, other=other, now=now),
        is_next=is_next,
        after=next_of([line for line in lines if line.meeting.pk != meeting.pk]) if is_next else None,
        next_planned=first is not None,
        agenda=agenda_for(mentorship, meeting, is_next=is_next, now=now),
        notes=tuple(notes_seen(mentorship, reader).filter(meeting=meeting)),
        actions=tuple(rows_of(actions, reader=reader, now=now)),
        is_open=mentorship.state in OPEN_MENTORSHIP_STATES,
    )


def notes_page(mentorship: Mentorship, *, reader: Person, number: str) -> Page[MeetingNote]:
    """All notes that `reader` may read, a page of them; two queries."""
    return Paginator(notes_seen(mentorship, reader), NOTES_A_PAGE).get_page(number)
