"""One sheet of an organiser's file as text, whatever program wrote it: what the pages of an import work on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.enums import Role
from programmes.importing.faults import Fault
from programmes.importing.table import Row, Table
from ui.plain_text import TooManyMarks, plain_text

MOST_ROWS, MOST_COLUMNS = 20_000, 100
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class NoTable(Exception):
    """The file cannot be read as people, one a line; the message says why and what to do."""


@dataclass(frozen=True)
class Sheet:
    """`columns` have a name each, unlike all others. `rows` are the line and a cell a column; `faults` are the line,
    the column and what is wrong with it. `made_of` says in words how the file was read."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    faults: tuple[tuple[int, str, str], ...] = ()
    made_of: str = ""

    def dump(self) -> bytes:
        held = {
            "columns": self.columns,
            "rows": self.rows,
            "faults": self.faults,
            "made_of": self.made_of,
        }
        return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def load(cls, content: bytes) -> Sheet:
        held = json.loads(content)
        return cls(
            columns=tuple(held["columns"]),
            rows=tuple((line, tuple(cells)) for line, cells in held["rows"]),
            faults=tuple((line, column, problem) for line, column, problem in held["faults"]),
            made_of=held["made_of"],
        )

    def values(self, column: str) -> list[str]:
        """The cells of a column that hold something, in the order of the lines."""
        at = self.columns.index(column)
        return [cells[at] for _line, cells in self.rows if cells[at]]

    def table(self, *, file: str, role: Role, without: Iterable[int] = ()) -> Table:
        """As the reader of people takes it, without some of its lines."""
        left_out = frozenset(without)
        rows = (
            Row(line, dict(zip(self.columns, cells, strict=True)))
            for line, cells in self.rows
            if line not in left_out
        )
        return Table(file, role, tuple(rows))

    def own_faults(self, file: str) -> list[Fault]:
        return [Fault(file, *fault) for fault in self.faults]


def sheet_of(
    lines: Iterable[tuple[int, Sequence[str]]], *, errors: Iterable[str] = (), made_of: str
) -> Sheet:
    """The first line that holds something names the columns, the others are people; `errors` are cells that hold no
    value but a spreadsheet's own complaint. Raises NoTable."""
    complaints = frozenset(errors)
    names: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    faults: list[tuple[int, str, str]] = []
    for line, raw in lines:
        cells = [_plain(cell) for cell in raw]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if not names:
            names = cells
        else:
            rows.append((line, cells))
        if len(rows) > MOST_ROWS:
            raise NoTable(
                _("It has more than %(most)s lines. Import it in parts.") % {"most": intcomma(MOST_ROWS)}
            )
        if len(cells) > MOST_COLUMNS:
            raise NoTable(
                _("Line %(line)s has %(found)s columns; at most %(most)s are read.")
                % {"line": line, "found": len(cells), "most": MOST_COLUMNS}
            )
    if not names:
        raise NoTable(
            _("It is empty. Its first line must name the columns, and each line below is a person.")
        )
    if not rows:
        raise NoTable(
            _("It has one line alone. The first line names the columns, and each line below is a person.")
        )
    width = max(len(names), *(len(cells) for _line, cells in rows))
    columns = _named(names, width)
    full = [(line, tuple(cells + [""] * (width - len(cells)))) for line, cells in rows]
    for line, each in full:
        for at, cell in enumerate(each):
            if cell and at >= len(names):
                faults.append((line, columns[at], _beyond(len(names))))
            elif cell in complaints:
                faults.append((line, columns[at], _("holds the spreadsheet's own error %s") % cell))
    return _without_empty(columns, full, faults, made_of)


def _beyond(columns: int) -> str:
    return ngettext(
        "stands to the right of the one column that the first line names",
        "stands to the right of the %(count)s columns that the first line names",
        columns,
    ) % {"count": columns}


def _plain(cell: str) -> str:
    """Without spaces around it, and without the apostrophe by which our own exports keep formulas from running."""
    try:
        text = plain_text(cell).strip()
    except TooManyMarks:
        # It is refused where its line is, with the others at fault.
        text = cell.strip().replace("\x00", "")
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA_STARTS and len(text) > 1 else text


def _named(names: Sequence[str], width: int) -> list[str]:
    """A name for every column: its own, with a number where another has it, or its place."""
    found: list[str] = []
    taken: set[str] = set()
    for at in range(width):
        name = " ".join(names[at].split()) if at < len(names) else ""
        name = name or _("column %(number)s") % {"number": at + 1}
        free, number = name, 1
        while free in taken:
            number += 1
            free = f"{name} ({number})"
        taken.add(free)
        found.append(free)
    return found


def _without_empty(
    columns: Sequence[str],
    rows: Sequence[tuple[int, tuple[str, ...]]],
    faults: Sequence[tuple[int, str, str]],
    made_of: str,
) -> Sheet:
    """Columns that hold nothing in any line are left out."""
    used = [at for at in range(len(columns)) if any(cells[at] for _line, cells in rows)]
    return Sheet(
        columns=tuple(columns[at] for at in used),
        rows=tuple((line, tuple(cells[at] for at in used)) for line, cells in rows),
        faults=tuple(faults),
        made_of=made_of,
    )
