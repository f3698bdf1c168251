"""What is wrong with a file: where, what stands there, and what is expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

SHOWN = 60


@dataclass(frozen=True, order=True)
class Fault:
    """`line` counts from 1 and is 0 where the fault belongs to no line; `column` may be empty."""

    file: str
    line: int
    column: str
    problem: str

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        column = f", “{self.column}”" if self.column else ""
        return f"{self.file}{line}{column}: {self.problem}"


class Refused(Exception):
    """The files cannot be imported as they are. `faults` are all that were found, in the order of the lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


def shown(text: str) -> str:
    """A value as a fault quotes it, in quotation marks and at most SHOWN letters."""
    flat = " ".join(text.split())
    return f"“{flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + '…'}”"


def one_of(words: Iterable[str], most: int = 12) -> str:
    """The words that are allowed, at most `most` of them."""
    every = list(words)
    rest = len(every) - most
    named = ", ".join(every[:most])
    return _("%(words)s and %(n)s more") % {"words": named, "n": rest} if rest > 0 else named
