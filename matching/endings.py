"""What others do when mentorships are over, however they ended, without this app knowing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from accounts.models import Person
from matching.models import Mentorship


class Ending(Protocol):
    def __call__(self, mentorships: Sequence[Mentorship], *, by: Person | None, now: datetime) -> object:
        """Clears up after `mentorships`, which are over now and have their people and programme loaded; `by` ended them,
        None where nobody did it themself. Of many that nothing stands behind it costs as little as of one."""


@dataclass
class Endings:
    """Each runs in the transaction that ends the mentorships."""

    known: list[Ending] = field(default_factory=list)

    def register(self, ending: Ending) -> None:
        """Adds somebody who clears up."""
        if ending not in self.known:
            self.known.append(ending)

    def of(self, mentorships: Sequence[Mentorship], *, by: Person | None, now: datetime) -> None:
        """Tells everybody who registered that these are over."""
        for ending in self.known:
            ending(mentorships, by=by, now=now)


endings = Endings()
