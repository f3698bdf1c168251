"""What apps above this one find that somebody should look at one day: the health of the site tells it (notifications.health)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Concern:
    """How many of something there are; `words` says it in the language of whoever reads, and names nothing and nobody: the page
    is open to everybody."""

    n: int
    words: Callable[[int], str]

    def __str__(self) -> str:
        return self.words(self.n)


Look = Callable[[datetime], Concern]


@dataclass
class Concerns:
    """Whoever looks, in the order in which they were added; each asks one query."""

    looks: list[Look] = field(default_factory=list)

    def register(self, look: Look) -> None:
        if look not in self.looks:
            self.looks.append(look)

    def at(self, now: datetime) -> tuple[Concern, ...]:
        """Those of which there are any."""
        return tuple(found for found in (look(now) for look in self.looks) if found.n)


concerns = Concerns()
