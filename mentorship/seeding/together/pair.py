"""One pair whose story is told: who, and when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import Person
from journeys.models import Meeting
from journeys.operations.agenda import add_item, tick_item
from journeys.operations.meetings import accept_time, propose_meeting, say_held
from journeys.operations.notes import write_note
from matching.enums import MentorshipState
from matching.models import Mentorship
from mentorship.seeding.context import Seeding

A_WEEK = timedelta(days=7)
TUESDAY = 1


@dataclass(frozen=True)
class Hour:
    """A meeting as it is told: what it was about, its agenda, and the notes of it; `private` is the mentee's own note."""

    topic: str
    place: str
    agenda: tuple[str, ...] = ()
    shared: str = ""
    private: str = ""
    minutes: int = 60


@dataclass(frozen=True)
class Pair:
    row: Mentorship
    seeding: Seeding

    @property
    def mentee(self) -> Person:
        return self.row.mentee.person

    @property
    def mentor(self) -> Person:
        return self.row.mentor.person

    def ago(self, days: float, hour: int = 10, minute: int = 0) -> datetime:
        """`days` before now, at that time of the day in UTC; never later than now."""
        day = self.seeding.now - timedelta(days=days)
        return min(day.replace(hour=hour, minute=minute, second=0, microsecond=0), self.seeding.now)

    def tuesday(self, weeks: int, hour: int = 15) -> datetime:
        """The Tuesday so many weeks after the last one before today; `weeks` is negative for those before it."""
        days = (self.seeding.now.weekday() - TUESDAY - 1) % 7 + 1
        last = self.seeding.now - timedelta(days=days)
        return last.replace(hour=hour, minute=0, second=0, microsecond=0) + weeks * A_WEEK

    def day(self, days: int) -> date:
        """The day so many days from now."""
        return (self.seeding.now + timedelta(days=days)).date()

    def agreed(self, at: datetime, hour: Hour, *, now: datetime) -> Meeting:
        """A meeting that the mentee proposed for `at`, and to which the mentor said yes some hours later."""
        meeting = propose_meeting(
            self.row,
            times=[at, at + timedelta(days=2)],
            minutes=hour.minutes,
            topic=hour.topic,
            place=hour.place,
            by=self.mentee,
            now=now,
        )
        time = meeting.times.get(starts_at=at)
        accept_time(meeting, time=time.pk, by=self.mentor, now=now + timedelta(hours=5))
        meeting.refresh_from_db()
        for number, text in enumerate(hour.agenda):
            by = self.mentor if number == 1 else self.mentee
            add_item(
                self.row, text=text, meeting=meeting, by=by, now=now + timedelta(hours=6, minutes=number)
            )
        return meeting

    def held(self, at: datetime, hour: Hour) -> Meeting:
        """A meeting that took place at `at`, its agenda talked through."""
        meeting = self.agreed(at, hour, now=at - timedelta(days=4, hours=7))
        after = at + timedelta(minutes=hour.minutes + 20)
        say_held(meeting, held=True, by=self.mentee, now=after)
        for item in meeting.agenda.all():
            tick_item(item, done=True, meeting=meeting, by=self.mentee, now=after)
        later = after + timedelta(hours=2)
        if hour.shared:
            write_note(self.row, text=hour.shared, shared=True, meeting=meeting, by=self.mentee, now=later)
        if hour.private:
            write_note(self.row, text=hour.private, meeting=meeting, by=self.mentee, now=later)
        meeting.refresh_from_db()
        return meeting


@contextmanager
def before_its_end(row: Mentorship) -> Iterator[None]:
    """Lets the story of a mentorship that is over be told: the operations refuse to add to one."""
    end = {name: getattr(row, name) for name in ("state", "closed_at", "closed_by_id", "end_reason")}
    open_again = {"state": MentorshipState.ACTIVE, "closed_at": None, "closed_by_id": None, "end_reason": ""}
    Mentorship.objects.filter(pk=row.pk).update(**open_again)
    yield
    Mentorship.objects.filter(pk=row.pk).update(**end)
