"""From rows to people: every cell as a value, every fault of every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import gettext as _

from accounts.enums import MeetingFormat, NetworkKind
from accounts.languages import LANGUAGES
from accounts.vocabulary.find import Index, best, find
from accounts.vocabulary.normalise import normalise
from programmes.enums import HelpTopic, Quality, QuestionKind, Role, Seniority
from programmes.importing import mapping as means
from programmes.importing import values
from programmes.importing.faults import Fault, Refused, one_of, shown
from programmes.importing.mapping import OptionSpec, QuestionSpec
from programmes.importing.plan import Columns, Plan
from programmes.importing.table import Row, Table

MOST_GOALS = 5
MOST_CAPACITY = 50
LONG = frozenset(
    "biography where_i_am where_i_want_to_be challenges topics_note qualities_note headline".split()
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


@lru_cache(maxsize=4096)
def _is_named(item: str) -> bool:
    """Whether something is left of a network's name without signs and spaces; hundreds of rows name the same few."""
    return bool(normalise(item))


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

    @property
    def notes(self) -> list[str]:
        """What was not taken over, a sentence each."""
        said = []
        if self.left_out:
            said.append(
                _(
                    "%(n)s sentences were not taken over: the mapping leaves them out, or they repeat an answer about identity."
                )
                % {"n": self.left_out}
            )
        if self.unknown_skills:
            said.append(
                _("Skills that the vocabulary does not know were left out: %(skills)s.")
                % {"skills": ", ".join(self.unknown_skills)}
            )
        return said


def read_people(tables: Sequence[Table], mapping: means.Mapping, *, limits: Limits, skills: Index) -> Read:
    """The people of all `tables`. Somebody in both files is one person. Raises Refused with every fault of every row."""
    questions = tuple(_with_found(question, tables) for question in mapping.questions)
    reading = _Reading(replace(mapping, questions=questions), limits, skills)
    for table in tables:
        plan = Plan.of(reading.mapping, table)
        for row in table.rows:
            reading.read(table, plan, row)
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

    def read(self, table: Table, plan: Plan, row: Row) -> None:
        reader = _RowReader(self, table, plan, row)
        email = reader.taken(plan.person["email"], values.email, empty=True)
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
        at = _("line %(line)s of %(file)s") % {"line": known.where.line, "file": known.where.file}
        if known.where.file == read.where.file:
            self.faults.append(
                replace(
                    read.where,
                    column=column,
                    problem=_("%(email)s stands in %(at)s already") % {"email": shown(read.email), "at": at},
                )
            )
            return
        if (known.fields, known.networks) != (read.fields, read.networks):
            problem = _(
                "%(email)s is described otherwise in %(at)s; who they are must be the same in both files"
            ) % {"email": shown(read.email), "at": at}
            self.faults.append(replace(read.where, column=column, problem=problem))
        # What each file says of its own role counts for that role.
        self.people[read.email] = replace(known, roles={**known.roles, table.role: read.roles[table.role]})


