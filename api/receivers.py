"""Rings for what the database wrote down (migration 0002), so that webhooks are told within seconds. What many rows at once
brought about waits for the minute's round."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver

from api.models import Webhook
from api.signals import told
from api.tasks import ring_now
from matching.models import MentorshipEvent
from programmes.models import EnrolmentEvent, Organisation


@receiver(post_save, sender=EnrolmentEvent)
@receiver(post_save, sender=MentorshipEvent)
def a_state_changed(**_: Any) -> None:
    transaction.on_commit(ring_now, robust=True)


@receiver(told)
def something_waits(**_: Any) -> None:
    ring_now()


@receiver(pre_delete, sender=Organisation)
def its_webhooks_are_held(instance: Organisation, **_: Any) -> None:
    """They go with it: in the order of `delete_webhook`, the webhook before what it is told."""
    list(Webhook.objects.select_for_update().filter(organisation=instance).order_by("pk"))
