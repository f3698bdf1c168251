"""What a mapping says: which columns become what, and what stands in where a spreadsheet has no column."""

from __future__ import annotations

import re
from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from accounts.enums import NetworkKind
from accounts.vocabulary.normalise import normalise
from programmes.enums import AnswerVisibility, QuestionFor, QuestionKind, Role

OPTION_KEY = 80

PERSON_TEXTS = ("name", "pronouns", "job_title", "place", "zone")
PERSON_LISTS = ("languages", "formats")
PERSON_FIELDS = ("email", *PERSON_TEXTS, *PERSON_LISTS)
EITHER_ROLE = (
    "topics",
    "topics_note",
    "qualities",
    "qualities_note",
    "seniority",
    "capacity",
    "line_manager_email",
    "skills",
)
ROLE_FIELDS = {
    Role.MENTEE: ("where_i_am", "where_i_want_to_be", "challenges", "goals", *EITHER_ROLE),
    Role.MENTOR: ("headline", "biography", *EITHER_ROLE),
}


@dataclass(frozen=True)
class Source:
    """The columns that a value is made of, by the file of the mentees and that of the mentors; none where that file has
    no such column. Several columns are joined by a space, or make one list."""

    mentee: tuple[str, ...] = ()
    mentor: tuple[str, ...] = ()

    def in_file_of(self, role: Role) -> tuple[str, ...]:
        return self.mentee if role == Role.MENTEE else self.mentor


@dataclass(frozen=True)
class OptionSpec:
    """One choice. `ordinal` is its rung on a ladder, `seniority` (1-6) what it means on the site's own scale."""

    key: str
    label: str
    ordinal: int
    seniority: int | None = None

    @classmethod
    def of(cls, label: str, ordinal: int, seniority: int | None = None) -> OptionSpec:
        return cls(option_key(label), label, ordinal, seniority)


@lru_cache(maxsize=4096)
def option_key(label: str) -> str:
    """The key of a choice, the same for every way of writing its label: “Grade 7” is grade-7."""
    plain = normalise(label).replace(" ", "-") or re.sub(r"\s+", "-", label.strip().casefold())
    return plain[:OPTION_KEY]


@dataclass(frozen=True)
class QuestionSpec:
    """A question of the programme and where its answers stand. With `found` its choices are whatever the files hold."""

    key: str
    kind: QuestionKind
    text: str
    source: Source
    help_text: str = ""
    asked_of: QuestionFor = QuestionFor.BOTH
    required: bool = False
    visibility: AnswerVisibility = AnswerVisibility.ORGANISERS
    identity: bool = False
    options: tuple[OptionSpec, ...] = ()
    found: bool = False
    separator: str = ","
    date_format: str = "%Y-%m-%d"

    def is_asked_of(self, role: Role) -> bool:
        return self.asked_of in (QuestionFor.BOTH, role.value)

    @cached_property
    def by_key(self) -> dict[str, OptionSpec]:
        return {option.key: option for option in self.options}

    @cached_property
    def seniorities(self) -> tuple[tuple[str, int], ...]:
        """What the choices mean on the site's own scale, for those that mean something there."""
        return tuple((o.key, o.seniority) for o in self.options if o.seniority is not None)

    @property
    def has_options(self) -> bool:
        return self.kind in {QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.LADDER}


@dataclass(frozen=True)
class SkillRules:
    """How a cell of skills is read: the levels (0-4) and the priority (1-3) that the spreadsheet does not give.
    `otherwise` is how the organiser has unknown ones left out, as a fault says it."""

    separator: str = ","
    leave_out_unknown: bool = False
    level: int = 3
    level_now: int = 1
    level_aim: int = 3
    priority: int = 2
    otherwise: str = 'Or write unknown = "leave out" under [skills]'


@dataclass(frozen=True)
class Mapping:
    """A whole mapping. `rest` keeps the tables that are not about people, for whoever understands them."""

    name: str
    person: ReadOnly[str, Source]
    roles: ReadOnly[Role, ReadOnly[str, Source]]
    networks: ReadOnly[NetworkKind, Source] = field(default_factory=dict)
    both: Source = Source()
    encoding: str = "utf-8"
    delimiter: str = ""
    separator: str = ","
    yes: frozenset[str] = frozenset({"yes", "y", "true", "1"})
    no: frozenset[str] = frozenset({"no", "n", "false", "0"})
    person_defaults: ReadOnly[str, Any] = field(default_factory=dict)
    role_defaults: ReadOnly[Role, ReadOnly[str, Any]] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    questions: tuple[QuestionSpec, ...] = ()
    skills: SkillRules = SkillRules()
    rest: ReadOnly[str, Any] = field(default_factory=dict)

    def columns_of(self, role: Role) -> list[str]:
        """The columns that the file of `role` must have, each once, in the order of the mapping."""
        sources: Sequence[Source] = [
            *self.person.values(),
            *self.networks.values(),
            self.both,
            *self.roles.get(role, {}).values(),
            *(question.source for question in self.questions if question.is_asked_of(role)),
        ]
        return list(dict.fromkeys(column for source in sources for column in source.in_file_of(role)))
