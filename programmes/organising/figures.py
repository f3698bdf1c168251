"""The figures of a panel: what a programme's overview and report show, and what is set beside another programme's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ui.charts import Chart
from ui.words import percent

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Figures that would speak of fewer people than this are not shown: they would speak of somebody.
FEWEST = 5
TEMPLATE = "programmes/organise/panels/figures.html"


@dataclass(frozen=True)
class Figure:
    """One number in words; `key` finds its like in another programme. A `value` of "" is one that cannot be given."""

    key: str
    label: StrOrPromise
    value: str
    note: str = ""


@dataclass(frozen=True)
class Measured:
    """What a panel shows: figures, a chart with its sentence and meaning, or in place of both a sentence that says why
    there is nothing yet (`empty`). `url` leads on to where more stands."""

    figures: tuple[Figure, ...] = ()
    chart: Chart | None = None
    empty: str = ""
    url: str = ""
    action: StrOrPromise = ""

    def figure(self, key: str) -> Figure | None:
        return next((one for one in self.figures if one.key == key), None)


def whole(number: int) -> str:
    return number_format(number, 0, force_grouping=True)


def share(part: int, of: int) -> str:
    """A part as per cent; nothing where there is no whole, or one of so few that it would speak of somebody."""
    return percent(part / of) if of >= FEWEST else ""


def hours(number: float | None) -> str:
    """A stretch of time in words: hours up to two days, then days."""
    if number is None:
        return ""
    if number < 48:
        return _("%(n)s h") % {"n": number_format(number, 0 if number >= 10 else 1)}
    return _("%(n)s days") % {"n": number_format(number / 24, 1)}


def too_few(what: str) -> str:
    """Why a panel says nothing although there is something."""
    return _("%(what)s Figures are shown from five on, so that none of them speaks of one person.") % {
        "what": what
    }


def in_words(labels: Sequence[StrOrPromise], values: Sequence[int]) -> str:
    """The sentence of a chart of counts: each label with its number."""
    return "; ".join(f"{label}: {whole(value)}" for label, value in zip(labels, values, strict=True))
