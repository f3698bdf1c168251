"""The report of an import: a row a person, and one for every line that was left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.enums import NetworkKind
from programmes.enums import Role
from programmes.importing.meanings import meanings
from programmes.operations.imports import ImportReport
from ui.words import inside

if TYPE_CHECKING:
    from programmes.operations.import_reading import Reading

LEFT_OUT = "left out"


@dataclass(frozen=True)
class Line:
    """What became of one line. `outcome` is created, updated, unchanged or LEFT_OUT; `changed` and `kept` are names of
    values; `notes` are sentences, of a line that was left out what is wrong with it."""

    line: int
    email: str
    name: str
    outcome: str
    changed: tuple[str, ...]
    kept: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def changed_words(self) -> str:
        return ", ".join(map(said, self.changed))

    @property
    def kept_words(self) -> str:
        return ", ".join(map(said, self.kept))


def lines_of(report: ImportReport, reading: Reading) -> list[list[Any]]:
    """As it is stored, in the order of the file."""
    where = {person.email: person.where.line for person in reading.read.people}
    rows: list[list[Any]] = [
        [
            where[person.email],
            person.email,
            person.name,
            person.outcome.value,
            list(person.changes),
            list(person.kept),
            list(person.notes),
        ]
        for person in report.people
    ]
    faults: dict[int, list[str]] = defaultdict(list)
    for fault in reading.faults:
        faults[fault.line].append(f"{fault.column}: {fault.problem}" if fault.column else fault.problem)
    rows += [[line, "", "", LEFT_OUT, [], [], problems] for line, problems in faults.items()]
    return sorted(rows, key=lambda row: row[0])


def lines(stored: Iterable[list[Any]]) -> list[Line]:
    return [
        Line(line, email, name, outcome, tuple(changed), tuple(kept), tuple(notes))
        for line, email, name, outcome, changed, kept, notes in stored
    ]


def said(name: str) -> str:
    """A value's name in a report, such as "mentee.answer:grade", in words."""
    of, rest = name.split(".", 1)
    kind, key = rest.split(":", 1) if ":" in rest else (rest, "")
    if kind == "answer":
        words = key
    elif kind == "networks":
        words = str(NetworkKind(key).label) if key in NetworkKind.values else key
    elif kind == "enrolled":
        return _("enrolled as %(role)s") % {"role": inside(Role(of).label)}
    else:
        known = meanings(Role.MENTOR if of == Role.MENTOR else Role.MENTEE).get(kind)
        words = str(known.label) if known else kind
    return words
