"""How many mentees and mentors a programme takes: whoever comes later stands on the waiting list."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from programmes.enums import EnrolmentState, Role
from programmes.models import Enrolment, Programme

LIMITS = {Role.MENTEE: "mentee_places", Role.MENTOR: "mentor_places"}


def limit_of(programme: Programme, role: str) -> int | None:
    """How many people `programme` takes in `role`; None: as many as come."""
    limit: int | None = getattr(programme, LIMITS[Role(role)])
    return limit


def taken(programme_id: UUID, role: str) -> int:
    """How many people are enrolled in `role`; one query."""
    return Enrolment.objects.enrolled().filter(programme=programme_id, role=role).count()


@transaction.atomic
def hold_place(programme_id: UUID, role: str) -> bool:
    """Whether there is a place for one more in `role`, until the caller's transaction ends. A place that became free is
    theirs who wait for it: while somebody waits, there is none for a newcomer.

    Where the programme has a limit its row is locked, so that two who come at one moment are counted one after the
    other; take it before the row of an enrolment."""
    limited = {f"{LIMITS[Role(role)]}__isnull": False}
    programme = (
        Programme.objects.select_for_update(no_key=True).filter(pk=programme_id, **limited).order_by().first()
    )
    if programme is None:
        return True
    waiting = Enrolment.objects.filter(programme=programme, role=role, state=EnrolmentState.WAITLISTED)
    return taken(programme_id, role) < (limit_of(programme, role) or 0) and not waiting.exists()
