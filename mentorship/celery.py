"""The Celery application. The queue is a doorbell, never a record: what must happen is a row, and every tick of
beat looks for rows that nobody holds (docs/adr/0003)."""

import logging.config
import os
import signal
from typing import Any

from celery import Celery
from celery.signals import celeryd_init, setup_logging, worker_init
from django.conf import settings

from mentorship.supervisor import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")

app = Celery("mentorship")
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
