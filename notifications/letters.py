"""Writes one e-mail: text and HTML, in the reader's language and zone, with the headers that mail programs expect."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import Truncator

from notifications.kinds import Letter, registry
from notifications.models import Notification

QUOTED = 300
BREAKABLE = re.compile(r"(?<=\S)([.:@/])(?=[^\W\d_]|/)")


def quotable(text: str, limit: int = QUOTED) -> str:
    """A person's own words as a letter may quote them: `limit` characters at most, and never a link. An invisible space
    breaks what mail programs would turn into one, so that nobody can send links to strangers through the site."""
    return BREAKABLE.sub("\\1\u200b", Truncator(text).chars(limit))


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
