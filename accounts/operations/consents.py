"""Consents: given here by the person, one standing a purpose and subject, withdrawn but never deleted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.enums import ConsentPurpose
from accounts.models import Consent, Person
from accounts.operations.audit import record
from accounts.signals import consent_given_again, consent_withdrawn


@transaction.atomic
def give_consent(
    *, person: Person, purpose: ConsentPurpose, subject: str, version: str, by: Person, now: datetime
) -> Consent:
    """The standing consent to `version`; giving it twice changes nothing, another version takes the place of the old one."""
    standing = Consent.objects.standing().filter(person=person, purpose=purpose, subject=subject)
    standing.exclude(version=version).update(withdrawn_at=now)
    consent, is_new = Consent.objects.get_or_create(
        person=person,
        purpose=purpose,
        subject=subject,
        withdrawn_at=None,
        defaults={"version": version, "given_at": now},
    )
    if is_new:
        record("consent.give", consent, by=by, now=now, fields=[purpose])
    return consent


@transaction.atomic
def withdraw_consent(
    *, person: Person, purpose: ConsentPurpose, subject: str, by: Person, now: datetime
) -> bool:
    """Ends the standing consent; returns whether there was one."""
    consent = Consent.objects.standing().filter(person=person, purpose=purpose, subject=subject).first()
    if consent is None:
        return False
    Consent.objects.filter(pk=consent.pk).update(withdrawn_at=now)
    record("consent.withdraw", consent, by=by, now=now, fields=[purpose])
    consent_withdrawn.send(sender=Consent, person=person, purpose=purpose, subject=subject, now=now)
    return True


@transaction.atomic
def give_again(
    *, person: Person, purpose: ConsentPurpose, subject: str, version: str, by: Person, now: datetime
) -> Consent:
    """As `give_consent`, of what was taken back before: what ended with it begins again."""
    was_standing = Consent.objects.standing().filter(person=person, purpose=purpose, subject=subject).exists()
    consent = give_consent(person=person, purpose=purpose, subject=subject, version=version, by=by, now=now)
    if not was_standing:
        consent_given_again.send(sender=Consent, person=person, purpose=purpose, subject=subject, now=now)
    return consent
