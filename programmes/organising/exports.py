"""The tables that organisers take away. Each app gives those it has the data of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from programmes.exporting.taken import Taken
from programmes.models import Programme

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Export:
    """`count` says how many rows there are, in one query; `load` reads them in a fixed number of queries for every few
    thousand. `text` says what is in it, and what is not."""

    name: str
    title: StrOrPromise
    text: StrOrPromise
    order: int
    count: Callable[[Programme], int]
    load: Callable[[Programme], Taken]


@dataclass
class Exports:
    by_name: dict[str, Export] = field(default_factory=dict)

    def register(self, export: Export) -> None:
        """Adds a table. Raises ValueError for a name that is taken by another."""
        if self.by_name.get(export.name, export) != export:
            raise ValueError(f"two exports are called {export.name!r}")
        self.by_name[export.name] = export

    def in_order(self) -> list[Export]:
        return sorted(self.by_name.values(), key=lambda export: export.order)


exports = Exports()
