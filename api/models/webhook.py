from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from api.enums import DeliveryFault, DeliveryState, HookEvent, WebhookState
from programmes.models import Organisation


class Webhook(models.Model):
    """An address of another system that is told what happens in one organisation's programmes. Its key is worked out from the
    site's secret, its id and `key_version`, and kept nowhere; for a day after `rotated_at` the key before signs as well.
    `failing_since` is when the first of its failures without a success between them was, `stopped_at` since when it is not
    on."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="webhooks")
    name = models.CharField(_("name"), max_length=80, help_text=_("Which system hears, and whom to ask."))
    url = models.CharField(_("address"), max_length=500)
    events = ArrayField(
        models.CharField(max_length=40, choices=HookEvent.choices), verbose_name=_("what it is told")
    )
    state = models.CharField(_("state"), max_length=8, choices=WebhookState.choices, default=WebhookState.ON)
    key_version = models.PositiveIntegerField(default=1, editable=False)
    rotated_at = models.DateTimeField(_("key changed"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("made"))
    created_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True, editable=False)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=WebhookState.ON, stopped_at__isnull=True)
                | (~Q(state=WebhookState.ON) & Q(stopped_at__isnull=False)),
                name="api_webhook_stopped",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def sendable(self, now: datetime) -> DeliveryQuerySet:
        """Due, held by nobody, and to a webhook that is on."""
        waiting = Q(state=DeliveryState.QUEUED, not_before__lte=now)
        left = Q(state=DeliveryState.INFLIGHT, lease_until__lte=now)
        return self.filter(waiting | left, webhook__state=WebhookState.ON)

    def unsettled(self) -> DeliveryQuerySet:
        return self.filter(state__in=[DeliveryState.QUEUED, DeliveryState.INFLIGHT])


class Delivery(models.Model):
    """One thing that one webhook is told, written in the transaction that causes it, by the database itself (migration 0002).
    Only ids and the state that came about are kept: what is said is made when it is sent. The id goes along, so that the
    other side can tell a second copy."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(_("what happened"), max_length=40, choices=HookEvent.choices)
    object_id = models.UUIDField(_("id"), null=True, blank=True)
    became = models.CharField(_("state it came to"), max_length=12, blank=True)
    at = models.DateTimeField(_("when"))
    state = models.CharField(
        _("state"), max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED
    )
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    answered = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    fault = models.CharField(_("what went wrong"), max_length=12, choices=DeliveryFault.choices, blank=True)
    settled_at = models.DateTimeField(pgettext_lazy("delivery", "settled"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-at"]
        indexes = [
            models.Index(
                fields=["webhook", "not_before"],
                name="api_delivery_sendable",
                condition=Q(state__in=[DeliveryState.QUEUED, DeliveryState.INFLIGHT]),
            ),
            models.Index(fields=["webhook", "-at"], name="api_delivery_list"),
            models.Index(
                fields=["settled_at"],
                name="api_delivery_settled",
                condition=Q(state__in=[DeliveryState.SENT, DeliveryState.FAILED]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state=DeliveryState.INFLIGHT, lease_until__isnull=False, lease_token__isnull=False
                )
                | (~Q(state=DeliveryState.INFLIGHT) & Q(lease_until__isnull=True, lease_token__isnull=True)),
                name="api_delivery_leased",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[DeliveryState.QUEUED, DeliveryState.INFLIGHT], settled_at__isnull=True)
                | Q(state__in=[DeliveryState.SENT, DeliveryState.FAILED], settled_at__isnull=False),
                name="api_delivery_settled_when_over",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
