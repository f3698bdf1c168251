"""What a pair works towards: goals with their milestones and news, things to do, and how the skills change."""

from __future__ import annotations

from uuid import uuid4

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Level
from accounts.models import Person, Skill
from journeys.enums import AssessmentPoint, GoalState
from matching.models import Mentorship
from programmes.models import Goal


class PairGoal(models.Model):
    """One thing that a pair works towards. A private one is the mentee's alone. `progress` is in percent."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="goals")
    origin = models.ForeignKey(Goal, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.CharField(_("what you want to achieve"), max_length=400)
    measure = models.CharField(_("how you will both tell"), max_length=400, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    private = models.BooleanField(_("for your eyes alone"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=GoalState.choices, default=GoalState.OPEN)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0, validators=[MaxValueValidator(100)])
    created_at = models.DateTimeField(_("added"))
    created_by = models.ForeignKey(
        Person,
        verbose_name=_("added by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("changed"))
    settled_at = models.DateTimeField(
        _("good as it is"), null=True, blank=True, help_text=_("Set: the questions about it were put aside.")
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        Person,
        verbose_name=_("closed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    drop_reason = models.CharField(_("why it was dropped"), max_length=400, blank=True)
    skills = models.ManyToManyField(Skill, verbose_name=_("skills"), blank=True, related_name="+")

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["mentorship", "created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="journeys_pairgoal_progress"),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | Q(closed_at__isnull=False),
                name="journeys_pairgoal_closed_by",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="journeys_pairgoal_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(drop_reason=""), name="journeys_pairgoal_dropped"
            ),
        ]
        indexes = [models.Index(fields=["mentorship", "state"], name="journeys_pairgoal_list")]

    def __str__(self) -> str:
        return self.text


class PairGoalEvent(models.Model):
    """The history of a goal's state."""

    goal = models.ForeignKey(PairGoal, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    from_state = models.CharField(_("from"), max_length=12, choices=GoalState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=GoalState.choices)

    class Meta:
        verbose_name = _("goal's history")
        verbose_name_plural = _("goals' history")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class GoalUpdate(models.Model):
    """News of a goal: how far it is, in percent, and a note."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    goal = models.ForeignKey(PairGoal, on_delete=models.CASCADE, related_name="updates")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    progress = models.PositiveSmallIntegerField(_("progress"), validators=[MaxValueValidator(100)])
    note = models.TextField(_("note"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("news of a goal")
        verbose_name_plural = _("news of goals")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="journeys_goalupdate_progress")
        ]
        indexes = [models.Index(fields=["goal", "-at"], name="journeys_goalupdate_list")]

    def __str__(self) -> str:
        return str(self.progress)


class Milestone(models.Model):
    """One step on the way to a goal."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    goal = models.ForeignKey(PairGoal, on_delete=models.CASCADE, related_name="milestones")
    text = models.CharField(_("milestone"), max_length=200)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))
    created_at = models.DateTimeField(_("added"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        Person, verbose_name=_("done by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dropped_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["goal", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_by__isnull=True) | Q(done_at__isnull=False), name="journeys_milestone_done"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Action(models.Model):
    """Something that one of the two said they would do, perhaps for a goal, perhaps in a meeting. One for a private goal is
    as private as the goal."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="actions")
    goal = models.ForeignKey(
        PairGoal, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    meeting = models.ForeignKey(
        "journeys.Meeting", on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    text = models.CharField(_("what to do"), max_length=300)
    owner = models.ForeignKey(
        Person, verbose_name=_("who does it"), on_delete=models.CASCADE, related_name="actions"
    )
    due_on = models.DateField(_("by when"), null=True, blank=True)
    private = models.BooleanField(_("for your eyes alone"), default=False)
    created_at = models.DateTimeField(_("added"))
    created_by = models.ForeignKey(
        Person,
        verbose_name=_("added by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        Person, verbose_name=_("done by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True)
    reminded_at = models.DateTimeField(
        _("reminded"), null=True, blank=True, help_text=_("Set: no letter names it as due any more.")
    )

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["mentorship", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_by__isnull=True) | Q(done_at__isnull=False), name="journeys_action_done"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(dropped_at__isnull=True),
                name="journeys_action_done_or_dropped",
            ),
        ]
        indexes = [
            models.Index(
                fields=["mentorship", "due_on"],
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
                name="journeys_action_open",
            ),
            models.Index(
                fields=["due_on"],
                condition=Q(
                    done_at__isnull=True,
                    dropped_at__isnull=True,
                    reminded_at__isnull=True,
                    due_on__isnull=False,
                ),
                name="journeys_action_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Assessment(models.Model):
    """How one of the two sees the mentee's skills at one point, on the ladder of the intake."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="assessments")
    person = models.ForeignKey(
        Person, verbose_name=_("seen by"), on_delete=models.CASCADE, related_name="assessments"
    )
    point = models.CharField(_("when"), max_length=8, choices=AssessmentPoint.choices)
    taken_at = models.DateTimeField(_("taken"))

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        ordering = ["taken_at"]
        constraints = [
            models.UniqueConstraint(fields=["mentorship", "person", "point"], name="journeys_assessment_once")
        ]

    def __str__(self) -> str:
        return self.point


class AssessedSkill(models.Model):
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)

    class Meta:
        verbose_name = _("skill assessed")
        verbose_name_plural = _("skills assessed")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "skill"], name="journeys_assessedskill_once")
        ]

    def __str__(self) -> str:
        return str(self.skill_id)


class SharedAssessment(models.Model):
    """One of the two agrees that both views of the skills stand side by side. They do once both agree."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="shared_assessments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    agreed_at = models.DateTimeField(_("agreed"))

    class Meta:
        verbose_name = _("consent to compare skills")
        verbose_name_plural = _("consents to compare skills")
        constraints = [
            models.UniqueConstraint(fields=["mentorship", "person"], name="journeys_sharedassessment_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
