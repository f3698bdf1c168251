"""Links that work without signing in: signed, expiring, each for one purpose.

Following one changes nothing; it opens a page, and a POST there confirms. What a link may do is its purpose, which is part
of what is signed: one that answers a check-in cannot pause a mentorship."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.core import signing

SALT = "notifications.links"


class LinkBroken(Exception):
    """The link was cut off, changed, or made for another purpose."""


class LinkExpired(LinkBroken):
    """The link was whole, and is too old."""


def sign(purpose: str, facts: Mapping[str, str]) -> str:
    """A token for `purpose` that carries `facts` (ids, never words), to be put in an address."""
    return signing.dumps(dict(facts), salt=f"{SALT}.{purpose}", compress=False)


def read(token: str, purpose: str, *, lasts: timedelta) -> dict[str, str]:
    """What `sign` put into the token. Raises LinkExpired after `lasts`, LinkBroken for anything but a token of `purpose`."""
    try:
        facts = signing.loads(token, salt=f"{SALT}.{purpose}", max_age=lasts)
    except signing.SignatureExpired as fault:
        raise LinkExpired from fault
    except signing.BadSignature as fault:
        raise LinkBroken from fault
    return {str(name): str(value) for name, value in facts.items()}
