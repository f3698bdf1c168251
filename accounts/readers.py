"""When people may be written to, for the app that sends mail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from accounts.models import Person
from notifications.hours import Hours
from notifications.readers import readers

NAMES = ("zone", "mail_hour", "quiet_from", "quiet_until")


def hours_of(accounts: Collection[UUID]) -> Mapping[UUID, Hours]:
    """The hours of the people of these accounts. One query."""
    rows = Person.objects.filter(user__in=accounts).values_list("user", "days_off", *NAMES)
    return {
        user: Hours(zone, hour, quiet_from, quiet_until, frozenset(days_off))
        for user, days_off, zone, hour, quiet_from, quiet_until in rows
    }


readers.register(hours_of)
