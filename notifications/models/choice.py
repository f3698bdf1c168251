from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.enums import Delivery


class MailChoice(models.Model):
    """How somebody wants one kind of mail, where that is not the usual way."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices")
    kind = models.CharField(_("kind"), max_length=40)
    delivery = models.CharField(_("how it comes"), max_length=8, choices=Delivery.choices)
    chosen_at = models.DateTimeField(_("chosen"))

    class Meta:
        verbose_name = _("choice of mail")
        verbose_name_plural = _("choices of mail")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notifications_mailchoice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.delivery}"


class RefusedAddress(models.Model):
    """An address for which a mail server said, for good, that nobody is there. Nothing is sent to it until this row goes."""

    address = models.EmailField(_("address"), unique=True, help_text=_("In small letters."))
    refused_at = models.DateTimeField(_("refused"))
    code = models.PositiveSmallIntegerField(_("code"))
    reason = models.CharField(_("what the mail server said"), max_length=200)

    class Meta:
        verbose_name = _("address that refuses mail")
        verbose_name_plural = _("addresses that refuse mail")
        ordering = ["-refused_at", "id"]

    def __str__(self) -> str:
        return self.address
