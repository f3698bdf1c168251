"""A bell for a worker is rung at once or not at all, against addresses where nothing answers and against a server that refuses."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from kombu.exceptions import OperationalError

from mentorship.cache import Away
from mentorship.celery import Doorbell, app
from notifications.tasks import ring


@pytest.fixture(autouse=True)
def _known_anew() -> Iterator[None]:
    Away.until = 0.0
    yield
    Away.until = 0.0


def test_nobody_waits_for_a_queue_that_is_away() -> None:
    nowhere = Doorbell("nowhere", set_as_current=False)
    nowhere.config_from_object("django.conf:settings", namespace="CELERY")
    nowhere.conf.update(broker_url="redis://127.0.0.1:1")
    begun = time.monotonic()
    for _ in range(5):
        with pytest.raises(OperationalError):
            nowhere.send_task("mentorship.tasks.tick")
    assert time.monotonic() - begun < 2  # Celery's own takes six seconds for each
    assert not ring()  # it was away a moment ago: this process knows
    Away.until = 0.0
    assert ring()
    app.control.purge()


def test_a_redis_that_takes_nothing_is_as_good_as_away() -> None:
    with redis.Redis.from_url(settings.CONFIG.redis(0)) as server:
        before = server.config_get("maxmemory")["maxmemory"]
        cache.set("there", 1)
        server.config_set("maxmemory", 1)
        try:
            assert not ring()
            Away.until = 0.0
            cache.set("kept", "by this process")
            assert cache.get("kept") == "by this process"
        finally:
            server.config_set("maxmemory", before)
    Away.until = 0.0
    assert ring()
    app.control.purge()
