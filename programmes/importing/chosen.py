"""What an organiser chose for the columns of a file, as it is kept and as the reader of people takes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.enums import NetworkKind
from programmes.enums import AnswerVisibility, QuestionFor, QuestionKind, Role
from programmes.importing.mapping import (
    PERSON_FIELDS,
    ROLE_FIELDS,
    OptionSpec,
    QuestionSpec,
    SkillRules,
    Source,
)
from programmes.importing.mapping import Mapping as FileMapping
from programmes.importing.meanings import ASKED, IDENTITY, LEFT_OUT, NEW

KEY_LENGTH = 60
YES, NO = tuple(sorted(FileMapping.yes)), tuple(sorted(FileMapping.no))
# What somebody who takes part as both says once of themself, under the name that it has in the other role.
SAID_ONCE = {
    "where_i_am": "biography",
    "biography": "where_i_am",
    "seniority": "seniority",
    "line_manager_email": "line_manager_email",
}
OTHER = {Role.MENTEE: Role.MENTOR, Role.MENTOR: Role.MENTEE}


@dataclass(frozen=True)
class Column:
    """One column: `becomes` is a meaning (programmes/importing/meanings.py), "question:<key>", NEW or IDENTITY. What
    follows says how a new question is asked; `options` are the rungs of a ladder, the lowest first."""

    name: str
    becomes: str = LEFT_OUT
    key: str = ""
    text: str = ""
    kind: QuestionKind = QuestionKind.SHORT_TEXT
    asked_of: QuestionFor = QuestionFor.BOTH
    visibility: AnswerVisibility = AnswerVisibility.ORGANISERS
    options: tuple[str, ...] = ()

    @classmethod
    def load(cls, held: Mapping[str, Any]) -> Column:
        return cls(
            name=held["name"],
            becomes=held["becomes"],
            key=held["key"],
            text=held["text"],
            kind=QuestionKind(held["kind"]),
            asked_of=QuestionFor(held["asked_of"]),
            visibility=AnswerVisibility(held["visibility"]),
            options=tuple(held["options"]),
        )


@dataclass(frozen=True)
class Chosen:
    """Everything that is chosen for one file. `language`, `zone` and `places` stand in where the file says nothing;
    `leave_out` are phrases whose sentences are not taken over."""

    columns: tuple[Column, ...] = ()
    separator: str = ","
    date_format: str = "%Y-%m-%d"
    yes: tuple[str, ...] = YES
    no: tuple[str, ...] = NO
    language: str = ""
    zone: str = ""
    places: int | None = None
    leave_out: tuple[str, ...] = ()
    unknown_skills: bool = False

    def dump(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def load(cls, held: Mapping[str, Any]) -> Chosen:
        said: dict[str, Any] = {f.name: held[f.name] for f in fields(cls) if f.name in held}
        for name in ("yes", "no", "leave_out"):
            said[name] = tuple(said.get(name, getattr(cls, name)))
        said["columns"] = tuple(map(Column.load, held.get("columns", ())))
        return cls(**said)

    def becoming(self, *meanings: str) -> tuple[str, ...]:
        """The columns that become these, in the order of the meanings, then of the file."""
        return tuple(c.name for meaning in meanings for c in self.columns if c.becomes == meaning)

    def mapping(self, *, file: str, role: Role, asked: Mapping[str, QuestionSpec]) -> FileMapping:
        """As the reader takes it. `asked` are the questions of the form now, by key."""
        person = {name: self._source(role, name) for name in PERSON_FIELDS if self.becoming(name)}
        person["name"] = self._source(role, "name", "first_name", "last_name")
        networks = {kind: self._source(role, kind.value) for kind in NetworkKind if self.becoming(kind.value)}
        roles: dict[Role, dict[str, Source]] = {each: {} for each in Role}
        roles[role] = {name: self._source(role, name) for name in ROLE_FIELDS[role] if self.becoming(name)}
        if self.becoming("both"):
            shared = {SAID_ONCE[name]: source for name, source in roles[role].items() if name in SAID_ONCE}
            roles[OTHER[role]] = shared
        defaults: dict[str, object] = {"languages": [self.language], "zone": self.zone}
        return FileMapping(
            name=file,
            person=person,
            roles=roles,
            networks=networks,
            both=self._source(role, "both"),
            separator=self.separator,
            yes=frozenset(word.casefold() for word in self.yes),
            no=frozenset(word.casefold() for word in self.no),
            person_defaults={name: value for name, value in defaults.items() if value not in ([""], "")},
            role_defaults={role: {"capacity": self.places}} if self.places else {},
            leave_out=self.leave_out,
            questions=tuple(self._question(c, role, asked) for c in self.columns if is_question(c.becomes)),
            skills=SkillRules(
                separator=self.separator,
                leave_out_unknown=self.unknown_skills,
                otherwise=_("Or tick that unknown skills are left out"),
            ),
        )

    def _source(self, role: Role, *meanings: str) -> Source:
        columns = self.becoming(*meanings)
        return Source(mentee=columns) if role == Role.MENTEE else Source(mentor=columns)

    def _question(self, column: Column, role: Role, asked: Mapping[str, QuestionSpec]) -> QuestionSpec:
        source = Source((column.name,), ()) if role == Role.MENTEE else Source((), (column.name,))
        known = asked.get(column.becomes.removeprefix(ASKED)) if column.becomes.startswith(ASKED) else None
        kind = known.kind if known else column.kind
        finds = kind in {QuestionKind.CHOICE, QuestionKind.CHOICES}
        options = known.options if known else ()
        if kind == QuestionKind.LADDER and column.options:
            meant = dict(known.seniorities) if known else {}
            options = tuple(
                OptionSpec(spec.key, spec.label, spec.ordinal, meant.get(spec.key))
                for spec in (OptionSpec.of(label, at) for at, label in enumerate(column.options, start=1))
            )
        known = known or self._new_question(column)
        return replace(
            known,
            source=source,
            found=finds,
            options=options,
            separator=self.separator,
            date_format=self.date_format,
        )

    def _new_question(self, column: Column) -> QuestionSpec:
        identity = column.becomes == IDENTITY
        return QuestionSpec(
            key=column.key,
            kind=column.kind,
            text=column.text,
            source=Source(),
            asked_of=column.asked_of,
            visibility=AnswerVisibility.ORGANISERS if identity else column.visibility,
            identity=identity,
        )


def is_question(becomes: str) -> bool:
    return becomes in {NEW, IDENTITY} or becomes.startswith(ASKED)


def question_key(name: str, taken: Collection[str]) -> str:
    """A short name for a question that no other has, made of the heading of its column."""
    start = slugify(name).replace("_", "-")[: KEY_LENGTH - 4].strip("-") or "question"
    key, number = start, 1
    while key in taken:
        number += 1
        key = f"{start}-{number}"
    return key


def texts(lines: str) -> tuple[str, ...]:
    """The lines of a text box, each once, without spaces around them."""
    return tuple(dict.fromkeys(filter(None, (" ".join(line.split()) for line in lines.splitlines()))))


def repeated(names: Sequence[str]) -> list[str]:
    """Those that stand more than once."""
    return [name for name in dict.fromkeys(names) if names.count(name) > 1]
