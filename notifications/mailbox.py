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
                html=next((str(part) for part, kind in message.alternatives if kind == "text/html"), "")
                if isinstance(message, EmailMultiAlternatives)
                else "",
                message_id=message.extra_headers.get("Message-ID", "")[:200],
                sent_at=timezone.now(),
            )
            for message in email_messages
            for recipient in message.recipients()
        ]
        DemoMail.objects.bulk_create(rows)
        return len(email_messages)
