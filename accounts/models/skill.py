from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import SkillState
from accounts.models.person import Person


class SkillGroup(models.Model):
    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=100)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("skill group")
        verbose_name_plural = _("skill groups")
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.name


class SkillQuerySet(models.QuerySet["Skill"]):
    def usable_by(self, person: Person) -> SkillQuerySet:
        """What `person` may choose: the vocabulary, and what they proposed themselves."""
        return self.filter(
            models.Q(state=SkillState.ACCEPTED) | models.Q(state=SkillState.PROPOSED, proposed_by=person)
        )


class Skill(models.Model):
    """One skill of the site's vocabulary. People refer to its id, never to a spelling."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=100)
    group = models.ForeignKey(
        SkillGroup, on_delete=models.PROTECT, related_name="skills", null=True, blank=True
    )
    state = models.CharField(
        _("state"), max_length=12, choices=SkillState.choices, default=SkillState.ACCEPTED
    )
    proposed_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposed_skills"
    )
    proposed_at = models.DateTimeField(_("proposed"), null=True, blank=True)

    objects = SkillQuerySet.as_manager()

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(proposed_by__isnull=True) | models.Q(proposed_at__isnull=False),
                name="accounts_skill_proposed",
            )
        ]
        indexes = [GinIndex(fields=["name"], name="accounts_skill_name_trgm", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.name


class SkillSynonym(models.Model):
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="synonyms")
    text = models.CharField(_("normalised text"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return self.text
