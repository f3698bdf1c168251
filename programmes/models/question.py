"""The organiser's own questions, versioned, and the answers to them."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from programmes.enums import AnswerSource, AnswerVisibility, QuestionFor, QuestionKind
from programmes.models.enrolment import Enrolment
from programmes.models.programme import Programme


class FormVersion(models.Model):
    """One version of a programme's application form; answers keep pointing at the version they were given to."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="form_versions")
    number = models.PositiveIntegerField(_("version"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("version of the application form")
        verbose_name_plural = _("versions of the application form")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programmes_formversion_number")
        ]

    def __str__(self) -> str:
        return str(self.number)


class Question(models.Model):
    """One question of one version; `key` is the same in every version that asks it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(_("key"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=QuestionKind.choices)
    text = models.CharField(_("question"), max_length=240)
    help_text = models.CharField(_("explanation"), max_length=300, blank=True)
    asked_of = models.CharField(
        _("asked of"), max_length=8, choices=QuestionFor.choices, default=QuestionFor.BOTH
    )
    required = models.BooleanField(_("required"), default=False)
    visibility = models.CharField(
        _("who sees the answer"),
        max_length=12,
        choices=AnswerVisibility.choices,
        default=AnswerVisibility.ORGANISERS,
    )
    identity = models.BooleanField(
        _("about identity"), default=False, help_text=_("Such answers are inert until each person consents.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["version", "position", "key"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="programmes_question_key")]

    def __str__(self) -> str:
        return self.text


class QuestionOption(models.Model):
    """One choice of a question; on a ladder, `ordinal` is its rung."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    key = models.CharField(_("key"), max_length=80)
    label = models.CharField(_("label"), max_length=160)
    ordinal = models.SmallIntegerField(_("rung"), default=0)

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["question", "ordinal", "key"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="programmes_questionoption_key")
        ]

    def __str__(self) -> str:
        return self.label


class Answer(models.Model):
    """One answer of one enrolment, typed by the kind of its question. An identity answer counts only with a standing
    Consent of the person, given here; an imported one is not consent."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    key = models.SlugField(_("key of the question"), max_length=60)
    text = models.TextField(_("words"), blank=True)
    choices = ArrayField(models.CharField(max_length=80), verbose_name=_("choices"), default=list, blank=True)
    number = models.DecimalField(_("number"), max_digits=14, decimal_places=3, null=True, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    yes = models.BooleanField(_("yes or no"), null=True, blank=True)
    source = models.CharField(
        _("source"), max_length=8, choices=AnswerSource.choices, default=AnswerSource.SELF
    )
    given_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "key"], name="programmes_answer_once"),
            models.CheckConstraint(condition=~Q(key=""), name="programmes_answer_key"),
        ]

    def __str__(self) -> str:
        return self.key


class ImportedPerson(models.Model):
    """What the last import of a programme wrote about somebody: a digest by the name of each value, so that the next one
    tells its own words from those the person wrote since. Answers are named without a digest: their source tells."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="imported_people")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="imports")
    written = models.JSONField(_("written by the import"), default=dict, blank=True)
    imported_at = models.DateTimeField(_("imported"))

    class Meta:
        verbose_name = _("imported person")
        verbose_name_plural = _("imported people")
        constraints = [
            models.UniqueConstraint(fields=["programme", "person"], name="programmes_importedperson_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
