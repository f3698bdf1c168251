"""Who shows themself to whom in the networks that people have in common. Both have agreed, in the same network, or nobody
sees anybody; whoever blocked or was blocked is silently not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import Affiliation, Block, Network, Person


@dataclass(frozen=True)
class Membership:
    """A network somebody says they belong to. `members` counts the others who show themselves there and may be seen."""

    network: Network
    shown: bool
    members: int


@dataclass(frozen=True)
class Chosen:
    """What a list of people is narrowed to; empty: not at all."""

    network: int | None = None
    kind: str = ""
    name: str = ""


def visible_to(reader: Person) -> QuerySet[Person]:
    """Everybody else who is here and of whom neither blocked the other."""
    return (
        Person.objects.filter(erased_at__isnull=True, user__is_active=True)
        .exclude(pk=reader.pk)
        .exclude(pk__in=Block.objects.filter(blocker=reader).values("blocked"))
        .exclude(pk__in=Block.objects.filter(blocked=reader).values("blocker"))
    )


def memberships(person: Person) -> tuple[Membership, ...]:
    """The networks of `person`, by kind and name. One query."""
    seen = Q(
        affiliations__shown_at__isnull=False,
        affiliations__person__in=visible_to(person).order_by().values("pk"),
    )
    networks = (
        Network.objects.filter(pk__in=person.affiliations.values("network"))
        .annotate(
            members=Count("affiliations", filter=seen),
            shown=Count(
                "affiliations", filter=Q(affiliations__person=person, affiliations__shown_at__isnull=False)
            ),
        )
        .order_by("kind", "key")
    )
    return tuple(Membership(one, bool(one.shown), one.members) for one in networks)


def members_of(network: Network, *, reader: Person) -> QuerySet[Person]:
    """Who shows themself in `network` to `reader`, by name; the reader is not among them."""
    shown = Affiliation.objects.filter(network=network, shown_at__isnull=False)
    return visible_to(reader).filter(pk__in=shown.values("person")).order_by("name", "pk")


def fellows(reader: Person, chosen: Chosen) -> QuerySet[Person]:
    """Who shares a network with `reader` in which both show themselves, by name."""
    own = Affiliation.objects.filter(person=reader, shown_at__isnull=False)
    theirs = Affiliation.objects.filter(network__in=own.values("network"), shown_at__isnull=False)
    if chosen.network is not None:
        theirs = theirs.filter(network=chosen.network)
    if chosen.kind:
        theirs = theirs.filter(network__kind=chosen.kind)
    people = visible_to(reader).filter(pk__in=theirs.values("person"))
    if chosen.name:
        people = people.filter(name__icontains=chosen.name)
    return people.order_by("name", "pk")


def shared_with(reader: Person, people: Iterable[Person]) -> dict[UUID, list[Network]]:
    """What each of `people` shares with `reader`, where both show it. One query."""
    own = Affiliation.objects.filter(person=reader, shown_at__isnull=False)
    found: dict[UUID, list[Network]] = {}
    theirs = (
        Affiliation.objects.filter(
            person__in=[one.pk for one in people], network__in=own.values("network"), shown_at__isnull=False
        )
        .select_related("network")
        .order_by("network__kind", "network__key")
    )
    for one in theirs:
        found.setdefault(one.person_id, []).append(one.network)
    return found
