"""The panels of a programme's overview. Each app fills those it has the data for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from programmes.models import Programme

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Panel:
    """One panel: `load` gives what its `template` is shown, in a fixed number of queries, or None where there is nothing
    to show yet. `wide` takes the whole row. One that is `measured` gives figures (programmes/organising/figures.py), which
    are set beside those of another programme and stand in the report."""

    name: str
    title: StrOrPromise
    order: int
    template: str
    load: Callable[[Programme, datetime], dict[str, Any] | None]
    wide: bool = False
    measured: bool = False


@dataclass(frozen=True)
class Shown:
    panel: Panel
    data: dict[str, Any]


@dataclass
class Panels:
    by_name: dict[str, Panel] = field(default_factory=dict)

    def register(self, panel: Panel) -> None:
        """Adds a panel. Raises ValueError for a name that is taken by another."""
        if self.by_name.get(panel.name, panel) != panel:
            raise ValueError(f"two panels are called {panel.name!r}")
        self.by_name[panel.name] = panel

    def of(self, programme: Programme, *, now: datetime, only_measured: bool = False) -> list[Shown]:
        """The panels that have something to show, in their order."""
        loaded = [
            (panel, panel.load(programme, now))
            for panel in sorted(self.by_name.values(), key=lambda p: p.order)
            if panel.measured or not only_measured
        ]
        return [Shown(panel, data) for panel, data in loaded if data is not None]


panels = Panels()
