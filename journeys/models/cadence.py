from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from matching.models import Mentorship
from programmes.enums import Cadence


class CadenceProposal(models.Model):
    """One of a pair would like check-ins at another cadence. It holds from the moment the other one agrees."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="cadence_proposals")
    cadence = models.CharField(_("check-ins"), max_length=12, choices=Cadence.choices)
    proposed_at = models.DateTimeField(_("proposed"))
    proposed_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="cadence_proposals")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Person,
        verbose_name=_("answered by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    agreed = models.BooleanField(_("agreed"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposed cadence")
        verbose_name_plural = _("proposed cadences")
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentorship"],
                condition=Q(answered_at__isnull=True),
                name="journeys_cadenceproposal_one_open",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | Q(answered_at__isnull=False),
                name="journeys_cadenceproposal_answered",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, agreed__isnull=True)
                | Q(answered_at__isnull=False, agreed__isnull=False),
                name="journeys_cadenceproposal_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cadence} {self.pk}"
