from __future__ import annotations

import logging
import time
from datetime import datetime

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from notifications.operations import delivery, outbox

logger = logging.getLogger(__name__)

SHIFT = 120.0  # seconds; then whatever else waits has its turn
BELLS = 4
EXPIRES = 60  # seconds; by then the next tick has rung again


@shared_task
def deliver() -> None:
    """Sends what is due, batch after batch, until nothing is left or the mail server is away. After two minutes it rings for
    another instead, so that mail keeps no worker from its other work."""
    ends = time.monotonic() + SHIFT
    while delivery.deliver_due(now=timezone.now()):
        if time.monotonic() > ends:
            ring_for_backlog(now=timezone.now(), most=1)
            return


def ring() -> bool:
    """Rings a worker. Where the queue is out of reach nothing is lost: the next tick finds the rows."""
    try:
        deliver.apply_async(retry=False, expires=EXPIRES)
    except OperationalError:
        logger.warning("the queue is out of reach; the next tick sends the mail")
        return False
    return True


def ring_for_backlog(*, now: datetime, most: int = BELLS) -> int:
    """Rings once for each batch that could be sent now, `most` times at most, so that several workers share it; returns how
    often. One query where there is nothing to send."""
    waiting = outbox.backlog(now=now, most=most * outbox.BATCH)
    bells = -(-waiting // outbox.BATCH)
    return sum(ring() for _ in range(bells))
