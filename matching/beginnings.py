"""What others add to the beginning of mentorships and to its being taken back, without this app knowing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from matching.models import Mentorship
from notifications.operations.outbox import Draft

HaveMet = Callable[[Sequence[UUID]], Iterable[UUID]]
Letters = Callable[[Sequence[Mentorship]], Iterable[Draft]]


@dataclass
class Met:
    """Who knows of mentorships whether the two have met."""

    providers: list[HaveMet] = field(default_factory=list)

    def register(self, provider: HaveMet) -> None:
        """Adds somebody who is asked: given ids of mentorships, they give back those whose two people have met."""
        if provider not in self.providers:
            self.providers.append(provider)

    def among(self, mentorships: Sequence[UUID]) -> set[UUID]:
        """Those of these mentorships of which anybody knows that the two have met."""
        return {pk for provider in self.providers for pk in provider(mentorships)}


@dataclass
class FirstLetters:
    """Who writes to the two when a mentorship has begun."""

    writers: list[Letters] = field(default_factory=list)

    def register(self, writer: Letters) -> None:
        """Adds a writer: given new mentorships with their people loaded, it gives the letters to be queued."""
        if writer not in self.writers:
            self.writers.append(writer)

    def of(self, mentorships: Sequence[Mentorship]) -> list[Draft]:
        return [draft for writer in self.writers for draft in writer(mentorships)]


met = Met()
first_letters = FirstLetters()
