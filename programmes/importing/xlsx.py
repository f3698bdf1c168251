"""Excel's own files, read a row at a time: every cell as the text that a person would type for it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from typing import Any
from zipfile import BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from programmes.importing.sheet import MOST_COLUMNS, NoTable

UNPACKED = 150 * 1024 * 1024
ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
BROKEN = (
    BadZipFile,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    OSError,
    AttributeError,
    SyntaxError,  # what is no XML, to whichever of its readers openpyxl finds
)
OTHERS = {
    "xl/workbook.bin": gettext_lazy("It is a binary Excel file (.xlsb). Save it as .xlsx."),
    "Index/Document.iwa": gettext_lazy("It is a Numbers file. Export it as Excel (.xlsx) or CSV."),
    "content.xml": gettext_lazy("It is an OpenDocument file (.ods). Save it as Excel (.xlsx) or CSV."),
    "word/document.xml": gettext_lazy(
        "It is a Word document. Copy its table into a spreadsheet and save that as .xlsx."
    ),
}


def sheet_names(content: bytes) -> list[str]:
    """The sheets of a workbook that are shown and hold cells. Raises NoTable."""
    with closing(_workbook(content)) as book:
        try:
            shown = [s.title for s in book.worksheets if s.sheet_state == "visible" and _has_rows(s)]
        except BROKEN as error:
            raise NoTable(_damaged()) from error
    if not shown:
        raise NoTable(_("None of its sheets holds anything."))
    return shown


def rows(content: bytes, *, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of one sheet, numbered as Excel numbers them. Raises NoTable."""
    with closing(_workbook(content)) as book:
        if sheet not in book.sheetnames:
            raise NoTable(_("It has no sheet called “%(sheet)s”.") % {"sheet": sheet})
        try:
            page: Any = book[sheet]
            page.reset_dimensions()
            for number, cells in enumerate(page.iter_rows(values_only=True), start=1):
                yield number, [as_text(value) for value in cells[: MOST_COLUMNS + 1]]
        except BROKEN as error:
            raise NoTable(_damaged()) from error


def as_text(value: object) -> str:
    """A cell as text: days as 2026-11-24, whole numbers without a point, yes and no."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
        case timedelta():
            return str(value)
    return str(value)


def _workbook(content: bytes) -> Any:
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            inside = {entry.filename: entry.file_size for entry in packed.infolist()}
    except (BadZipFile, OSError) as error:
        raise NoTable(_damaged()) from error
    if "xl/workbook.xml" not in inside:
        known = [words for name, words in OTHERS.items() if name in inside]
        raise NoTable(
            str(known[0]) if known else _("It is a packed file (.zip). Unpack it and upload the table in it.")
        )
    if sum(inside.values()) > UNPACKED:
        raise NoTable(_("Unpacked it is too large to be read here. Save the one sheet with people as CSV."))
    try:
        return load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except DefusedXmlException as error:
        raise NoTable(
            _("It holds instructions that no table needs. Save the sheet with people as CSV.")
        ) from error
    except (*BROKEN, zipfile.LargeZipFile) as error:
        raise NoTable(_damaged()) from error


def _has_rows(sheet: Any) -> bool:
    sheet.reset_dimensions()
    return any(
        any(value is not None for value in row) for row in sheet.iter_rows(max_row=200, values_only=True)
    )


def _damaged() -> str:
    return _(
        "Excel would call it damaged: it cannot be read. Open it, save it anew and try again, or save it as CSV."
    )
