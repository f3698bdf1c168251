"""The Celery application. The queue is a doorbell, never a record: what must happen is a row, and every tick of
beat looks for rows that nobody holds (docs/adr/0003)."""

import logging.config
import os
import signal
from time import monotonic
from typing import Any

from celery import Celery
from celery.signals import celeryd_init, setup_logging, worker_init
from django.conf import settings
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from mentorship.cache import LOOKS_AGAIN, Away
from mentorship.supervisor import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")

# Whoever rings has somebody who waits for a page: kombu would go on for six seconds where Redis is away, for ten where it hangs.
IMPATIENT = {"socket_connect_timeout": 1, "socket_timeout": 2, "max_retries": 0}


class Doorbell(Celery):
    """Rings at once or not at all: a bell that is not heard is rung again by the next tick. While Redis is known to be away
    (mentorship.cache), nobody waits for it again."""

    def connection_for_write(self, url: str | None = None, **options: Any) -> Any:
        given = {
            "connect_timeout": 1,
            **{name: value for name, value in options.items() if value is not None},
        }
        given["transport_options"] = {**IMPATIENT, **given.get("transport_options", {})}
        return super().connection_for_write(url, **given)

    def send_task(self, *task: Any, **options: Any) -> Any:
        """Raises kombu's OperationalError, whatever is wrong with the queue: it may be full as well, or be a copy."""
        # Beat, and a worker that proves that it hears, bring a connection of their own and ask the server itself.
        if options.get("connection") or options.get("producer"):
            return super().send_task(*task, **options)
        if monotonic() < Away.until:
            raise OperationalError("the queue did not answer a moment ago")
        try:
            return super().send_task(*task, **options)
        except (OperationalError, RedisError) as fault:
            Away.until = monotonic() + LOOKS_AGAIN
            raise OperationalError(str(fault)) from fault


app = Doorbell("mentorship")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def take_the_pool_along(**_: object) -> None:
    """A pool process must not outlive a worker that was killed: it would work on, and answer to nobody."""
    os.register_at_fork(after_in_child=lambda: end_with_parent(signal.SIGKILL))


@setup_logging.connect
def log_as_the_site_does(**_: object) -> None:
    """Workers and beat write the site's log, by MENTORSHIP_LOG_LEVEL and MENTORSHIP_LOG_FORMAT, and not Celery's own, which tells
    what tasks were given."""
    logging.config.dictConfig(settings.LOGGING)


@celeryd_init.connect
def greet_nobody_in_json(*, instance: Any, **_: object) -> None:
    """What a worker draws when it starts is no line of a log, and what it warns of is one."""
    logging.captureWarnings(capture=True)
    if settings.CONFIG.MENTORSHIP_LOG_FORMAT == "json":
        instance.quiet = True
