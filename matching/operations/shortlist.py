"""Writes to a mentee's shortlist, which nobody else sees."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from matching.models import Shortlisting
from programmes.models import Enrolment


@transaction.atomic
def save_mentor(*, mentee: Enrolment, mentor: Enrolment, by: Person, now: datetime) -> None:
    """Puts `mentor` on the shortlist of `mentee`; doing it twice changes nothing.

    Raises ValueError where it is not the mentee's own list, or the two are not in one programme."""
    _check(mentee, mentor, by)
    Shortlisting.objects.get_or_create(mentee=mentee, mentor=mentor, defaults={"added_at": now})


@transaction.atomic
def drop_mentor(*, mentee: Enrolment, mentor: Enrolment, by: Person, now: datetime) -> None:
    """Takes `mentor` off the shortlist again; raises ValueError as `save_mentor` does."""
    _check(mentee, mentor, by)
    Shortlisting.objects.filter(mentee=mentee, mentor=mentor).delete()


def _check(mentee: Enrolment, mentor: Enrolment, by: Person) -> None:
    if mentee.person_id != by.pk:
        raise ValueError("a shortlist is kept by its own mentee alone")
    if mentee.programme_id != mentor.programme_id:
        raise ValueError("the two are not in one programme")
