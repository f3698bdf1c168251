"""The address by which one kind of mail is stopped without signing in (RFC 8058)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from notifications import links

PURPOSE = "stop"
LASTS = timedelta(days=365)


@dataclass(frozen=True)
class Stop:
    """What such an address names: an account and a kind."""

    user_id: UUID
    kind: str


def stop_url(user_id: UUID, kind: str) -> str:
    """The absolute address at which the account `user_id` stops `kind`, signed; good for a year."""
    return settings.SITE_URL + reverse("notifications:stop", args=[token_of(user_id, kind)])


def token_of(user_id: UUID, kind: str) -> str:
    """What that address carries."""
    return links.sign(PURPOSE, {"user": str(user_id), "kind": kind})


def stop_of(token: str) -> Stop:
    """What the token of an address names. Raises LinkExpired after a year, LinkBroken for anything but such a token."""
    facts = links.read(token, PURPOSE, lasts=LASTS)
    try:
        return Stop(UUID(facts["user"]), facts["kind"])
    except (KeyError, ValueError) as fault:
        raise links.LinkBroken from fault
