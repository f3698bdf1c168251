"""The pages about requests: the list of both roles, and one request as either side reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Person
from matching.enums import OPEN_REQUEST_STATES, CloseReason, RequestState
from matching.fit import PairFit, Reason, ShownPart
from matching.models import Request, RequestEvent
from matching.queries.clock import Clock, clock_of
from matching.queries.suggestions import Suggestion, next_best
from matching.words.clock import spelled
from programmes.enums import Role
from programmes.models import Enrolment, Goal, WantedSkill

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CARDS = 10
SENT_SHOWN = 30


class Tab(StrEnum):
    """The lists of a mentor's inbox."""

    WAITING = "waiting"
    REPLY = "reply"
    ANSWERED = "answered"


TAB_LABELS: dict[Tab, StrOrPromise] = {
    Tab.WAITING: gettext_lazy("Waiting for you"),
    Tab.REPLY: gettext_lazy("Waiting for a reply"),
    Tab.ANSWERED: gettext_lazy("Answered"),
}
TAB_STATES = {
    Tab.WAITING: [RequestState.PENDING],
    Tab.REPLY: [RequestState.NEEDS_INFO],
    Tab.ANSWERED: [state for state in RequestState if state not in OPEN_REQUEST_STATES],
}


@dataclass(frozen=True)
class RequestCard:
    """One request as `reader` sees it: who the other is, the reasons from the reader's side, the clock."""

    request: Request
    reader: Role
    fit: PairFit | None
    clock: Clock
    goals: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()

    @property
    def for_mentor(self) -> bool:
        return self.reader == Role.MENTOR

    @property
    def other(self) -> Person:
        """The person on the other side."""
        return (self.request.mentee if self.for_mentor else self.request.mentor).person

    @property
    def reasons(self) -> tuple[Reason, ...]:
        if self.fit is None:
            return ()
        return self.fit.for_mentor if self.for_mentor else self.fit.for_mentee

    @property
    def parts(self) -> tuple[ShownPart, ...]:
        if self.fit is None:
            return ()
        return self.fit.mentor_parts if self.for_mentor else self.fit.mentee_parts

    @property
    def waits_for_reader(self) -> bool:
        """Whether it is the reader's turn."""
        turn = RequestState.PENDING if self.for_mentor else RequestState.NEEDS_INFO
        return self.request.state == turn

    @property
    def came_to_nothing(self) -> bool:
        """Whether the mentee may need somebody else now."""
        request = self.request
        return request.state in {RequestState.DECLINED, RequestState.EXPIRED} or (
            request.state == RequestState.CLOSED and request.close_reason != CloseReason.MENTEE_MATCHED
        )


@dataclass(frozen=True)
class TabLink:
    label: StrOrPromise
    url: str
    count: int
    current: bool


@dataclass(frozen=True)
class Places:
    """A mentor's places in one programme, and whether they take requests now."""

    enrolment: Enrolment
    taking: bool

    @property
    def taken(self) -> int:
        return self.enrolment.active_mentorships

    @property
    def full(self) -> bool:
        return self.enrolment.places_left < 1

    @property
    def until(self) -> datetime | None:
        return None if self.taking else self.enrolment.not_accepting_until


@dataclass(frozen=True)
class Asking:
    """A mentee's standing in one programme: how many requests they may still send, or that they have their mentor."""

    enrolment: Enrolment
    open: int

    @property
    def left(self) -> int:
        return max(self.enrolment.programme.open_requests - self.open, 0)

    @property
    def matched(self) -> bool:
        return self.enrolment.places_left < 1


