"""Whether a letter that is due goes out now. Pure; the words stand in the rows of the outbox and are translated where they
are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop

from notifications.enums import Delivery, NotificationState
from notifications.hours import Hours, first_welcome, next_mail_hour

NOT_WANTED = gettext_noop("not wanted any more")
TURNED_OFF = gettext_noop("turned off")
ADDRESS_REFUSES = gettext_noop("the address refuses mail")
NO_ADDRESS = gettext_noop("there is no address")
PUT_ASIDE = gettext_noop("put aside by those who run the site")
HELD_BY_RESTORE = gettext_noop("held back when a backup was restored")

# Whom no app knows as a person is written to at any hour, and gets the daily letter in the morning of the site's clock.
ANY_HOUR = Hours(zone="UTC", quiet_from=0, quiet_until=0)


@dataclass(frozen=True)
class Held:
    """Why a letter does not go out now: the state it gets, in words, or the moment up to which it waits."""

    state: NotificationState
    failure: str = ""
    not_before: datetime | None = None


def held_back(delivery: Delivery, hours: Hours | None, *, urgent: bool, now: datetime) -> Held | None:
    """What keeps a letter from its reader, who wants its kind by `delivery` and whose hours are `hours`; None where it goes
    out. An `urgent` one does not wait for a welcome hour."""
    hours = hours or ANY_HOUR
    if delivery == Delivery.OFF:
        return Held(NotificationState.SUPPRESSED, TURNED_OFF)
    if delivery == Delivery.DIGEST:
        return Held(NotificationState.GATHERED, not_before=next_mail_hour(hours, now))
    welcome = now if urgent else first_welcome(hours, now)
    return Held(NotificationState.QUEUED, not_before=welcome) if welcome > now else None
