"""What the sweeps read of the two sides of many mentorships at once, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max, Q, Value

from accounts.models import Person
from journeys.enums import CheckInState
from journeys.models import CheckIn
from journeys.schedule import EVERY_DAY, Past, Rhythm, rhythm_of
from matching.models import Mentorship, Pause

# In a pause that lasts nobody is asked. What says so is looked at again after so long.
LOOK_AGAIN = timedelta(days=7)

Side = tuple[UUID, UUID]  # the ids of a mentorship and of one of its two people


@dataclass(frozen=True)
class Told:
    """The check-ins of one side so far, planned ones left out: the number of the last, how far they have come, and how many
    in a row nobody answered up to now. Those of which nobody was asked do not count and break no row."""

    number: int = 0
    past: Past = field(default_factory=Past)
    unanswered: int = 0


def rhythms_of(sides: Collection[tuple[Mentorship, Person]]) -> Mapping[Side, Rhythm]:
    """The rhythm of each side; one query for the pauses of all. Mentorships need their programmes loaded, people their
    accounts: whoever cannot sign in has no hour at which anybody may write to them."""
    pauses: dict[UUID, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    rows = Pause.objects.filter(mentorship__in=[m.pk for m, _person in sides]).order_by("paused_at")
    for mentorship, paused_at, resumed_at in rows.values_list("mentorship", "paused_at", "resumed_at"):
        pauses[mentorship].append((paused_at, resumed_at))
    return {
        (mentorship.pk, person.pk): _rhythm(mentorship, person, tuple(pauses[mentorship.pk]))
        for mentorship, person in sides
    }


def _rhythm(
    mentorship: Mentorship, person: Person, pauses: tuple[tuple[datetime, datetime | None], ...]
) -> Rhythm:
    rhythm = rhythm_of(mentorship, person, pauses)
    if person.user.is_active:
        return rhythm
    return replace(rhythm, hours=replace(rhythm.hours, days_off=EVERY_DAY))


def told_so_far(mentorships: Iterable[UUID]) -> Mapping[Side, Told]:
    """What each side of `mentorships` was told so far; sides without anything give an empty Told. One query."""
    silent = Q(state__in=[CheckInState.DUE, CheckInState.MISSED])
    rows = (
        CheckIn.objects.filter(mentorship__in=set(mentorships))
        .exclude(state=CheckInState.SCHEDULED)
        .order_by()
        .values_list("mentorship", "person")
        .annotate(
            number_=Max("number"),
            due_at_=Max("due_at"),
            asked_at_=Max("due_at", filter=~Q(state=CheckInState.SKIPPED)),
            answered_=Max("number", filter=Q(state=CheckInState.ANSWERED)),
            silent_=ArrayAgg("number", filter=silent, default=Value([])),
        )
    )
    found: dict[Side, Told] = defaultdict(Told)
    for mentorship, person, number, due_at, asked_at, answered, unanswered in rows:
        in_a_row = sum(one > (answered or 0) for one in unanswered)
        found[mentorship, person] = Told(number, Past(due_at, asked_at), in_a_row)
    return found
