"""Brings the vocabulary that ships with the site into the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.enums import SKILL_TRANSITIONS, SkillState
from accounts.models import Skill, SkillGroup, SkillSynonym
from accounts.operations.audit import record
from accounts.transitions import move
from accounts.vocabulary.normalise import normalise
from accounts.vocabulary.source import Group, read


@dataclass(frozen=True, slots=True)
class VocabularyLoaded:
    """How many rows were made or changed; all nought where the database already said the same."""

    groups: int
    skills: int
    synonyms: int

    @property
    def changed(self) -> int:
        return self.groups + self.skills + self.synonyms


@transaction.atomic
def load_vocabulary(*, now: datetime, groups: tuple[Group, ...] | None = None) -> VocabularyLoaded:
    """Makes the database say what the shipped file says (or `groups`, in their order); a second run changes nothing.

    The file decides for the keys and the synonyms that are in it: a synonym that stands under another skill moves, a
    proposed or declined skill whose key it names is accepted. Nothing is removed, because people refer to skills and
    organisers add their own; what the file does not name stays as it is."""
    shipped = read() if groups is None else groups
    kept_groups, changed_groups = _load_groups(shipped)
    kept_skills, changed_skills = _load_skills(shipped, kept_groups, now=now)
    return VocabularyLoaded(changed_groups, changed_skills, _load_synonyms(shipped, kept_skills))


def _load_groups(shipped: tuple[Group, ...]) -> tuple[dict[str, SkillGroup], int]:
    kept = {group.key: group for group in SkillGroup.objects.select_for_update()}
    new = []
    changed = []
    for position, group in enumerate(shipped, start=1):
        row = kept.get(group.key)
        if row is None:
            new.append(SkillGroup(key=group.key, name=group.name, position=position))
        elif (row.name, row.position) != (group.name, position):
            row.name, row.position = group.name, position
            changed.append(row)
    SkillGroup.objects.bulk_create(new)
    SkillGroup.objects.bulk_update(changed, ["name", "position"])
    return kept | {row.key: row for row in new}, len(new) + len(changed)


def _load_skills(
    shipped: tuple[Group, ...], groups: dict[str, SkillGroup], *, now: datetime
) -> tuple[dict[str, Skill], int]:
    kept = {skill.key: skill for skill in Skill.objects.select_for_update()}
    new = []
    changed: dict[str, Skill] = {}
    for group in shipped:
        for skill in group.skills:
            row = kept.get(skill.key)
            if row is None:
                new.append(Skill(key=skill.key, name=skill.name, group=groups[group.key]))
                continue
            if (row.name, row.group_id) != (skill.name, groups[group.key].pk):
                row.name, row.group = skill.name, groups[group.key]
                changed[row.key] = row
            if row.state != SkillState.ACCEPTED:
                move(row, to=SkillState.ACCEPTED, table=SKILL_TRANSITIONS)
                record("skill.accept", row, by=None, now=now, fields=["state"])
                changed[row.key] = row
    Skill.objects.bulk_create(new)
    Skill.objects.bulk_update(changed.values(), ["name", "group"])
    return kept | {row.key: row for row in new}, len(new) + len(changed)


def _load_synonyms(shipped: tuple[Group, ...], skills: dict[str, Skill]) -> int:
    kept = {synonym.text: synonym for synonym in SkillSynonym.objects.select_for_update()}
    new = []
    moved = []
    for skill in (skill for group in shipped for skill in group.skills):
        row = skills[skill.key]
        for text in dict.fromkeys(normalise(synonym) for synonym in skill.synonyms):
            synonym = kept.get(text)
            if synonym is None:
                new.append(SkillSynonym(skill=row, text=text))
            elif synonym.skill_id != row.pk:
                synonym.skill = row
                moved.append(synonym)
    SkillSynonym.objects.bulk_create(new)
    SkillSynonym.objects.bulk_update(moved, ["skill"])
    return len(new) + len(moved)
