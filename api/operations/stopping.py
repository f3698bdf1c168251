"""A webhook is not told anything any more: because somebody says so, because the other side does, or because it took nothing
for days. What still waits for it is given up, so that nobody is flooded with old news when it is on again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Person, User
from accounts.operations import audit
from accounts.transitions import move
from api.enums import WEBHOOK_TRANSITIONS, DeliveryFault, DeliveryState, WebhookState
from api.models import Webhook
from notifications.kinds import once_for
from notifications.operations.outbox import drafts_for, queue

STOPPED_MAIL = "webhook_stopped"


@transaction.atomic
def switch_off(hook: Webhook, *, by: Person | None, now: datetime) -> None:
    """Raises StaleState unless it is on."""
    _stop(hook, WebhookState.OFF, now=now)
    audit.record("webhook.switch_off", hook, by=by, now=now, fields=["state"])


@transaction.atomic
def stop_gone(hook: Webhook, *, now: datetime) -> None:
    """The other side answered 410. Those who run the site are told. Raises StaleState unless it is on."""
    _stop(hook, WebhookState.GONE, now=now)
    audit.record("webhook.gone", hook, by=None, now=now, fields=["state"])
    _tell(hook, now=now)


@transaction.atomic
def give_up_on(hook: Webhook, *, now: datetime) -> None:
    """It took nothing for days. Those who run the site are told. Raises StaleState unless it is on."""
    _stop(hook, WebhookState.FAILING, now=now)
    audit.record("webhook.give_up", hook, by=None, now=now, fields=["state"])
    _tell(hook, now=now)


def _stop(hook: Webhook, to: WebhookState, *, now: datetime) -> None:
    move(hook, to=to, table=WEBHOOK_TRANSITIONS, stopped_at=now)
    # What a worker has in hand at this moment ends by itself, and is not tried again: its webhook is not on.
    waiting = hook.deliveries.filter(state=DeliveryState.QUEUED)
    waiting.update(state=DeliveryState.FAILED, fault=DeliveryFault.STOPPED, settled_at=now)


def _tell(hook: Webhook, *, now: datetime) -> None:
    operators = User.objects.filter(is_superuser=True, is_active=True)
    key = once_for(STOPPED_MAIL, hook.pk, now.isoformat())
    queue(*drafts_for(STOPPED_MAIL, operators, subject_id=hook.pk, key=key), now=now)
