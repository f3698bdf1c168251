"""The shelf of a pair."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.models import Mentorship
from programmes.models import ShelfItem


class PairResource(ShelfItem):
    """On the shelf of a pair: the two of them may take it, and nobody else. What was removed can be put back for a while."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="shelf")
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta:
        verbose_name = _("resource of a pair")
        verbose_name_plural = _("resources of pairs")
        ordering = ["-added_at"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(url="") & Q(file="")) | (Q(url="") & ~Q(file="")),
                name="journeys_pairresource_link_or_file",
            )
        ]
        indexes = [
            models.Index(
                fields=["removed_at"],
                condition=Q(removed_at__isnull=False),
                name="journeys_pairresource_removed",
            )
        ]
