from __future__ import annotations

from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from journeys.enums import CheckInState, SkipReason
from matching.enums import MentorshipState
from matching.models import Mentorship


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def waiting(self) -> CheckInQuerySet:
        """Those that wait for an answer, of mentorships that go on."""
        return self.filter(state=CheckInState.DUE, mentorship__state=MentorshipState.ACTIVE)

    def asked(self) -> CheckInQuerySet:
        """Those of which somebody was asked, whatever came of it."""
        return self.exclude(state__in=[CheckInState.SCHEDULED, CheckInState.SKIPPED])


class CheckIn(models.Model):
    """One person's check-in for one period of their mentorship. `number` counts a person's check-ins from 1.

    The one that is planned is the alarm that the sweep wakes by; its time is looked at again when it comes. It falls due when
    it is asked; one that was skipped stands for a period in which nobody was."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="check_ins")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="check_ins")
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(
        _("state"), max_length=12, choices=CheckInState.choices, default=CheckInState.SCHEDULED
    )
    due_at = models.DateTimeField(_("due"))
    skip_reason = models.CharField(
        _("why nobody was asked"), max_length=12, choices=SkipReason.choices, blank=True
    )
    remind_at = models.DateTimeField(
        _("next letter"), null=True, blank=True, help_text=_("Empty: no further letter comes.")
    )
    snoozed_at = models.DateTimeField(_("put off"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("further letters"), default=0)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    met = models.BooleanField(_("did you meet?"), null=True, blank=True)
    pulse = models.PositiveSmallIntegerField(
        _("how is it going?"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    confidence = models.PositiveSmallIntegerField(
        _("how confident do you feel about your goal?"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    blocker = models.TextField(_("anything in the way?"), max_length=1000, blank=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["-due_at"]
        constraints = [
            models.UniqueConstraint(fields=["mentorship", "person", "number"], name="journeys_checkin_once"),
            models.UniqueConstraint(
                fields=["mentorship", "person"],
                condition=Q(state="scheduled"),
                name="journeys_checkin_one_planned",
            ),
            models.CheckConstraint(
                condition=Q(pulse__isnull=True) | Q(pulse__gte=1, pulse__lte=5), name="journeys_checkin_pulse"
            ),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=1, confidence__lte=5),
                name="journeys_checkin_confidence",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False, met__isnull=False),
                name="journeys_checkin_answered",
            ),
            models.CheckConstraint(
                condition=(Q(state="skipped") & ~Q(skip_reason=""))
                | (~Q(state="skipped") & Q(skip_reason="")),
                name="journeys_checkin_skipped",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="scheduled"), name="journeys_checkin_due"),
            models.Index(
                fields=["remind_at"],
                condition=Q(state="due", remind_at__isnull=False),
                name="journeys_checkin_remind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.number}"


class CheckInEvent(models.Model):
    """The history of a check-in's state."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    from_state = models.CharField(_("from"), max_length=12, choices=CheckInState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=CheckInState.choices)

    class Meta:
        verbose_name = _("check-in's history")
        verbose_name_plural = _("check-ins' history")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class HelpRequest(models.Model):
    """Somebody pressed "I need help" on their mentorship. Organisers see it; the other side does not."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="help_requests")
    asked_by = models.ForeignKey(
        Person, verbose_name=_("asked by"), on_delete=models.CASCADE, related_name="help_requests"
    )
    asked_at = models.DateTimeField(_("asked"))
    message = models.TextField(_("what would help"), max_length=2000, blank=True)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    handled_by = models.ForeignKey(
        Person,
        verbose_name=_("handled by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("call for help")
        verbose_name_plural = _("calls for help")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentorship", "asked_by"],
                condition=Q(handled_at__isnull=True),
                name="journeys_helprequest_one_open",
            ),
            models.CheckConstraint(
                condition=Q(handled_by__isnull=True) | Q(handled_at__isnull=False),
                name="journeys_helprequest_handled",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
