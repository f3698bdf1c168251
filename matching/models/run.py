"""A cohort matched by the organiser: the run, what it proposes, and what the organiser made of it.

People are kept as positions in the run's own snapshot beside the links to their enrolments, so that an old run can be
explained when somebody has been erased since; then the link is empty."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Job, Person
from matching.enums import DecisionKind, RunAim, RunStage, RunState
from programmes.models import Enrolment, Programme


class MatchRun(models.Model):
    """One run of a programme. `version` and `digest` name its snapshot (matching/snapshot/stored.py); `criteria`, `seed`,
    `minimum_score` (0 to 1) and `levels` are what it was made with, so that it can be repeated to the same result.

    `revision` counts what the organiser decided since; `timings` are seconds by stage and `peak_memory` bytes of the
    worker. `job` carries the lease and the progress; `state` moves with it in the same transaction."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=12, choices=RunState.choices, default=RunState.QUEUED)
    stage = models.CharField(_("stage"), max_length=12, choices=RunStage.choices, blank=True)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="run")
    started_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followers"
    )
    created_at = models.DateTimeField(_("asked for"))
    created_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    seed = models.PositiveIntegerField(_("seed"), default=0)
    minimum_score = models.FloatField(
        _("least score of a pair"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    levels = models.PositiveSmallIntegerField(_("worst scores that the fairest aim lifts"), default=1)
    version = models.CharField(_("version of the snapshot"), max_length=32, blank=True)
    digest = models.CharField(_("digest of the snapshot"), max_length=64, blank=True)
    prior_mean = models.FloatField(_("the programme's mean"), null=True, blank=True)
    criteria = models.JSONField(_("criteria"), default=list, blank=True)
    mentees = models.PositiveIntegerField(_("mentees"), default=0)
    mentors = models.PositiveIntegerField(_("mentors"), default=0)
    places = models.PositiveIntegerField(_("places"), default=0)
    timings = models.JSONField(_("seconds by stage"), default=dict, blank=True)
    peak_memory = models.BigIntegerField(_("memory at most"), null=True, blank=True)
    aim = models.CharField(_("aim"), max_length=8, choices=RunAim.choices, default=RunAim.FAIR)
    revision = models.PositiveIntegerField(_("revision"), default=0)

    preview_opened_at = models.DateTimeField(_("preview opened"), null=True, blank=True)
    preview_opened_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    preview_closes_at = models.DateTimeField(_("preview closes"), null=True, blank=True)

    publishing = models.OneToOneField(
        Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="published_run"
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undo_closes_at = models.DateTimeField(_("can be taken back until"), null=True, blank=True)
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    undone_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["programme", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="matching_run_number"),
            models.CheckConstraint(
                condition=Q(preview_opened_by__isnull=True) | Q(preview_opened_at__isnull=False),
                name="matching_run_preview_opened",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | Q(published_at__isnull=False),
                name="matching_run_published_by",
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True) | Q(undone_at__isnull=False), name="matching_run_undone"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="matching_run_published",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class RunEvent(models.Model):
    """The history of a run's state."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    from_state = models.CharField(_("from"), max_length=12, choices=RunState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=RunState.choices)

    class Meta:
        verbose_name = _("run's history")
        verbose_name_plural = _("runs' history")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class Solution(models.Model):
    """Who is matched with whom for one aim, after the decisions up to `revision`: `mentors` has the position of the mentor
    of each mentee, -1 for none. `total` is the sum of the scores and `worst`, `median` are scores, 0 to 1; `spread`
    counts the pairs by ten points, from 0-9 to 90-100; `levels` are the lowest scores, as many as were settled.

    The solver counted what people said privately as well; all of these are of the scores that are shown."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="solutions")
    aim = models.CharField(_("aim"), max_length=8, choices=RunAim.choices)
    revision = models.PositiveIntegerField(_("revision"))
    mentors = ArrayField(models.IntegerField(), verbose_name=_("mentor of each mentee"))
    matched = models.PositiveIntegerField(_("matched"))
    total = models.FloatField(_("sum of the scores"))
    worst = models.FloatField(_("lowest score"))
    median = models.FloatField(_("middle score"))
    blocking_pairs = models.PositiveIntegerField(_("pairs that would both rather have each other"))
    certified = models.BooleanField(_("proven best"))
    levels = ArrayField(models.FloatField(), verbose_name=_("worst scores settled"), default=list, blank=True)
    spread = ArrayField(models.PositiveIntegerField(), verbose_name=_("pairs by ten points"), size=10)

    class Meta:
        verbose_name = _("solution")
        verbose_name_plural = _("solutions")
        ordering = ["run", "revision", "aim"]
        constraints = [
            models.UniqueConstraint(fields=["run", "aim", "revision"], name="matching_solution_once")
        ]

    def __str__(self) -> str:
        return f"{self.aim} {self.revision}"


class ProposedPair(models.Model):
    """A pair that some solution of the run proposes, with its shown score (0 to 1) and the parts of it, so that it can be
    explained for good. `near_mentor_place` is the mentor, other than this one, who fits the mentee best, where that one
    scores within 2 % of this pair or more; else empty."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="proposals")
    mentee_place = models.PositiveIntegerField(_("mentee's position"))
    mentor_place = models.PositiveIntegerField(_("mentor's position"))
    mentee = models.ForeignKey(
        Enrolment, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposed_as_mentee"
    )
    mentor = models.ForeignKey(
        Enrolment, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposed_as_mentor"
    )
    score = models.FloatField(_("score"))
    eligible = models.BooleanField(_("meets the rules"), default=True)
    little_known = models.BooleanField(_("little known"), default=False)
    near_mentor_place = models.PositiveIntegerField(
        _("position of the near alternative"), null=True, blank=True
    )
    near_score = models.FloatField(_("score of the near alternative"), null=True, blank=True)
    parts = models.JSONField(_("parts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("proposed pair")
        verbose_name_plural = _("proposed pairs")
        ordering = ["run", "mentee_place", "mentor_place"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "mentee_place", "mentor_place"], name="matching_proposedpair_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RunDecision(models.Model):
    """What the organiser decided about one pair of a run, until it is undone. Decisions of the same `revision` were made
    together: a swap is two locks; those of revision 0 were taken over from an older run. `undone_revision` is the one
    that undid it, which brings it back when it is undone itself. Why stands in the audit log."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(_("decision"), max_length=8, choices=DecisionKind.choices)
    mentee_place = models.PositiveIntegerField(_("mentee's position"))
    mentor_place = models.PositiveIntegerField(_("mentor's position"))
    mentee = models.ForeignKey(Enrolment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    mentor = models.ForeignKey(Enrolment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField(_("revision"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    undone_revision = models.PositiveIntegerField(_("undone by revision"), null=True, blank=True)

    class Meta:
        verbose_name = _("decision about a pair")
        verbose_name_plural = _("decisions about pairs")
        ordering = ["run", "revision", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "mentee_place"],
                condition=Q(kind="lock", undone_at__isnull=True),
                name="matching_rundecision_one_lock_a_mentee",
            ),
            models.UniqueConstraint(
                fields=["run", "mentee_place", "mentor_place"],
                condition=Q(undone_at__isnull=True),
                name="matching_rundecision_one_a_pair",
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True) | Q(undone_at__isnull=False),
                name="matching_rundecision_undone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
