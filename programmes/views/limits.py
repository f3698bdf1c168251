"""How often one network address may do something that needs no sign-in."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600


def _key(request: HttpRequest, what: str) -> str:
    return f"often:{what}:{get_adapter(request).get_client_ip(request)}"


def is_over(request: HttpRequest, what: str, *, limit: int) -> bool:
    """Whether this address did `what` at least `limit` times in the hour that began with the first."""
    return int(cache.get(_key(request, what), 0)) >= limit


def count(request: HttpRequest, what: str) -> None:
    """Counts one `what` of this address."""
    key = _key(request, what)
    cache.add(key, 0, HOUR)
    try:
        cache.incr(key)
    except ValueError:
        # The hour ended between the two calls.
        cache.set(key, 1, HOUR)
