"""Writes about an enrolment as such: its places and whether its mentor takes requests."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum

from accounts.models import Person
from accounts.operations import audit
from programmes.enums import EnrolmentState, Role
from programmes.models import Enrolment

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


def free_place(enrolment: Enrolment) -> None:
    """Gives one place back by one conditional UPDATE, inside the caller's transaction; the caller frees the mentee's before
    the mentor's. Nothing happens where none is taken."""
    Enrolment.objects.filter(pk=enrolment.pk, active_mentorships__gt=0).update(
        active_mentorships=F("active_mentorships") - 1
    )
    enrolment.refresh_from_db(fields=["active_mentorships"])


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
    enrolment: Enrolment, *, accepting: bool, until: datetime | None, by: Person | None, now: datetime
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
