"""Keys and signatures of webhooks, as Standard Webhooks has them (version v1: HMAC-SHA256 over id, time and body).

A key is worked out from the site's secret and kept nowhere: a copy of the database opens none. A new MENTORSHIP_SECRET_KEY
makes all of them new."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.crypto import salted_hmac

SALT = "api.webhooks.key"
PREFIX = "whsec_"
# How long what is sent bears the signature of the key before as well.
BOTH_FOR = timedelta(hours=24)


def secret(webhook: UUID, version: int) -> bytes:
    """The 32 bytes with which a webhook's messages are signed."""
    return salted_hmac(SALT, f"{webhook}:{version}", algorithm="sha256").digest()


def key(webhook: UUID, version: int) -> str:
    """The same as the other side is given it: "whsec_" and base64."""
    return PREFIX + b64encode(secret(webhook, version)).decode()


def versions(version: int, rotated_at: datetime | None, *, now: datetime) -> list[int]:
    """The keys that sign at `now`, the newest first."""
    is_young = rotated_at is not None and now < rotated_at + BOTH_FOR
    return [version, version - 1] if is_young and version > 1 else [version]


def signed_headers(
    *, message: UUID, body: bytes, secrets: Sequence[bytes], sent_at: datetime
) -> dict[str, str]:
    """The three headers of one attempt. `sent_at` is when it is sent, not when it happened."""
    moment = str(int(sent_at.timestamp()))
    said = b".".join([str(message).encode(), moment.encode(), body])
    signatures = [b64encode(hmac.new(one, said, hashlib.sha256).digest()).decode() for one in secrets]
    return {
        "webhook-id": str(message),
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
    }
