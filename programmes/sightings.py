"""Where somebody is met whom one may block or report: a profile, a request, a message. Each app says how its things are found
and what stood there; one page serves them all.

A sighting is found for its reader alone: what they may not look at, they cannot report from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.communities import visible_to
from accounts.models import Affiliation, Block, Person
from programmes.enums import ReportedOn
from programmes.models import Enrolment, Programme


@dataclass(frozen=True)
class Sighting:
    """Somebody as the reader meets them. `programmes` are those in which a report can be read, the likeliest first; `quoted`
    is what stands there now, in their own words; `back_url` leads to where the reader came from."""

    about: Person
    programmes: tuple[Programme, ...]
    seen_on: ReportedOn
    back_url: str
    subject_id: UUID | None = None
    quoted: str = ""


# Gives the sighting of the thing `pk` for a reader at a time, or None where it is not theirs to see.
Finder = Callable[[Person, UUID, datetime], Sighting | None]
# What a block between two people would end, in sentences for the one who makes it.
Follows = Callable[[Person, Person], Iterable[str]]


@dataclass
class Sightings:
    finders: dict[str, Finder] = field(default_factory=dict)
    follows: list[Follows] = field(default_factory=list)

    def register(self, kind: str, finder: Finder) -> None:
        """Adds a kind of thing, as it stands in addresses. Raises ValueError for one that is taken by another."""
        if self.finders.get(kind, finder) is not finder:
            raise ValueError(f"two kinds of sightings are called {kind!r}")
        self.finders[kind] = finder

    def tell(self, follows: Follows) -> None:
        """Adds what a block ends."""
        if follows not in self.follows:
            self.follows.append(follows)

    def find(self, reader: Person, kind: str, pk: UUID, *, now: datetime) -> Sighting:
        """What `reader` sees there. Raises Http404 for anything else, in the words used where there is nothing."""
        finder = self.finders.get(kind)
        found = finder(reader, pk, now) if finder else None
        if found is None or found.about.pk == reader.pk or found.about.erased_at is not None:
            raise Http404(_("There is nothing here that you could report."))
        return found

    def ends(self, one: Person, other: Person) -> list[str]:
        """What would end if `one` blocked `other`, in sentences."""
        return [sentence for follows in self.follows for sentence in follows(one, other)]


sightings = Sightings()


def programmes_of_both(one: Person, other: Person) -> tuple[Programme, ...]:
    """The programmes in which both are or were, the latest first; one query."""
    mine = Enrolment.objects.filter(person=one).values("programme")
    theirs = Enrolment.objects.filter(person=other).values("programme")
    rows = Programme.objects.filter(pk__in=mine).filter(pk__in=theirs)
    return tuple(rows.select_related("safeguarding_contact__user").order_by("-created_at", "pk"))


def profile_words(person: Person, programme: Programme | None) -> str:
    """What somebody says of themself as a mentor of `programme`."""
    place = Enrolment.objects.mentors().filter(person=person, programme=programme).first()
    return "" if place is None else "\n\n".join(filter(None, [place.headline, place.biography]))


def _member(reader: Person, pk: UUID, now: datetime) -> Sighting | None:
    """Somebody who shows themself in a network in which the reader does."""
    own = Affiliation.objects.filter(person=reader, shown_at__isnull=False)
    shared = Affiliation.objects.filter(network__in=own.values("network"), shown_at__isnull=False)
    about = visible_to(reader).filter(pk__in=shared.values("person"), pk=pk).first()
    if about is None:
        return None
    return Sighting(about, programmes_of_both(reader, about), ReportedOn.PROFILE, reverse("matching:network"))


def _blocked(reader: Person, pk: UUID, now: datetime) -> Sighting | None:
    """Somebody whom the reader blocked: they may still be reported."""
    block = Block.objects.select_related("blocked__user").filter(blocker=reader, blocked=pk).first()
    if block is None:
        return None
    about = block.blocked
    return Sighting(about, programmes_of_both(reader, about), ReportedOn.PROFILE, reverse("accounts:blocks"))


sightings.register("member", _member)
sightings.register("blocked", _blocked)
