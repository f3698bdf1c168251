"""Finds out what an uploaded file is, and reads it: CSV of any delimiter and encoding, or one sheet of an Excel file."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.importing import xlsx
from programmes.importing.sheet import NoTable, Sheet, sheet_of
from programmes.importing.table import OLD_EXCEL, ZIP

DELIMITERS = {
    ",": gettext_lazy("commas"),
    ";": gettext_lazy("semicolons"),
    "\t": gettext_lazy("tabs"),
    "|": gettext_lazy("bars"),
}
LOOKED_AT = 40
BINARY = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CALLED = {
    "utf-8-sig": "UTF-8",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "cp1252": "Windows-1252",
}
FOREIGN = {
    b"%PDF": gettext_lazy("It is a PDF. Export the table as Excel (.xlsx) or CSV."),
    b"\x89PNG": gettext_lazy("It is a picture. Upload the table as Excel (.xlsx) or CSV."),
    b"\xff\xd8\xff": gettext_lazy("It is a picture. Upload the table as Excel (.xlsx) or CSV."),
    b"{\\rtf": gettext_lazy("It is a text document. Save the table as Excel (.xlsx) or CSV."),
    OLD_EXCEL: gettext_lazy(
        "It is an old Excel file (.xls), or one with a password. Save it as .xlsx without a password, or as CSV."
    ),
}


def sheets_of(content: bytes) -> list[str]:
    """The names of the sheets to choose from; none for a file that has no sheets. Raises NoTable."""
    _refuse_foreign(content)
    return xlsx.sheet_names(content) if content.startswith(ZIP) else []


def read_sheet(content: bytes, *, sheet: str = "") -> Sheet:
    """What a file holds, of an Excel file the sheet of that name. Raises NoTable."""
    _refuse_foreign(content)
    if content.startswith(ZIP):
        made_of = _("Read from the sheet “%(sheet)s” of an Excel file.") % {"sheet": sheet}
        return sheet_of(xlsx.rows(content, sheet=sheet), errors=xlsx.ERRORS, made_of=made_of)
    text, encoding = _decoded(content)
    delimiter = _delimiter(text)
    made_of = _("Read as %(encoding)s, its columns parted by %(delimiter)s.") % {
        "encoding": CALLED[encoding],
        "delimiter": DELIMITERS[delimiter],
    }
    return sheet_of(_lines(text, delimiter), errors=xlsx.ERRORS, made_of=made_of)


def _refuse_foreign(content: bytes) -> None:
    if not content.strip():
        raise NoTable(
            _("It is empty. Its first line must name the columns, and each line below is a person.")
        )
    for start, words in FOREIGN.items():
        if content.startswith(start):
            raise NoTable(str(words))
    if re.match(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype|html|table|workbook)\b", content[:400], re.IGNORECASE):
        raise NoTable(
            _("It is a web page, whatever it is called. Open it in Excel and save it as .xlsx or CSV.")
        )


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise NoTable(_no_text()) from error
    guesses = ("utf-16-le",) if content[1:40:2].count(0) > 10 else ("utf-8", "cp1252")
    for encoding in guesses:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and not BINARY.search(text):
            return text, encoding
        break
    raise NoTable(_no_text())


def _no_text() -> str:
    return _("It is no table: it holds no readable text. Upload an Excel file (.xlsx) or CSV.")


def _delimiter(text: str) -> str:
    """What parts the cells: that by which most of the first lines have the same number of cells, the more the better."""
    start = "\n".join(text.splitlines()[:LOOKED_AT])

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            lines = list(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter))
        except csv.Error:
            return 0.0, 0
        widths = [len(cells) for cells in lines if any(cell.strip() for cell in cells)]
        if not widths or widths[0] == 1:
            return 0.0, 0
        return Counter(widths)[widths[0]] / len(widths), widths[0]

    return max(DELIMITERS, key=fit)


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise NoTable(
            _(
                "From line %(line)s on it cannot be read: a quotation mark is missing or stands where none belongs."
            )
            % {"line": begins}
        ) from error
