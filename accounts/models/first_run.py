from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FirstRun(models.Model):
    """The link that makes the first account of those who run the site: one row, of the newest link. Its secret is kept as a
    digest: whoever reads the database cannot use it."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    digest = models.CharField(_("digest of the link"), max_length=64)
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("link of the first run")
        verbose_name_plural = _("links of the first run")
        constraints = [
            models.CheckConstraint(condition=Q(only=True), name="accounts_firstrun_only_one"),
        ]

    def __str__(self) -> str:
        return f"link of {self.made_at:%Y-%m-%d %H:%M}"
