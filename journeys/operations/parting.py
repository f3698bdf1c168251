"""What ends among introductions when one person blocks another: nobody is introduced to whom they want nothing to do with."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from accounts.models import Person
from accounts.transitions import move
from journeys.enums import INTRODUCTION_TRANSITIONS, IntroductionState
from journeys.models import Introduction, IntroductionEvent


def part_introductions(*, one: Person, other: Person, now: datetime) -> int:
    """Closes the open introductions of which one of the two is the contact and the other one of the pair, in the caller's
    transaction; how many. It looks as if they did not come about, and nobody is written to. Those within a mentorship of the
    two end with it."""
    pairs = Q()
    for contact, member in ((one, other), (other, one)):
        of_pair = Q(mentorship__mentee__person=member) | Q(mentorship__mentor__person=member)
        pairs |= Q(contact=contact) & of_pair
    found = Introduction.objects.filter(pairs, state=IntroductionState.OFFERED)
    held = list(found.select_for_update(of=("self",), no_key=True).order_by("pk"))
    for row in held:
        left = move(
            row, to=IntroductionState.CLOSED, table=INTRODUCTION_TRANSITIONS, closed_at=now, remind_at=None
        )
        IntroductionEvent.objects.create(introduction=row, at=now, from_state=left, to_state=row.state)
    return len(held)
