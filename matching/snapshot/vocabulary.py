"""The site's skills by number, for the engine, and by name, for words."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import numpy as np

from accounts.models import Skill
from matching.engine.problem import SkillVocabulary
from matching.snapshot.kept import fingerprint, remembered


@dataclass(frozen=True)
class Vocabulary:
    """`names` and `pks` by number; `place` is the number of a skill; `key` stands for this numbering."""

    pks: tuple[UUID, ...]
    names: tuple[str, ...]
    place: dict[UUID, int]
    key: int
    groups: SkillVocabulary


def vocabulary() -> Vocabulary:
    """Every skill there is, in the order of its keys. One query, two when the vocabulary has changed."""
    return remembered(("vocabulary", *fingerprint(Skill.objects.all())), _read)


def _read() -> Vocabulary:
    rows = list(Skill.objects.order_by("key").values_list("pk", "name", "group_id"))
    pks = tuple(pk for pk, _, _ in rows)
    number = {
        group: position for position, group in enumerate(sorted({group for _, _, group in rows if group}))
    }
    groups = np.array([number.get(group, -1) for _, _, group in rows], dtype=np.int32)
    place = {pk: position for position, pk in enumerate(pks)}
    return Vocabulary(pks, tuple(name for _, name, _ in rows), place, hash(pks), SkillVocabulary(groups))
