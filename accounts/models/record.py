"""What is kept about what happened: consents, the audit log, long work."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import ConsentPurpose, JobKind, JobState
from accounts.models.person import Person


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self) -> ConsentQuerySet:
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """Somebody agreed to something, here, on this site. `subject` narrows the purpose (a programme, a question)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=40, choices=ConsentPurpose.choices)
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    version = models.CharField(_("version of the text"), max_length=20)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose", "subject"],
                condition=Q(withdrawn_at__isnull=True),
                name="accounts_consent_one_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class AuditEvent(models.Model):
    """Who did what to which thing: ids, codes and names of fields only. No foreign keys, so that it never
    interferes with live data."""

    at = models.DateTimeField(_("when"), db_index=True)
    actor_id = models.UUIDField(_("who"), null=True, blank=True)
    action = models.CharField(_("what"), max_length=60)
    object_kind = models.CharField(_("kind of thing"), max_length=40)
    object_id = models.CharField(_("which"), max_length=40)
    programme_id = models.UUIDField(_("programme"), null=True, blank=True, db_index=True)
    fields = ArrayField(
        models.CharField(max_length=60), verbose_name=_("fields changed"), default=list, blank=True
    )

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit log")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="accounts_audit_object")]

    def __str__(self) -> str:
        return f"{self.action} {self.object_kind} {self.object_id}"


class AuditReason(models.Model):
    """The free-text reason given for an audited act, apart, so that it can be erased."""

    event_id = models.BigIntegerField(_("audit event"), unique=True)
    text = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("reason in the audit log")
        verbose_name_plural = _("reasons in the audit log")

    def __str__(self) -> str:
        return f"reason {self.event_id}"


class Job(models.Model):
    """Long work in a worker: progress from committed rows, cancel, and a lease so that a dead worker's work is taken up."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=JobKind.choices)
    state = models.CharField(_("state"), max_length=12, choices=JobState.choices, default=JobState.QUEUED)
    subject_id = models.UUIDField(_("about"), null=True, blank=True)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("total"), default=0)
    requested_by = models.ForeignKey(
        Person,
        verbose_name=_("requested by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="jobs",
    )
    created_at = models.DateTimeField(_("created"))
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    cancel_requested_at = models.DateTimeField(_("cancel asked for"), null=True, blank=True)
    lease_token = models.UUIDField(_("lease"), null=True, blank=True)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True)
    failure = models.CharField(_("what went wrong"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(state__in=["queued", "running"]),
                nulls_distinct=False,
                name="accounts_job_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