@dataclass(frozen=True)
class RequestsPage:
    """Both roles on one page. `waiting` counts what waits for the mentor's answer, `questions` what waits for the
    mentee's reply; `suggested` belongs to the first of `asking` whose request came to nothing."""

    places: tuple[Places, ...]
    tabs: tuple[TabLink, ...]
    tab: Tab
    waiting: int
    paged: Page[Request]
    received: tuple[RequestCard, ...]
    asking: tuple[Asking, ...]
    sent: tuple[RequestCard, ...]
    suggested_for: Enrolment | None
    suggested: tuple[Suggestion, ...]

    @property
    def is_mentor(self) -> bool:
        return bool(self.places)

    @property
    def is_mentee(self) -> bool:
        return bool(self.asking)

    @property
    def sent_open(self) -> list[RequestCard]:
        return [card for card in self.sent if card.request.is_open]

    @property
    def sent_over(self) -> list[RequestCard]:
        return [card for card in self.sent if not card.request.is_open]

    @property
    def questions(self) -> int:
        return sum(card.waits_for_reader for card in self.sent)

    @property
    def heading(self) -> str:
        """The state in one sentence, the mentor's inbox before what the mentee sent."""
        if self.waiting:
            return ngettext(
                "%(n)s person would like your help", "%(n)s people would like your help", self.waiting
            ) % {"n": spelled(self.waiting)}
        if self.questions:
            return ngettext(
                "%(n)s mentor asks you something", "%(n)s mentors ask you something", self.questions
            ) % {"n": spelled(self.questions)}
        if self.sent_open:
            count = len(self.sent_open)
            return ngettext(
                "%(n)s mentor is thinking it over", "%(n)s mentors are thinking it over", count
            ) % {"n": spelled(count)}
        if self.is_mentor:
            return _("Nobody waits for your answer")
        return _("Your requests")


def requests_page(person: Person, *, tab: str, page: str | int, url: str, now: datetime) -> RequestsPage:
    """What `person` was asked and asked, the former narrowed to `tab` (an unknown one is the first with something in
    it). A fixed number of queries at any number of requests."""
    enrolments = list(
        Enrolment.objects.of(person).enrolled().select_related("programme", "person").order_by("created_at")
    )
    visible = Request.objects.visible_to(person).with_people()
    received = visible.filter(mentor__person=person)
    counts = received.order_by().aggregate(
        **{one: Count("pk", filter=Q(state__in=TAB_STATES[one])) for one in Tab}
    )
    chosen = Tab(tab) if tab in set(Tab) else next((one for one in Tab if counts[one]), Tab.WAITING)
    order = "-closed_at" if chosen == Tab.ANSWERED else "expires_at"
    shown = Paginator(received.filter(state__in=TAB_STATES[chosen]).order_by(order, "pk"), CARDS).get_page(
        page
    )
    rows = list(shown.object_list)
    sent = list(
        visible.filter(mentee__person=person).order_by(F("closed_at").desc(nulls_first=True), "expires_at")[
            :SENT_SHOWN
        ]
    )
    mentees = {row.mentee_id for row in rows}
    goals, skills = _goals(mentees), _skills(mentees)
    received_cards = tuple(
        RequestCard(
            row,
            Role.MENTOR,
            PairFit.from_json(row.reasons),
            clock_of(row, now=now),
            goals.get(row.mentee_id, ()),
            skills.get(row.mentee_id, ()),
        )
        for row in rows
    )
    cards = tuple(
        RequestCard(row, Role.MENTEE, PairFit.from_json(row.reasons), clock_of(row, now=now)) for row in sent
    )
    asking = _asking(enrolments, cards)
    needy = _in_need(asking, cards)
    return RequestsPage(
        places=tuple(Places(one, _taking(one, now)) for one in enrolments if one.role == Role.MENTOR),
        tabs=tuple(TabLink(TAB_LABELS[one], f"{url}?tab={one}", counts[one], one == chosen) for one in Tab),
        tab=chosen,
        waiting=counts[Tab.WAITING],
        paged=shown,
        received=received_cards,
        asking=asking,
        sent=tuple(_open_first(cards)),
        suggested_for=needy,
        suggested=next_best(needy, now=now) if needy else (),
    )


def open_requests(mentee: Enrolment, *, now: datetime) -> tuple[RequestCard, ...]:
    """The open requests of a mentee, those that end first in front; one query."""
    rows = Request.objects.open().filter(mentee=mentee).with_people().order_by("expires_at")
    return tuple(
        RequestCard(row, Role.MENTEE, PairFit.from_json(row.reasons), clock_of(row, now=now)) for row in rows
    )


def _open_first(cards: Sequence[RequestCard]) -> list[RequestCard]:
    return sorted(cards, key=lambda card: (not card.request.is_open, not card.waits_for_reader))


def _asking(enrolments: Sequence[Enrolment], cards: Sequence[RequestCard]) -> tuple[Asking, ...]:
    open_ones = [card.request.mentee_id for card in cards if card.request.is_open]
    return tuple(Asking(one, open_ones.count(one.pk)) for one in enrolments if one.role == Role.MENTEE)


