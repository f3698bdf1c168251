"""Who exactly reads what is said to be read by "the organisers": the app that has programmes tells, of one person's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import Person


@dataclass(frozen=True)
class Circle:
    """One programme of somebody. `organisers` and `contact` (who keeps people safe; empty: those who run the site) are names;
    `closed_at` is when it closed, and `ends_at` when its words go then."""

    name: str
    url: str
    organisers: Sequence[str]
    contact: str
    closed_at: datetime | None = None
    ends_at: datetime | None = None


Telling = Callable[[Person], Sequence[Circle]]


@dataclass
class Circles:
    """Whoever tells, in the order in which they were added."""

    tellings: list[Telling] = field(default_factory=list)

    def register(self, telling: Telling) -> None:
        if telling not in self.tellings:
            self.tellings.append(telling)

    def of(self, person: Person) -> list[Circle]:
        return [circle for telling in self.tellings for circle in telling(person)]


circles = Circles()
