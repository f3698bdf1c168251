"""The webhooks as those who run the site see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from api.enums import DeliveryState, WebhookState
from api.models import Delivery, Webhook

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TONES = {
    DeliveryState.SENT: "good",
    DeliveryState.FAILED: "bad",
    DeliveryState.QUEUED: "",
    DeliveryState.INFLIGHT: "",
}


@dataclass(frozen=True)
class Counts:
    """Of the last 90 days: how many wait, were taken, were given up, and when one was last taken."""

    waiting: int
    sent: int
    failed: int
    last_at: datetime | None


@dataclass(frozen=True)
class Line:
    """One webhook. `tone` is that of a badge: "good", "warn" while it takes nothing, "bad" where it was switched off by
    itself, or "" where somebody did."""

    hook: Webhook
    counts: Counts
    tone: str
    standing: StrOrPromise


@dataclass(frozen=True)
class Told:
    """One delivery. `may_repeat` where it could be sent once more."""

    delivery: Delivery
    tone: str

    @property
    def may_repeat(self) -> bool:
        return self.delivery.state in {DeliveryState.SENT, DeliveryState.FAILED}


def lines() -> list[Line]:
    """All webhooks, by organisation and name. One query."""
    return [_line(hook) for hook in _counted(Webhook.objects.order_by("organisation__name", "name", "pk"))]


def line_of(hook: Webhook) -> Line:
    """One query."""
    return _line(_counted(Webhook.objects.filter(pk=hook.pk)).get())


def deliveries_of(hook: Webhook, state: str) -> QuerySet[Delivery]:
    """The newest first; of one state, or all where `state` is none."""
    rows = hook.deliveries.order_by("-at", "-pk")
    return rows.filter(state=state) if state in DeliveryState.values else rows


def told(rows: list[Delivery]) -> list[Told]:
    return [Told(row, TONES[DeliveryState(row.state)]) for row in rows]


def _counted(rows: QuerySet[Webhook]) -> QuerySet[Webhook]:
    sent, failed = Q(deliveries__state=DeliveryState.SENT), Q(deliveries__state=DeliveryState.FAILED)
    return rows.select_related("organisation").annotate(
        n_sent=Count("deliveries", filter=sent),
        n_failed=Count("deliveries", filter=failed),
        n_all=Count("deliveries"),
        last_at=Max("deliveries__settled_at", filter=sent),
    )


def _line(hook: Webhook) -> Line:
    sent, failed = hook.n_sent, hook.n_failed  # type: ignore[attr-defined]
    waiting = hook.n_all - sent - failed  # type: ignore[attr-defined]
    counts = Counts(waiting, sent, failed, hook.last_at)  # type: ignore[attr-defined]
    if hook.state == WebhookState.OFF:
        return Line(hook, counts, "", hook.get_state_display())
    if hook.state != WebhookState.ON:
        return Line(hook, counts, "bad", hook.get_state_display())
    if hook.failing_since is not None:
        return Line(hook, counts, "warn", _("On, and takes nothing at the moment"))
    return Line(hook, counts, "good", hook.get_state_display())
