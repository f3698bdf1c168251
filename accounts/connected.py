"""Which other systems read what is about somebody: whoever connects them tells, and "Your data" shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from accounts.models import Person

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Connected:
    """One system of an organisation; `may` says what it may do, and `used_at` when it last did."""

    name: str
    organisation: str
    may: Sequence[StrOrPromise]
    used_at: datetime | None


Telling = Callable[[Person, datetime], Sequence[Connected]]


@dataclass
class ConnectedSystems:
    """Whoever tells, in the order in which they were added."""

    tellings: list[Telling] = field(default_factory=list)

    def register(self, telling: Telling) -> None:
        if telling not in self.tellings:
            self.tellings.append(telling)

    def of(self, person: Person, *, now: datetime) -> list[Connected]:
        return [one for telling in self.tellings for one in telling(person, now)]


connected = ConnectedSystems()
