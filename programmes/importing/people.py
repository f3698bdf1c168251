"""From rows to people: every cell as a value, every fault of every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from accounts.enums import MeetingFormat, NetworkKind
from accounts.languages import LANGUAGES
from accounts.vocabulary.find import Index, best, find
from accounts.vocabulary.normalise import normalise
from programmes.enums import HelpTopic, Quality, QuestionKind, Role, Seniority
from programmes.importing import mapping as means
from programmes.importing import values
from programmes.importing.faults import Fault, Refused, one_of, shown
from programmes.importing.mapping import OptionSpec, QuestionSpec, Source
from programmes.importing.table import Row, Table

MOST_GOALS = 5
MOST_CAPACITY = 50
LONG = frozenset(
    {
        "biography",
        "where_i_am",
        "where_i_want_to_be",
        "challenges",
        "topics_note",
        "qualities_note",
        "headline",
    }
)


@cache
def _words(name: str) -> dict[str, str]:
    """What may stand in a list of a fixed kind, by key or label."""
    choices: dict[str, Iterable[tuple[str, object]]] = {
        "languages": LANGUAGES.items(),
        "formats": MeetingFormat.choices,
        "topics": HelpTopic.choices,
        "qualities": Quality.choices,
    }
    return values.words_for(choices[name])


@dataclass(frozen=True)
class Limits:
    """The longest text that each field takes, and a network's name and a goal."""

    texts: Mapping[str, int]
    network: int
    goal: int


@dataclass(frozen=True)
class ReadRole:
    """What a row says about somebody as a mentee or as a mentor. `answers` by the key of the question: a text, the keys
    of choices, a number, a day, yes or no. `skills` are keys of the vocabulary, None where the file has no such column."""

    role: Role
    fields: Mapping[str, Any]
    answers: Mapping[str, Any]
    goals: tuple[str, ...] | None = None
    skills: tuple[str, ...] | None = None


@dataclass(frozen=True)
class ReadPerson:
    """Somebody as the files describe them; `where` is the line they come from."""

    email: str
    where: Fault
    fields: Mapping[str, Any]
    networks: Mapping[NetworkKind, tuple[str, ...]]
    roles: Mapping[Role, ReadRole]


@dataclass(frozen=True)
class Read:
    """Everybody, in the order of the files, and the questions with the choices that were found. `left_out` counts the
    sentences that were not taken over, because they name an answer about identity or the mapping says so, and
    `unknown_skills` names those that the vocabulary does not know."""

    people: tuple[ReadPerson, ...]
    questions: tuple[QuestionSpec, ...]
    left_out: int = 0
    unknown_skills: tuple[str, ...] = ()


def read_people(tables: Sequence[Table], mapping: means.Mapping, *, limits: Limits, skills: Index) -> Read:
    """The people of all `tables`. Somebody in both files is one person. Raises Refused with every fault of every row."""
    questions = tuple(_with_found(question, tables) for question in mapping.questions)
    reading = _Reading(replace(mapping, questions=questions), limits, skills)
    for table in tables:
        for row in table.rows:
            reading.read(table, row)
    if reading.faults:
        raise Refused(reading.faults)
    return Read(
        tuple(reading.people.values()), questions, reading.left_out, tuple(sorted(reading.unknown_skills))
    )


def _with_found(question: QuestionSpec, tables: Sequence[Table]) -> QuestionSpec:
    """The question with the choices that the files hold, in alphabetical order; the first spelling stays."""
    if not question.found:
        return question
    labels: dict[str, str] = {}
    for table in tables:
        for row in table.rows:
            for column in question.source.in_file_of(table.role):
                cell = row.cells.get(column, "")
                several = question.kind == QuestionKind.CHOICES
                for label in values.parts(cell, question.separator) if several else [" ".join(cell.split())]:
                    if label:
                        labels.setdefault(means.option_key(label), label)
    options = tuple(OptionSpec.of(labels[key], at) for at, key in enumerate(sorted(labels), start=1))
    return replace(question, options=options)


