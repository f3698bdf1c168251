"""The certificate of a mentor and the confirmation of a mentee: what somebody did in one programme, on one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from accounts.models import Person
from journeys.enums import MeetingState
from journeys.models import Meeting
from journeys.queries.contributions import Contributions, contributions
from matching.enums import EndReason
from matching.models import Mentorship
from programmes.enums import Role
from programmes.models import Enrolment


@dataclass(frozen=True)
class Service:
    """What the page says. `until` is the day of the last end, None while a mentorship goes on. It is `ready` once one meeting
    was held."""

    enrolment: Enrolment
    since: date | None
    until: date | None
    today: date
    sums: Contributions

    @property
    def person(self) -> Person:
        return self.enrolment.person

    @property
    def is_mentor(self) -> bool:
        return self.enrolment.role == Role.MENTOR

    @property
    def ready(self) -> bool:
        return self.sums.meetings > 0


def service_of(enrolment: Enrolment, *, now: datetime) -> Service:
    """The page of `enrolment`, whose programme, organisation and person are loaded; six queries."""
    side = "mentor" if enrolment.role == Role.MENTOR else "mentee"
    rows = Mentorship.objects.filter(**{side: enrolment}).exclude(end_reason=EndReason.TAKEN_BACK)
    times = list(rows.order_by("started_at").values_list("started_at", "closed_at"))
    zone = ZoneInfo(enrolment.person.zone)
    ends = [closed for _started, closed in times]
    over = [closed for closed in ends if closed is not None]
    return Service(
        enrolment=enrolment,
        since=times[0][0].astimezone(zone).date() if times else None,
        until=max(over).astimezone(zone).date() if over and len(over) == len(ends) else None,
        today=now.astimezone(zone).date(),
        sums=contributions(rows, of=enrolment.person),
    )


def ways_to_print(person: Person) -> list[Enrolment]:
    """The enrolments of `person` with a page to print: those in which a meeting was held; one query."""
    held = Meeting.objects.filter(
        Q(mentorship__mentor=OuterRef("pk")) | Q(mentorship__mentee=OuterRef("pk")), state=MeetingState.HELD
    )
    return list(
        Enrolment.objects.filter(Exists(held), person=person)
        .select_related("programme")
        .order_by("programme__name", "role")
    )
