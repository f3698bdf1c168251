"""The outbox: writes notifications in the transaction that causes them, and lends them to workers.

Claim with SKIP LOCKED under a lease, commit, send outside the transaction, finalise only while the lease is still ours.
So a worker that dies loses nothing: when its lease runs out another takes the row up, with the same Message-ID."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import make_msgid
from operator import attrgetter
from random import shuffle
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction

from notifications import signals
from notifications.enums import NotificationState
from notifications.kinds import registry
from notifications.models import Notification

BATCH = 50


@dataclass(frozen=True)
class Draft:
    """One notification to be queued. `recipient_id` is the account's id, `subject_id` the thing it is about."""

    kind: str
    recipient_id: UUID
    subject_id: UUID
    dedupe_key: str
    not_before: datetime | None = None


def queue(*drafts: Draft, now: datetime) -> int:
    """Writes notifications in the present transaction and rings the worker when it commits; returns how many are new.

    A draft whose dedupe key is already there is left out: it was sent or is about to be. Raises KeyError for an unknown kind."""
    if not drafts:
        return 0
    for draft in drafts:
        registry[draft.kind]
    domain = urlsplit(settings.SITE_URL).hostname
    rows = [
        Notification(
            kind=d.kind,
            recipient_id=d.recipient_id,
            subject_id=d.subject_id,
            dedupe_key=d.dedupe_key,
            created_at=now,
            not_before=d.not_before or now,
            message_id=make_msgid(domain=domain),
        )
        for d in sorted(
            drafts, key=attrgetter("dedupe_key")
        )  # rivals with the same ones wait, and never for each other
    ]
    new = _insert(rows)
    if new:
        transaction.on_commit(lambda: signals.mail_queued.send(sender=Notification), robust=True)
    return new


def _insert(rows: list[Notification]) -> int:
    """Inserts what is not there yet; returns how many rows that was. PostgreSQL says so itself, but Django does not pass it
    on: to count before or afterwards would be a query more, and before it would be wrong."""
    new = 0

    def count(
        execute: Callable[..., Any], sql: str, params: Any, many: Any, context: dict[str, Any]
    ) -> object:
        nonlocal new
        result = execute(sql, params, many, context)
        if sql.startswith("INSERT"):
            new += context["cursor"].rowcount
        return result

    with connection.execute_wrapper(count):
        Notification.objects.bulk_create(rows, ignore_conflicts=True)
    return new


def claim(*, now: datetime, limit: int = BATCH) -> list[Notification]:
    """Takes up to `limit` sendable notifications under one lease, in the order in which to send them: those that wait longest
    first. Rows that a rival holds are skipped.

    What was tried before comes after what was not, and last, in any order, what another left behind, which fills half at
    most: should one letter end every worker that touches it, or every connection, the others go out nevertheless."""
    token = uuid4()
    with transaction.atomic():
        left = _lock(Notification.objects.left_behind(now).order_by("lease_until"), max(limit // 2, 1))
        waiting = _lock(Notification.objects.waiting(now).order_by("not_before"), limit - len(left))
        shuffle(left)
        ids = [*waiting, *left]
        if not ids:
            return []
        Notification.objects.filter(pk__in=ids).update(
            state=NotificationState.INFLIGHT, lease_token=token, lease_until=now + settings.OUTBOX_LEASE
        )
    # Read after the commit, so that what is in hand is what the database knows to be lent.
    claimed = Notification.objects.filter(lease_token=token).select_related("recipient").in_bulk(ids)
    fresh_first = sorted(waiting, key=lambda pk: pk in claimed and claimed[pk].attempts > 0)
    return [claimed[pk] for pk in (*fresh_first, *left) if pk in claimed]


def _lock(rows: Any, limit: int) -> list[UUID]:
    return list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])


def renew(token: UUID, pks: Collection[UUID], *, now: datetime) -> set[UUID]:
    """Begins the lease `token` anew for those of `pks` that it still holds; returns them."""
    held = Notification.objects.filter(pk__in=pks, lease_token=token, state=NotificationState.INFLIGHT)
    if held.update(lease_until=now + settings.OUTBOX_LEASE) == len(pks):
        return set(pks)
    return set(held.values_list("pk", flat=True))


def backlog(*, now: datetime, most: int) -> int:
    """How many letters could be sent now, counted up to `most`. One query on partial indexes."""
    return Notification.objects.sendable(now).order_by().values("pk")[:most].count()


def drafts_for(kind: str, users: Iterable[AbstractBaseUser], *, subject_id: UUID, key: str) -> list[Draft]:
    """The same mail to several people: one draft each, its dedupe key made of `key` and the account."""
    return [Draft(kind, user.pk, subject_id, f"{key}:{user.pk}") for user in users]
