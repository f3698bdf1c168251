"""Writes one e-mail: text and HTML, in the reader's language and zone, with the headers that mail programs expect."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator

from notifications.enums import Delivery
from notifications.invitations import Calendar
from notifications.kinds import Kind, Letter, registry
from notifications.models import Notification
from notifications.stopping import stop_url

QUOTED = 300
BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
BREAKABLE = re.compile(r"(?<=\S)([.:@/])(?=[^\W\d_]|/)")


def quotable(text: str, limit: int = QUOTED) -> str:
    """A person's own words as a letter may quote them: `limit` characters at most, and never a link. An invisible space
    breaks what mail programs would turn into one, so that nobody can send links to strangers through the site."""
    return BREAKABLE.sub("\\1\u200b", Truncator(text).chars(limit))


def write(notification: Notification, letter: Letter, connection: Any = None) -> EmailMultiAlternatives:
    """The message of one notification, bearing its fixed Message-ID. Raises TemplateDoesNotExist for a kind without words."""
    kind = registry[notification.kind]
    stop = "" if kind.essential else stop_url(notification.recipient_id, kind.name)
    with translation.override(letter.locale), timezone.override(ZoneInfo(letter.zone)):
        context = _context(kind, letter, stop)
        message = EmailMultiAlternatives(
            _subject(kind, context),
            _text(kind, context),
            to=[letter.to],
            reply_to=[letter.reply_to] if letter.reply_to else None,
            headers=_headers(notification, kind, stop),
            connection=connection,
        )
        message.attach_alternative(render_to_string(f"emails/{kind.name}/body.html", context), "text/html")
        if letter.calendar is not None:
            _attach(message, letter.calendar)
    return message


def _attach(message: EmailMultiAlternatives, calendar: Calendar) -> None:
    """The calendar as one more way to read the letter, by which mail programs offer it or enter it, and as a file for those
    that know files alone. The method stands in the type too, or else Outlook shows a file (RFC 6047, 2.4)."""
    text = calendar.text.decode()
    message.attach_alternative(text, f"text/calendar; method={calendar.method}")
    message.attach(calendar.file_name, calendar.text, "application/ics")


def subject_of(notification: Notification, letter: Letter) -> str:
    """The line under which the letter would come, in its reader's language."""
    kind = registry[notification.kind]
    with translation.override(letter.locale), timezone.override(ZoneInfo(letter.zone)):
        return _subject(kind, _context(kind, letter, stop=""))


def _subject(kind: Kind, context: dict[str, object]) -> str:
    subject = " ".join(render_to_string(f"emails/{kind.name}/subject.txt", context).split())
    # How a header begins words that a mail program decodes (RFC 2047): line ends could hide in those of a person.
    return subject.replace("=?", "= ?")


def _text(kind: Kind, context: dict[str, object]) -> str:
    """The letter as text; where a part of it has nothing to say, no gap is left."""
    text = render_to_string(f"emails/{kind.name}/body.txt", context)
    return BLANK_LINES.sub("\n\n", text).strip() + "\n"


def _context(kind: Kind, letter: Letter, stop: str) -> dict[str, object]:
    return {
        "site_url": settings.SITE_URL,
        "site_name": settings.SITE_NAME,
        "name": letter.name,
        "why": str(kind.why),
        "essential": kind.essential,
        "can_wait": Delivery.DIGEST in kind.deliveries,
        "urgent": kind.urgent,
        "stop_url": stop,
        "choices_url": settings.SITE_URL + reverse("accounts:mail"),
        **letter.context,
    }


def _headers(notification: Notification, kind: Kind, stop: str) -> dict[str, str]:
    """A name by which mail programs sort (RFC 2919), no automatic answers (RFC 3834), and a button that stops the kind with
    one press (RFC 8058) where it can be stopped."""
    headers = {
        "Message-ID": notification.message_id,
        "List-Id": f"<{kind.name}.{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if stop:
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers
