"""Reads of introductions: what its pages show, and what it tells of a mentorship (see journeys/story.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import Person
from journeys.enums import IntroductionState
from journeys.models import Introduction
from journeys.queries.check_ins import parted
from journeys.queries.room import Room
from journeys.story import Ahead, Happened
from matching.enums import OPEN_MENTORSHIP_STATES
from matching.models import Mentorship
from notifications.prepared import prepared

# So long a no looks as if it waited, so that the hour of it tells nobody whose it was.
SETTLES = timedelta(days=3)
ON_THE_CARD = 3
ABOUT: int = Introduction._meta.get_field("introduced_about").max_length or 0


class Stand(StrEnum):
    """Where an introduction stands for its reader."""

    ANSWER = "answer"
    WAITS = "waits"
    MADE = "made"
    NOT = "not"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Shown:
    """An introduction as one of the two reads it. `address` is empty while the reader may not know it."""

    introduction: Introduction
    stand: Stand
    is_mine: bool
    address: str
    asks_outcome: bool

    @property
    def said_yes(self) -> bool:
        """Whether the reader is who would be introduced, and agreed."""
        return not self.is_mine and bool(self.introduction.introduced_agrees)

    @property
    def can_take_back(self) -> bool:
        return self.is_mine and self.stand == Stand.WAITS


def outwardly_open(introductions: QuerySet[Introduction], *, now: datetime) -> QuerySet[Introduction]:
    """Those that wait, or look so to whoever offered them."""
    settling = Q(state=IntroductionState.CLOSED, closed_at__gt=now - SETTLES)
    return introductions.filter(Q(state=IntroductionState.OFFERED) | settling)


def stand_of(introduction: Introduction, reader: Person, *, now: datetime) -> Stand:
    """Where it stands for `reader`, one of the two."""
    is_mine = introduction.offered_by_id == reader.pk
    state = introduction.state
    if state == IntroductionState.SHARED:
        return Stand.MADE
    if state == IntroductionState.WITHDRAWN:
        return Stand.WITHDRAWN
    if state == IntroductionState.CLOSED:
        said_no = not is_mine and introduction.introduced_agrees is False
        settled = introduction.closed_at is None or introduction.closed_at <= now - SETTLES
        return Stand.NOT if said_no or settled else Stand.WAITS
    if not is_mine and introduction.introduced_said_at is None:
        return Stand.ANSWER if introduction.expires_at > now else Stand.NOT
    return Stand.WAITS


def shown(introduction: Introduction, reader: Person, *, now: datetime) -> Shown:
    stand = stand_of(introduction, reader, now=now)
    is_mine = introduction.offered_by_id == reader.pk
    known = is_mine or stand == Stand.MADE
    return Shown(
        introduction=introduction,
        stand=stand,
        is_mine=is_mine,
        address=address_of(introduction) if known else "",
        asks_outcome=stand == Stand.MADE and not is_mine,
    )


def address_of(introduction: Introduction) -> str:
    """Where the contact reads letters: as their account says where they have one."""
    contact = introduction.contact
    if contact is not None and introduction.state == IntroductionState.SHARED and contact.erased_at is None:
        return contact.user.email
    return introduction.contact_email


def introductions_of(mentorship: Mentorship, reader: Person, *, now: datetime) -> tuple[Shown, ...]:
    """All of a mentorship, those that wait for the reader first, then the newest; one query."""
    found = [shown(row, reader, now=now) for row in _of(mentorship)]
    return tuple(sorted(found, key=lambda one: one.stand != Stand.ANSWER))


@dataclass(frozen=True)
class Card:
    """What the overview of one mentorship shows of it (templates/journeys/overview/introductions.html)."""

    mentorship: Mentorship
    shown: tuple[Shown, ...]
    is_open: bool


def card(mentorship: Mentorship, *, reader: Person, now: datetime) -> Card | None:
    """The card of the overview, or None where it has nothing to say to `reader`; a fixed number of queries."""
    found = introductions_of(mentorship, reader, now=now)
    is_open = mentorship.state in OPEN_MENTORSHIP_STATES
    if not found and not is_open:
        return None
    return Card(mentorship, found[:ON_THE_CARD], is_open)


def happened(mentorship: Mentorship, *, reader: Person) -> list[Happened]:
    """What of it the story of `mentorship` tells `reader`: those that came about."""
    is_mentee = mentorship.mentee.person_id == reader.pk
    other = (mentorship.mentor if is_mentee else mentorship.mentee).person
    url = reverse("journeys:introductions", args=[mentorship.pk])
    return [
        Happened(row.shared_at, "share-2", _made(row, reader, other), url)
        for row in _made_in(mentorship)
        if row.shared_at is not None
    ]


def _made(row: Introduction, reader: Person, other: Person) -> str:
    names = {"contact": row.contact_name, "name": other.first_name}
    if row.offered_by_id == reader.pk:
        return _("You introduced %(name)s to %(contact)s") % names
    return _("%(name)s introduced you to %(contact)s") % names


def ahead(mentorships: Sequence[Mentorship], *, reader: Person, now: datetime) -> dict[UUID, list[Ahead]]:
    """What of it comes or waits for `reader` in each of `mentorships`, by its id; those without are left out."""
    found = defaultdict(list)
    for row in _waiting(list(mentorships), reader, now):
        found[row.mentorship_id].append(_ahead(row))
    return dict(found)


@prepared
def _of(mentorship: Mentorship) -> QuerySet[Introduction]:
    found = Introduction.objects.filter(mentorship=mentorship).select_related("contact__user")
    return found.order_by("-offered_at", "pk")


@prepared
def _made_in(mentorship: Mentorship) -> QuerySet[Introduction]:
    return Introduction.objects.filter(mentorship=mentorship, state=IntroductionState.SHARED)


@prepared
def _waiting(mentorships: Sequence[Mentorship], reader: Person, now: datetime) -> QuerySet[Introduction]:
    waits = Q(state=IntroductionState.OFFERED, introduced_said_at__isnull=True, expires_at__gt=now)
    # The letter that asks what came of it takes the moment of the next letter away.
    asked = Q(state=IntroductionState.SHARED, outcome="", remind_at__isnull=True)
    return (
        Introduction.objects.filter(waits | asked, mentorship__in=mentorships)
        .exclude(offered_by=reader)
        .select_related("offered_by")
        .order_by("offered_at", "pk")
    )


def _ahead(row: Introduction) -> Ahead:
    names = {"contact": row.contact_name, "name": row.offered_by.first_name}
    if row.state == IntroductionState.SHARED:
        return Ahead(
            key=f"introduction-outcome-{row.pk}",
            icon="share-2",
            text=_("What came of meeting %(contact)s?") % names,
            url=reverse("journeys:introduction_outcome", args=[row.mentorship_id, row.pk]),
            line=_("One press; %(name)s would like to know.") % names,
            label=_("Say what came of it"),
            waits=True,
            rank=40,
        )
    return Ahead(
        key=f"introduction-{row.pk}",
        icon="share-2",
        text=_("%(name)s would introduce you to %(contact)s") % names,
        url=reverse("journeys:introduction_answer", args=[row.mentorship_id, row.pk]),
        line=_("Nobody is asked before you say yes."),
        label=_("See who it is"),
        waits=True,
        rank=10,
    )


def about_of(room: Room) -> str:
    """What the contact could read about the reader, for them to change: what they do, and what they came to work on. One
    query."""
    enrolment = room.mentorship.mentee if room.is_mentee else room.mentorship.mentor
    goal = enrolment.goals.order_by("position").values_list("text", flat=True).first()
    job = room.reader.job_title
    found = ". ".join(part.rstrip(".") for part in (job, goal or "") if part)
    return Truncator(f"{found}." if found else "").chars(ABOUT)


def may_meet(introduction: Introduction, introduced: Person) -> bool:
    """Whether the contact may be written to about it: nobody of the three blocked another of them or has left the site. One
    query, none for somebody without an account. Load the people before."""
    offerer, contact = introduction.offered_by, introduction.contact
    people = [offerer, introduced, *([contact] if contact else [])]
    if any(person.erased_at is not None or not person.user.is_active for person in people):
        return False
    pairs = [frozenset({a.pk, b.pk}) for a, b in combinations(people, 2)]
    return not parted(pairs)
