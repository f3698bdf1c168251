from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.enums import NotificationState


class NotificationQuerySet(models.QuerySet["Notification"]):
    def waiting(self, now: datetime) -> NotificationQuerySet:
        """Queued, and past `not_before`."""
        return self.filter(state=NotificationState.QUEUED, not_before__lte=now)

    def left_behind(self, now: datetime) -> NotificationQuerySet:
        """Inflight with a lease that ran out: whoever held it died, or sleeps."""
        return self.filter(state=NotificationState.INFLIGHT, lease_until__lte=now)

    def to_gather(self, now: datetime) -> NotificationQuerySet:
        """Wanted once a day, and their reader's hour for it has come; in no daily letter yet."""
        return self.filter(state=NotificationState.GATHERED, digest__isnull=True, not_before__lte=now)

    def sendable(self, now: datetime) -> NotificationQuerySet:
        """Due and held by nobody."""
        return self.waiting(now) | self.left_behind(now)


class Notification(models.Model):
    """One e-mail to one reader, written in the transaction that causes it. Only ids are kept: the words are made when it
    is sent, from what is true then. `message_id` is fixed at birth, so that every attempt bears the same."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    subject_id = models.UUIDField(_("about"))
    dedupe_key = models.CharField(_("once for"), max_length=160, unique=True)
    state = models.CharField(
        _("state"), max_length=12, choices=NotificationState.choices, default=NotificationState.QUEUED
    )
    created_at = models.DateTimeField(_("created"))
    not_before = models.DateTimeField(_("not before"))
    lease_token = models.UUIDField(_("lease"), null=True, blank=True)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    message_id = models.CharField(_("Message-ID"), max_length=200)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failure = models.CharField(_("last failure"), max_length=200, blank=True)
    digest = models.ForeignKey(
        "self",
        verbose_name=_("daily letter"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="gathered",
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="inflight") | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="notifications_notification_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="notifications_notification_sent"
            ),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="queued"), name="notifications_queued"),
            models.Index(
                fields=["lease_until"], condition=Q(state="inflight"), name="notifications_inflight"
            ),
            models.Index(
                fields=["not_before"],
                condition=Q(state="gathered", digest__isnull=True),
                name="notifications_gathered",
            ),
            models.Index(
                fields=["kind", "failure"], condition=Q(state="failed"), name="notifications_failed"
            ),
            models.Index(
                fields=["kind", "failure"], condition=Q(state="suppressed"), name="notifications_suppressed"
            ),
            models.Index(fields=["sent_at"], condition=Q(state="sent"), name="notifications_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class DemoMail(models.Model):
    """An e-mail as the demo's mailbox shows it. Written by the mailbox backend alone, which only demo mode uses."""

    to = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    calendar = models.TextField(_("for calendars"), blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("e-mail of the demo")
        verbose_name_plural = _("e-mails of the demo")
        ordering = ["-sent_at", "-id"]

    def __str__(self) -> str:
        return self.subject
