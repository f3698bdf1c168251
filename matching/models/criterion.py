from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.enums import CriterionKind, CriterionUse, PreferenceValue
from programmes.models import Enrolment, Programme


class Criterion(models.Model):
    """One criterion of one programme, as data.

    `mentee_field` and `mentor_field` name where the values come from: a field of the profile or enrolment
    ("skills", "languages", "availability", "topics", "qualities", "seniority", "networks:employer", "words") or a
    question of the programme ("question:grade"). `parameters` belong to the kind (see matching/engine)."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(_("key"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=CriterionKind.choices)
    use = models.CharField(_("use"), max_length=6, choices=CriterionUse.choices, default=CriterionUse.SCORE)
    label = models.CharField(_("label"), max_length=120)
    weight = models.FloatField(
        _("weight"), default=1.0, validators=[MinValueValidator(0), MaxValueValidator(1000)]
    )
    minimum = models.FloatField(_("least value of a rule"), default=0.0)
    strict = models.BooleanField(_("unknown does not pass"), default=False)
    mentee_field = models.CharField(_("mentee's side"), max_length=80, blank=True)
    mentor_field = models.CharField(_("mentor's side"), max_length=80, blank=True)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    explanation = models.CharField(
        _("words of its own"),
        max_length=200,
        blank=True,
        help_text=_("Said instead of the usual sentence. Empty: the usual one."),
    )
    identity = models.BooleanField(_("about identity"), default=False)
    enabled = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["programme", "position", "key"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="matching_criterion_key"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="matching_criterion_weight"),
        ]

    def __str__(self) -> str:
        return self.label


class Preference(models.Model):
    """What one side said privately about the other. Never shown to anybody else."""

    by = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="preferences")
    about = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="preferred_by")
    value = models.CharField(_("answer"), max_length=10, choices=PreferenceValue.choices)
    given_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [models.UniqueConstraint(fields=["by", "about"], name="matching_preference_once")]

    def __str__(self) -> str:
        return str(self.pk)


class TextVector(models.Model):
    """The sentence vector of an enrolment's words: float32, little-endian, unit length."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="text_vector")
    model = models.CharField(_("model"), max_length=60)
    digest = models.CharField(_("digest of the words"), max_length=64)
    vector = models.BinaryField(_("vector"))
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("text vector")
        verbose_name_plural = _("text vectors")

    def __str__(self) -> str:
        return self.model


class Showing(models.Model):
    """One ranked list as it was shown to a mentee, for learning from what people were offered and chose."""

    mentee = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="showings")
    shown_at = models.DateTimeField(_("shown"))
    filters = models.JSONField(_("filters"), default=dict, blank=True)
    order = models.CharField(_("order"), max_length=20, default="fit")
    page = models.PositiveIntegerField(_("page"), default=1)

    class Meta:
        verbose_name = _("list shown")
        verbose_name_plural = _("lists shown")
        indexes = [models.Index(fields=["mentee", "-shown_at"], name="matching_showing_recent")]

    def __str__(self) -> str:
        return str(self.pk)


class ShownMentor(models.Model):
    showing = models.ForeignKey(Showing, on_delete=models.CASCADE, related_name="mentors")
    mentor = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="shown")
    position = models.PositiveIntegerField(_("position"))
    score = models.FloatField(_("score"))

    class Meta:
        verbose_name = _("mentor shown")
        verbose_name_plural = _("mentors shown")
        ordering = ["showing", "position"]
        constraints = [
            models.UniqueConstraint(fields=["showing", "position"], name="matching_shownmentor_position")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Shortlisting(models.Model):
    """A mentor a mentee saved for later. Known to the mentee alone."""

    mentee = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="shortlist")
    mentor = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="shortlisted_by")
    added_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("saved mentor")
        verbose_name_plural = _("saved mentors")
        constraints = [
            models.UniqueConstraint(fields=["mentee", "mentor"], name="matching_shortlisting_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
