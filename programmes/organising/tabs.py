"""The tabs of a programme's pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from programmes.models import Programme

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Tab:
    """One tab: `route` takes the programme's slug, `order` is its place from the left, `count` says how much waits
    there, 0 for nothing. A count that takes a while is `costly`: it stands on the overview and on its own pages alone."""

    name: str
    label: StrOrPromise
    route: str
    order: int
    count: Callable[[Programme, datetime], int] | None = None
    costly: bool = False

    def counted(self, programme: Programme, *, now: datetime, beside: str) -> int | None:
        """How much waits there, as it is told beside the tab called `beside`; None for nothing, or nothing told."""
        if self.count is None or (self.costly and beside not in {"overview", self.name}):
            return None
        return self.count(programme, now) or None


@dataclass
class Tabs:
    by_name: dict[str, Tab] = field(default_factory=dict)

    def register(self, tab: Tab) -> None:
        """Adds a tab. Raises ValueError for a name that is taken by another."""
        if self.by_name.get(tab.name, tab) != tab:
            raise ValueError(f"two tabs are called {tab.name!r}")
        self.by_name[tab.name] = tab

    def in_order(self) -> list[Tab]:
        return sorted(self.by_name.values(), key=lambda tab: tab.order)


tabs = Tabs()
