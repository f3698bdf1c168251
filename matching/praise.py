"""What others say about a mentor, and agreed that it may be read, without this app knowing where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.models import Person
from programmes.models import Enrolment


@dataclass(frozen=True)
class Praise:
    """A note that its author and the mentor both let others read."""

    text: str
    first_name: str
    programme: str


# Gives notes about a mentor for a reader: none by whom the reader, or the mentor, wants nothing to do with.
Provider = Callable[[Enrolment, Person], list[Praise]]


@dataclass
class Praises:
    providers: list[Provider] = field(default_factory=list)

    def register(self, provider: Provider) -> None:
        """Adds somebody who knows notes about a mentor: a few of them, in a fixed number of queries."""
        if provider not in self.providers:
            self.providers.append(provider)

    def about(self, mentor: Enrolment, *, reader: Person) -> list[Praise]:
        return [praise for provider in self.providers for praise in provider(mentor, reader)]


praises = Praises()
