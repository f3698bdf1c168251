"""What other apps add to an organiser's page about one person: requests, mentorships, and what leaving does to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from programmes.models import Enrolment

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Section:
    """One section: `load` gives what its `template` is shown, as data, or None where there is nothing to show. `leaving`
    says in sentences what becomes of it when the person leaves the programme. Each takes a fixed number of queries."""

    name: str
    title: StrOrPromise
    order: int
    template: str
    load: Callable[[Enrolment, datetime], dict[str, Any] | None]
    leaving: Callable[[Enrolment], list[str]] | None = None


@dataclass(frozen=True)
class ShownSection:
    section: Section
    data: dict[str, Any]


@dataclass
class Sections:
    by_name: dict[str, Section] = field(default_factory=dict)

    def register(self, section: Section) -> None:
        """Adds a section. Raises ValueError for a name that is taken by another."""
        if self.by_name.get(section.name, section) != section:
            raise ValueError(f"two sections are called {section.name!r}")
        self.by_name[section.name] = section

    def _in_order(self) -> list[Section]:
        return sorted(self.by_name.values(), key=lambda section: section.order)

    def of(self, enrolment: Enrolment, *, now: datetime) -> list[ShownSection]:
        """The sections that have something to show, in their order."""
        loaded = [(section, section.load(enrolment, now)) for section in self._in_order()]
        return [ShownSection(section, data) for section, data in loaded if data is not None]

    def leaving(self, enrolment: Enrolment) -> list[str]:
        """What becomes of everything when this person leaves, in sentences."""
        return [
            line for section in self._in_order() if section.leaving for line in section.leaving(enrolment)
        ]


sections = Sections()