@dataclass
class _Reading:
    mapping: means.Mapping
    limits: Limits
    skills: Index
    faults: list[Fault] = field(default_factory=list)
    people: dict[str, ReadPerson] = field(default_factory=dict)
    left_out: int = 0
    unknown_skills: set[str] = field(default_factory=set)

    def read(self, table: Table, row: Row) -> None:
        reader = _RowReader(self, table, row)
        email = reader.taken(self.mapping.person["email"], values.email, empty=True)
        read = ReadPerson(
            email=email or "",
            where=Fault(table.file, row.line, "", ""),
            fields=reader.person_fields(),
            networks=reader.networks(),
            roles={role: reader.role(role) for role in reader.roles()},
        )
        if email:
            self._keep(read, table)

    def _keep(self, read: ReadPerson, table: Table) -> None:
        known = self.people.get(read.email)
        column = self.mapping.person["email"].in_file_of(table.role)[0]
        if known is None:
            self.people[read.email] = read
            return
        at = f"line {known.where.line} of {known.where.file}"
        if known.where.file == read.where.file:
            self.faults.append(
                replace(read.where, column=column, problem=f"{shown(read.email)} stands in {at} already")
            )
            return
        if (known.fields, known.networks) != (read.fields, read.networks):
            problem = f"{shown(read.email)} is described otherwise in {at}; who they are must be the same in both files"
            self.faults.append(replace(read.where, column=column, problem=problem))
        # What each file says of its own role counts for that role.
        self.people[read.email] = replace(known, roles={**known.roles, table.role: read.roles[table.role]})


