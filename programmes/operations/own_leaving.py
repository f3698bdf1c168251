"""Leaving a programme by oneself: every part in it, and what was agreed to for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.enums import ConsentPurpose
from accounts.models import Consent, Person
from accounts.operations.consents import withdraw_consent
from programmes.models import Enrolment, Programme
from programmes.operations.leaving import withdraw_enrolment


@transaction.atomic
def leave_programme(
    *, programme: Programme, enrolments: Iterable[Enrolment], all_of_them: bool, by: Person, now: datetime
) -> None:
    """Takes `by` out of these of their enrolments; with `all_of_them` what they agreed to for the programme ends as well.
    Raises StaleState where one of them has ended meanwhile."""
    for enrolment in enrolments:
        withdraw_enrolment(enrolment, by=by, now=now)
    if not all_of_them:
        return
    standing = Consent.objects.standing().filter(person=by, subject__startswith=str(programme.pk))
    for consent in standing.order_by("pk"):
        withdraw_consent(
            person=by,
            purpose=ConsentPurpose(consent.purpose),
            subject=consent.subject,
            by=by,
            now=now,
        )
