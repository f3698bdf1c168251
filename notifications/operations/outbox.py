"""The outbox: writes notifications in the transaction that causes them, and delivers them.

Claim with SKIP LOCKED under a lease, commit, send outside the transaction, finalise only while the lease is still ours.
So a worker that dies loses nothing: when its lease runs out another takes the row up, with the same Message-ID."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from notifications import signals
from notifications.enums import NotificationState
from notifications.kinds import registry
from notifications.letters import write
from notifications.models import Notification

logger = logging.getLogger(__name__)

BATCH = 50
# Minutes before each further try after a refusal that may pass; eight tries over about a day.
BACK_OFF = [1, 5, 15, 60, 180, 360, 720]


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
        for d in drafts
    ]
    before = Notification.objects.filter(dedupe_key__in=[d.dedupe_key for d in drafts]).count() if rows else 0
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        transaction.on_commit(lambda: signals.mail_queued.send(sender=Notification), robust=True)
    return len(rows) - before


def claim(*, now: datetime, limit: int = BATCH) -> list[Notification]:
    """Takes up to `limit` sendable notifications under one lease. Rows that a rival holds are skipped."""
    token = uuid4()
    with transaction.atomic():
        ids = list(
            Notification.objects.sendable(now)
            .select_for_update(skip_locked=True)
            .order_by("not_before")
            .values_list("pk", flat=True)[:limit]
        )
        Notification.objects.filter(pk__in=ids).update(
            state=NotificationState.INFLIGHT, lease_token=token, lease_until=now + settings.OUTBOX_LEASE
        )
    return list(
        Notification.objects.filter(lease_token=token, state=NotificationState.INFLIGHT)
        .select_related("recipient")
        .order_by("not_before")
    )


def deliver_due(*, now: datetime, limit: int = BATCH) -> int:
    """Sends up to `limit` notifications over one connection; returns how many it dealt with."""
    claimed = claim(now=now, limit=limit)
    if not claimed:
        return 0
    connection = get_connection()
    try:
        for notification in claimed:
            _deliver(notification, connection)
    finally:
        connection.close()
    return len(claimed)


def _deliver(notification: Notification, connection: object) -> None:
    if not _renew(notification):
        return  # the letters before took so long that another worker has it
    try:
        letter = registry[notification.kind].load(notification)
        if letter is None:
            _finalise(notification, state=NotificationState.SUPPRESSED, failure="not wanted any more")
            return
        write(notification, letter, connection).send()
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [code for code, _ in refusal.recipients.values()]
        if all(500 <= code < 600 for code in codes):
            _finalise(notification, state=NotificationState.FAILED, failure=f"address refused ({codes[0]})")
        else:
            _retry(notification, failure=f"refused for now ({codes[0]})")
    except Exception as fault:  # noqa: BLE001 - whatever went wrong with one letter, the others go out
        logger.warning(
            "notification %s of kind %s was not sent: %s",
            notification.pk,
            notification.kind,
            type(fault).__name__,
        )
        _retry(notification, failure=type(fault).__name__)
    else:
        _finalise(notification, state=NotificationState.SENT, sent_at=timezone.now())


def _renew(notification: Notification) -> bool:
    """Whether the lease is still ours; if so it begins anew, so that a slow batch does not lose its last letters."""
    held = Notification.objects.filter(
        pk=notification.pk, lease_token=notification.lease_token, state=NotificationState.INFLIGHT
    )
    return held.update(lease_until=timezone.now() + settings.OUTBOX_LEASE) == 1


def _retry(notification: Notification, *, failure: str) -> None:
    if notification.attempts >= len(BACK_OFF):
        _finalise(notification, state=NotificationState.FAILED, failure=failure)
        return
    wait = timedelta(minutes=BACK_OFF[notification.attempts])
    _finalise(notification, state=NotificationState.QUEUED, failure=failure, not_before=timezone.now() + wait)


def _finalise(notification: Notification, *, state: NotificationState, **changes: object) -> None:
    """Writes the outcome, only while the lease is still ours."""
    Notification.objects.filter(
        pk=notification.pk, lease_token=notification.lease_token, state=NotificationState.INFLIGHT
    ).update(state=state, lease_token=None, lease_until=None, attempts=notification.attempts + 1, **changes)


def drafts_for(kind: str, users: Iterable[AbstractBaseUser], *, subject_id: UUID, key: str) -> list[Draft]:
    """The same mail to several people: one draft each, its dedupe key made of `key` and the account."""
    return [Draft(kind, user.pk, subject_id, f"{key}:{user.pk}") for user in users]
