"""What somebody says privately after a mentorship: not this person again. Nobody else ever learns of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from matching.enums import PreferenceValue
from matching.models import Mentorship, Preference


@transaction.atomic
def wish_not_again(mentorship: Mentorship, *, wanted: bool, by: Person, now: datetime) -> None:
    """Keeps that `by`, one of the two, does not want to meet the other one in a mentorship again, in any programme; where it
    is not `wanted`, takes that back. Nothing of it goes into the audit log."""
    of_mentee = mentorship.mentee.person_id == by.pk
    one, other = (
        (mentorship.mentee, mentorship.mentor) if of_mentee else (mentorship.mentor, mentorship.mentee)
    )
    if wanted:
        Preference.objects.update_or_create(
            by=one, about=other, defaults={"value": PreferenceValue.NOT_AGAIN, "given_at": now}
        )
        return
    Preference.objects.filter(
        by__person=by, about__person_id=other.person_id, value=PreferenceValue.NOT_AGAIN
    ).delete()
