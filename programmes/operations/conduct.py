"""Agreeing to the code of conduct of the site and to the guidelines of a programme."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.enums import ConsentPurpose
from accounts.models import Person
from accounts.operations.consents import give_consent
from programmes.conduct import CODE_VERSION, SITE
from programmes.models import Programme


@transaction.atomic
def agree_to_conduct(
    *, person: Person, programme: Programme, version: str, by: Person, now: datetime
) -> None:
    """Keeps that `person` agrees to the site's code as it is, and to `version` of the guidelines of `programme`: two consents,
    each with its version. Doing it twice changes nothing."""
    for subject, text in ((SITE, CODE_VERSION), (str(programme.pk), version)):
        give_consent(
            person=person,
            purpose=ConsentPurpose.CODE_OF_CONDUCT,
            subject=subject,
            version=text,
            by=by,
            now=now,
        )
