"""Taking one's data away, and being erased."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.person import Person
from accounts.models.record import Job


class DataExport(models.Model):
    """A copy of everything that is kept about somebody, made by a worker at their own wish. `path` names the file in Django's
    storage until `expires_at`, or until it is thrown away."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="data_exports")
    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="data_export")
    asked_at = models.DateTimeField(_("asked for"))
    path = models.CharField(_("place of the file"), max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), null=True, blank=True)
    expires_at = models.DateTimeField(_("there until"), null=True, blank=True)
    fetched_at = models.DateTimeField(_("taken away"), null=True, blank=True)

    class Meta:
        verbose_name = _("copy of somebody's data")
        verbose_name_plural = _("copies of people's data")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(path="") | Q(expires_at__isnull=False), name="accounts_dataexport_expires"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Erasure(models.Model):
    """Somebody's wish to be erased. Until `due_at` it can be taken back; then it is carried out, for good."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="erasures")
    asked_at = models.DateTimeField(_("asked for"))
    due_at = models.DateTimeField(_("to be carried out"))
    cancelled_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    done_at = models.DateTimeField(_("carried out"), null=True, blank=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(cancelled_at__isnull=True, done_at__isnull=True),
                name="accounts_erasure_one_open",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(done_at__isnull=True),
                name="accounts_erasure_one_end",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("asked_at")), name="accounts_erasure_grace"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(cancelled_at__isnull=True, done_at__isnull=True),
                name="accounts_erasure_due",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
