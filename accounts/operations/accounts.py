"""Accounts that somebody else opens for people, many at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Person, User


@transaction.atomic
def open_accounts(names: Mapping[str, str], *, now: datetime) -> dict[str, Person]:
    """A new account and person for every address in `names` (small letters, not known here yet), by address.

    Nobody is written to. The account has no password: its owner signs in with a code sent to that address."""
    users = User.objects.bulk_create(
        [User(email=email, password=make_password(None), joined_at=now) for email in names]
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=False, primary=True) for user in users]
    )
    people = Person.objects.bulk_create(
        [
            Person(user=user, name=names[user.email], zone=settings.DEFAULT_PERSON_ZONE, created_at=now)
            for user in users
        ]
    )
    return {person.user.email: person for person in people}
