"""Writes about people as such: who they are on the whole site."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction

from accounts.models import Person, User


@transaction.atomic
def create_person(*, user: User, name: str, zone: str, now: datetime) -> Person:
    """The person behind a new account, or the one it has. An unknown zone becomes the site's."""
    known_zone = zone if zone in available_timezones() else settings.DEFAULT_PERSON_ZONE
    person, _created = Person.objects.get_or_create(
        user=user, defaults={"name": name or user.email.split("@")[0], "zone": known_zone, "created_at": now}
    )
    return person
