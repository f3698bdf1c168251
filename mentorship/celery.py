"""The Celery application. The queue is a doorbell, never a record: what must happen is a row, and every tick of
beat looks for rows that nobody holds (docs/adr/0003)."""

import os
import signal

from celery import Celery
from celery.signals import worker_init

from mentorship.supervisor import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")

app = Celery("mentorship")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def take_the_pool_along(**_: object) -> None:
    """A pool process must not outlive a worker that was killed: it would work on, and answer to nobody."""
    os.register_at_fork(after_in_child=lambda: end_with_parent(signal.SIGKILL))
