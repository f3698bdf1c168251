"""The links of letters by which somebody acts without signing in: answer a check-in, put it off, let a mentorship rest,
change how often check-ins come, call for help.

A link says for which one thing it is made, what about and for whom; no other can be made of it. Opening it changes
nothing: mail programs open links to look at them. A press on its page does."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from notifications.links import LinkBroken, sign
from notifications.links import read as read_signed

LASTS = timedelta(days=35)
# A day of somebody's calendar has 25 hours at most: on the day that a letter names, its links work until midnight.
NAMED = LASTS - timedelta(hours=25)
ID = 16  # bytes


class Purpose(StrEnum):
    """What a link may do, and what it is about."""

    ANSWER = "answer"  # a check-in
    LATER = "later"  # a check-in
    REST = "rest"  # a mentorship
    CADENCE = "cadence"  # a mentorship
    AGREE = "agree"  # a proposed cadence
    CALL = "call"  # a mentorship
    INTRODUCED = "introduced"  # an introduction: its contact answers, in the name of whoever offers it


class Over(StrEnum):
    """Why a link that was whole and in time does nothing any more."""

    ACCOUNT = "account"
    MENTORSHIP = "mentorship"
    RESTS = "rests"
    ANSWERED = "answered"
    CLOSED = "closed"


class LinkOver(Exception):
    """The link is whole, and there is nothing left that it could do; `why` says so without naming anybody."""

    def __init__(self, why: Over) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True)
class Link:
    """What a link was made about, and for whom: the id of a check-in, mentorship or proposal, and of a person."""

    subject_id: UUID
    person_id: UUID


def token(purpose: Purpose, subject_id: UUID, person_id: UUID) -> str:
    both = urlsafe_b64encode(subject_id.bytes + person_id.bytes).decode().rstrip("=")
    return sign(purpose, {"for": both})


def address(purpose: Purpose, subject_id: UUID, person_id: UUID, **query: str) -> str:
    """The whole address of a link, as a letter has it. `query` fills in what its page asks."""
    path = reverse(f"journeys:mail_{purpose}", args=[token(purpose, subject_id, person_id)])
    return f"{settings.SITE_URL}{path}{'?' + urlencode(query) if query else ''}"


def read(token: str, purpose: Purpose) -> Link:
    """What `token` was made about. Raises LinkExpired after `LASTS`, LinkBroken for anything but a token of `purpose`."""
    facts = read_signed(token, purpose, lasts=LASTS)
    try:
        both = urlsafe_b64decode(facts["for"] + "==")
        return Link(UUID(bytes=both[:ID]), UUID(bytes=both[ID:]))
    except (KeyError, ValueError) as fault:
        raise LinkBroken from fault


def works_until(now: datetime) -> datetime:
    """A moment of the last whole day on which links made `now` work, for a letter to name."""
    return now + NAMED
