from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.enums import Part


class Heartbeat(models.Model):
    """When a part of the site last gave a sign of life. A row and no cache, so that losing Redis loses no knowledge.
    `since` is when the first of the faults without a break between them was told; none while all is well. `hears` are the
    queues of a worker, as its `--queues` would name them; empty for every other part."""

    name = models.CharField(_("name"), max_length=120, primary_key=True)
    part = models.CharField(_("part"), max_length=8, choices=Part.choices)
    at = models.DateTimeField(_("last sign of life"))
    fault = models.CharField(_("what is wrong"), max_length=200, blank=True)
    since = models.DateTimeField(_("wrong since"), null=True, blank=True)
    # With a value of the database's own: during an upgrade, workers of the release before write rows without it.
    hears = models.CharField(_("queues that it hears"), max_length=200, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")
        ordering = ["part", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fault="", since__isnull=True) | (~Q(fault="") & Q(since__isnull=False)),
                name="notifications_heartbeat_since",
            ),
        ]

    def __str__(self) -> str:
        return self.name
