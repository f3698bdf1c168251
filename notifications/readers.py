"""Who reads mail, and when they may be written to. The app that knows people registers where to ask; this one only asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from notifications.hours import Hours

# Ids of accounts to the hours of their people, in a fixed number of queries; those who belong to nobody are left out.
HoursOf = Callable[[Collection[UUID]], Mapping[UUID, Hours]]


@dataclass
class Readers:
    ask: HoursOf | None = None

    def register(self, ask: HoursOf) -> None:
        """Says where hours are asked for. Raises ValueError where somebody else said so before."""
        if self.ask is not None and self.ask is not ask:
            raise ValueError("two apps say when people may be written to")
        self.ask = ask

    def hours_of(self, accounts: Collection[UUID]) -> Mapping[UUID, Hours]:
        """The hours of the people of these accounts; nobody's where no app knows people."""
        return self.ask(accounts) if self.ask is not None and accounts else {}


readers = Readers()
