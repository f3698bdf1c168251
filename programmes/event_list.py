"""Reads of events: what a person may come to, and who comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from notifications.prepared import prepared
from programmes.enums import EventAudience, EventState, Role, SignUpState
from programmes.models import Enrolment, Event, Programme, SignUp

PAGE = 20
ON_HOME = 3
FEW = 5
ROLES = {EventAudience.MENTEES: Role.MENTEE, EventAudience.MENTORS: Role.MENTOR}


def meant_for(person: Person) -> Q:
    """What is for `person`: rows with a programme and an audience, of the programmes in which they are enrolled."""
    enrolled = Enrolment.objects.enrolled().of(person).filter(programme=OuterRef("programme"))
    fits = Q(Q(audience=EventAudience.EVERYBODY), Exists(enrolled))
    for audience, role in ROLES.items():
        fits |= Q(Q(audience=audience), Exists(enrolled.filter(role=role)))
    return fits


def is_meant_for(event: Event, person: Person) -> bool:
    """Whether `person` may sign up for `event`; one query."""
    return Event.objects.filter(meant_for(person), pk=event.pk).exists()


def still_meant_for() -> Q:
    """Of sign-ups, those of people for whom their event is meant now."""
    enrolled = Enrolment.objects.enrolled().filter(
        programme=OuterRef("event__programme"), person=OuterRef("person"), person__user__is_active=True
    )
    fits = Q(Q(event__audience=EventAudience.EVERYBODY), Exists(enrolled))
    for audience, role in ROLES.items():
        fits |= Q(Q(event__audience=audience), Exists(enrolled.filter(role=role)))
    return fits


def events_for(person: Person) -> QuerySet[Event]:
    """The events that `person` may look at: meant for them, and of those that were cancelled the ones they signed up for."""
    own = SignUp.objects.filter(event=OuterRef("pk"), person=person).exclude(state=SignUpState.OFF)
    return Event.objects.filter(meant_for(person) | Exists(own)).exclude(
        Q(state=EventState.CANCELLED) & ~Exists(own)
    )


def going_to(person: Person, *, now: datetime) -> list[Event]:
    """The events that `person` has a place at and that are not over, the next one first, each with its programme; one
    query."""
    return _going(person, now)


@prepared
def _going(person: Person, now: datetime) -> QuerySet[Event]:
    going = Event.objects.filter(
        sign_ups__person=person, sign_ups__state=SignUpState.GOING, state=EventState.OPEN, ends_at__gt=now
    )
    return going.select_related("programme__organisation").order_by("starts_at")


@dataclass(frozen=True)
class EventCard:
    """An event as one person sees it. `state` is where they stand, "" where they never signed up; `ahead` is how many stand
    before them on the waiting list."""

    event: Event
    state: str
    waiting: int
    ahead: int
    now: datetime

    @property
    def is_going(self) -> bool:
        return self.state == SignUpState.GOING

    @property
    def is_waiting(self) -> bool:
        return self.state == SignUpState.WAITING

    @property
    def is_cancelled(self) -> bool:
        return self.event.state == EventState.CANCELLED

    @property
    def has_begun(self) -> bool:
        return self.event.starts_at <= self.now

    @property
    def is_over(self) -> bool:
        return self.event.ends_at <= self.now

    @property
    def is_full(self) -> bool:
        return self.event.places is not None and self.event.taken >= self.event.places

    @property
    def takes_people(self) -> bool:
        """Whether somebody can still sign up, or off."""
        return not self.is_cancelled and not self.has_begun

    @property
    def place_is_wanted(self) -> bool:
        """Whether a place that is given back goes to somebody else at once."""
        return self.is_going and self.waiting > 0

    @property
    def places(self) -> str:
        """How many places are left, in words."""
        if self.event.places is None:
            going = self.event.taken
            return (
                ngettext("%(n)s person is going", "%(n)s people are going", going) % {"n": going}
                if going
                else ""
            )
        left = self.event.places - self.event.taken
        if left > 0:
            words = ngettext("%(n)s place left of %(all)s", "%(n)s places left of %(all)s", left)
            return words % {"n": left, "all": self.event.places}
        if self.waiting:
            words = ngettext("Full, and %(n)s waits", "Full, and %(n)s wait", self.waiting)
            return words % {"n": self.waiting}
        return _("Full: the waiting list is open")

    @property
    def standing(self) -> str:
        """Where the person stands, in words; "" where nowhere."""
        if self.is_going:
            return _("You had a place") if self.is_over else _("You are going")
        if self.is_waiting:
            return _("Number %(n)s on the waiting list") % {"n": self.ahead + 1}
        return ""


def _with_counts(events: QuerySet[Event], person: Person | None) -> QuerySet[Event]:
    """With where `person` stands, how many wait, and how many stand before them."""
    return _counted(events, person).prefetch_related(_mine(person))


def _mine(person: Person | None) -> Prefetch[Any]:
    return Prefetch("sign_ups", SignUp.objects.filter(person=person), to_attr="own_rows")


def _counted(events: QuerySet[Event], person: Person | None) -> QuerySet[Event]:
    waiting = SignUp.objects.filter(event=OuterRef("pk"), state=SignUpState.WAITING)
    own = SignUp.objects.filter(event=OuterRef("pk"), person=person)
    before = waiting.filter(asked_at__lt=OuterRef("asked_since"))
    return (
        events.select_related("programme__organisation")
        .annotate(asked_since=Subquery(own.values("asked_at")[:1]))
        .annotate(waits=_number(waiting), before=_number(before))
    )


def _number(rows: QuerySet[SignUp]) -> Coalesce:
    counted = rows.order_by().values("event").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _card(event: Event, now: datetime) -> EventCard:
    own = event.own_rows  # type: ignore[attr-defined]
    state = own[0].state if own else ""
    return EventCard(event, state, event.waits, event.before, now)  # type: ignore[attr-defined]


def event_card(event: Event, *, person: Person | None, now: datetime) -> EventCard:
    """The event as `person` sees it; two queries."""
    return _card(_with_counts(Event.objects.filter(pk=event.pk), person).get(), now)


@dataclass(frozen=True)
class EventsPage:
    """The events of a programme for one person: those that come, or a page of those that are over."""

    programme: Programme
    cards: list[EventCard]
    page: Page[Event] | None
    past: int


def events_page(
    programme: Programme,
    *,
    events: QuerySet[Event],
    person: Person | None,
    past: bool,
    number: str | int,
    now: datetime,
) -> EventsPage:
    """Of `events` (see `events_for`) those of `programme`; at most five queries, at any number of them."""
    here = events.filter(programme=programme)
    over = here.filter(ends_at__lte=now)
    if past:
        page = Paginator(_with_counts(over, person).order_by("-starts_at"), PAGE).get_page(number)
        return EventsPage(
            programme, [_card(event, now) for event in page.object_list], page, page.paginator.count
        )
    coming = _with_counts(here.filter(ends_at__gt=now), person).order_by("starts_at")
    return EventsPage(programme, [_card(event, now) for event in coming], None, over.count())


def coming_for(person: Person, *, now: datetime, limit: int = ON_HOME) -> list[EventCard]:
    """The next events of all programmes of `person` that they are going to or could; two queries."""
    events = _coming(person, now, limit=limit)
    prefetch_related_objects(events, _mine(person))
    return [_card(event, now) for event in events]


@prepared
def _coming(person: Person, now: datetime, *, limit: int) -> QuerySet[Event]:
    coming = events_for(person).filter(ends_at__gt=now, state=EventState.OPEN)
    return _counted(coming, person).order_by("starts_at")[:limit]


def told_to_visitors(programme: Programme, *, now: datetime, limit: int = FEW) -> list[Event]:
    """What the public page of a listed programme names: coming events for everybody in it. One query."""
    if not programme.listed:
        return []
    coming = programme.events.filter(
        state=EventState.OPEN, starts_at__gt=now, audience=EventAudience.EVERYBODY
    )
    return list(coming.order_by("starts_at")[:limit])


def organised_events(programme: Programme, *, past: bool, number: str | int, now: datetime) -> Page[Any]:
    """Coming events, the next one first, or those that are over, the last one first, with how many wait (`waits`); two
    queries."""
    waiting = SignUp.objects.filter(event=OuterRef("pk"), state=SignUpState.WAITING)
    events = programme.events.annotate(waits=_number(waiting))
    if past:
        chosen = events.filter(ends_at__lte=now).order_by("-starts_at")
    else:
        chosen = events.filter(ends_at__gt=now).order_by("starts_at")
    return Paginator(chosen, PAGE).get_page(number)


@dataclass(frozen=True)
class Guests:
    """Who goes to an event, by name, and who waits, in their order."""

    going: Sequence[SignUp]
    waiting: Sequence[SignUp]


def guests(event: Event) -> Guests:
    """Two queries."""
    rows = SignUp.objects.filter(event=event).select_related("person__user")
    return Guests(
        going=list(rows.filter(state=SignUpState.GOING).order_by(F("person__name").asc(), "pk")),
        waiting=list(rows.filter(state=SignUpState.WAITING).order_by("asked_at", "pk")),
    )


def roles_in(programme_id: UUID, person: Person) -> set[str]:
    """The parts in which `person` is enrolled; one query."""
    return set(
        Enrolment.objects.enrolled().of(person).filter(programme=programme_id).values_list("role", flat=True)
    )
