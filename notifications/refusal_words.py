"""What it means that letters come back or could not be sent, for people: why, and what helps. Pure.

Whether an address or one letter was refused is decided in `refusals`; here is only how that is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# RFC 3463: class 5, then what it is about, then what about it.
STATUS = re.compile(r"(?<![\d.])5\.(\d{1,3})\.(\d{1,3})(?![\d.])")
# How the outbox keeps a failure: the reply of the mail server, where it gave one, and its words.
FAILURE = re.compile(r"(5\d\d)\b(.*)", re.DOTALL)


class Cause(TextChoices):
    NOBODY = "nobody", _("There is no mailbox at this address.")
    CLOSED = "closed", _("The mailbox is closed.")
    FULL = "full", _("The mailbox is full.")
    BARRED = "barred", _("Their mail server takes no letters from this site.")
    OTHER = "other", _("Their mail server refuses letters to this address.")
    OURS = "ours", _("This site could not send it.")


HELPS: dict[Cause, StrOrPromise] = {
    Cause.NOBODY: _("Ask for the right address. They change it in their settings."),
    Cause.CLOSED: _("Ask for an address that they read. They change it in their settings."),
    Cause.FULL: _("Ask them to make room."),
    Cause.BARRED: _("Ask whoever looks after their mail to let letters from this site through."),
    Cause.OTHER: _("Ask them whether other letters arrive, or for another address."),
    Cause.OURS: _("Whoever runs this site sees why, and can send it again."),
}

PLAIN = {
    550: Cause.NOBODY,
    551: Cause.NOBODY,
    553: Cause.NOBODY,
    552: Cause.FULL,
    554: Cause.BARRED,
}


def cause_of(code: int, reason: str) -> Cause:
    """Why a mail server refused with the reply `code` (550…) and the words `reason`: by the extended status in them where
    there is one."""
    found = STATUS.search(reason)
    if found is None:
        return PLAIN.get(code, Cause.OTHER)
    match found.groups():
        case ("1", _about):
            return Cause.NOBODY
        case ("2", "1"):
            return Cause.CLOSED
        case ("2", "2"):
            return Cause.FULL
        case ("7", _about):
            return Cause.BARRED
    return Cause.OTHER


def cause_of_failure(failure: str) -> Cause:
    """The same of a letter that was given up, from what the outbox keeps of it. OURS where no mail server refused it."""
    found = FAILURE.match(failure)
    return cause_of(int(found[1]), found[2]) if found else Cause.OURS
