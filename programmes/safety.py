"""Reports about people: who reads them, and what the safeguarding contact sees.

They are the contact's of the programme alone. Where none is named, or the contact is one of the two, or gone, they are theirs
who run the site; nobody ever reads one about themself, and whoever reported reads their own on a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Min, Q, QuerySet, Value, When

from accounts.models import Block, Person, User
from programmes.enums import SafetyState
from programmes.models import Enrolment, Programme, SafetyReport, SafetyReportEvent

A_PAGE = 30
EARLIER = 20


# --- who reads


def is_there(contact: Person | None) -> bool:
    """Whether a contact is named who can read a letter; load its `user` before."""
    return contact is not None and contact.erased_at is None and contact.user.is_active


def contact_for(programme: Programme, people: Sequence[Person]) -> Person | None:
    """Who reads a report of `programme` in which `people` are named: its contact, or None where those who run the site do.
    Load `safeguarding_contact__user` before."""
    contact = programme.safeguarding_contact
    if not is_there(contact) or contact in people:
        return None
    return contact


def _without_contact() -> Q:
    contact = "programme__safeguarding_contact"
    return (
        Q(**{f"{contact}__isnull": True})
        | Q(**{f"{contact}__user__is_active": False})
        | Q(**{f"{contact}__erased_at__isnull": False})
        | Q(about=F(contact))
        | Q(reported_by=F(contact))
    )


def in_care_of(user: User, person: Person | None) -> QuerySet[SafetyReport]:
    """The reports that this account reads, with their people and programmes."""
    theirs = Q(pk__in=[])
    if person is not None:
        theirs |= Q(programme__safeguarding_contact=person)
    if user.is_superuser:
        theirs |= _without_contact()
    rows = SafetyReport.objects.filter(theirs)
    if person is not None:
        rows = rows.exclude(Q(about=person) | Q(reported_by=person))
    return rows.select_related(
        "programme__safeguarding_contact__user", "about__user", "reported_by__user", "taken_by", "closed_by"
    )


def operators_for(report: SafetyReport) -> QuerySet[User]:
    """Those who run the site and are neither whom `report` is about nor who made it."""
    named = [report.about.user_id, report.reported_by.user_id]
    return User.objects.filter(is_superuser=True, is_active=True).exclude(pk__in=named).order_by("pk")


def readers_of(report: SafetyReport) -> list[User]:
    """Whose report it is: the contact, or else those who run the site. Load the people and the contact before; a query at
    most."""
    contact = contact_for(report.programme, [report.about, report.reported_by])
    return [contact.user] if contact is not None else list(operators_for(report))


def cares(user: User, person: Person | None) -> bool:
    """Whether reports may come to this account at all. One query at most."""
    if user.is_superuser:
        return True
    return person is not None and Programme.objects.filter(safeguarding_contact=person).exists()


# --- the queue


@dataclass(frozen=True)
class Line:
    """A report in the queue. `is_late`: nobody has taken it in hand by the time it asked for."""

    report: SafetyReport
    is_late: bool


@dataclass(frozen=True)
class Queue:
    """A page of the queue, and how many are open and closed."""

    page: Page[Line]
    open: int
    closed: int
    late: int


def is_late(report: SafetyReport, now: datetime) -> bool:
    return report.state == SafetyState.RECEIVED and report.answer_by <= now


def queue_of(user: User, person: Person | None, *, closed: bool, number: str | None, now: datetime) -> Queue:
    """The reports that this account reads: those nobody has taken in hand first, by their deadline; then those in hand. Or the
    `closed` ones, the latest first. Three queries."""
    rows = in_care_of(user, person)
    is_closed = Q(state=SafetyState.CLOSED)
    counts = rows.order_by().aggregate(
        open=Count("pk", filter=~is_closed),
        closed=Count("pk", filter=is_closed),
        late=Count("pk", filter=Q(state=SafetyState.RECEIVED, answer_by__lte=now)),
    )
    waits_first = Case(When(state=SafetyState.RECEIVED, then=Value(0)), default=Value(1))
    if closed:
        shown = rows.filter(is_closed).order_by("-closed_at", "pk")
    else:
        shown = rows.exclude(is_closed).order_by(waits_first, "answer_by", "pk")
    page: Page[SafetyReport] = Paginator(shown, A_PAGE).get_page(number)
    lines = [Line(report, is_late(report, now)) for report in page.object_list]
    return Queue(Page(lines, page.number, page.paginator), **counts)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Waiting:
    """What waits for a contact: how many reports nobody has taken in hand, and until when the first."""

    number: int
    until: datetime
    is_late: bool


def waiting_for(person: Person, *, now: datetime) -> Waiting | None:
    """What waits for `person` as a safeguarding contact; None where nothing does. One query."""
    rows = SafetyReport.objects.filter(
        programme__safeguarding_contact=person, state=SafetyState.RECEIVED
    ).exclude(Q(about=person) | Q(reported_by=person))
    found = rows.order_by().aggregate(number=Count("pk"), until=Min("answer_by"))
    if not found["number"]:
        return None
    return Waiting(found["number"], found["until"], found["until"] <= now)


# --- one report


@dataclass(frozen=True)
class Panel:
    """What another app adds to the page of a report: `load` gives what its `template` shows, or None. A fixed number of
    queries each."""

    name: str
    order: int
    template: str
    load: Callable[[SafetyReport, datetime], dict[str, Any] | None]


@dataclass(frozen=True)
class ShownPanel:
    template: str
    data: dict[str, Any]


@dataclass
class Panels:
    by_name: dict[str, Panel] = field(default_factory=dict)

    def register(self, panel: Panel) -> None:
        """Adds one. Raises ValueError for a name that is taken by another."""
        if self.by_name.get(panel.name, panel) != panel:
            raise ValueError(f"two panels of a report are called {panel.name!r}")
        self.by_name[panel.name] = panel

    def of(self, report: SafetyReport, *, now: datetime) -> list[ShownPanel]:
        """Those that have something to show, in order."""
        ordered = sorted(self.by_name.values(), key=lambda panel: panel.order)
        loaded = [(panel, panel.load(report, now)) for panel in ordered]
        return [ShownPanel(panel.template, data) for panel, data in loaded if data is not None]


panels = Panels()


@dataclass(frozen=True)
class ReportPage:
    """One report as whoever looks after it reads it. `earlier` are the others about the same person, `reverse` those that the
    person made about whoever reports; `has_blocked`: whoever reports blocked the person."""

    report: SafetyReport
    is_late: bool
    about: tuple[Enrolment, ...]
    reported_by: tuple[Enrolment, ...]
    has_blocked: bool
    history: tuple[SafetyReportEvent, ...]
    earlier: tuple[SafetyReport, ...]
    reverse: tuple[SafetyReport, ...]
    panels: tuple[ShownPanel, ...]

    @property
    def is_closed(self) -> bool:
        return self.report.state == SafetyState.CLOSED

    @property
    def is_new(self) -> bool:
        return self.report.state == SafetyState.RECEIVED


def report_page(report: SafetyReport, *, user: User, person: Person | None, now: datetime) -> ReportPage:
    """Everything on the page of one of `in_care_of`; four queries and those of the panels."""
    places: dict[Any, list[Enrolment]] = {}
    for one in Enrolment.objects.filter(
        programme=report.programme_id, person__in=[report.about_id, report.reported_by_id]
    ).order_by("role"):
        places.setdefault(one.person_id, []).append(one)
    others = list(
        in_care_of(user, person)
        .filter(Q(about=report.about_id) | Q(about=report.reported_by_id, reported_by=report.about_id))
        .exclude(pk=report.pk)
        .order_by("-received_at")[:EARLIER]
    )
    return ReportPage(
        report=report,
        is_late=is_late(report, now),
        about=tuple(places.get(report.about_id, ())),
        reported_by=tuple(places.get(report.reported_by_id, ())),
        has_blocked=Block.objects.filter(blocker=report.reported_by_id, blocked=report.about_id).exists(),
        history=tuple(report.history.select_related("by").order_by("at", "pk")),
        earlier=tuple(one for one in others if one.about_id == report.about_id),
        reverse=tuple(one for one in others if one.about_id == report.reported_by_id),
        panels=tuple(panels.of(report, now=now)),
    )


# --- whoever reported


def made_by(person: Person) -> QuerySet[SafetyReport]:
    """The reports that `person` made, the latest first, with whom they are about."""
    rows = SafetyReport.objects.filter(reported_by=person)
    rows = rows.select_related("about", "programme__safeguarding_contact__user")
    return rows.order_by("-received_at", "pk")
