"""A table as a file, written while it is sent. Nothing is kept on the server."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from programmes.exporting.cells import Cell, plain_row

# Excel reads a CSV file without this mark in the old alphabet of its country, and spoils every accent.
MARK = "\ufeff"
LINES_A_PIECE = 500
EXCEL_CELL = 32_767
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_pieces(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file piece by piece, as the rows come."""
    out = io.StringIO(newline="")
    out.write(MARK)
    writer = csv.writer(out)
    writer.writerow(plain_row(columns))
    for number, row in enumerate(rows, start=1):
        writer.writerow(plain_row(row))
        if number % LINES_A_PIECE == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def xlsx_file(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """The file, open at its beginning; it is gone once it is closed. The first row stays in sight."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(
        "".join(letter for letter in title if letter not in r"[]:*?/\'")[:31] or "Table"
    )
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, str(cell)) for cell in plain_row(columns)])
    for row in rows:
        sheet.append([cell[:EXCEL_CELL] if isinstance(cell, str) else cell for cell in plain_row(row)])
    file = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book.save(file)
    file.seek(0)
    return file


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell
