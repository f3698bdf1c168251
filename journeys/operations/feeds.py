"""The secret address of a person's calendar: made when it is asked for, made anew, switched off."""

from __future__ import annotations

from datetime import datetime
from secrets import token_urlsafe

from django.db import transaction

from accounts.models import Person
from accounts.operations import audit
from journeys.models import CalendarFeed

KEY_BYTES = 32  # 43 characters of an address


@transaction.atomic
def make_feed(*, by: Person, now: datetime) -> CalendarFeed:
    """A new address of the calendar of `by`; one that there was stops at once."""
    feed, is_new = CalendarFeed.objects.update_or_create(
        person=by, defaults={"key": token_urlsafe(KEY_BYTES), "made_at": now}
    )
    audit.record("calendar.make" if is_new else "calendar.renew", feed, by=by, now=now)
    return feed


@transaction.atomic
def switch_off_feed(*, by: Person, now: datetime) -> bool:
    """Ends the address of the calendar of `by`; returns whether there was one."""
    feed = CalendarFeed.objects.filter(person=by).first()
    if feed is None:
        return False
    audit.record("calendar.switch_off", feed, by=by, now=now)
    feed.delete()
    return True