class _RowReader:
    def __init__(self, reading: _Reading, table: Table, plan: Plan, row: Row) -> None:
        self.reading, self.table, self.plan, self.row = reading, table, plan, row
        self.mapping, self.limits = reading.mapping, reading.limits
        self.phrases = [*self.mapping.leave_out, *self._identity_words()]
        self.told: set[Columns] = set()

    def fault(self, column: str, problem: str) -> None:
        self.reading.faults.append(Fault(self.table.file, self.row.line, column, problem))

    def taken(self, columns: Columns, read: Callable[[str], Any], *, empty: bool = False) -> Any:
        """What `read` makes of the cell, None where it is empty (unless `read` is to judge that) or at fault."""
        if len(columns) == 1:
            cell = self.row.cells.get(columns[0], "")
        else:
            cell = " ".join(filter(None, (self.row.cells.get(column, "") for column in columns)))
        if not cell and not empty:
            return None
        try:
            return read(cell)
        except ValueError as error:
            self.fault(" + ".join(columns), str(error))
            return None

    def listed(self, columns: Columns, separator: str, read: Callable[[str], Any]) -> tuple[Any, ...]:
        """The items of one or more cells, each as `read` makes it; items at fault are left out."""
        found = []
        for column in columns:
            for item in values.parts(self.row.cells.get(column, ""), separator):
                try:
                    found.append(read(item))
                except ValueError as error:
                    self.fault(column, str(error))
        return tuple(dict.fromkeys(item for item in found if item is not None))

    def words(self, columns: Columns, most: int) -> str:
        """Free text, without the sentences that are to be left out."""
        text: str = self.taken(columns, lambda cell: values.text(cell, most)) or ""
        kept, left_out = values.without_sentences(text, self.phrases)
        if columns not in self.told:  # the same words of one row may serve both roles
            self.reading.left_out += left_out
            self.told.add(columns)
        return kept

    def _identity_words(self) -> list[str]:
        """What this row answers about identity, so that no text repeats it."""
        return [
            word
            for column, separator in self.plan.identity
            for word in values.parts(self.row.cells.get(column, ""), separator)
        ]

    def roles(self) -> list[Role]:
        own = self.table.role
        both = self.taken(self.plan.both, lambda cell: values.yes_no(cell, self.mapping.yes, self.mapping.no))
        return [own, *(role for role in Role if role != own)] if both else [own]

    # --- the person

    def person_fields(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, columns in self.plan.person.items():
            if name in means.PERSON_LISTS:
                found[name] = self._fixed(name, columns)
            elif name in means.PERSON_TEXTS:
                found[name] = self._person_text(name, columns)
        if not found["name"]:
            self.fault(" + ".join(self.plan.person["name"]), _("is empty; every row needs a name"))
        return found

    def _person_text(self, name: str, columns: Columns) -> str:
        def read(cell: str) -> str:
            if name == "zone" and cell not in values.zones():
                raise ValueError(_("%(cell)s is no time zone, such as Europe/London") % {"cell": shown(cell)})
            return values.line(cell, self.limits.texts[name])

        text: str | None = self.taken(columns, read)
        return text or ""

    def _fixed(self, name: str, columns: Columns) -> list[str]:
        """A list of fixed words, such as languages, as their keys."""
        return list(
            self.listed(columns, self.mapping.separator, lambda item: values.word(item, _words(name)))
        )

    def networks(self) -> dict[NetworkKind, tuple[str, ...]]:
        """By kind; the cell of an employer is one name, the others are lists."""

        def one(item: str) -> str:
            if not _is_named(item):
                raise ValueError(_("%(cell)s holds no letter or digit") % {"cell": shown(item)})
            return values.line(item, self.limits.network)

        found: dict[NetworkKind, tuple[str, ...]] = {}
        for kind, columns in self.plan.networks.items():
            if kind == NetworkKind.EMPLOYER:
                name = self.taken(columns, one)
                found[kind] = (name,) if name else ()
            else:
                found[kind] = self.listed(columns, self.mapping.separator, one)
        return found

    # --- the role

    def role(self, role: Role) -> ReadRole:
        places = self.plan.fields[role]
        fields = {
            name: self._role_field(name, columns)
            for name, columns in places.items()
            if name not in {"goals", "skills"}
        }
        answers, seniority = self._answers(role)
        if seniority is not None:
            fields.setdefault("seniority", seniority)
        return ReadRole(
            role=role,
            fields=fields,
            answers=answers,
            goals=self._goals(places["goals"]) if "goals" in places else None,
            skills=self._skills(places["skills"]) if "skills" in places else None,
        )

    def _role_field(self, name: str, columns: Columns) -> Any:
        if name in LONG:
            return self.words(columns, self.limits.texts[name])
        if name in {"topics", "qualities"}:
            return self._fixed(name, columns)
        if name == "capacity":
            return self.taken(columns, lambda cell: values.whole(cell, 1, MOST_CAPACITY))
        if name == "seniority":
            return self.taken(columns, lambda cell: values.whole(cell, min(Seniority), max(Seniority)))
        return self.taken(columns, values.email) or ""

    def _goals(self, columns: Columns) -> tuple[str, ...]:
        goals = [self.words((column,), self.limits.goal) for column in columns]
        if len([goal for goal in goals if goal]) > MOST_GOALS:
            self.fault(
                " + ".join(columns),
                _("holds more than %(most)s goals; %(most)s are kept here at most") % {"most": MOST_GOALS},
            )
        return tuple(goal for goal in goals if goal)

    def _skills(self, columns: Columns) -> tuple[str, ...]:
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
            words = (
                _("%(skill)s is not in the vocabulary; the nearest are %(near)s. %(otherwise)s")
                if near
                else _("%(skill)s is not in the vocabulary. %(otherwise)s")
            )
            raise ValueError(
                words
                % {
                    "skill": shown(item),
                    "near": one_of(map(shown, near)),
                    "otherwise": self.mapping.skills.otherwise,
                }
            )

        return self.listed(columns, self.mapping.skills.separator, one)

    # --- the programme's own questions

    def _answers(self, role: Role) -> tuple[dict[str, Any], int | None]:
        """The answers by key, without those that this file cannot give, and the seniority that a choice stands for."""
        found: dict[str, Any] = {}
        seniority = None
        for question, columns in self.plan.questions[role]:
            value = self._answer(question, columns)
            found[question.key] = value
            if question.required and not any(map(self.row.cells.get, columns)):
                self.fault(" + ".join(columns), "is empty, and the mapping says that everybody answers this")
            if question.seniorities and isinstance(value, tuple):
                meant = [rung for key, rung in question.seniorities if key in value]
                seniority = meant[-1] if meant else seniority
        return found, seniority

    def _answer(self, question: QuestionSpec, columns: Columns) -> Any:
        options = question.by_key
        match question.kind:
            case QuestionKind.CHOICE | QuestionKind.LADDER:
                key = self.taken(columns, lambda cell: values.option(cell, options).key)
                return (key,) if key else ()
            case QuestionKind.CHOICES:
                return self.listed(columns, question.separator, lambda item: values.option(item, options).key)
            case QuestionKind.NUMBER:
                return self.taken(columns, values.number)
            case QuestionKind.YES_NO:
                return self.taken(
                    columns, lambda cell: values.yes_no(cell, self.mapping.yes, self.mapping.no)
                )
            case QuestionKind.DATE:
                return self.taken(columns, lambda cell: values.day(cell, question.date_format))
        most = values.LONG_ANSWER if question.kind == QuestionKind.LONG_TEXT else values.SHORT_ANSWER
        if question.identity:
            return self.taken(columns, lambda cell: values.text(cell, most)) or ""
        return self.words(columns, most)
