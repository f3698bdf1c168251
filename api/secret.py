"""What a token looks like, and what of it is kept."""

from __future__ import annotations

import secrets
from hashlib import sha256

# Known by its beginning, so that programs which look for secrets in places where none belong find it.
PREFIX = "mnt_"
BYTES = 32
HINT = 4  # characters


def fresh_secret() -> str:
    """A new one: the prefix and 43 characters of 256 random bits. Its hint does not begin with a hyphen: in a terminal that
    would be taken for an option."""
    while True:
        secret = PREFIX + secrets.token_urlsafe(BYTES)
        if not hint_of(secret).startswith("-"):
            return secret


def digest_of(secret: str) -> str:
    """What is kept of it. So many random bits need no slow hash: nobody tries them all."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def hint_of(secret: str) -> str:
    """Its last characters, by which people tell two tokens apart."""
    return secret[-HINT:]
