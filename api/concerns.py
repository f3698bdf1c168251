"""What the health of the site says of webhooks: that some are told nothing, and nobody has looked after it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import ngettext

from api.enums import WebhookState
from api.models import Delivery, Webhook
from notifications.concerns import Concern, concerns

FAILS_FOR = timedelta(days=1)


def _words(n: int) -> str:
    return ngettext(
        "%(n)s webhook is told nothing: it was switched off by itself, or has taken nothing for a day. Its page "
        "(/admin/webhooks/) says why.",
        "%(n)s webhooks are told nothing: they were switched off by themselves, or have taken nothing for a day. Their pages "
        "(/admin/webhooks/) say why.",
        n,
    ) % {"n": n}


def silent(now: datetime) -> Concern:
    """Those that the site gave up, and those that fail for a day while something waits for them. One query."""
    waits = Delivery.objects.unsettled().filter(webhook=OuterRef("pk"))
    failing = Q(state=WebhookState.ON, failing_since__lte=now - FAILS_FOR) & Exists(waits)
    stopped = Q(state__in=[WebhookState.GONE, WebhookState.FAILING])
    return Concern(Webhook.objects.filter(stopped | failing).count(), _words)


concerns.register(silent)
