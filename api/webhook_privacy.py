"""What the fields of webhooks say about people, and when they go (see accounts/privacy.py)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from accounts.copying import chapters
from accounts.privacy import WORKINGS, Erasing, Kept, Reader, Rule, Sensitivity, declare
from accounts.retention import retention
from accounts.topics import Topic, topics
from api.enums import DeliveryState, WebhookState
from api.models import Delivery, Webhook

declare(
    Webhook,
    WORKINGS,
    "id organisation name url events state key_version rotated_at created_at created_by failing_since stopped_at",
)
# Ids of rows, which lead to nobody once they are erased.
declare(
    Delivery,
    Rule(Sensitivity.NONE, (Reader.OPERATORS,), Kept.SENT, Erasing.DELETE),
    "id webhook event object_id became at state not_before attempts lease_until lease_token answered fault settled_at",
)
topics.put(Topic.PROGRAMMES, Webhook, Delivery)
chapters.leave_out("", Webhook, Delivery)


def _settled(before: datetime) -> Q:
    """And what waits for a webhook that is off, which nobody settles until it is on."""
    settled = Q(state__in=[DeliveryState.SENT, DeliveryState.FAILED], settled_at__lte=before)
    left = Q(state__in=[DeliveryState.QUEUED, DeliveryState.INFLIGHT], at__lte=before)
    return settled | (left & ~Q(webhook__state=WebhookState.ON))


retention.settle(Delivery, _settled)
