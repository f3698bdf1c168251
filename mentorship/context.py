"""What base.html needs on every page: the navigation of this person, and what kind of site this is.

Nothing is asked of the database before a page shows its navigation; then two queries at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from journeys.models import CheckIn
from matching.enums import RequestState
from matching.models import Request
from notifications.prepared import prepared
from programmes.enums import EnrolmentState, Role
from programmes.models import Enrolment, Organiser, Programme

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Place:
    """One entry of the navigation; it is the current one on every page called so."""

    name: str
    label: StrOrPromise
    icon: str
    pages: frozenset[str]


@dataclass(frozen=True)
class NavItem:
    label: StrOrPromise
    url: str
    icon: str
    current: bool
    count: int = 0


@dataclass(frozen=True)
class Standing:
    """What decides somebody's navigation, and what waits for them."""

    is_mentee: bool = False
    is_mentor: bool = False
    is_organiser: bool = False
    is_safeguarding: bool = False
    requests: int = 0
    check_ins: int = 0


def _pages(app: str, names: str) -> frozenset[str]:
    return frozenset(f"{app}:{name}" for name in names.split())


HOME = Place("journeys:dashboard", _("Home"), "house", _pages("journeys", "dashboard"))
MENTORS = Place(
    "matching:mentors", _("Mentors"), "search", _pages("matching", "mentors matches mentor compare ask why_not what_counts")
)  # fmt: skip
REQUESTS = Place(
    "matching:requests",
    _("Requests"),
    "inbox",
    _pages("matching", "requests request taking_requests")
    | _pages("matching", "request_accept request_decline request_ask_more request_reply request_withdraw"),
)
MENTORSHIPS = Place(
    "journeys:mentorships", _("Mentorships"), "handshake", _pages("journeys", "mentorships mentorship help check_in later cadence pause")
)  # fmt: skip
CALENDAR = Place("journeys:calendar", _("Calendar"), "calendar", _pages("journeys", "calendar"))
PROGRAMMES = Place("programmes:programme_list", _("Programmes"), "layers", _pages("programmes", "programme_list programme join join_code"))  # fmt: skip
ORGANISE = Place("programmes:organise_list", _("Organise"), "sliders-horizontal", frozenset())


def frame(request: HttpRequest) -> dict[str, object]:
    person: Person | None = getattr(request, "person", None)
    return {
        "demo": settings.DEMO,
        "site_name": settings.SITE_NAME,
        "nav": SimpleLazyObject(lambda: navigation(request, person, standing_of(request, person))),
        "is_organiser": SimpleLazyObject(lambda: standing_of(request, person).is_organiser),
        "is_safeguarding": SimpleLazyObject(lambda: standing_of(request, person).is_safeguarding),
        "person": person,
    }


def standing_of(request: HttpRequest, person: Person | None) -> Standing:
    """Read once a request: two queries for a mentor, one for others, none for visitors."""
    if person is None:
        return Standing(
            is_organiser=getattr(request.user, "is_staff", False),
            is_safeguarding=getattr(request.user, "is_superuser", False),
        )
    known: Standing | None = getattr(request, "_standing", None)
    if known is None:
        known = _read(person)
        request._standing = known  # type: ignore[attr-defined]
    return known


def _read(person: Person) -> Standing:
    ((is_mentee, is_mentor, is_organiser, is_safeguarding, waiting),) = _roles(person)
    requests = len(_pending(person)) if is_mentor else 0
    return Standing(is_mentee, is_mentor, is_organiser, is_safeguarding, requests, waiting)


@prepared
def _roles(person: Person) -> QuerySet[Person, tuple[bool, bool, bool, bool, int]]:
    own = Enrolment.objects.filter(person=OuterRef("pk")).exclude(state=EnrolmentState.WITHDRAWN)
    asked = CheckIn.objects.waiting().filter(person=OuterRef("pk")).order_by().values("person")
    return (
        Person.objects.filter(pk=person.pk)
        .annotate(
            is_mentee=Exists(own.filter(role=Role.MENTEE)),
            is_mentor=Exists(own.filter(role=Role.MENTOR)),
            is_organiser=Exists(Organiser.objects.filter(person=OuterRef("pk"))) | Q(user__is_staff=True),
            is_safeguarding=Exists(Programme.objects.filter(safeguarding_contact=OuterRef("pk")))
            | Q(user__is_superuser=True),
            waiting=Coalesce(Subquery(asked.annotate(n=Count("pk")).values("n")), 0),
        )
        .values_list("is_mentee", "is_mentor", "is_organiser", "is_safeguarding", "waiting")
    )


@prepared
def _pending(person: Person) -> QuerySet[Request, UUID]:
    visible = Request.objects.visible_to(person).filter(mentor__person=person, state=RequestState.PENDING)
    return visible.order_by().values_list("pk", flat=True)


def places(standing: Standing) -> list[Place]:
    """The entries for somebody of this standing, five at most."""
    chosen = [HOME]
    if standing.is_mentee:
        chosen.append(MENTORS)
    if standing.is_mentor:
        chosen.append(REQUESTS)
    if standing.is_mentee or standing.is_mentor:
        chosen.append(MENTORSHIPS)
    else:
        chosen.append(PROGRAMMES)
        if standing.is_organiser:
            chosen.append(ORGANISE)
    return [*chosen, CALENDAR]


def navigation(request: HttpRequest, person: Person | None, standing: Standing) -> Sequence[NavItem]:
    """The main navigation; nothing for visitors and for accounts that belong to nobody."""
    if person is None:
        return []
    match = request.resolver_match
    here = match.view_name if match else ""
    counts = {REQUESTS.name: standing.requests, MENTORSHIPS.name: standing.check_ins}
    return [
        NavItem(place.label, reverse(place.name), place.icon, here in place.pages, counts.get(place.name, 0))
        for place in places(standing)
    ]
