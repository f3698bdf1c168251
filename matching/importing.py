"""What an organiser's files say: people, and the criteria that a mapping names, checked against the engine. See docs/import.md."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from accounts.vocabulary.find import Index
from matching import engine
from matching.engine.criteria import PARAMETERS
from matching.enums import CriterionKind, CriterionUse
from matching.snapshot.half import NETWORKS, WORDED
from matching.snapshot.questions import PREFIX
from programmes.enums import Role
from programmes.importing import (
    Fault,
    Limits,
    QuestionSpec,
    Read,
    Refused,
    Table,
    read_mapping,
    read_people,
    read_table,
)
from programmes.importing import Mapping as FileMapping
from programmes.importing.faults import one_of, shown

TABLE = "criteria"
WORDS = (
    "key",
    "kind",
    "use",
    "label",
    "field",
    "mentee_field",
    "mentor_field",
    "weight",
    "minimum",
    "strict",
    "parameters",
    "identity",
)
FIELDLESS = (CriterionKind.LANGUAGE, CriterionKind.PREFER)
FIELDS = ("skills", "words", "availability", "seniority", NETWORKS, *sorted(WORDED))


@dataclass(frozen=True)
class CriterionSpec:
    """One criterion; the fields mean what those of matching.models.Criterion mean."""

    key: str
    kind: CriterionKind
    label: str
    use: CriterionUse = CriterionUse.SCORE
    weight: float = 0.0
    minimum: float = 0.0
    strict: bool = False
    mentee_field: str = ""
    mentor_field: str = ""
    parameters: Mapping[str, float] = field(default_factory=dict)
    identity: bool = False


@dataclass(frozen=True)
class CriteriaSpec:
    """The criteria of a mapping in their order; with `alone` no other criterion of the programme counts any more."""

    criteria: tuple[CriterionSpec, ...] = ()
    alone: bool = False


@dataclass(frozen=True)
class FileRead:
    """One file: its name, the digest (sha256) of what it held, and how many rows of people."""

    name: str
    digest: str
    rows: int


@dataclass(frozen=True)
class FilesRead:
    """Everything that the files say; `files` by "mapping" and role."""

    mapping: FileMapping
    read: Read
    criteria: CriteriaSpec
    files: Mapping[str, FileRead]


def existing_file(text: str) -> Path:
    """A file that can be read, for the arguments of a command."""
    path = Path(text)
    if not path.is_file():
        raise ArgumentTypeError(f"there is no file {text}")
    return path


def read_files(
    mapping_file: Path, people: Mapping[Role, Path], *, limits: Limits, vocabulary: Callable[[], Index]
) -> FilesRead:
    """Reads a mapping and the files of mentees, mentors or both; `vocabulary` is asked for where the mapping names skills.

    Raises Refused with every fault of the mapping, else every fault of the files."""
    content = mapping_file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused([Fault(mapping_file.name, 0, "", "is not UTF-8")]) from None
    mapping = read_mapping(text, file=mapping_file.name, others=[TABLE])
    criteria = read_criteria(mapping.rest.get(TABLE), file=mapping_file.name, questions=mapping.questions)
    files = {"mapping": FileRead(mapping_file.name, sha256(content).hexdigest(), 0)}
    tables: list[Table] = []
    faults: list[Fault] = []
    for role, path in people.items():
        content = path.read_bytes()
        try:
            table = read_table(content, file=path.name, role=role, mapping=mapping)
        except Refused as refused:
            faults.extend(refused.faults)
            continue
        tables.append(table)
        files[role.value] = FileRead(path.name, sha256(content).hexdigest(), len(table.rows))
    index = vocabulary() if any("skills" in fields for fields in mapping.roles.values()) else Index.build(())
    try:
        read = read_people(tables, mapping, limits=limits, skills=index)
    except Refused as refused:
        faults.extend(refused.faults)
    if faults:
        raise Refused(faults)
    return FilesRead(mapping, read, criteria, files)


def read_criteria(said: Any, *, file: str, questions: Collection[QuestionSpec]) -> CriteriaSpec:
    """What the table `criteria` of a mapping says, None where it has none. Raises Refused with every fault."""
    if said is None:
        return CriteriaSpec()
    reader = _Reader(file, {question.key: question for question in questions})
    table = said if isinstance(said, dict) else {}
    for name in table:
        if name not in ("others", "list"):
            reader.fault(name, "is not known here; expected others, list")
    rows = table.get("list", [])
    if not (isinstance(said, dict) and isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
        reader.fault("list", "must be written as [[criteria.list]], once for each")
        rows = []
    if table.get("others", "stay") not in ("stay", "off"):
        reader.fault("others", 'must be "stay" or "off"')
    criteria = [reader.criterion(row, number) for number, row in enumerate(rows, start=1)]
    keys = [spec.key for spec in criteria if spec is not None]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        reader.fault(key, "stands twice; every criterion needs a key of its own")
    if reader.faults:
        raise Refused(reader.faults)
    return CriteriaSpec(tuple(spec for spec in criteria if spec is not None), table.get("others") == "off")


class _Reader:
    def __init__(self, file: str, questions: Mapping[str, QuestionSpec]) -> None:
        self.file, self.questions = file, questions
        self.faults: list[Fault] = []

    def fault(self, where: str, problem: str) -> None:
        self.faults.append(Fault(self.file, 0, f"{TABLE}.{where}", problem))

    def criterion(self, row: Mapping[str, Any], number: int) -> CriterionSpec | None:
        """The criterion, None where it cannot be one."""
        before = len(self.faults)
        where = str(row.get("key") or number)
        for name in row:
            if name not in WORDS:
                self.fault(f"{where}.{name}", f"is not known here; expected {one_of(WORDS, 20)}")
        for name, values in (("kind", CriterionKind.values), ("use", CriterionUse.values)):
            if row.get(name, CriterionUse.SCORE if name == "use" else None) not in values:
                self.fault(
                    f"{where}.{name}", f"{shown(str(row.get(name, '')))} is not one of {one_of(values)}"
                )
        for name, most in (("key", 60), ("label", 120)):
            if not (isinstance(row.get(name), str) and 0 < len(row[name]) <= most):
                self.fault(f"{where}.{name}", f"must be a text of at most {most} letters")
        identity = row.get("identity", False)
        mentee_field, mentor_field = (
            row.get(f"{side}_field", row.get("field", "")) for side in ("mentee", "mentor")
        )
        for name in dict.fromkeys((mentee_field, mentor_field)):
            self._check_field(where, str(name), identity=bool(identity), kind=str(row.get("kind", "")))
        if len(self.faults) > before:
            return None
        try:
            spec = CriterionSpec(
                key=row["key"],
                kind=CriterionKind(row["kind"]),
                label=row["label"],
                use=CriterionUse(row.get("use", CriterionUse.SCORE)),
                weight=float(row.get("weight", 0.0)),
                minimum=float(row.get("minimum", 0.0)),
                strict=bool(row.get("strict", False)),
                mentee_field=str(mentee_field),
                mentor_field=str(mentor_field),
                parameters={name: float(value) for name, value in dict(row.get("parameters", {})).items()},
                identity=bool(identity),
            )
            self._try(spec)
        except (TypeError, ValueError) as error:
            self.fault(where, str(error))
            return None
        return spec

    def _check_field(self, where: str, name: str, *, identity: bool, kind: str) -> None:
        if name.startswith(PREFIX):
            question = self.questions.get(name.removeprefix(PREFIX))
            if question is None:
                self.fault(
                    f"{where}.field",
                    f"there is no question {shown(name.removeprefix(PREFIX))} in this mapping",
                )
            elif question.identity and not identity:
                self.fault(f"{where}.identity", "must be true: the question is about identity")
        elif name.partition(":")[0] not in FIELDS and not (name == "" and kind in FIELDLESS):
            self.fault(
                f"{where}.field", f"{shown(name)} is not known; expected {one_of(FIELDS)} or question:<key>"
            )

    def _try(self, spec: CriterionSpec) -> None:
        """Raises ValueError where the engine would not take it."""
        kind = engine.Kind(spec.kind)
        if spec.use == CriterionUse.SCORE and not spec.weight > 0:
            raise ValueError("weight: expected a number above 0 for a criterion that scores")
        if spec.use == CriterionUse.RULE and spec.kind == CriterionKind.HOURS:
            return
        unknown = set(spec.parameters) - set(PARAMETERS.get(kind, {}))
        if unknown:
            raise ValueError(
                f"parameters: {one_of(sorted(unknown))} is not known; expected {one_of(PARAMETERS.get(kind, {})) or 'none'}"
            )
        engine.Criterion(
            key=spec.key,
            kind=kind,
            weight=spec.weight,
            mentee_field=spec.mentee_field,
            mentor_field=spec.mentor_field,
            params=spec.parameters,
            rule=spec.use == CriterionUse.RULE,
            minimum=spec.minimum,
            strict=spec.strict,
        )
