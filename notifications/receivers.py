from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from notifications.signals import mail_queued
from notifications.tasks import ring


@receiver(mail_queued)
def ring_when_queued(**_: Any) -> None:
    """Whoever causes mail need not wait for the next tick."""
    ring()
