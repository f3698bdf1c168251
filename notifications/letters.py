"""Writes one e-mail: text and HTML, in the reader's language and zone, with the headers that mail programs expect."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from notifications.kinds import Letter, registry
from notifications.models import Notification


def write(notification: Notification, letter: Letter, connection: Any = None) -> EmailMultiAlternatives:
    """The message of one notification, bearing its fixed Message-ID. Raises TemplateDoesNotExist for a kind without words."""
    kind = registry[notification.kind]
    with translation.override(letter.locale), timezone.override(ZoneInfo(letter.zone)):
        context = {
            "site_url": settings.SITE_URL,
            "site_name": settings.SITE_NAME,
            "name": letter.name,
            "why": str(kind.why),
            "essential": kind.essential,
            **letter.context,
        }
        folder = f"emails/{kind.name}"
        subject = " ".join(render_to_string(f"{folder}/subject.txt", context).split())
        message = EmailMultiAlternatives(
            subject,
            render_to_string(f"{folder}/body.txt", context).strip() + "\n",
            to=[letter.to],
            reply_to=[letter.reply_to] if letter.reply_to else None,
            headers={
                "Message-ID": notification.message_id,
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
            },
            connection=connection,
        )
        message.attach_alternative(render_to_string(f"{folder}/body.html", context), "text/html")
    return message
