from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from notifications.operations import outbox


@shared_task
def deliver() -> None:
    """Sends what is due, batch after batch, until nothing is left."""
    while outbox.deliver_due(now=timezone.now()):
        pass
