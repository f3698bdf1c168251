"""One side of a cohort as the files describe it: people, and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any
from uuid import UUID

import numpy as np

from accounts.enums import NetworkKind
from accounts.models import Network, Person
from accounts.operations.profile import network_key
from matching.engine import Lists, SkillLists, TextVectors
from matching.sentences import present_model, sentences
from matching.snapshot.fields import lists, skill_lists
from matching.snapshot.people import People, Row
from programmes.enums import Role
from programmes.importing import Mapping as FileMapping
from programmes.importing import Read, ReadPerson, ReadRole
from programmes.importing.columns import (
    AnswerColumns,
    answer_columns,
    person_columns,
    role_columns,
    skill_levels,
)
from programmes.models import Enrolment


def identity(words: str) -> UUID:
    """What an e-mail address or the key of a skill is known by, where there is no row with an id: the same everywhere."""
    return UUID(bytes=blake2b(words.encode(), digest_size=16).digest())


@dataclass(frozen=True)
class Networks:
    """Every employer, school and community of the files: by its number, and the number of one by kind and key."""

    by_number: Mapping[int, Network]
    number: Mapping[tuple[NetworkKind, str], int]

    @classmethod
    def of(cls, people: Iterable[ReadPerson]) -> Networks:
        """Spelling apart, the same name is the same network; of several spellings the first in the alphabet is shown."""
        written = sorted(
            {(kind, name) for each in people for kind, names in each.networks.items() for name in names}
        )
        named: dict[tuple[NetworkKind, str], str] = {}
        for kind, name in written:
            named.setdefault((kind, network_key(name)), name)
        number = {place: at for at, place in enumerate(named, start=1)}
        rows = {
            number[kind, key]: Network(kind=kind, key=key, name=name) for (kind, key), name in named.items()
        }
        return cls(rows, number)

    @cached_property
    def spelt(self) -> dict[tuple[NetworkKind, str], int]:
        """The numbers of names as they were written, filled as they are met."""
        return {}

    def of_person(self, read: ReadPerson, kind: str) -> list[int]:
        found = []
        for each, names in read.networks.items():
            if not kind or each == kind:
                for name in names:
                    if (each, name) not in self.spelt:
                        self.spelt[each, name] = self.number[each, network_key(name)]
                    found.append(self.spelt[each, name])
        return found


@dataclass(frozen=True)
class FileTables:
    """One side, in the order of the e-mail addresses: what `matching.snapshot.tables.Tables` is for a programme's rows."""

    people: People
    read: Sequence[tuple[ReadPerson, ReadRole]]
    mapping: FileMapping
    shared: Networks

    @classmethod
    def of(
        cls, read: Read, role: Role, mapping: FileMapping, networks: Networks, now: datetime
    ) -> FileTables:
        own = [(each, each.roles[role]) for each in read.people if role in each.roles]
        own.sort(key=lambda pair: pair[0].email)
        people = People(role, tuple(_row(each, as_role, mapping, now) for each, as_role in own))
        return cls(people, own, mapping, networks)

    def skills(self, place: dict[UUID, int]) -> SkillLists:
        """Everybody's skills, wanted or offered; `place` numbers the skills."""
        found = []
        for position, (_person, role) in enumerate(self.read):
            for key, *levels in skill_levels(role, self.mapping.skills):
                now, level, priority = levels if role.role == Role.MENTEE else (0, levels[0], 1)
                found.append((position, place[identity(key)], level, priority, now))
        return skill_lists(found, len(self.read))

    def networks(self, kind: str) -> Lists:
        """Everybody's networks of `kind`, or of all kinds where it is empty, by their numbers."""
        owned = [self.shared.of_person(person, kind) for person, _role in self.read]
        owners = np.repeat(np.arange(len(owned)), [len(numbers) for numbers in owned])
        return lists(owners, [number for numbers in owned for number in numbers], len(owned))

    def answers(self, keys: Iterable[str]) -> dict[str, dict[int, AnswerColumns]]:
        """The answers to the questions `keys`: question to position to answer."""
        found: dict[str, dict[int, AnswerColumns]] = {key: {} for key in keys}
        for position, (_person, role) in enumerate(self.read):
            for key, answers in found.items():
                if key in role.answers:
                    answers[position] = answer_columns(role.answers[key])
        return found

    def vectors(self) -> TextVectors:
        """Everybody's sentence vector by the present model; none for somebody without words of their own."""
        texts = [
            sentences(self.enrolment(position), list(self.goals(position)))
            for position in range(len(self.read))
        ]
        return TextVectors.of(
            present_model().embed(texts), np.array([bool(text) for text in texts], dtype=bool)
        )

    def goals(self, position: int) -> tuple[str, ...]:
        return self.read[position][1].goals or ()

    def enrolment(self, position: int) -> Enrolment:
        """Somebody as the row that an import would make of them, for words; it is never saved."""
        person, role = self.read[position]
        values = role_columns(role, self.mapping).values
        row = self.people.rows[position]
        return Enrolment(
            pk=row.pk,
            person=Person(pk=row.person_id, **person_columns(person, self.mapping)),
            role=role.role,
            **values,
        )


def _row(read: ReadPerson, role: ReadRole, mapping: FileMapping, now: datetime) -> Row:
    who = identity(read.email)
    person = person_columns(read, mapping)
    values: Mapping[str, Any] = role_columns(role, mapping).values
    return Row(
        pk=who,
        person_id=who,
        email=read.email,
        zone=person.get("zone", Person._meta.get_field("zone").default),
        availability=[],
        languages=person.get("languages", []),
        formats=person.get("formats", []),
        topics=values.get("topics", []),
        qualities=values.get("qualities", []),
        seniority=values.get("seniority"),
        line_manager_email=values.get("line_manager_email", ""),
        capacity=values["capacity"],
        active_mentorships=0,
        accepting=True,
        not_accepting_until=None,
        cap=None,
        submitted_at=now,
        screened_until=None,
    )
