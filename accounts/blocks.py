"""Of whom somebody wants nothing to do with whom. A block holds both ways, and nobody but whoever made it learns of it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Block, Person


def are_blocked(one: UUID, other: UUID) -> bool:
    """Whether one of the two people blocked the other, whichever of them; one query."""
    pair = [one, other]
    return Block.objects.filter(blocker__in=pair, blocked__in=pair).exists()


def has_blocked(person: Person, other: Person) -> bool:
    """Whether `person` blocked `other`; one query."""
    return Block.objects.filter(blocker=person, blocked=other).exists()


def apart_from(person: Person) -> QuerySet[Person]:
    """Those of whom one blocked the other, whichever of them."""
    return Person.objects.filter(Q(blocks_made__blocked=person) | Q(blocks_met__blocker=person))


def blocks_of(person: Person) -> QuerySet[Block]:
    """Whom `person` blocked, the latest first, with the people; those who are not here any more are left out."""
    rows = Block.objects.filter(blocker=person, blocked__erased_at__isnull=True)
    return rows.select_related("blocked__user").order_by("-created_at", "pk")
