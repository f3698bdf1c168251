"""What others say about a mentor, and agreed that it may be read, without this app knowing where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from programmes.models import Enrolment


@dataclass(frozen=True)
class Praise:
    """A note that its author and the mentor both let others read."""

    text: str
    first_name: str
    programme: str


Provider = Callable[[Enrolment], list[Praise]]


@dataclass
class Praises:
    providers: list[Provider] = field(default_factory=list)

    def register(self, provider: Provider) -> None:
        """Adds somebody who knows notes about a mentor: a few of them, in a fixed number of queries."""
        if provider not in self.providers:
            self.providers.append(provider)

    def about(self, mentor: Enrolment) -> list[Praise]:
        return [praise for provider in self.providers for praise in provider(mentor)]


praises = Praises()
