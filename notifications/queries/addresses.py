"""Addresses for which a mail server said that nobody is there."""

from __future__ import annotations

from collections.abc import Collection

from notifications.models import RefusedAddress


def refused(addresses: Collection[str]) -> set[str]:
    """Those of `addresses`, in any case, to which nothing is sent; in small letters. One query, none where there is nothing
    to ask."""
    asked = {address.lower() for address in addresses}
    if not asked:
        return set()
    return set(RefusedAddress.objects.filter(address__in=asked).values_list("address", flat=True))


def refusal_of(address: str) -> RefusedAddress | None:
    """What a mail server said of `address`, in any case, where nothing is sent to it. One query."""
    return RefusedAddress.objects.filter(address=address.lower()).first()
