"""What the organisers' list of people reads. It is made for a programme of a hundred thousand: every number is counted in
one query over an index, and no list is counted further than it can be turned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from programmes.enums import EnrolmentState, Role
from programmes.models import Enrolment, Invitation, Programme
from programmes.waiting import ASKED, SINCE, WaitingPlace, waiting_places

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ON_A_PAGE = 50
COUNTED = 10_000

APPLICATIONS, ANSWERING, WAITING, ENROLLED, NO_ROOM, LEFT, ALL = (
    "applications", "answering", "waiting", "enrolled", "no-room", "left", "all",
)  # fmt: skip

VIEWS: Mapping[str, tuple[StrOrPromise, Q]] = {
    APPLICATIONS: (_("Applications"), Q(state=EnrolmentState.APPLIED, submitted_at__isnull=False)),
    WAITING: (_("Waiting list"), Q(state=EnrolmentState.WAITLISTED)),
    ENROLLED: (_("Enrolled"), Q(state=EnrolmentState.APPROVED)),
    ANSWERING: (_("Still answering"), Q(state=EnrolmentState.APPLIED, submitted_at__isnull=True)),
    NO_ROOM: (_("No room"), Q(state=EnrolmentState.DECLINED)),
    LEFT: (_("Left"), Q(state=EnrolmentState.WITHDRAWN)),
    ALL: (_("All"), Q()),
}
SORTS: Mapping[str, tuple[StrOrPromise, tuple[Any, ...]]] = {
    "first": (_("Handed in first"), (F("submitted_at").asc(nulls_last=True), "pk")),
    "last": (_("Handed in last"), (F("submitted_at").desc(nulls_last=True), "pk")),
    "name": (_("Name"), (Lower("person__name"), "pk")),
    "joined": (_("Joined last"), ("-created_at", "pk")),
    "line": (_("Place in the line"), (SINCE.asc(), ASKED.asc(), "pk")),
}
FIRST_SORT = {APPLICATIONS: "first", WAITING: "line"}


@dataclass(frozen=True)
class Chosen:
    """What an organiser wants to see: a view, and what narrows it. `paired` and `answers` are "yes", "no" or empty."""

    view: str = APPLICATIONS
    search: str = ""
    role: str = ""
    paired: str = ""
    answers: str = ""
    sort: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search or self.role or self.paired or self.answers)


@dataclass(frozen=True)
class Numbers:
    """How many people of a programme stand where, by role, state and whether their answers are in."""

    rows: Mapping[tuple[str, str, bool], int]

    def of(self, *, role: str = "", state: str = "", submitted: bool | None = None) -> int:
        return sum(
            number
            for (a_role, a_state, is_in), number in self.rows.items()
            if role in ("", a_role) and state in ("", a_state) and submitted in (None, is_in)
        )

    def in_view(self, view: str) -> int:
        match view:
            case "applications":
                return self.of(state=EnrolmentState.APPLIED, submitted=True)
            case "answering":
                return self.of(state=EnrolmentState.APPLIED, submitted=False)
            case "waiting":
                return self.of(state=EnrolmentState.WAITLISTED)
            case "enrolled":
                return self.of(state=EnrolmentState.APPROVED)
            case "no-room":
                return self.of(state=EnrolmentState.DECLINED)
            case "left":
                return self.of(state=EnrolmentState.WITHDRAWN)
        return self.of()


@dataclass(frozen=True)
class Places:
    """The places of a programme in one role: `limit` None where everybody who comes is taken."""

    role: Role
    limit: int | None
    enrolled: int
    waiting: int

    @property
    def label(self) -> StrOrPromise:
        return _("Mentees") if self.role == Role.MENTEE else _("Mentors")

    @property
    def free(self) -> int | None:
        return None if self.limit is None else max(self.limit - self.enrolled, 0)

    @property
    def next(self) -> int:
        """How many of the line can be let in now; everybody where there is no limit."""
        return self.waiting if self.free is None else min(self.free, self.waiting)


@dataclass(frozen=True)
class Row:
    """One line of the list. `person` with their account."""

    enrolment: Enrolment
    person: Person
    waiting: WaitingPlace | None


@dataclass(frozen=True)
class View:
    """One tab over the list."""

    label: StrOrPromise
    url: str
    current: bool
    count: int | None


@dataclass(frozen=True)
class PeoplePage:
    """One page of the list. `number` counts what the filters leave, to COUNTED at most; `is_more` where there are more."""

    chosen: Chosen
    page: Page[Enrolment]
    rows: tuple[Row, ...]
    views: tuple[View, ...]
    places: tuple[Places, ...]
    numbers: Numbers

    @property
    def number(self) -> int:
        return min(self.page.paginator.count, COUNTED)

    @property
    def is_more(self) -> bool:
        return bool(self.page.paginator.count > COUNTED)


class Capped(Paginator):  # type: ignore[type-arg]
    """Counts no further than it shows: one more than COUNTED stands for "more". Nothing is counted that is `known`."""

    object_list: QuerySet[Enrolment]

    def __init__(self, rows: QuerySet[Enrolment], *, known: int | None) -> None:
        super().__init__(rows, ON_A_PAGE)
        self._known = known

    @cached_property
    def count(self) -> int:
        if self._known is not None:
            return min(self._known, COUNTED + 1)
        return self.object_list.order_by()[: COUNTED + 1].count()

    @cached_property
    def num_pages(self) -> int:
        return max(1, -(-min(self.count, COUNTED) // self.per_page))


def numbers_of(programme: Programme) -> Numbers:
    """One query."""
    counted = (
        Enrolment.objects.filter(programme=programme)
        .order_by()
        .values("role", "state", is_in=Q(submitted_at__isnull=False))
        .annotate(number=Count("pk"))
        .values_list("role", "state", "is_in", "number")
    )
    return Numbers({(role, state, is_in): number for role, state, is_in, number in counted})


def applications_waiting(programme: Programme, now: datetime) -> int:
    """How many applications wait for a decision, where organisers decide; one query."""
    return Enrolment.objects.filter(VIEWS[APPLICATIONS][1], programme=programme).count()


def places_of(programme: Programme, numbers: Numbers) -> tuple[Places, ...]:
    """The places in each role; no query."""
    limits = {Role.MENTEE: programme.mentee_places, Role.MENTOR: programme.mentor_places}
    return tuple(
        Places(
            role,
            limits[role],
            numbers.of(role=role, state=EnrolmentState.APPROVED),
            numbers.of(role=role, state=EnrolmentState.WAITLISTED),
        )
        for role in Role
    )


def people(programme: Programme, chosen: Chosen) -> QuerySet[Enrolment]:
    """The enrolments of `programme` that `chosen` leaves, in its order."""
    found = Enrolment.objects.filter(VIEWS[chosen.view][1], programme=programme)
    if chosen.role:
        found = found.filter(role=chosen.role)
    if chosen.paired:
        found = (
            found.filter(active_mentorships__gt=0)
            if chosen.paired == "yes"
            else found.filter(active_mentorships=0)
        )
    if chosen.answers:
        found = found.filter(submitted_at__isnull=chosen.answers == "no")
    if chosen.search:
        found = found.filter(
            Q(person__name__icontains=chosen.search) | Q(person__user__email__icontains=chosen.search)
        )
    return found.order_by(*SORTS[chosen.sort or FIRST_SORT.get(chosen.view, "last")][1])


def people_page(programme: Programme, chosen: Chosen, *, page: str | int, now: datetime) -> PeoplePage:
    """One page of the people of `programme`; four queries, five where somebody of it waits."""
    numbers = numbers_of(programme)
    found = people(programme, chosen).select_related("person__user")
    known = None if chosen.is_narrowed else numbers.in_view(chosen.view)
    shown = Capped(found, known=known).get_page(page)
    enrolments = list(shown.object_list)
    waiting = waiting_places(enrolments)
    return PeoplePage(
        chosen=chosen,
        page=shown,
        rows=tuple(Row(row, row.person, waiting.get(row.pk)) for row in enrolments),
        views=views_of(programme, chosen.view, numbers, now=now),
        places=places_of(programme, numbers),
        numbers=numbers,
    )


def views_of(programme: Programme, current: str, numbers: Numbers, *, now: datetime) -> tuple[View, ...]:
    """The tabs over the list, invitations among them; one query."""
    url = reverse("programmes:organise_people", args=[programme.slug])
    views = [
        View(label, f"{url}?{urlencode({'view': name})}", name == current, numbers.in_view(name))
        for name, (label, _q) in VIEWS.items()
    ]
    invited = Invitation.objects.answerable(now).filter(programme=programme).count()
    asked = reverse("programmes:organise_invitations", args=[programme.slug])
    return (*views[:-1], View(_("Invited"), asked, current == "invited", invited), views[-1])
