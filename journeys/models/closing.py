"""How the two look back once it is over."""

from __future__ import annotations

from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from matching.models import Mentorship


class ClosingAnswer(models.Model):
    """One person's closing questions, asked when the mentorship ended, answered once `answered_at` is set.

    `again` is whether they would do it once more; `in_touch` whether the other one may keep their address: addresses stay with
    both where both say so. What somebody takes along is theirs, and the organisers' where `takes_along_shared`; `better` is
    for the organisers, with a name where `better_named`. `end_note` are the words for the organisers of whoever ended it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="closing_answers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="closing_answers")
    asked_at = models.DateTimeField(_("asked"))
    remind_at = models.DateTimeField(
        _("next reminder"), null=True, blank=True, help_text=_("Empty: none comes any more.")
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    end_note = models.TextField(
        _("words for the organisers"),
        max_length=1000,
        blank=True,
        help_text=_("What whoever ended it wants the organisers to know."),
    )
    worth = models.PositiveSmallIntegerField(
        _("was it worth your time?"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    again = models.BooleanField(_("would you do it again?"), null=True, blank=True)
    takes_along = models.TextField(_("what you take along"), max_length=2000, blank=True)
    takes_along_shared = models.BooleanField(_("the organisers may read what I take along"), default=False)
    better = models.TextField(_("what the programme could do better"), max_length=2000, blank=True)
    better_named = models.BooleanField(_("with my name"), default=False)
    in_touch = models.BooleanField(_("stay in touch"), default=False)

    class Meta:
        verbose_name = _("closing answer")
        verbose_name_plural = _("closing answers")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["mentorship", "person"], name="journeys_closinganswer_once"),
            models.CheckConstraint(
                condition=Q(worth__isnull=True) | Q(worth__gte=1, worth__lte=5),
                name="journeys_closinganswer_worth",
            ),
        ]
        indexes = [
            models.Index(
                fields=["remind_at"],
                condition=Q(remind_at__isnull=False),
                name="journeys_closinganswer_remind",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
