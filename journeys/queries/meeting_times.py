"""When two people could meet: from the hours both marked, without what either has agreed to already."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import Person
from journeys.enums import MeetingState
from journeys.hours import Span, Week, suggestions
from journeys.models import Meeting

A_DAY = timedelta(days=1)


def suggested_times(
    reader: Person, other: Person, *, minutes: int, now: datetime, besides: Meeting | None = None
) -> list[datetime]:
    """When a meeting of `minutes` suits both, the soonest first; the meeting `besides`, which is to be moved, is no
    hindrance. One query. Nobody learns from it with whom the other one has an appointment."""
    return suggestions(
        week_of(reader),
        week_of(other),
        minutes=minutes,
        busy=_busy(reader, other, besides=besides, now=now),
        now=now,
    )


def week_of(person: Person) -> Week:
    return Week(frozenset(person.availability), person.zone, frozenset(person.days_off))


def _busy(reader: Person, other: Person, *, besides: Meeting | None, now: datetime) -> list[Span]:
    """What either of the two has agreed to and is not over, in whichever mentorship."""
    two = [reader.pk, other.pk]
    agreed = Meeting.objects.filter(
        Q(mentorship__mentee__person__in=two) | Q(mentorship__mentor__person__in=two),
        state=MeetingState.AGREED,
        starts_at__gte=now - A_DAY,
    )
    if besides is not None:
        agreed = agreed.exclude(pk=besides.pk)
    return [
        Span(starts_at, starts_at + timedelta(minutes=minutes))
        for starts_at, minutes in agreed.values_list("starts_at", "minutes")
        if starts_at is not None
    ]
