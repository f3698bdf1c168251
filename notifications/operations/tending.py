"""What those who run the site do with letters that did not go out. Whoever calls this writes down that they did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from notifications import signals
from notifications.enums import NotificationState
from notifications.models import Notification
from notifications.operations import digests
from notifications.operations.addresses import lift, refuse
from notifications.queries.outbox import held_back, lost
from notifications.wanted import HELD_BY_RESTORE, PUT_ASIDE

BY_OPERATORS = "stopped by those who run the site"


@dataclass(frozen=True)
class Which:
    """Some of the letters that were given up: of one kind, with one reason (both as they stand in the rows), or these, by their
    ids; all of them where nothing is said."""

    kind: str | None = None
    failure: str | None = None
    letters: tuple[UUID, ...] | None = None

    def among(self, rows: QuerySet[Notification]) -> QuerySet[Notification]:
        if self.letters is not None:
            rows = rows.filter(pk__in=self.letters)
        if self.kind is not None:
            rows = rows.filter(kind=self.kind)
        return rows if self.failure is None else rows.filter(failure=self.failure)


def given_up(which: Which) -> QuerySet[Notification]:
    return which.among(Notification.objects.filter(state=NotificationState.FAILED))


@transaction.atomic
def retry(which: Which, *, now: datetime) -> int:
    """Has letters that were given up tried again, as if for the first time; returns how many. Each is asked once more
    whether it is still wanted, and goes out under the Message-ID that it always had."""
    return _queue_again(given_up(which), now=now)


@transaction.atomic
def requeue(*, now: datetime) -> int:
    """Takes up what stands still: letters that were held back for an address that takes mail again, and letters whose worker
    died long ago. Returns how many."""
    return _queue_again(held_back(now), now=now) + _queue_again(lost(now), now=now)


@transaction.atomic
def release(*, now: datetime) -> int:
    """Takes up what was held back when a backup was restored; returns how many. Each is asked once more whether it is still
    wanted."""
    held = Notification.objects.filter(state=NotificationState.SUPPRESSED, failure=HELD_BY_RESTORE)
    return _queue_again(held, now=now)


@transaction.atomic
def hold_due(*, now: datetime) -> int:
    """Holds back every letter that is due or waits for a daily letter of now, until `release`; returns how many. For a site
    that was restored, where another may have sent them."""
    due = Notification.objects.sendable(now) | Notification.objects.to_gather(now)
    pks = _lock(due)
    for daily in Notification.objects.filter(pk__in=pks, kind=digests.DIGEST_MAIL):
        digests.settle(daily, state=NotificationState.SUPPRESSED, failure=HELD_BY_RESTORE)
    return Notification.objects.filter(pk__in=pks).update(
        state=NotificationState.SUPPRESSED, failure=HELD_BY_RESTORE, lease_token=None, lease_until=None
    )


@transaction.atomic
def put_aside(which: Which, *, now: datetime) -> int:
    """Has letters that were given up rest for good; returns how many. Named one by one, letters that still wait do too; what
    a worker has in hand cannot be stopped."""
    rows = given_up(which)
    if which.letters is not None:
        waits = [NotificationState.FAILED, NotificationState.QUEUED, NotificationState.GATHERED]
        rows = which.among(Notification.objects.filter(state__in=waits))
    pks = _lock(rows)
    for daily in Notification.objects.filter(pk__in=pks, kind=digests.DIGEST_MAIL):
        digests.settle(daily, state=NotificationState.SUPPRESSED, failure=PUT_ASIDE)
    return Notification.objects.filter(pk__in=pks).update(
        state=NotificationState.SUPPRESSED, failure=PUT_ASIDE
    )


def stop_address(address: str, *, now: datetime) -> None:
    """Nothing is sent to `address` from now on; what is due to it is held back."""
    refuse(address, code=0, reason=BY_OPERATORS, now=now)


def lift_address(address: str, *, now: datetime) -> bool:
    """Lets mail go to `address` again; returns whether it was stopped. What was held back stays so until it is requeued."""
    return bool(lift(address, now=now))


def _queue_again(rows: QuerySet[Notification], *, now: datetime) -> int:
    """Puts these back into the queue. A daily letter takes along what it told of; what failed by itself goes by itself."""
    pks = _lock(rows)
    if not pks:
        return 0
    for daily in Notification.objects.filter(pk__in=pks, kind=digests.DIGEST_MAIL):
        digests.take_up(daily)
    again = Notification.objects.filter(pk__in=pks).exclude(state=NotificationState.GATHERED)
    done = again.update(
        state=NotificationState.QUEUED,
        not_before=now,
        attempts=0,
        failure="",
        digest=None,
        lease_token=None,
        lease_until=None,
    )
    transaction.on_commit(lambda: signals.mail_queued.send(sender=Notification), robust=True)
    return done


def _lock(rows: QuerySet[Notification]) -> list[UUID]:
    """Their ids, held until the end of the transaction; what a worker holds at this moment is left out."""
    return list(rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
