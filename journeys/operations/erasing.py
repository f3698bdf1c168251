"""What this app does when somebody is erased. Their mentorships clear up after themselves (journeys/operations/endings.py); what
is left are introductions to them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from accounts.erasing import Gone
from accounts.models import Person
from accounts.transitions import move
from journeys.enums import INTRODUCTION_TRANSITIONS, IntroductionState
from journeys.models import Introduction, IntroductionEvent


def leave_journeys(person: Person, *, now: datetime) -> int:
    """Closes the introductions to somebody that still wait for an answer; nobody is written to. Returns how many."""
    to_them = Q(contact=person) | Q(contact_email__iexact=person.user.email)
    waiting = list(
        Introduction.objects.filter(to_them, state=IntroductionState.OFFERED)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    for offered in waiting:
        left = move(
            offered,
            to=IntroductionState.CLOSED,
            table=INTRODUCTION_TRANSITIONS,
            closed_at=now,
            remind_at=None,
        )
        IntroductionEvent.objects.create(
            introduction=offered, at=now, from_state=left, to_state=offered.state
        )
    return len(waiting)


def forget_in_journeys(gone: Gone) -> None:
    """Introductions to an address of theirs under which they were not known."""
    by_address = Q()
    for address in gone.addresses:
        by_address |= Q(contact_email__iexact=address)
    Introduction.objects.filter(by_address).update(
        contact_name="", contact_email=gone.neutral, contact_about="", contact=gone.person
    )
