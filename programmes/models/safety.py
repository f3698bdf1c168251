"""Keeping people safe: what is reported, who read what is private, and what a programme for people under age asks for."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from programmes.enums import (
    GuardianState,
    PrivateContent,
    ReportedOn,
    SafetyOutcome,
    SafetyReason,
    SafetyState,
)
from programmes.models.enrolment import Enrolment
from programmes.models.programme import Programme


class SafetyReport(models.Model):
    """Somebody reports somebody of a programme. The safeguarding contact alone reads it, and `about` never learns of it.

    `subject_id` is the request, message or mentorship it was seen on, and `quoted` the words that stood there then.
    `answer_by` is when somebody must have taken it in hand; `told` is what the contact answers to `reported_by`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="safety_reports")
    about = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="safety_reports_met")
    reported_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="safety_reports_made")
    reason = models.CharField(_("why"), max_length=16, choices=SafetyReason.choices)
    words = models.TextField(_("what happened"), max_length=4000, blank=True)
    seen_on = models.CharField(_("where"), max_length=12, choices=ReportedOn.choices)
    subject_id = models.UUIDField(_("on which"), null=True, blank=True)
    quoted = models.TextField(_("what stood there"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=SafetyState.choices, default=SafetyState.RECEIVED
    )
    received_at = models.DateTimeField(_("received"))
    answer_by = models.DateTimeField(_("to be taken in hand by"))
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    taken_at = models.DateTimeField(_("taken in hand"), null=True, blank=True)
    taken_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=SafetyOutcome.choices, blank=True)
    told = models.TextField(_("answer to whoever reported it"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("safety report")
        verbose_name_plural = _("safety reports")
        ordering = ["answer_by"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(about=F("reported_by")), name="programmes_safetyreport_not_self"
            ),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True) | Q(taken_at__isnull=False),
                name="programmes_safetyreport_taken",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | Q(closed_at__isnull=False),
                name="programmes_safetyreport_closer",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="programmes_safetyreport_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "state", "answer_by"], name="programmes_safetyreport_queue"),
            models.Index(
                fields=["answer_by"],
                condition=Q(state="received", reminded_at__isnull=True),
                name="programmes_safetyreport_late",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SafetyReportEvent(models.Model):
    """The history of a report, and what the safeguarding contact noted on the way (then both states are the same)."""

    report = models.ForeignKey(SafetyReport, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    from_state = models.CharField(_("from"), max_length=10, choices=SafetyState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=10, choices=SafetyState.choices)
    note = models.TextField(_("note"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("safety report's history")
        verbose_name_plural = _("safety reports' history")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class PrivateReading(models.Model):
    """Somebody who organises a programme opened what is private, and why. Whoever it is about can see that, with the reason;
    save where it was opened because of a report, which they never learn of (`report`)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="private_readings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="private_readings")
    reader = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    what = models.CharField(_("what"), max_length=10, choices=PrivateContent.choices)
    reason = models.TextField(_("why"), max_length=400)
    opened_at = models.DateTimeField(_("opened"))
    closes_at = models.DateTimeField(_("open until"))
    report = models.ForeignKey(
        SafetyReport, on_delete=models.SET_NULL, null=True, blank=True, related_name="readings"
    )

    class Meta:
        verbose_name = _("reading of what is private")
        verbose_name_plural = _("readings of what is private")
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opened_at")), name="programmes_privatereading_times"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-opened_at"], name="programmes_privatereading_seen"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class GuardianConsent(models.Model):
    """Whether a guardian agrees that somebody under age takes part. The link in the letter to them is signed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="guardian_consent")
    name = models.CharField(_("guardian's name"), max_length=120)
    email = models.EmailField(_("guardian's e-mail address"))
    state = models.CharField(
        _("state"), max_length=10, choices=GuardianState.choices, default=GuardianState.ASKED
    )
    version = models.CharField(_("version of the guidelines"), max_length=20)
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    words = models.TextField(_("a word with the answer"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("guardian's consent")
        verbose_name_plural = _("guardians' consents")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked") | Q(answered_at__isnull=False),
                name="programmes_guardianconsent_answered",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MentorScreening(models.Model):
    """That a mentor was screened for a programme for people under age: when, by whom, until when it holds. No paper is kept.

    It holds through its last day, in UTC. `warned_at` and `lapsed_at` say what the sweep has done about its end."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="screening")
    checked_on = models.DateField(_("screened on"))
    valid_until = models.DateField(_("valid until"))
    kind = models.CharField(
        _("kind of check"), max_length=160, help_text=_("Such as an enhanced DBS certificate.")
    )
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    warned_at = models.DateTimeField(_("told that it ends soon"), null=True, blank=True)
    lapsed_at = models.DateTimeField(_("seen to have ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("mentor's screening")
        verbose_name_plural = _("mentors' screenings")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("checked_on")), name="programmes_mentorscreening_dates"
            ),
        ]
        indexes = [
            models.Index(
                fields=["valid_until"],
                condition=Q(lapsed_at__isnull=True),
                name="programmes_mentorscreening_due",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
