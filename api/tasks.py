"""Celery: takes nothing, makes one call to an operation. What is to be told stands in rows; the queue is a doorbell."""

from __future__ import annotations

import logging
import time
from datetime import datetime

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from api.operations import deliveries

logger = logging.getLogger(__name__)

SHIFT = 20.0  # seconds; then the minute's round and whatever else goes by this queue has its turn
EXPIRES = 60  # seconds; by then the next tick has rung again


@shared_task
def deliver() -> None:
    """Tells webhooks what is due. After twenty seconds it rings for another instead, if anything is left."""
    ends = time.monotonic() + SHIFT
    deliveries.deliver_due(now=timezone.now(), seconds=SHIFT)
    if time.monotonic() >= ends:
        ring_for_deliveries(now=timezone.now())


def ring_for_deliveries(*, now: datetime) -> bool:
    """Rings a worker if anything could be sent now; returns whether it did. One query where nothing could. Where the queue is
    out of reach nothing is lost: the next tick finds the rows."""
    if not deliveries.is_waiting(now=now):
        return False
    try:
        deliver.apply_async(retry=False, expires=EXPIRES)
    except OperationalError:
        logger.warning("the queue is out of reach; the next tick tells the webhooks")
        return False
    return True


def ring_now() -> bool:
    """As `ring_for_deliveries`, for whoever has just committed something."""
    return ring_for_deliveries(now=timezone.now())
