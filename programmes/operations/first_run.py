"""A new site is set up: the first account of those who run it, and the organisation that it is for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from accounts.models import Person
from accounts.operations.audit import record
from accounts.operations.first_run import first_account
from programmes.models import Organisation

SLUG_LENGTH = 60


@transaction.atomic
def set_up(
    secret: str,
    *,
    name: str,
    email: str,
    zone: str,
    language: str | None,
    password: str,
    organisation: str,
    now: datetime,
) -> Person:
    """The person who runs the site from now on, and their organisation, where there is none of this name yet. An empty
    `password` makes an account that signs in by code. Raises LinkOver where the link of `secret` does not work."""
    person = first_account(
        secret, name=name, email=email, zone=zone, language=language, password=password, now=now
    )
    if not Organisation.objects.filter(name__iexact=organisation).exists():
        made = Organisation.objects.create(name=organisation, slug=_free_slug(organisation))
        record("organisation.make", made, by=person, now=now, fields=["name", "slug"])
    return person


def _free_slug(name: str) -> str:
    stem = slugify(name)[: SLUG_LENGTH - 4].strip("-") or "organisation"
    known = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in known:
        return stem
    return next(slug for number in range(2, len(known) + 3) if (slug := f"{stem}-{number}") not in known)
