"""Which mentorships need a person: the programme's rules, and what organisers did about them."""

from __future__ import annotations

from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from journeys.enums import HelpActionKind, HelpOutcome, HelpRuleKey
from matching.models import Mentorship
from programmes.models import Programme


class HelpRule(models.Model):
    """One rule as a programme set it; without a row the default of journeys/help_rules.py holds. `threshold` counts days,
    check-ins or answers, as the rule does. `since` is when it was last turned on: what people answered before, when nobody
    had told them that it counts, never counts."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="help_rules")
    key = models.CharField(_("rule"), max_length=20, choices=HelpRuleKey.choices)
    enabled = models.BooleanField(_("in use"), default=True)
    threshold = models.PositiveSmallIntegerField(
        _("from"), default=1, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    since = models.DateTimeField(_("in use since"), null=True, blank=True)

    class Meta:
        verbose_name = _("rule for help")
        verbose_name_plural = _("rules for help")
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="journeys_helprule_once")]

    def __str__(self) -> str:
        return self.key


class HelpAction(models.Model):
    """What an organiser did about a mentorship. `rule` is the most urgent of those that named it then, empty where none did;
    `evidence` has the days and counts of each by its key, never words. The same rules name the mentorship again after
    `returns_at` if they still hold. A message stands here until it is erased."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="help_actions")
    rule = models.CharField(_("rule"), max_length=20, choices=HelpRuleKey.choices, blank=True)
    kind = models.CharField(_("action"), max_length=12, choices=HelpActionKind.choices)
    evidence = models.JSONField(_("evidence"), default=dict, blank=True)
    message = models.TextField(_("message"), max_length=2000, blank=True)
    taken_at = models.DateTimeField(_("taken"))
    taken_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    returns_at = models.DateTimeField(_("looked at again"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=12, choices=HelpOutcome.choices, default=HelpOutcome.OPEN
    )
    outcome_at = models.DateTimeField(_("outcome noted"), null=True, blank=True)

    class Meta:
        verbose_name = _("help given")
        verbose_name_plural = _("help given")
        ordering = ["-taken_at"]
        indexes = [models.Index(fields=["mentorship", "rule", "-taken_at"], name="journeys_helpaction_last")]

    def __str__(self) -> str:
        return f"{self.kind} {self.rule}".strip()
