"""Whether somebody signs in from where they did before.

No cookie follows anybody. The rows of the open sessions say from which browser and network each was opened; what the ended
ones said is handed on to the next, as a digest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address, ip_network

from allauth.usersessions.models import UserSession
from django.utils.crypto import salted_hmac

from accounts.models import User

KNOWN = "known"
KEPT = 30
_VERSION = re.compile(r"\d[\w.]*")


def fingerprint(program: str, address: str) -> str:
    """The kind of browser, without its version, and the network of a provider: an update or another street is no news."""
    kind = ip_address(address)
    width = 16 if kind.version == 4 else 32
    network = ip_network((kind, width), strict=False)
    told = f"{_VERSION.sub('', program)}|{network}"
    return str(salted_hmac("accounts.devices", told, algorithm="sha256").hexdigest())[:24]


def known_devices(user: User) -> list[str]:
    """The fingerprints from which `user` signed in before, the newest last; one query."""
    found: dict[str, None] = {}
    for session in UserSession.objects.filter(user=user.pk).order_by("created_at"):
        kept = session.data.get(KNOWN, [])
        for one in [*kept, fingerprint(session.user_agent, session.ip)]:
            found.pop(one, None)
            found[one] = None
    return list(found)


def hand_on(session_key: str | None, known: Iterable[str]) -> None:
    """Keeps `known` with the session that was just opened."""
    for session in UserSession.objects.filter(session_key=session_key):
        session.data = {**session.data, KNOWN: list(known)[-KEPT:]}
        session.save(update_fields=["data"])
