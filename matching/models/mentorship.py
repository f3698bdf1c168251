from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from matching.enums import OPEN_MENTORSHIP_STATES, EndReason, MentorshipState
from matching.models.request import Request
from matching.models.run import MatchRun
from matching.models.sides import of_either_side
from programmes.enums import Cadence, EnrolmentState
from programmes.models import Enrolment, Programme


class MentorshipQuerySet(models.QuerySet["Mentorship"]):
    def open(self) -> MentorshipQuerySet:
        return self.filter(state__in=OPEN_MENTORSHIP_STATES)

    def of(self, person: Person) -> MentorshipQuerySet:
        return self.filter(of_either_side(person))

    def untended(self) -> MentorshipQuerySet:
        """Those that go on, and of which something changed that the sweep of check-ins has not seen yet."""
        return self.filter(state=MentorshipState.ACTIVE, tended_at__isnull=True)

    def left_behind(self) -> MentorshipQuerySet:
        """Open ones of which one of the two has left the programme."""
        gone = Q(mentee__state=EnrolmentState.WITHDRAWN) | Q(mentor__state=EnrolmentState.WITHDRAWN)
        return self.open().filter(gone)

    def with_people(self) -> MentorshipQuerySet:
        return self.select_related("programme", "mentee__person__user", "mentor__person__user")


class Mentorship(models.Model):
    """The pair and its state. Everything the two do together stands in journeys."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="mentorships")
    mentee = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="mentorships_as_mentee")
    mentor = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="mentorships_as_mentor")
    request = models.OneToOneField(
        Request, on_delete=models.SET_NULL, null=True, blank=True, related_name="mentorship"
    )
    run = models.ForeignKey(
        MatchRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="mentorships"
    )
    state = models.CharField(
        _("state"), max_length=12, choices=MentorshipState.choices, default=MentorshipState.ACTIVE
    )
    started_at = models.DateTimeField(_("started"))
    started_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    end_reason = models.CharField(_("reason"), max_length=20, choices=EndReason.choices, blank=True)
    cadence = models.CharField(
        _("agreed check-ins"),
        max_length=12,
        choices=Cadence.choices,
        blank=True,
        help_text=_("Empty: the programme's."),
    )
    tended_at = models.DateTimeField(
        _("looked after"),
        null=True,
        blank=True,
        help_text=_("Empty: something changed that the sweep of check-ins has not seen yet."),
    )
    score = models.FloatField(_("score at the start"), null=True, blank=True)
    reasons = models.JSONField(_("reasons at the start"), default=dict, blank=True)

    objects = MentorshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentorship")
        verbose_name_plural = _("mentorships")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentee", "mentor"],
                condition=Q(state__in=["active", "paused"]),
                name="matching_mentorship_one_open_a_pair",
            ),
            models.CheckConstraint(condition=~Q(mentee=F("mentor")), name="matching_mentorship_two_people"),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | Q(closed_at__isnull=False),
                name="matching_mentorship_closed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["active", "paused"], closed_at__isnull=True)
                | Q(state__in=["completed", "ended"], closed_at__isnull=False),
                name="matching_mentorship_closed_when_not_open",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "state"], name="matching_mentorship_list"),
            models.Index(
                fields=["id"],
                condition=Q(state="active", tended_at__isnull=True),
                name="matching_mentorship_untended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


class MentorshipEvent(models.Model):
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    from_state = models.CharField(_("from"), max_length=12, choices=MentorshipState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=MentorshipState.choices)

    class Meta:
        verbose_name = _("mentorship's history")
        verbose_name_plural = _("mentorships' history")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class Pause(models.Model):
    """A stretch of time in which a mentorship rests: no check-ins, the places stay held."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="pauses")
    paused_at = models.DateTimeField(_("from"))
    paused_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    resumes_on = models.DateField(_("until"), null=True, blank=True)
    resumed_at = models.DateTimeField(_("taken up again"), null=True, blank=True)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        constraints = [
            models.UniqueConstraint(
                fields=["mentorship"], condition=Q(resumed_at__isnull=True), name="matching_pause_one_open"
            )
        ]
        indexes = [
            models.Index(
                fields=["resumes_on"],
                condition=Q(resumed_at__isnull=True, resumes_on__isnull=False),
                name="matching_pause_resumes",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
