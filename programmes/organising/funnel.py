"""The way of a programme's mentees from applying to completing, in stages. Each app counts those that it knows of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from programmes.models import Programme

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Stage:
    """One stage: `count` says in one query how many mentees of the programme have come so far; `short` stands under a bar,
    where there is little room."""

    name: str
    label: StrOrPromise
    order: int
    count: Callable[[Programme], int]
    short: StrOrPromise = ""


@dataclass
class Funnel:
    by_name: dict[str, Stage] = field(default_factory=dict)

    def register(self, stage: Stage) -> None:
        """Adds a stage. Raises ValueError for a name that is taken by another."""
        if self.by_name.get(stage.name, stage) != stage:
            raise ValueError(f"two stages are called {stage.name!r}")
        self.by_name[stage.name] = stage

    def of(self, programme: Programme) -> list[tuple[Stage, int]]:
        """Every stage with its count, in their order; one query each."""
        stages = sorted(self.by_name.values(), key=lambda stage: stage.order)
        return [(stage, stage.count(programme)) for stage in stages]


funnel = Funnel()
