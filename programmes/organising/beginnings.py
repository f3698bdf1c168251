"""What a new programme is given besides its settings and its questions, by the apps that keep it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from accounts.models import Person
from programmes.models import Programme


class Giver(Protocol):
    def __call__(
        self, *, programme: Programme, source: Programme | None, by: Person | None, now: datetime
    ) -> object:
        """Gives to the new `programme`, out of `source` where it is a copy of another."""


@dataclass
class Beginnings:
    """Each giver runs once, in the transaction that makes the programme, and copies no people."""

    givers: dict[str, Giver] = field(default_factory=dict)

    def register(self, what: str, giver: Giver) -> None:
        """Adds what one app gives. Raises ValueError where `what` is given by another."""
        if self.givers.get(what, giver) is not giver:
            raise ValueError(f"two parts give {what!r} to a new programme")
        self.givers[what] = giver

    def give(
        self, programme: Programme, *, source: Programme | None, by: Person | None, now: datetime
    ) -> None:
        for giver in self.givers.values():
            giver(programme=programme, source=source, by=by, now=now)


beginnings = Beginnings()
