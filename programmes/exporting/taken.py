"""One table, as whoever knows its rows gives it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from programmes.exporting.cells import Cell


@dataclass(frozen=True)
class Taken:
    """One table of a programme: a name a column, and rows that are read as they are asked for."""

    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
