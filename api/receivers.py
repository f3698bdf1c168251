"""Rings for what the database wrote down (migration 0002), so that webhooks are told within seconds. What many rows at once
brought about waits for the minute's round."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from api.signals import told
from api.tasks import ring_now
from matching.models import MentorshipEvent
from programmes.models import EnrolmentEvent


@receiver(post_save, sender=EnrolmentEvent)
@receiver(post_save, sender=MentorshipEvent)
def a_state_changed(**_: Any) -> None:
    transaction.on_commit(ring_now, robust=True)


@receiver(told)
def something_waits(**_: Any) -> None:
    ring_now()
