"""What was opened for a reason: whether it stands open now, and who opened what, for those who may know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from programmes.enums import PrivateContent
from programmes.models import Enrolment, PrivateReading, Programme

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OPEN_FOR = timedelta(hours=1)
SHORTEST_REASON = 10  # letters
MOST_SHOWN = 200

# What was opened, said to whom it is about.
YOURS = {
    PrivateContent.IDENTITY: _("Your answers about who you are"),
    PrivateContent.MESSAGES: _("What you two write to each other"),
    PrivateContent.REPORTED: _("What you reported"),
}


@dataclass(frozen=True)
class Opened:
    """One opening: who opened what of whom, in which programme, when, until when, and the reason they gave. `reader` is None
    where their account is gone, and `reason` empty where it was erased. `enrolment` leads an organiser to the person."""

    what: StrOrPromise
    programme: Programme
    person: Person
    reader: Person | None
    reason: str
    opened_at: datetime
    closes_at: datetime
    enrolment: Enrolment | None = None


def reading_open(
    programme: Programme, person: Person, *, reader: Person | None, what: PrivateContent, now: datetime
) -> PrivateReading | None:
    """The reading by which `reader` may look at `what` of `person` in `programme` now, the one that stays open longest; None
    where they have to give a reason first. One query."""
    if reader is None:
        return None
    standing = PrivateReading.objects.filter(
        programme=programme, person=person, reader=reader, what=what, opened_at__lte=now, closes_at__gt=now
    )
    return standing.order_by("-closes_at").first()


def readings_of(person: Person) -> list[Opened]:
    """What was opened of `person`, newest first, at most MOST_SHOWN. What was opened because of a report is not among it: who
    is reported never learns of it. One query."""
    return [
        replace(_opened(row), what=YOURS[PrivateContent(row.what)])
        for row in _known().filter(person=person)[:MOST_SHOWN]
    ]


def readings_in(programme: Programme) -> list[Opened]:
    """What was opened in `programme`, for its organisers, newest first, at most MOST_SHOWN; what was opened because of a
    report is the safeguarding contact's. Two queries."""
    rows = list(_known().filter(programme=programme)[:MOST_SHOWN])
    places = {
        place.person_id: place
        for place in Enrolment.objects.filter(programme=programme, person__in={row.person_id for row in rows})
    }
    return [_opened(row, places.get(row.person_id)) for row in rows]


def last_reading(programme: Programme, person: Person, *, what: PrivateContent) -> Opened | None:
    """When `what` of `person` was opened last, and by whom; one query."""
    row = _known().filter(programme=programme, person=person, what=what).first()
    return None if row is None else _opened(row)


def _known() -> QuerySet[PrivateReading]:
    known = PrivateReading.objects.filter(report__isnull=True)
    return known.select_related("programme", "person__user", "reader__user").order_by("-opened_at", "pk")


def _opened(row: PrivateReading, enrolment: Enrolment | None = None) -> Opened:
    return Opened(
        what=PrivateContent(row.what).label,
        programme=row.programme,
        person=row.person,
        reader=row.reader,
        reason=row.reason,
        opened_at=row.opened_at,
        closes_at=row.closes_at,
        enrolment=enrolment,
    )
