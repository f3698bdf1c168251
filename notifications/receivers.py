from __future__ import annotations

import logging
from typing import Any

from django.dispatch import receiver
from kombu.exceptions import OperationalError

from notifications.signals import mail_queued
from notifications.tasks import deliver

logger = logging.getLogger(__name__)


@receiver(mail_queued)
def ring(**_: Any) -> None:
    """Rings a worker. Where the queue is out of reach nothing is lost: the next tick finds the rows."""
    try:
        deliver.apply_async(retry=False, expires=60)
    except OperationalError:
        logger.warning("the queue is out of reach; the next tick sends the mail")
