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
    """One person's closing questions. `again` is whether they would do it once more; `in_touch` whether the other one may keep
    their address: addresses stay with both where both say so. What is for the organisers says so on the form."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="closing_answers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="closing_answers")
    answered_at = models.DateTimeField(_("answered"))
    worth = models.PositiveSmallIntegerField(
        _("was it worth your time?"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    again = models.BooleanField(_("would you do it again?"), null=True, blank=True)
    takes_along = models.TextField(_("what you take along"), max_length=2000, blank=True)
    better = models.TextField(_("what the programme could do better"), max_length=2000, blank=True)
    in_touch = models.BooleanField(_("stay in touch"), default=False)

    class Meta:
        verbose_name = _("closing answer")
        verbose_name_plural = _("closing answers")
        ordering = ["-answered_at"]
        constraints = [
            models.UniqueConstraint(fields=["mentorship", "person"], name="journeys_closinganswer_once"),
            models.CheckConstraint(
                condition=Q(worth__isnull=True) | Q(worth__gte=1, worth__lte=5),
                name="journeys_closinganswer_worth",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
