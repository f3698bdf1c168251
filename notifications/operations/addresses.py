"""Addresses to which nothing is sent, because a mail server said for good that nobody is there."""

from __future__ import annotations

from datetime import datetime

from notifications.models import RefusedAddress


def refuse(address: str, *, code: int, reason: str, now: datetime) -> None:
    """Notes that nobody is at `address`; what was said last stands. `code` is the reply of the mail server (550…), `reason`
    holds neither addresses nor words of a letter."""
    row = RefusedAddress(address=address.lower(), refused_at=now, code=code, reason=reason[:200])
    RefusedAddress.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["address"],
        update_fields=["refused_at", "code", "reason"],
    )


def lift(address: str, *, now: datetime) -> int:
    """Lets mail go to `address` again, unless it was refused after `now`; returns how many refusals that ends (1 or 0).
    Letters that were held back meanwhile stay so: those who run the site can take them up again."""
    return RefusedAddress.objects.filter(address=address.lower(), refused_at__lte=now).delete()[0]
