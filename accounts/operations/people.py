"""Writes about people as such: who they are on the whole site."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction

from accounts.models import Person, User
from accounts.site_language import site_language


@transaction.atomic
def create_person(*, user: User, name: str, zone: str, language: str | None, now: datetime) -> Person:
    """The person behind a new account, or the one it has. An unknown zone or language becomes the site's."""
    known_zone = zone if zone in available_timezones() else settings.DEFAULT_PERSON_ZONE
    new = {
        "name": name or user.email.split("@")[0],
        "zone": known_zone,
        "locale": site_language(language),
        "created_at": now,
    }
    person, _created = Person.objects.get_or_create(user=user, defaults=new)
    return person
