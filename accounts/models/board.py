"""The board of a community: members ask, answer, thank and report."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import ReportReason
from accounts.models.person import Network, Person


class BoardQuestion(models.Model):
    """A question on the board of one community. Removed, its words are shown to nobody but those who look after the site."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="questions")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="board_questions")
    title = models.CharField(_("your question"), max_length=200)
    text = models.TextField(_("more about it"), max_length=4000, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("question of a community")
        verbose_name_plural = _("questions of communities")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_by__isnull=True) | Q(removed_at__isnull=False),
                name="accounts_boardquestion_removed",
            ),
        ]
        indexes = [models.Index(fields=["network", "-asked_at"], name="accounts_boardquestion_list")]

    def __str__(self) -> str:
        return self.title


class BoardAnswer(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    question = models.ForeignKey(BoardQuestion, on_delete=models.CASCADE, related_name="answers")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="board_answers")
    text = models.TextField(_("your answer"), max_length=4000)
    answered_at = models.DateTimeField(_("answered"))
    thanked_at = models.DateTimeField(
        _("thanked"), null=True, blank=True, help_text=_("By whoever asked the question.")
    )
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("answer of a community")
        verbose_name_plural = _("answers of communities")
        ordering = ["answered_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_by__isnull=True) | Q(removed_at__isnull=False),
                name="accounts_boardanswer_removed",
            ),
        ]
        indexes = [models.Index(fields=["question", "answered_at"], name="accounts_boardanswer_list")]

    def __str__(self) -> str:
        return str(self.pk)


class BoardReport(models.Model):
    """A member says that something on a board should not stand there. Whoever wrote it never learns who."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    question = models.ForeignKey(
        BoardQuestion, on_delete=models.CASCADE, null=True, blank=True, related_name="reports"
    )
    answer = models.ForeignKey(
        BoardAnswer, on_delete=models.CASCADE, null=True, blank=True, related_name="reports"
    )
    reported_by = models.ForeignKey(
        Person, verbose_name=_("reported by"), on_delete=models.CASCADE, related_name="board_reports"
    )
    reported_at = models.DateTimeField(_("reported"))
    reason = models.CharField(_("why"), max_length=12, choices=ReportReason.choices)
    words = models.TextField(_("more about it"), max_length=1000, blank=True)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    handled_by = models.ForeignKey(
        Person,
        verbose_name=_("handled by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    removed = models.BooleanField(_("was removed"), null=True, blank=True)

    class Meta:
        verbose_name = _("report about a board")
        verbose_name_plural = _("reports about boards")
        ordering = ["-reported_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(question__isnull=False, answer__isnull=True)
                | Q(question__isnull=True, answer__isnull=False),
                name="accounts_boardreport_of_one",
            ),
            models.UniqueConstraint(
                fields=["question", "reported_by"], name="accounts_boardreport_question_once"
            ),
            models.UniqueConstraint(
                fields=["answer", "reported_by"], name="accounts_boardreport_answer_once"
            ),
            models.CheckConstraint(
                condition=Q(handled_by__isnull=True) | Q(handled_at__isnull=False),
                name="accounts_boardreport_handled",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
