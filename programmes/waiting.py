"""The waiting list: first come, first served, by the moment at which somebody was put there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from programmes.enums import EnrolmentState
from programmes.models import Enrolment, Programme

# Of those who were put there in one go, whoever handed in first stands first.
SINCE: Any = Coalesce("decided_at", "submitted_at", "created_at")
ASKED: Any = Coalesce("submitted_at", "created_at")


@dataclass(frozen=True)
class WaitingPlace:
    """Number `place` of `of` people who wait in the same part of the same programme."""

    place: int
    of: int


def in_line(programme: Programme, role: str) -> Any:
    """Those who wait in `role`, the first in front."""
    waiting = Enrolment.objects.filter(programme=programme, role=role, state=EnrolmentState.WAITLISTED)
    return waiting.alias(since=SINCE, asked=ASKED).order_by("since", "asked", "pk")


def waiting_places(enrolments: Iterable[Enrolment]) -> dict[UUID, WaitingPlace]:
    """The places of those among `enrolments` who are on a waiting list, by enrolment; one query, none where nobody is."""
    ids = [row.pk for row in enrolments if row.state == EnrolmentState.WAITLISTED]
    if not ids:
        return {}
    line = Enrolment.objects.filter(
        programme=OuterRef("programme"), role=OuterRef("role"), state=EnrolmentState.WAITLISTED
    ).order_by()
    not_behind = line.alias(since=SINCE, asked=ASKED).filter(
        Q(since__lt=OuterRef("since"))
        | Q(since=OuterRef("since"), asked__lt=OuterRef("asked"))
        | Q(since=OuterRef("since"), asked=OuterRef("asked"), pk__lte=OuterRef("pk"))
    )
    found = (
        Enrolment.objects.filter(pk__in=ids, state=EnrolmentState.WAITLISTED)
        .annotate(since=SINCE, asked=ASKED)
        .annotate(place=Subquery(_number(not_behind)), of=Subquery(_number(line)))
    )
    return {pk: WaitingPlace(place, of) for pk, place, of in found.values_list("pk", F("place"), F("of"))}


def _number(rows: Any) -> Any:
    return rows.values("role").annotate(number=Count("pk")).values("number")


def waiting_place(enrolment: Enrolment) -> WaitingPlace | None:
    """Where somebody stands on the waiting list, or None where they are on none; one query at most."""
    return waiting_places([enrolment]).get(enrolment.pk)
