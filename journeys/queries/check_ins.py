"""What is known about check-ins beside their own rows: when the next one comes, and between whom none may be asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Block
from journeys.enums import CheckInState
from journeys.models import CheckIn
from notifications.prepared import prepared

Side = tuple[UUID, UUID]  # the ids of a mentorship and of one of its two people


def next_of(sides: Collection[Side]) -> Mapping[Side, datetime]:
    """When the next check-in of each side is planned; sides that have none are left out. One query."""
    planned = CheckIn.objects.filter(
        state=CheckInState.SCHEDULED,
        mentorship__in={mentorship for mentorship, _person in sides},
        person__in={person for _mentorship, person in sides},
    ).values_list("mentorship", "person", "due_at")
    wanted = set(sides)
    return {(m, person): due_at for m, person, due_at in planned if (m, person) in wanted}


def next_after(check_in: CheckIn) -> datetime | None:
    """When the person of `check_in` is asked next in the same mentorship, if that is planned. One query."""
    side = (check_in.mentorship_id, check_in.person_id)
    return next_of([side]).get(side)


def parted(pairs: Collection[frozenset[UUID]]) -> set[frozenset[UUID]]:
    """Those of the pairs (of people's ids) of which one blocked the other: no letter joins them. One query."""
    people = frozenset[UUID]().union(*pairs)
    return {frozenset(pair) for pair in _blocks(list(people))} & set(pairs)


@prepared
def _blocks(people: Sequence[UUID]) -> QuerySet[Block, tuple[UUID, UUID]]:
    found = Block.objects.filter(blocker__in=people, blocked__in=people)
    return found.values_list("blocker", "blocked")
