from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.enums import Part


class Heartbeat(models.Model):
    """When a part of the site last gave a sign of life. A row and no cache, so that losing Redis loses no knowledge."""

    name = models.CharField(_("name"), max_length=120, primary_key=True)
    part = models.CharField(_("part"), max_length=8, choices=Part.choices)
    at = models.DateTimeField(_("last sign of life"))
    fault = models.CharField(_("what is wrong"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")
        ordering = ["part", "name"]

    def __str__(self) -> str:
        return self.name
