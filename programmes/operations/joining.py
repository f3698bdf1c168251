"""Joining a programme."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.operations.audit import record
from accounts.transitions import move
from programmes.enums import ENROLMENT_TRANSITIONS, EnrolmentState, Role
from programmes.models import Enrolment, EnrolmentEvent, Programme
from programmes.operations.conduct import agree_to_conduct
from programmes.queries import JOINABLE, Room, Standing, is_at_home, standing_of


class CannotJoin(Exception):
    """The programme takes nobody at this time; `standing` says why."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        super().__init__(standing)


class NotAtHome(Exception):
    """The programme is for addresses at some domains, and the person has verified none there."""


@transaction.atomic
def join(
    *,
    programme: Programme,
    person: Person,
    roles: Iterable[Role],
    accepted_version: str,
    by: Person,
    now: datetime,
) -> list[Enrolment]:
    """Enrols `person` in each of `roles` and keeps their consent to that version of the guidelines and to the site's code of conduct;
    returns the enrolments.

    They stand as applied until the answers are handed in. Doing it twice changes nothing. Somebody who left comes back to
    the enrolment they had, and hands it in anew. Raises CannotJoin outside the window, and
    NotAtHome where the programme is for addresses that they have not. An organiser's invitation asks for none of this."""
    standing = standing_of(programme, Room(), now=now)
    if standing not in JOINABLE:
        raise CannotJoin(standing)
    if not is_at_home(programme, person):
        raise NotAtHome
    agree_to_conduct(person=person, programme=programme, version=accepted_version, by=by, now=now)
    return [enrol(programme, person, role, by=by, now=now) for role in roles]


def enrol(programme: Programme, person: Person, role: Role, *, by: Person | None, now: datetime) -> Enrolment:
    """The enrolment of `person` in that role, in the caller's transaction: a new one that stands as applied, the one they
    left, taken up again, or the one they have."""
    capacity = programme.mentors_a_mentee if role == Role.MENTEE else 1
    enrolment, is_new = Enrolment.objects.select_for_update().get_or_create(
        programme=programme, person=person, role=role, defaults={"created_at": now, "capacity": capacity}
    )
    left = ""
    if enrolment.state == EnrolmentState.WITHDRAWN:
        left = move(
            enrolment,
            to=EnrolmentState.APPLIED,
            table=ENROLMENT_TRANSITIONS,
            submitted_at=None,
            decided_at=None,
            decided_by=None,
        )
    elif not is_new:
        return enrolment
    EnrolmentEvent.objects.create(
        enrolment=enrolment, at=now, by=by, from_state=left, to_state=enrolment.state
    )
    record("enrolment.join", enrolment, by=by, now=now, programme_id=programme.pk)
    return enrolment
