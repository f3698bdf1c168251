"""What organisers keep about the people of a programme, and how people are asked to come."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from programmes.enums import InvitationKind, InvitationState, Role
from programmes.models.enrolment import Enrolment
from programmes.models.programme import Programme


class OrganiserNote(models.Model):
    """A note about somebody's enrolment, among the organisers of its programme."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=2000)
    written_at = models.DateTimeField(_("written"))
    written_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("organisers' note")
        verbose_name_plural = _("organisers' notes")
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return str(self.pk)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def answerable(self, now: datetime) -> InvitationQuerySet:
        """Those whose link still works."""
        return self.filter(state=InvitationState.OPEN, closes_at__gt=now)


class Invitation(models.Model):
    """One person asked, by e-mail, to come to a programme in one role, or told that they were enrolled and may opt out
    until `closes_at`. The link in the letter is made of its id and signed; the letter's words are the organiser's."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)
    kind = models.CharField(_("kind"), max_length=12, choices=InvitationKind.choices)
    state = models.CharField(
        _("state"), max_length=12, choices=InvitationState.choices, default=InvitationState.OPEN
    )
    message = models.TextField(_("words of the organiser"), max_length=2000, blank=True)
    invited_at = models.DateTimeField(_("invited"))
    invited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    closes_at = models.DateTimeField(_("to be answered by"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person", "role"],
                condition=Q(state="open"),
                name="programmes_invitation_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"]) | Q(answered_at__isnull=False),
                name="programmes_invitation_answered",
            ),
        ]
        indexes = [models.Index(fields=["programme", "state"], name="programmes_invitation_list")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
