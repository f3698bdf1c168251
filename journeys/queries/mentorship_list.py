"""All mentorships of one person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from accounts.models import Person
from journeys.models import Thanks
from journeys.queries.standing import Standing, standings_of
from journeys.queries.story import ahead_of
from journeys.stages import stage_at, week_of
from journeys.story import Ahead
from matching.enums import OPEN_MENTORSHIP_STATES, MentorshipState
from matching.models import Mentorship
from notifications.prepared import asked_once


@dataclass(frozen=True)
class MentorshipRow:
    """A mentorship in the list, from one side. `waits` is what waits for the reader, the most pressing first; `thanked`
    whether the reader wrote the other one a thank-you."""

    mentorship: Mentorship
    is_mentee: bool
    standing: Standing = field(default_factory=Standing)
    stage_name: str = ""
    week: int = 0
    waits: tuple[Ahead, ...] = ()
    thanked: bool = False

    @property
    def other(self) -> Person:
        return (self.mentorship.mentor if self.is_mentee else self.mentorship.mentee).person

    @property
    def is_paused(self) -> bool:
        return self.mentorship.state == MentorshipState.PAUSED


@dataclass(frozen=True)
class MentorshipsPage:
    current: tuple[MentorshipRow, ...]
    past: tuple[MentorshipRow, ...]

    @property
    def is_empty(self) -> bool:
        return not self.current and not self.past


@asked_once()
def mentorships_page(person: Person, *, now: datetime) -> MentorshipsPage:
    """The mentorships of `person`, those that go on apart from the others, the newest first; a fixed number of queries."""
    thanked = Thanks.objects.filter(mentorship=OuterRef("pk"), author=person)
    rows = list(
        Mentorship.objects.of(person)
        .with_people()
        .annotate(thanked=Exists(thanked))
        .order_by("-started_at", "pk")
    )
    going_on = [row for row in rows if row.state in OPEN_MENTORSHIP_STATES]
    standings = standings_of([row.pk for row in going_on], reader=person, now=now) if going_on else {}
    ahead = ahead_of(going_on, reader=person, now=now)
    return MentorshipsPage(
        current=tuple(_row(row, person, standings[row.pk], ahead.get(row.pk, []), now) for row in going_on),
        past=tuple(
            MentorshipRow(row, row.mentee.person_id == person.pk, thanked=row.thanked)  # type: ignore[attr-defined] # annotated
            for row in rows
            if row.state not in OPEN_MENTORSHIP_STATES
        ),
    )


def _row(
    row: Mentorship, person: Person, standing: Standing, ahead: list[Ahead], now: datetime
) -> MentorshipRow:
    zone = ZoneInfo(person.zone)
    started_on, today = row.started_at.astimezone(zone).date(), now.astimezone(zone).date()
    return MentorshipRow(
        row,
        row.mentee.person_id == person.pk,
        standing,
        str(stage_at(started_on, standing.ends_on, today).label),
        week_of(started_on, today),
        tuple(thing for thing in ahead if thing.waits),
    )
