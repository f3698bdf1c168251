"""The waiting list: first come, first served, by the moment at which somebody was put there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, Window
from django.db.models.functions import Coalesce, RowNumber

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
    waiting = [row for row in enrolments if row.state == EnrolmentState.WAITLISTED]
    if not waiting:
        return {}
    line = [F("programme"), F("role")]
    numbered = Enrolment.objects.filter(
        programme__in={row.programme_id for row in waiting}, state=EnrolmentState.WAITLISTED
    ).annotate(
        place=Window(RowNumber(), partition_by=line, order_by=[SINCE.asc(), ASKED.asc(), F("pk").asc()]),
        of=Window(Count("pk"), partition_by=line),
    )
    # The "or" keeps the choice of rows behind the numbering: alone it would stand before it.
    chosen = numbered.filter(Q(pk__in=[row.pk for row in waiting]) | Q(place__lt=0)).order_by()
    return {pk: WaitingPlace(place, of) for pk, place, of in chosen.values_list("pk", "place", "of")}


def waiting_place(enrolment: Enrolment) -> WaitingPlace | None:
    """Where somebody stands on the waiting list, or None where they are on none; one query at most."""
    return waiting_places([enrolment]).get(enrolment.pk)
