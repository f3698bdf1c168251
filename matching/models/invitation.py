"""A mentee asks somebody they admire, who is not here yet, to be their mentor."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from matching.enums import MentorInvitationState
from matching.models.mentorship import Mentorship
from programmes.models import Enrolment


class MentorInvitation(models.Model):
    """An invitation by e-mail to be the mentor of this mentee. Whoever accepts by its link becomes a mentor of the programme
    and this mentee's mentor at once, where the mentee still has a place. The address is the invited person's until they join."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentee = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="mentor_invitations")
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=MentorInvitationState.choices,
        default=MentorInvitationState.SENT,
    )
    name = models.CharField(_("their name"), max_length=120)
    email = models.EmailField(_("their e-mail address"))
    message = models.TextField(_("why you ask them"), max_length=2000)
    sent_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("open until"))
    remind_at = models.DateTimeField(_("reminder"), null=True, blank=True)
    closed_at = models.DateTimeField(_("answered or closed"), null=True, blank=True)
    answer = models.TextField(_("a word with the no"), max_length=500, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        Person,
        verbose_name=_("accepted by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    mentorship = models.OneToOneField(
        Mentorship, on_delete=models.SET_NULL, null=True, blank=True, related_name="mentor_invitation"
    )

    class Meta:
        verbose_name = _("invitation to a mentor")
        verbose_name_plural = _("invitations to mentors")
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentee", "email"],
                condition=Q(state="sent"),
                name="matching_mentorinvitation_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", closed_at__isnull=True)
                | (~Q(state="sent") & Q(closed_at__isnull=False)),
                name="matching_mentorinvitation_closed",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | Q(accepted_at__isnull=False),
                name="matching_mentorinvitation_accepted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(state="sent"), name="matching_mentorinvitation_open"
            ),
            models.Index(
                fields=["remind_at"],
                condition=Q(state="sent", remind_at__isnull=False),
                name="matching_mentorinvite_remind",
            ),
            models.Index(fields=["id"], condition=Q(state="waiting"), name="matching_mentorinvite_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


class MentorInvitationEvent(models.Model):
    """The history of an invitation's state."""

    invitation = models.ForeignKey(MentorInvitation, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    from_state = models.CharField(_("from"), max_length=12, choices=MentorInvitationState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=MentorInvitationState.choices)

    class Meta:
        verbose_name = _("invitation's history")
        verbose_name_plural = _("invitations' history")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
