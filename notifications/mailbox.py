"""The e-mail backend of the demo: keeps every message in the database, where the mailbox page shows it."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage, EmailMultiAlternatives
from django.utils import timezone

from notifications.models import DemoMail


class MailboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [
            DemoMail(
                to=recipient,
                subject=message.subject[:300],
                text=str(message.body),
                html=_part(message, "text/html"),
                calendar=_part(message, "text/calendar"),
                message_id=message.extra_headers.get("Message-ID", "")[:200],
                sent_at=timezone.now(),
            )
            for message in email_messages
            for recipient in message.recipients()
        ]
        DemoMail.objects.bulk_create(rows)
        return len(email_messages)


def _part(message: EmailMessage, kind: str) -> str:
    """The way of reading the message that is of this type; empty where there is none."""
    ways = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    return next((str(part) for part, called in ways if called.partition(";")[0] == kind), "")
