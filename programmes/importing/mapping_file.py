"""Reads a mapping from TOML. docs/import.md explains every word of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from collections.abc import Mapping as ReadOnly
from enum import Enum
from typing import Any, TypeVar

from accounts.enums import MeetingFormat, NetworkKind
from accounts.languages import LANGUAGES
from programmes.enums import AnswerVisibility, QuestionFor, QuestionKind, Role
from programmes.importing.faults import Fault, Refused, one_of, shown
from programmes.importing.mapping import (
    PERSON_FIELDS,
    ROLE_FIELDS,
    Mapping,
    OptionSpec,
    QuestionSpec,
    SkillRules,
    Source,
)
from programmes.importing.values import zones

ENCODINGS = ("utf-8", "cp1252", "latin-1", "utf-16")
TABLES = (
    "file",
    "words",
    "person",
    "networks",
    "mentee",
    "mentor",
    "defaults",
    "skills",
    "questions",
    "both",
    "leave_out",
)
QUESTION_WORDS = (
    "key", "kind", "text", "help_text", "column", "asked_of", "required", "visibility", "identity", "options", "separator",
    "date_format", "seniority",
)  # fmt: skip
FOUND = "found"
CAPACITY = range(1, 51)

Choice = TypeVar("Choice", bound=Enum)


def read_mapping(text: str, *, file: str, others: Iterable[str] = ()) -> Mapping:
    """The mapping that `text` says; tables named in `others` are kept as they are. Raises Refused with every fault."""
    try:
        words = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused([Fault(file, 0, "", f"is not TOML: {error}")]) from None
    return _MappingReader(file, tuple(others)).mapping(words)


class _MappingReader:
    """Collects the faults of one mapping; every method gives something usable, so that the next fault is found as well."""

    def __init__(self, file: str, others: tuple[str, ...]) -> None:
        self.file, self.others = file, others
        self.faults: list[Fault] = []

    def fault(self, where: str, problem: str) -> None:
        self.faults.append(Fault(self.file, 0, where, problem))

    def mapping(self, words: dict[str, Any]) -> Mapping:
        self._known("", words, (*TABLES, *self.others))
        files, said = self._table(words, "file"), self._table(words, "words")
        self._known("file", files, ("encoding", "delimiter", "separator"))
        self._known("words", said, ("yes", "no"))
        separator = self._text(files, "file", "separator", ",")
        person = self._sources(self._table(words, "person"), "person", PERSON_FIELDS)
        for needed in ("email", "name"):
            if needed not in person:
                self.fault(f"person.{needed}", "is missing: say which column holds it")
        roles = {
            role: self._sources(self._table(words, role), role.value, ROLE_FIELDS[role]) for role in Role
        }
        networks = self._sources(self._table(words, "networks"), "networks", NetworkKind.values)
        defaults = self._table(words, "defaults")
        mapping = Mapping(
            name=self.file,
            person=person,
            roles=roles,
            networks={NetworkKind(kind): source for kind, source in networks.items()},
            both=self._source(words["both"], "both") if "both" in words else Source(),
            encoding=self._among(files, "file", "encoding", ENCODINGS, "utf-8"),
            delimiter=self._among(files, "file", "delimiter", (",", ";", "\t"), ""),
            separator=separator,
            yes=self._words(said, "yes", Mapping.yes),
            no=self._words(said, "no", Mapping.no),
            person_defaults=self._person_defaults(defaults),
            role_defaults={role: self._role_defaults(defaults, role) for role in Role},
            leave_out=tuple(self._texts(words.get("leave_out", []), "leave_out")),
            questions=self._questions(words.get("questions", []), separator),
            skills=self._skills(self._table(words, "skills"), separator),
            rest={name: words[name] for name in self.others if name in words},
        )
        if self.faults:
            raise Refused(self.faults)
        return mapping

    # --- small parts

    def _known(self, where: str, table: ReadOnly[str, Any], names: Iterable[str]) -> None:
        allowed = list(names)
        for name in table:
            if name not in allowed:
                self.fault(
                    f"{where}.{name}" if where else name, f"is not known here; expected {one_of(allowed, 20)}"
                )

    def _table(self, words: ReadOnly[str, Any], name: str) -> dict[str, Any]:
        found = words.get(name, {})
        if isinstance(found, dict):
            return found
        self.fault(name, "must be a table")
        return {}

    def _text(self, table: ReadOnly[str, Any], where: str, name: str, otherwise: str) -> str:
        found = table.get(name, otherwise)
        if isinstance(found, str) and (found or not otherwise):
            return found
        self.fault(f"{where}.{name}", f"must be a text, not {shown(str(found))}")
        return otherwise

    def _texts(self, found: Any, where: str) -> list[str]:
        texts = [found] if isinstance(found, str) else found
        if isinstance(texts, list) and all(isinstance(text, str) and text.strip() for text in texts):
            return [text.strip() for text in texts]
        self.fault(where, "must be a text or a list of texts")
        return []

    def _flag(self, table: ReadOnly[str, Any], where: str, name: str) -> bool:
        found = table.get(name, False)
        if isinstance(found, bool):
            return found
        self.fault(f"{where}.{name}", "must be true or false")
        return False

    def _number(
        self, table: ReadOnly[str, Any], where: str, name: str, allowed: range, otherwise: int
    ) -> int:
        found = table.get(name, otherwise)
        if isinstance(found, int) and not isinstance(found, bool) and found in allowed:
            return found
        self.fault(
            f"{where}.{name}", f"must be a number from {allowed[0]} to {allowed[-1]}, not {shown(str(found))}"
        )
        return otherwise

    def _among(
        self, table: ReadOnly[str, Any], where: str, name: str, allowed: Iterable[str], otherwise: str
    ) -> str:
        found = table.get(name, otherwise)
        if found == otherwise or found in allowed:
            return str(found)
        self.fault(f"{where}.{name}", f"{shown(str(found))} is not one of {one_of(map(repr, allowed))}")
        return otherwise

    def _words(self, said: ReadOnly[str, Any], name: str, otherwise: frozenset[str]) -> frozenset[str]:
        return (
            frozenset(word.casefold() for word in self._texts(said[name], f"words.{name}"))
            if name in said
            else otherwise
        )

    def _chosen(
        self, table: ReadOnly[str, Any], where: str, name: str, kind: type[Choice], otherwise: Choice
    ) -> Choice:
        found = table.get(name, otherwise.value)
        values = [each.value for each in kind]
        if found in values:
            return kind(found)
        self.fault(f"{where}.{name}", f"{shown(str(found))} is not one of {one_of(values)}")
        return otherwise

    # --- columns

    def _sources(self, table: ReadOnly[str, Any], where: str, names: Iterable[str]) -> dict[str, Source]:
        known = list(names)
        self._known(where, table, known)
        return {name: self._source(table[name], f"{where}.{name}") for name in known if name in table}

    def _source(self, found: Any, where: str) -> Source:
        if not isinstance(found, dict):
            columns = tuple(self._texts(found, where))
            return Source(columns, columns)
        self._known(where, found, Role.values)
        mentee, mentor = (
            tuple(self._texts(found.get(role.value, []), f"{where}.{role.value}")) for role in Role
        )
        return Source(mentee, mentor)

    # --- defaults

    def _person_defaults(self, defaults: ReadOnly[str, Any]) -> dict[str, Any]:
        self._known("defaults", defaults, ("languages", "zone", "formats", *Role.values))
        found: dict[str, Any] = {}
        for name, allowed in (("languages", list(LANGUAGES)), ("formats", MeetingFormat.values)):
            if name in defaults:
                found[name] = self._texts(defaults[name], f"defaults.{name}")
                for word in set(found[name]) - set(allowed):
                    self.fault(f"defaults.{name}", f"{shown(word)} is not known; expected {one_of(allowed)}")
        if "zone" in defaults:
            found["zone"] = defaults["zone"]
            if found["zone"] not in zones():
                self.fault(
                    "defaults.zone", f"{shown(str(found['zone']))} is no time zone; write Europe/London, say"
                )
        return found

    def _role_defaults(self, defaults: ReadOnly[str, Any], role: Role) -> dict[str, Any]:
        table, where = self._table(defaults, role), f"defaults.{role.value}"
        self._known(where, table, ("capacity", "seniority"))
        allowed = {"capacity": CAPACITY, "seniority": range(1, 7)}
        return {name: self._number(table, where, name, allowed[name], 1) for name in allowed if name in table}

    def _skills(self, table: ReadOnly[str, Any], separator: str) -> SkillRules:
        self._known("skills", table, ("separator", "unknown", "level", "level_now", "level_aim", "priority"))
        rules = SkillRules(
            separator=self._text(table, "skills", "separator", separator),
            leave_out_unknown=self._among(table, "skills", "unknown", ("refuse", "leave out"), "refuse")
            == "leave out",
            level=self._number(table, "skills", "level", range(1, 5), SkillRules.level),
            level_now=self._number(table, "skills", "level_now", range(4), SkillRules.level_now),
            level_aim=self._number(table, "skills", "level_aim", range(1, 5), SkillRules.level_aim),
            priority=self._number(table, "skills", "priority", range(1, 4), SkillRules.priority),
        )
        if rules.level_aim <= rules.level_now:
            self.fault("skills.level_aim", f"must be above level_now, which is {rules.level_now}")
        return rules

    # --- questions

    def _questions(self, found: Any, separator: str) -> tuple[QuestionSpec, ...]:
        if not (isinstance(found, list) and all(isinstance(table, dict) for table in found)):
            self.fault("questions", "must be written as [[questions]], once for each")
            return ()
        questions = tuple(
            self._question(table, number, separator) for number, table in enumerate(found, start=1)
        )
        keys = [question.key for question in questions]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            self.fault(f"questions.{key}", "stands twice; every question needs a key of its own")
        return questions

    def _question(self, table: dict[str, Any], number: int, separator: str) -> QuestionSpec:
        key = table.get("key", "")
        where = f"questions.{key or number}"
        self._known(where, table, QUESTION_WORDS)
        if not (
            isinstance(key, str) and 0 < len(key) <= 60 and key.replace("-", "").isalnum() and key.isascii()
        ):
            self.fault(f"{where}.key", "must be a short name of letters, digits and hyphens")
        text = self._text(table, where, "text", "")
        if not text or len(text) > 240:
            self.fault(f"{where}.text", "must be the question as people read it, at most 240 letters")
        if "column" not in table:
            self.fault(f"{where}.column", "is missing: say which column holds the answers")
        identity = self._flag(table, where, "identity")
        visibility = self._chosen(table, where, "visibility", AnswerVisibility, AnswerVisibility.ORGANISERS)
        if identity and visibility != AnswerVisibility.ORGANISERS:
            self.fault(
                f"{where}.visibility", "an answer about identity is never shown to others: leave this out"
            )
        kind = self._chosen(table, where, "kind", QuestionKind, QuestionKind.SHORT_TEXT)
        question = QuestionSpec(
            key=str(key),
            kind=kind,
            text=text,
            source=self._source(table.get("column", []), f"{where}.column"),
            help_text=self._text(table, where, "help_text", "")[:300],
            asked_of=self._chosen(table, where, "asked_of", QuestionFor, QuestionFor.BOTH),
            required=self._flag(table, where, "required"),
            visibility=visibility,
            identity=identity,
            found=table.get("options") == FOUND,
            separator=self._text(table, where, "separator", separator),
            date_format=self._text(table, where, "date_format", QuestionSpec.date_format),
            options=self._options(table, where),
        )
        self._check_options(question, where)
        return question

    def _options(self, table: dict[str, Any], where: str) -> tuple[OptionSpec, ...]:
        if table.get("options", FOUND) == FOUND:
            return ()
        labels = self._texts(table["options"], f"{where}.options")
        seniority = self._table(table, "seniority")
        self._known(f"{where}.seniority", seniority, labels)
        rungs = {
            label: self._number(seniority, f"{where}.seniority", label, range(1, 7), 1)
            for label in labels
            if label in seniority
        }
        return tuple(OptionSpec.of(label, at, rungs.get(label)) for at, label in enumerate(labels, start=1))

    def _check_options(self, question: QuestionSpec, where: str) -> None:
        if question.has_options and not (question.found or question.options):
            self.fault(f"{where}.options", 'is missing: list the choices, or write options = "found"')
        if not question.has_options and (question.found or question.options):
            self.fault(f"{where}.options", f"a question of the kind {question.kind.value} has no choices")
        if question.kind == QuestionKind.LADDER and question.found:
            self.fault(f"{where}.options", "a ladder's rungs must be listed, from the lowest to the highest")
        keys = [option.key for option in question.options]
        if len(set(keys)) < len(keys):
            self.fault(f"{where}.options", "two choices are written alike")
        for option in question.options:
            if len(option.label) > 160:
                self.fault(f"{where}.options", f"{shown(option.label)} is longer than 160 letters")
