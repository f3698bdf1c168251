"""The daily letter: gathers what a reader wants once a day into one notification, and gives its members the fate of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_noop

from notifications.enums import NotificationState
from notifications.hours import Hours, next_mail_hour
from notifications.kinds import Letter, once_for
from notifications.models import Notification
from notifications.operations.outbox import Draft, queue
from notifications.readers import readers
from notifications.refusals import TRIES
from notifications.wanted import ANY_HOUR, NOT_WANTED

DIGEST_MAIL = "digest"
READERS = 500
A_MOMENT = timedelta(microseconds=1)
FAULTY = gettext_noop("could not be loaded")


@dataclass(frozen=True)
class Digest(Letter):
    """A daily letter. `listed` are the notifications that it tells of, `unwanted` those that nobody wants any more; `faulty`
    ones could not be loaded."""

    listed: frozenset[UUID] = frozenset()
    unwanted: frozenset[UUID] = frozenset()
    faulty: frozenset[UUID] = frozenset()


def members_of(digest: Notification) -> QuerySet[Notification]:
    """What a daily letter still has to tell."""
    return Notification.objects.filter(digest=digest.pk, state=NotificationState.GATHERED)


def gather_due(*, now: datetime, limit: int = READERS) -> int:
    """Writes a daily letter for everybody whose hour for it has come; returns how many. One query where there is none.
    Two sweeps at once write one: each takes what the other does not hold, and the key of a reader's day is unique."""
    waiting = Notification.objects.to_gather(now).values_list("recipient", flat=True)
    accounts = list(waiting.order_by().distinct()[:limit])
    hours = readers.hours_of(accounts)
    return sum(_gather(account, hours.get(account, ANY_HOUR), now=now) for account in accounts)


@transaction.atomic
def _gather(account: UUID, hours: Hours, *, now: datetime) -> int:
    members = list(
        Notification.objects.to_gather(now)
        .filter(recipient=account)
        .select_for_update(skip_locked=True)
        .values_list("pk", flat=True)
    )
    if not members:
        return 0  # another sweep has them
    zone = ZoneInfo(hours.zone)
    today = now.astimezone(zone).date()
    key = once_for(DIGEST_MAIL, account, today.isoformat())
    rows = Notification.objects.filter(pk__in=members)
    new = queue(Draft(DIGEST_MAIL, account, account, key), now=now)
    if new:
        rows.update(digest=Notification.objects.get(dedupe_key=key))
    else:  # today's has been written
        midnight = datetime.combine(today + timedelta(days=1), time(), zone).astimezone(UTC)
        rows.update(not_before=next_mail_hour(hours, midnight - A_MOMENT))
    return new


def settle(digest: Notification, *, state: NotificationState, failure: str) -> None:
    """Gives the members of a daily letter that did not go out its own state, with the reason; in the transaction that does
    so to the letter."""
    members_of(digest).update(state=state, failure=failure)


def settle_sent(digest: Notification, letter: Digest, *, now: datetime) -> None:
    """The members of a daily letter that went out, in the transaction that says so: what it told of is sent, what nobody
    wanted is not. What could not be loaded waits for the next one, and has failed after as many tries as any letter gets."""
    members, once_more = members_of(digest), F("attempts") + 1
    members.filter(pk__in=letter.listed).update(
        state=NotificationState.SENT, sent_at=now, attempts=once_more, failure=""
    )
    members.filter(pk__in=letter.unwanted).update(state=NotificationState.SUPPRESSED, failure=NOT_WANTED)
    members.filter(pk__in=letter.faulty, attempts__gte=TRIES - 1).update(
        state=NotificationState.FAILED, attempts=once_more, failure=FAULTY
    )
    hours = readers.hours_of([digest.recipient_id]).get(digest.recipient_id, ANY_HOUR)
    members.update(digest=None, attempts=once_more, failure=FAULTY, not_before=next_mail_hour(hours, now))


def take_up(digest: Notification) -> None:
    """Takes up the members that were given up with a daily letter, for whoever tries it again by hand, in one transaction."""
    ended = [NotificationState.FAILED, NotificationState.SUPPRESSED]
    Notification.objects.filter(digest=digest.pk, state__in=ended).update(
        state=NotificationState.GATHERED, failure=""
    )
