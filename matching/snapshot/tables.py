"""What hangs on the people of one side: skills, networks, answers, sentence vectors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Model, QuerySet

from accounts.models import Affiliation
from matching.embedding import Embedder
from matching.engine import Lists, SkillLists, TextVectors
from matching.models import TextVector
from matching.snapshot.fields import lists, skill_lists
from matching.snapshot.people import People
from programmes.enums import Role
from programmes.models import Answer, OfferedSkill, Programme, WantedSkill


def hanging(model: type[Model], path: str, programme: Programme, role: Role) -> QuerySet[Any]:
    """The rows of `model` that hang, by `path`, on the enrolments of a programme in one role."""
    return model._default_manager.order_by().filter(
        **{f"{path}__programme": programme, f"{path}__role": role}
    )


@dataclass(frozen=True)
class Tables:
    """The tables of one side, one query each. With `whole`, `people` are everybody of the programme in that role, else
    they are few and looked up by name. Of their sentence vectors only those that `model` made count."""

    programme: Programme
    people: People
    whole: bool
    model: Embedder

    def _rows(self, model: type[Model], path: str) -> QuerySet[Any]:
        if self.whole:
            return hanging(model, path, self.programme, self.people.role)
        return model._default_manager.order_by().filter(**{f"{path}__in": list(self.people.place)})

    def skills(self, place: dict[UUID, int]) -> SkillLists:
        """Everybody's skills, wanted or offered; `place` numbers the skills."""
        mentees = self.people.role == Role.MENTEE
        columns = ("level_aim", "priority", "level_now") if mentees else ("level",)
        rows = self._rows(WantedSkill if mentees else OfferedSkill, "enrolment")
        of = self.people.place
        return skill_lists(
            [
                (of[owner], place[skill], *(levels if mentees else (*levels, 1, 0)))
                for owner, skill, *levels in rows.values_list("enrolment_id", "skill_id", *columns)
                if owner in of
            ],
            len(self.people.rows),
        )

    def networks(self, kind: str) -> Lists:
        """Everybody's networks of `kind`, or of all kinds where it is empty, by the id of the network."""
        rows = self._rows(Affiliation, "person__enrolments")
        if kind:
            rows = rows.filter(network__kind=kind)
        of = self.people.by_person
        pairs = [pair for pair in rows.values_list("person_id", "network_id") if pair[0] in of]
        return lists([of[person] for person, _ in pairs], [network for _, network in pairs], len(of))

    def answers(self, keys: Iterable[str]) -> dict[str, dict[int, Answer]]:
        """The answers to the questions `keys`: question to position to answer."""
        found: dict[str, dict[int, Answer]] = {key: {} for key in keys}
        if not found:
            return found
        rows = self._rows(Answer, "enrolment").filter(key__in=list(found))
        for answer in rows.only("enrolment_id", "key", "text", "choices", "number", "yes"):
            if answer.enrolment_id in self.people.place:
                found[answer.key][self.people.place[answer.enrolment_id]] = answer
        return found

    def vectors(self) -> TextVectors:
        """Everybody's sentence vector by the model; no vector where there is none yet."""
        dimensions = self.model.dimensions
        table = np.zeros((len(self.people.rows), dimensions), dtype=np.float32)
        known = np.zeros(len(self.people.rows), dtype=bool)
        rows = self._rows(TextVector, "enrolment").filter(model=self.model.name)
        for owner, vector in rows.values_list("enrolment_id", "vector"):
            position = self.people.place.get(owner)
            if position is not None and len(vector) == 4 * dimensions:
                table[position] = np.frombuffer(vector, dtype="<f4")
                known[position] = True
        return TextVectors.of(table, known)