class _RowReader:
    def __init__(self, reading: _Reading, table: Table, row: Row) -> None:
        self.reading, self.table, self.row = reading, table, row
        self.mapping, self.limits = reading.mapping, reading.limits
        self.phrases = [*self.mapping.leave_out, *self._identity_words()]
        self.told: set[Source] = set()

    def fault(self, column: str, problem: str) -> None:
        self.reading.faults.append(Fault(self.table.file, self.row.line, column, problem))

    def has(self, source: Source) -> bool:
        """Whether this file has a column for it. A role that somebody takes on besides may have none here."""
        return any(column in self.row.cells for column in source.in_file_of(self.table.role))

    def taken(self, source: Source, read: Callable[[str], Any], *, empty: bool = False) -> Any:
        """What `read` makes of the cell, None where it is empty (unless `read` is to judge that) or at fault."""
        columns = source.in_file_of(self.table.role)
        cell = " ".join(filter(None, (self.row.cells.get(column, "") for column in columns)))
        if not cell and not empty:
            return None
        try:
            return read(cell)
        except ValueError as error:
            self.fault(" + ".join(columns), str(error))
            return None

    def listed(self, source: Source, separator: str, read: Callable[[str], Any]) -> tuple[Any, ...]:
        """The items of one or more cells, each as `read` makes it; items at fault are left out."""
        found = []
        for column in source.in_file_of(self.table.role):
            for item in values.parts(self.row.cells.get(column, ""), separator):
                try:
                    found.append(read(item))
                except ValueError as error:
                    self.fault(column, str(error))
        return tuple(dict.fromkeys(item for item in found if item is not None))

    def words(self, source: Source, most: int) -> str:
        """Free text, without the sentences that are to be left out."""
        text: str = self.taken(source, lambda cell: values.text(cell, most)) or ""
        kept, left_out = values.without_sentences(text, self.phrases)
        if source not in self.told:  # the same words of one row may serve both roles
            self.reading.left_out += left_out
            self.told.add(source)
        return kept

    def _identity_words(self) -> list[str]:
        """What this row answers about identity, so that no text repeats it."""
        found: list[str] = []
        for question in self.mapping.questions:
            if question.identity and question.kind not in {
                QuestionKind.YES_NO,
                QuestionKind.NUMBER,
                QuestionKind.DATE,
            }:
                for column in question.source.in_file_of(self.table.role):
                    found.extend(values.parts(self.row.cells.get(column, ""), question.separator))
        return found

    def roles(self) -> list[Role]:
        own = self.table.role
        both = self.taken(
            self.mapping.both, lambda cell: values.yes_no(cell, self.mapping.yes, self.mapping.no)
        )
        return [own, *(role for role in Role if role != own and both)]

    # --- the person

    def person_fields(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, source in self.mapping.person.items():
            if name in means.PERSON_LISTS:
                found[name] = self._fixed(name, source)
            elif name in means.PERSON_TEXTS:
                found[name] = self._person_text(name, source)
        if not found["name"]:
            columns = " + ".join(self.mapping.person["name"].in_file_of(self.table.role))
            self.fault(columns, "is empty; every row needs a name")
        return found

    def _person_text(self, name: str, source: Source) -> str:
        def read(cell: str) -> str:
            if name == "zone" and cell not in available_timezones():
                raise ValueError(f"{shown(cell)} is no time zone, such as Europe/London")
            return values.line(cell, self.limits.texts[name])

        text: str | None = self.taken(source, read)
        return text or ""

    def _fixed(self, name: str, source: Source) -> list[str]:
        """A list of fixed words, such as languages, as their keys."""
        return list(self.listed(source, self.mapping.separator, lambda item: values.word(item, _words(name))))

    def networks(self) -> dict[NetworkKind, tuple[str, ...]]:
        """By kind; the cell of an employer is one name, the others are lists."""

        def one(item: str) -> str:
            if not normalise(item):
                raise ValueError(f"{shown(item)} holds no letter or digit")
            return values.line(item, self.limits.network)

        found: dict[NetworkKind, tuple[str, ...]] = {}
        for kind, source in self.mapping.networks.items():
            if kind == NetworkKind.EMPLOYER:
                name = self.taken(source, one)
                found[kind] = (name,) if name else ()
            else:
                found[kind] = self.listed(source, self.mapping.separator, one)
        return found

    # --- the role

    def role(self, role: Role) -> ReadRole:
        sources = {name: source for name, source in self.mapping.roles[role].items() if self.has(source)}
        fields = {
            name: self._role_field(name, source)
            for name, source in sources.items()
            if name not in {"goals", "skills"}
        }
        answers, seniority = self._answers(role)
        if seniority is not None:
            fields.setdefault("seniority", seniority)
        return ReadRole(
            role=role,
            fields=fields,
            answers=answers,
            goals=self._goals(sources["goals"]) if "goals" in sources else None,
            skills=self._skills(sources["skills"]) if "skills" in sources else None,
        )

    def _role_field(self, name: str, source: Source) -> Any:
        if name in LONG:
            return self.words(source, self.limits.texts[name])
        if name in {"topics", "qualities"}:
            return self._fixed(name, source)
        if name == "capacity":
            return self.taken(source, lambda cell: values.whole(cell, 1, MOST_CAPACITY))
        if name == "seniority":
            return self.taken(source, lambda cell: values.whole(cell, min(Seniority), max(Seniority)))
        return self.taken(source, values.email) or ""

    def _goals(self, source: Source) -> tuple[str, ...]:
        columns = source.in_file_of(self.table.role)
        goals = [self.words(Source((column,), (column,)), self.limits.goal) for column in columns]
        if len([goal for goal in goals if goal]) > MOST_GOALS:
            self.fault(
                " + ".join(columns), f"holds more than {MOST_GOALS} goals; {MOST_GOALS} are kept here at most"
            )
        return tuple(goal for goal in goals if goal)

    def _skills(self, source: Source) -> tuple[str, ...]:
        def one(item: str) -> str | None:
            hit = best(item, self.reading.skills)
            if hit is not None:
                return hit.skill_key
            if self.mapping.skills.leave_out_unknown:
                self.reading.unknown_skills.add(item)
                return None
            near = [
                self.reading.skills.names[hit.skill_key] for hit in find(item, self.reading.skills, limit=3)
            ]
            nearest = f"; the nearest are {one_of(map(shown, near))}" if near else ""
            raise ValueError(
                f'{shown(item)} is not in the vocabulary{nearest}. Or write unknown = "leave out" under [skills]'
            )

        return self.listed(source, self.mapping.skills.separator, one)

    # --- the programme's own questions

    def _answers(self, role: Role) -> tuple[dict[str, Any], int | None]:
        """The answers by key, without those that this file cannot give, and the seniority that a choice stands for."""
        found: dict[str, Any] = {}
        seniority = None
        for question in self.mapping.questions:
            if question.is_asked_of(role) and self.has(question.source):
                value = self._answer(question)
                found[question.key] = value
                columns = question.source.in_file_of(self.table.role)
                if question.required and not any(self.row.cells.get(column) for column in columns):
                    self.fault(
                        " + ".join(columns), "is empty, and the mapping says that everybody answers this"
                    )
                for option in question.options:
                    if isinstance(value, tuple) and option.key in value and option.seniority is not None:
                        seniority = option.seniority
        return found, seniority

    def _answer(self, question: QuestionSpec) -> Any:
        source, options = question.source, {option.key: option for option in question.options}
        match question.kind:
            case QuestionKind.CHOICE | QuestionKind.LADDER:
                key = self.taken(source, lambda cell: values.option(cell, options).key)
                return (key,) if key else ()
            case QuestionKind.CHOICES:
                return self.listed(source, question.separator, lambda item: values.option(item, options).key)
            case QuestionKind.NUMBER:
                return self.taken(source, values.number)
            case QuestionKind.YES_NO:
                return self.taken(source, lambda cell: values.yes_no(cell, self.mapping.yes, self.mapping.no))
            case QuestionKind.DATE:
                return self.taken(source, lambda cell: values.day(cell, question.date_format))
        most = values.LONG_ANSWER if question.kind == QuestionKind.LONG_TEXT else values.SHORT_ANSWER
        if question.identity:
            return self.taken(source, lambda cell: values.text(cell, most)) or ""
        return self.words(source, most)
