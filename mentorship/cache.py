"""The cache that outlives Redis: while it is away each process keeps what it needs by itself.

What is cached is worth little here; what is counted, much: limits (accounts.limits, allauth's). Shutting sign-in whenever Redis is
away would let anybody who can hurt Redis shut the site; counting nothing would let them guess passwords. So each process counts
by itself, and a limit is at most as many times as high as there are processes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

LOOKS_AGAIN = 5.0  # seconds after which Redis is asked again
# Whoever waits for a page does not wait for Redis: the client itself would try for seconds.
IMPATIENT = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 1)}


class Away:
    """Since when Redis is away for this process, whichever of its threads noticed."""

    until = 0.0


class SturdyCache(RedisCache):
    """`add`, `get`, `set`, `incr`, `decr` and `delete` always answer."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, {**params, "OPTIONS": {**IMPATIENT, **params.get("OPTIONS", {})}})
        self.own = LocMemCache("while-redis-is-away", {"OPTIONS": {"MAX_ENTRIES": 50_000}})

    def _either(self, there: Callable[..., Any], here: Callable[..., Any], *values: Any, **named: Any) -> Any:
        if monotonic() >= Away.until:
            try:
                answer = there(*values, **named)
            except RedisError:
                # It is away, or takes nothing: it is full, its disk is, or it is a copy of another.
                logger.exception("Redis is away: this process keeps its own cache for now")
                Away.until = monotonic() + LOOKS_AGAIN
            else:
                if Away.until:
                    # It is older than what Redis has.
                    self.own.clear()
                    Away.until = 0.0
                return answer
        return here(*values, **named)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._either(super().add, self.own.add, key, value, timeout, version=version))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._either(super().get, self.own.get, key, default, version=version)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._either(super().set, self.own.set, key, value, timeout, version=version)

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._either(super().delete, self.own.delete, key, version=version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return int(self._either(super().incr, self.own.incr, key, delta, version=version))
