"""What is still missing before a programme can open. Each app knows its own part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from programmes.models import Programme

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Check:
    """One point: what it is about, whether it is done, and a sentence that says what is so or what to do. `url` is where
    it is done. Without one that is `needed` the programme cannot open; the others are advice."""

    label: StrOrPromise
    done: bool
    text: StrOrPromise
    url: str
    needed: bool = True


Provider = Callable[[Programme, datetime], list[Check]]


@dataclass
class Checklist:
    providers: dict[int, Provider] = field(default_factory=dict)

    def register(self, order: int, provider: Provider) -> None:
        """Adds the points of one app at a place of their own. Raises ValueError where the place is taken by another."""
        if self.providers.get(order, provider) is not provider:
            raise ValueError(f"two parts of the checklist stand at {order}")
        self.providers[order] = provider

    def of(self, programme: Programme, *, now: datetime) -> list[Check]:
        return [
            check for _at, provider in sorted(self.providers.items()) for check in provider(programme, now)
        ]


checklist = Checklist()
