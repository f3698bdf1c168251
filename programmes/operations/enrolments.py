"""Writes about an enrolment as such: its places and whether its mentor takes requests."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import move
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.enums import ENROLMENT_TRANSITIONS, EnrolmentState, Role
from programmes.models import Enrolment, EnrolmentEvent

DECISION_MAIL = "enrolment_decided"
DECISIONS = frozenset({EnrolmentState.APPROVED, EnrolmentState.DECLINED, EnrolmentState.WAITLISTED})


class NoPlace(Exception):
    """The enrolment has no place left: a full mentor, or a mentee who has a mentor already."""

    def __init__(self, enrolment: Enrolment) -> None:
        self.enrolment = enrolment
        super().__init__(f"no place left at {enrolment.pk}")


def take_place(enrolment: Enrolment) -> None:
    """Takes one place by one conditional UPDATE, inside the caller's transaction; the caller takes the mentee's before
    the mentor's. Raises NoPlace where none is left, the enrolment is not approved, or the mentor's cap over all
    programmes is reached."""
    taken = Enrolment.objects.filter(
        pk=enrolment.pk, state=EnrolmentState.APPROVED, active_mentorships__lt=F("capacity")
    ).update(active_mentorships=F("active_mentorships") + 1)
    if taken != 1:
        raise NoPlace(enrolment)
    if enrolment.role == Role.MENTOR:
        _respect_cap(enrolment)
    enrolment.refresh_from_db(fields=["active_mentorships", "capacity"])


def _respect_cap(enrolment: Enrolment) -> None:
    # The row of the person is the lock between two programmes that fill at the same moment.
    person = (
        Person.objects.select_for_update(no_key=True)
        .filter(pk=enrolment.person_id, mentee_cap__isnull=False)
        .first()
    )
    if person is not None and _taken_anywhere(person) > (person.mentee_cap or 0):
        raise NoPlace(enrolment)


def is_at_cap(person: Person) -> bool:
    """Whether `person` helps as many mentees, over all programmes, as they said they would at most."""
    cap = Person.objects.filter(pk=person.pk).values_list("mentee_cap", flat=True).get()
    return cap is not None and _taken_anywhere(person) >= cap


def _taken_anywhere(person: Person) -> int:
    taken = Enrolment.objects.of(person).mentors().aggregate(sum=Sum("active_mentorships"))["sum"]
    return taken or 0


@transaction.atomic
def set_taking_requests(
    enrolment: Enrolment, *, accepting: bool, until: datetime | None, by: Person, now: datetime
) -> None:
    """Says that the mentor takes requests, or does not, perhaps `until` a time after which they do again."""
    Enrolment.objects.filter(pk=enrolment.pk).update(
        accepting=accepting or until is not None, not_accepting_until=None if accepting else until
    )
    enrolment.refresh_from_db(fields=["accepting", "not_accepting_until"])
    audit.record(
        "enrolment.taking_requests",
        enrolment,
        by=by,
        now=now,
        programme_id=enrolment.programme_id,
        fields=["accepting", "not_accepting_until"],
    )


@transaction.atomic
def decide(enrolment: Enrolment, *, to: EnrolmentState, by: Person | None, now: datetime) -> None:
    """Approves, declines or waitlists somebody who applied, and lets them know by e-mail.

    Raises ValueError for any other state, and StaleState where the enrolment does not go there (any more)."""
    if to not in DECISIONS:
        raise ValueError(f"{to} is no decision about an application")
    left = move(enrolment, to=to, table=ENROLMENT_TRANSITIONS, decided_at=now, decided_by=by)
    event = EnrolmentEvent.objects.create(
        enrolment=enrolment, at=now, by=by, from_state=left, to_state=enrolment.state
    )
    key = once_for(DECISION_MAIL, event.pk)
    queue(Draft(DECISION_MAIL, enrolment.person.user_id, enrolment.pk, key), now=now)
    audit.record(
        f"enrolment.{to}", enrolment, by=by, now=now, programme_id=enrolment.programme_id, fields=["state"]
    )