def _in_need(asking: Sequence[Asking], cards: Sequence[RequestCard]) -> Enrolment | None:
    """The first mentee enrolment that could ask somebody, and of which a request came to nothing."""
    failed = {card.request.mentee_id for card in cards if card.came_to_nothing}
    able = (one.enrolment for one in asking if one.left and not one.matched)
    return next((one for one in able if one.pk in failed), None)


def _taking(enrolment: Enrolment, now: datetime) -> bool:
    until = enrolment.not_accepting_until
    return enrolment.accepting and (until is None or until <= now)


def _goals(mentees: set[UUID]) -> dict[UUID, tuple[str, ...]]:
    found: dict[UUID, tuple[str, ...]] = {}
    for mentee, text in (
        Goal.objects.filter(enrolment__in=mentees)
        .order_by("enrolment", "position")
        .values_list("enrolment_id", "text")
    ):
        found[mentee] = (*found.get(mentee, ()), text)
    return found


def _skills(mentees: set[UUID]) -> dict[UUID, tuple[str, ...]]:
    """The names of the skills wanted, the most wanted first."""
    wanted = WantedSkill.objects.filter(enrolment__in=mentees).order_by("-priority", "skill__name")
    found: dict[UUID, tuple[str, ...]] = {}
    for mentee, name in wanted.values_list("enrolment_id", "skill__name"):
        found[mentee] = (*found.get(mentee, ()), name)
    return found


@dataclass(frozen=True)
class Happening:
    """One line of a request's history, in words for its reader."""

    at: datetime
    words: str


@dataclass(frozen=True)
class RequestPage:
    """One request as one side reads it. `mentorship` is the id of what came of it."""

    card: RequestCard
    history: tuple[Happening, ...]
    mentorship: UUID | None
    suggested: tuple[Suggestion, ...]


def request_card(request: Request, *, person: Person, now: datetime) -> RequestCard:
    """The request as `person`, one of the two, reads it. Two queries."""
    mentee = request.mentee_id
    reader = Role.MENTOR if request.mentor.person_id == person.pk else Role.MENTEE
    return RequestCard(
        request,
        reader,
        PairFit.from_json(request.reasons),
        clock_of(request, now=now),
        _goals({mentee}).get(mentee, ()),
        _skills({mentee}).get(mentee, ()),
    )


def request_page(request: Request, *, person: Person, now: datetime) -> RequestPage:
    """Everything the page of one request shows to `person`, one of the two; a fixed number of queries."""
    card = request_card(request, person=person, now=now)
    events = list(RequestEvent.objects.filter(request=request).order_by("at", "id"))
    mentorship = getattr(request, "mentorship", None) if request.state == RequestState.ACCEPTED else None
    helps = not card.for_mentor and card.came_to_nothing
    return RequestPage(
        card=card,
        history=tuple(Happening(event.at, happened(event, card)) for event in events),
        mentorship=mentorship.pk if mentorship else None,
        suggested=next_best(request.mentee, now=now) if helps else (),
    )


def happened(event: RequestEvent, card: RequestCard) -> str:
    """What one event was, to the reader of `card`."""
    name = {"name": card.other.first_name}
    mine = not card.for_mentor
    match event.to_state:
        case RequestState.PENDING if not event.from_state:
            return _("You asked %(name)s") % name if mine else _("%(name)s asked you") % name
        case RequestState.PENDING:
            return (
                _("You replied; the clock started anew")
                if mine
                else _("%(name)s replied; the clock started anew") % name
            )
        case RequestState.NEEDS_INFO:
            return _("%(name)s asked for more") % name if mine else _("You asked %(name)s for more") % name
        case RequestState.ACCEPTED:
            return _("%(name)s said yes") % name if mine else _("You said yes")
        case RequestState.DECLINED:
            return (
                _("%(name)s has no room at the moment") % name
                if mine
                else _("You said that you have no room at the moment")
            )
        case RequestState.WITHDRAWN:
            return _("You took the request back") if mine else _("%(name)s took the request back") % name
        case RequestState.EXPIRED:
            return _("The time to answer ran out")
        case _:
            return (
                str(CloseReason(card.request.close_reason).label)
                if card.request.close_reason
                else _("The request was closed")
            )
