"""A file of comma-separated values as rows, each with its line."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from programmes.enums import Role
from programmes.importing.faults import Fault, Refused, one_of, shown
from programmes.importing.mapping import Mapping

DELIMITERS = (",", ";", "\t")
SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Row:
    """`cells` by the name of their column, without spaces around them. `line` is where the row begins."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    file: str
    role: Role
    rows: tuple[Row, ...]


def read_table(content: bytes, *, file: str, role: Role, mapping: Mapping) -> Table:
    """The rows of one file, those of mentees or of mentors. Empty lines are left out. Raises Refused."""
    text = _decoded(content, file, mapping)
    wanted = mapping.columns_of(role)
    delimiter = mapping.delimiter or _delimiter(text, wanted)
    faults: list[Fault] = []
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            begins, line = line, reader.line_num + 1
            stripped = [cell.strip() for cell in cells]
            if not any(stripped):
                continue
            if columns is None:
                columns = stripped
                faults.extend(_header_faults(columns, wanted, file, begins))
            elif len(stripped) != len(columns):
                problem = f"has {len(stripped)} cells where the first line has {len(columns)}"
                faults.append(Fault(file, begins, "", problem))
            else:
                rows.append(Row(begins, dict(zip(columns, stripped, strict=True))))
    except csv.Error as error:
        faults.append(Fault(file, line, "", f"cannot be read as comma-separated values: {error}"))
    if columns is None and not faults:
        faults.append(Fault(file, 1, "", "is empty; its first line must name the columns"))
    if faults:
        raise Refused(faults)
    return Table(file, role, tuple(rows))


def _decoded(content: bytes, file: str, mapping: Mapping) -> str:
    if file.lower().endswith(SPREADSHEETS) or content.startswith((ZIP, OLD_EXCEL)):
        problem = "is a spreadsheet program's own file, and only CSV is read here: save it as “CSV UTF-8”"
        raise Refused([Fault(file, 0, "", problem)])
    try:
        text = content.decode("utf-8-sig" if mapping.encoding == "utf-8" else mapping.encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = (
            f"is not {mapping.encoding}: the byte {content[error.start]:#04x} begins no letter. Save the file as "
            '“CSV UTF-8”, or write encoding = "cp1252" under [file] in the mapping if it is a Windows file'
        )
        raise Refused([Fault(file, line, "", problem)]) from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise Refused([Fault(file, line, "", "holds a zero byte, so it is no text: save it as “CSV UTF-8”")])
    return text


def _delimiter(text: str, wanted: Sequence[str]) -> str:
    """What parts the cells: that by which the first line names most of the columns that are wanted."""
    first = next((line for line in text.splitlines() if line.strip()), "")

    def named(delimiter: str) -> int:
        return len({cell.strip(' "') for cell in first.split(delimiter)} & set(wanted))

    return max(DELIMITERS, key=named)


def _header_faults(columns: list[str], wanted: list[str], file: str, line: int) -> list[Fault]:
    counted = Counter(column for column in columns if column)
    twice = [
        Fault(file, line, column, f"names {times} columns; each needs a name of its own")
        for column, times in counted.items()
        if times > 1
    ]
    missing = [
        Fault(
            file,
            line,
            column,
            f"there is no such column. The file has: {one_of(map(shown, counted), most=30)}",
        )
        for column in wanted
        if column not in counted
    ]
    return twice + missing
