"""What comes, day by day, in the reader's zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from journeys.queries.home import Home
from journeys.queries.story import day_of
from programmes.models import Programme


@dataclass(frozen=True)
class Entry:
    """One line of the agenda: on a day, perhaps at a time; what waits may have neither. `waits` where it waits for this
    person now, `since` when that has a beginning."""

    day: date | None
    at: datetime | None
    icon: str
    title: str
    line: str
    url: str
    waits: bool = False
    since: datetime | None = None


@dataclass(frozen=True)
class Day:
    day: date
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Agenda:
    """`waiting` is for this person to do now, `days` is what comes."""

    waiting: tuple[Entry, ...]
    days: tuple[Day, ...]

    @property
    def is_empty(self) -> bool:
        return not self.waiting and not self.days


def agenda_of(home: Home) -> Agenda:
    """Everything that has a date, or waits, in what was read for `home`; no query."""
    every = [
        *_check_ins(home),
        *_together(home),
        *_requests(home),
        *_pauses(home),
        *_events(home),
        *_dates(home),
    ]
    coming = sorted(
        (entry for entry in every if not entry.waits and entry.day is not None and entry.day >= home.today),
        key=lambda entry: (entry.day, entry.at is not None, entry.at or home.now, entry.title),
    )
    return Agenda(
        waiting=tuple(entry for entry in every if entry.waits),
        days=tuple(
            Day(day, tuple(of_day)) for day, of_day in groupby(coming, key=lambda entry: entry.day) if day
        ),
    )


def _together(home: Home) -> Iterable[Entry]:
    """What the two of each pair agreed on, and what waits for this person there, the most pressing first."""
    zone = ZoneInfo(home.person.zone)
    for pair in home.pairs:
        who = _("You and %(name)s") % {"name": pair.other.first_name}
        for thing in pair.ahead:
            line = f"{who} · {thing.line}" if thing.line else who
            waits = thing.waits and not pair.is_paused
            yield Entry(day_of(thing, zone), thing.at, thing.icon, thing.text, line, thing.url, waits)


def _events(home: Home) -> Iterable[Entry]:
    for event in home.events:
        line = event.programme.name
        yield _timed(
            home,
            event.starts_at,
            "calendar-days",
            event.title,
            line,
            reverse("programmes:event", args=[event.programme.slug, event.pk]),
        )


def _check_ins(home: Home) -> Iterable[Entry]:
    for pair in home.pairs:
        name = {"name": pair.other.first_name}
        programme = pair.mentorship.programme.name
        if pair.check_in is not None:
            url = reverse("journeys:check_in", args=[pair.check_in.pk])
            title = _("Your check-in about you and %(name)s") % name
            due_at = pair.check_in.due_at
            yield Entry(None, None, "message-circle", title, programme, url, waits=True, since=due_at)
        if pair.next_check_in_at is not None and not pair.is_paused:
            url = reverse("journeys:mentorship", args=[pair.mentorship.pk])
            title = _("Check-in about you and %(name)s") % name
            yield _timed(home, pair.next_check_in_at, "message-circle", title, programme, url)


def _requests(home: Home) -> Iterable[Entry]:
    for card in (*home.received, *home.sent):
        name = {"name": card.other.name}
        if card.for_mentor:
            title = _("Answer %(name)s by then") % name
        elif card.waits_for_reader:
            title = _("Reply to %(name)s by then") % name
        else:
            title = _("%(name)s answers by then") % name
        url = reverse("matching:request", args=[card.request.pk])
        yield _timed(home, card.clock.ends, "hourglass", title, card.request.programme.name, url)


def _pauses(home: Home) -> Iterable[Entry]:
    for pair in home.pairs:
        if pair.resumes_on is not None and pair.is_paused:
            title = _("You and %(name)s take it up again") % {"name": pair.other.first_name}
            url = reverse("journeys:mentorship", args=[pair.mentorship.pk])
            yield Entry(pair.resumes_on, None, "play", title, pair.mentorship.programme.name, url)


def _dates(home: Home) -> Iterable[Entry]:
    programmes: dict[object, Programme] = {e.programme_id: e.programme for e in home.enrolments}
    programmes |= {row.programme.pk: row.programme for row in home.organised}
    for programme in programmes.values():
        url = reverse("programmes:programme", args=[programme.slug])
        name = {"programme": programme.name}
        if programme.starts_on:
            yield Entry(programme.starts_on, None, "flag", _("%(programme)s starts") % name, "", url)
        if programme.ends_on:
            yield Entry(programme.ends_on, None, "flag", _("%(programme)s ends") % name, "", url)
        if programme.enrolment_closes_at:
            title = _("Joining %(programme)s closes") % name
            yield _timed(home, programme.enrolment_closes_at, "lock", title, "", url)


def _timed(home: Home, at: datetime, icon: str, title: str, line: str, url: str) -> Entry:
    return Entry(at.astimezone(ZoneInfo(home.person.zone)).date(), at, icon, title, line, url)
