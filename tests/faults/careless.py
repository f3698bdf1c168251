"""The negative controls: the site as one would write it without thinking of anybody else. Each breaks the promise, and the
verdict must say so. Nothing of the product knows of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone

from notifications.enums import NotificationState
from notifications.models import Notification, NotificationQuerySet

NO_LEASE, SENT_FIRST = "no-lease", "sent-first"
# What makes a second letter of what is queued again; without it PostgreSQL lets everything in.
NO_UNIQUE_KEY = """
DO $$ DECLARE name text; BEGIN
    SELECT conname INTO STRICT name FROM pg_constraint
    WHERE conrelid = 'notifications_notification'::regclass AND contype = 'u'
    AND pg_get_constraintdef(oid) = 'UNIQUE (dedupe_key)';
    EXECUTE format('ALTER TABLE notifications_notification DROP CONSTRAINT %I', name);
END $$
"""


def without_lease() -> None:
    """Workers take what another one holds as if it had been left behind, and never look at whose a row is."""
    strict = NotificationQuerySet.filter

    def left_behind(self: NotificationQuerySet, now: datetime) -> NotificationQuerySet:
        return self.filter(state=NotificationState.INFLIGHT)

    def careless(self: NotificationQuerySet, *conditions: Any, **named: Any) -> NotificationQuerySet:
        """Says which row, and not whose."""
        if any(name.startswith("pk") for name in named):
            named.pop("lease_token", None)
        return strict(self, *conditions, **named)

    NotificationQuerySet.left_behind = left_behind  # type: ignore[method-assign]
    NotificationQuerySet.filter = careless  # type: ignore[method-assign, assignment]


def noted_before_sent() -> None:
    """A letter is noted as sent, and then sent: whoever dies between the two has lost it."""
    send = EmailMessage.send

    def noted(self: EmailMessage, fail_silently: bool = False) -> int:
        Notification.objects.filter(message_id=self.extra_headers["Message-ID"]).update(
            state=NotificationState.SENT, sent_at=timezone.now(), lease_token=None, lease_until=None
        )
        return send(self, fail_silently)

    EmailMessage.send = noted  # type: ignore[method-assign, assignment]


WAYS: Mapping[str, Callable[[], None]] = {NO_LEASE: without_lease, SENT_FIRST: noted_before_sent}
