"""The people of one side of a programme as rows, with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db.models import DateField, F, Sum, Value

from matching import engine
from programmes.enums import Role
from programmes.models import Enrolment, Programme
from programmes.models.enrolment import EnrolmentQuerySet

Ints = npt.NDArray[np.int64]


class Row(NamedTuple):
    """One enrolment, in the order of COLUMNS."""

    pk: UUID
    person_id: UUID
    email: str
    zone: str
    availability: list[int]
    languages: list[str]
    formats: list[str]
    topics: list[str]
    qualities: list[str]
    seniority: int | None
    line_manager_email: str
    capacity: int
    active_mentorships: int
    accepting: bool
    not_accepting_until: datetime | None
    cap: int | None
    submitted_at: datetime
    screened_until: date | None


COLUMNS = (
    "pk",
    "person_id",
    "person__user__email",
    "person__zone",
    "person__availability",
    "person__languages",
    "person__formats",
    "topics",
    "qualities",
    "seniority",
    "line_manager_email",
    "capacity",
    "active_mentorships",
    "accepting",
    "not_accepting_until",
    "person__mentee_cap",
    "submitted_at",
    "screened_until",
)


@dataclass(frozen=True)
class People:
    """One side of a programme, in the order of its rows."""

    role: Role
    rows: tuple[Row, ...]

    @cached_property
    def place(self) -> dict[UUID, int]:
        """Enrolment to position."""
        return {row.pk: position for position, row in enumerate(self.rows)}

    @cached_property
    def by_person(self) -> dict[UUID, int]:
        return {row.person_id: position for position, row in enumerate(self.rows)}

    @cached_property
    def by_email(self) -> dict[str, int]:
        return {row.email.lower(): position for position, row in enumerate(self.rows)}

    @cached_property
    def keys(self) -> Ints:
        """The engine's identity of each: int64[n]."""
        return np.array([engine.stable_key(row.pk) for row in self.rows], dtype=np.int64)

    def capacity_left(self, taken_anywhere: Mapping[UUID, int], now: datetime) -> Ints:
        """Places left now: int64[n], 0 for somebody who takes no requests at present. `taken_anywhere` holds the open
        mentorships, in all programmes, of people who set a cap of their own."""
        return np.array(
            [_left(row, taken_anywhere.get(row.person_id, 0), now) for row in self.rows], dtype=np.int64
        )


def _left(row: Row, taken_anywhere: int, now: datetime) -> int:
    if not row.accepting or (row.not_accepting_until is not None and row.not_accepting_until > now):
        return 0
    if row.screened_until is not None and row.screened_until < now.astimezone(UTC).date():
        return 0
    left = row.capacity - row.active_mentorships
    return max(left if row.cap is None else min(left, row.cap - taken_anywhere), 0)


def taking_part(programme: Programme, role: Role, only: Collection[UUID] | None = None) -> EnrolmentQuerySet:
    """The enrolments of everybody who takes part in `programme` as `role` and has finished their answers, or of `only`. Where
    it is for people under age, a mentee is not among them before the guardian agrees, nor a mentor before the screening."""
    enrolled = Enrolment.objects.enrolled().filter(
        programme=programme,
        role=role,
        submitted_at__isnull=False,
        person__erased_at__isnull=True,
        person__user__is_active=True,
    )
    if programme.for_minors:
        enrolled = enrolled.standing_clear()
    return enrolled if only is None else enrolled.filter(pk__in=only)


def load_people(programme: Programme, role: Role, only: Collection[UUID] | None = None) -> People:
    """Those of `taking_part`, by the order of their ids. One query."""
    screened = programme.for_minors and role == Role.MENTOR
    until = F("screening__valid_until") if screened else Value(None, output_field=DateField())
    rows = (
        taking_part(programme, role, only).annotate(screened_until=until).order_by("pk").values_list(*COLUMNS)
    )
    return People(role, tuple(Row._make(row) for row in rows))


def taken_anywhere() -> dict[UUID, int]:
    """The open mentorships of every mentor who set a cap for all programmes together. One query."""
    capped = Enrolment.objects.mentors().filter(person__mentee_cap__isnull=False).order_by()
    return dict(capped.values_list("person_id").annotate(Sum("active_mentorships")))
