"""Cells as a spreadsheet program takes them: words never run as a formula, numbers stay numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from django.utils import timezone
from django.utils.translation import gettext as _

Cell: TypeAlias = str | int | float | Decimal | bool | date | datetime | None
Plain: TypeAlias = str | int | float | Decimal

# What makes a spreadsheet program take words for a formula, also where quotes, or signs that do not show, stand before it.
_FORMULA = re.compile(
    r"[\s\"'\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*[=+\-@＝＋－＠﹢﹣﹫]|[\t\r\n]"
)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def defused(text: str) -> str:
    """`text` behind an apostrophe where a spreadsheet program would run it, and without control characters."""
    plain = _UNPRINTABLE.sub("", text.replace("\r\n", "\n"))
    return f"'{plain}" if _FORMULA.match(plain) else plain


def plain(cell: Cell) -> Plain:
    """A cell as a text that runs nothing, or as a number. Moments are in the time zone of the site's page."""
    match cell:
        case None:
            return ""
        case bool():
            return _("yes") if cell else _("no")
        case int() | Decimal():
            return cell
        case float():
            return cell if cell == cell and abs(cell) != float("inf") else ""
        case datetime():
            return timezone.localtime(cell).strftime("%Y-%m-%d %H:%M") if cell.tzinfo else str(cell)
        case date():
            return cell.isoformat()
    return defused(cell)


def plain_row(cells: Iterable[Cell]) -> list[Plain]:
    return [plain(cell) for cell in cells]
