"""The one-time link by which a new site gets the first account of those who run it. It is printed where only whoever runs the
machine reads it; from the moment that somebody runs the site there is none."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import models, transaction
from django.utils.crypto import salted_hmac

from accounts.models import FirstRun, Person, User
from accounts.operations.audit import record
from accounts.operations.people import create_person

LASTS = timedelta(hours=24)


class LinkOver(Exception):
    """The link was used, ran out, or was followed by a newer one; or somebody runs the site by now."""


def is_run_by_somebody() -> bool:
    """Whether any account runs the site, or did: one query."""
    return User.objects.filter(is_superuser=True).exists()


def make_link(*, now: datetime) -> str | None:
    """The secret of a new link, which ends the one before and works for a day; None where somebody runs the site."""
    if is_run_by_somebody():
        return None
    secret = secrets.token_urlsafe(32)
    FirstRun.objects.update_or_create(
        only=True,
        defaults={"digest": _digest(secret), "made_at": now, "expires_at": now + LASTS, "used_at": None},
    )
    return secret


def opens(secret: str, *, now: datetime) -> bool:
    """Whether the link of `secret` would make the first account."""
    return _usable(secret, now).exists() and not is_run_by_somebody()


@transaction.atomic
def first_account(
    secret: str,
    *,
    name: str,
    email: str,
    zone: str,
    language: str | None,
    password: str,
    now: datetime,
) -> Person:
    """The account that runs the site, by the link of `secret`. The address counts as theirs: they read the machine's log.

    Raises LinkOver where the link does not work: of two who press at the same moment, one gets the account."""
    # Whoever comes second waits here for the first, and then finds no such row.
    if _usable(secret, now).update(used_at=now) != 1 or is_run_by_somebody():
        raise LinkOver
    user = User.objects.create_superuser(email, password or None, joined_at=now)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    person = create_person(user=user, name=name, zone=zone, language=language, now=now)
    record("site.set_up", user, by=person, now=now, fields=["is_superuser", "is_staff"])
    return person


def _usable(secret: str, now: datetime) -> models.QuerySet[FirstRun]:
    return FirstRun.objects.filter(digest=_digest(secret), used_at__isnull=True, expires_at__gt=now)


def _digest(secret: str) -> str:
    return str(salted_hmac("accounts.first_run", secret, algorithm="sha256").hexdigest())
