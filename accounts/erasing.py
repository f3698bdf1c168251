"""What apps add to erasing somebody, without this app knowing them: how the person leaves what they take part in, what stands
in the way, and what the declarations (accounts/privacy.py) cannot say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.db import models

from accounts.models import Person

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Gone:
    """Somebody who is being erased. `addresses` are all of their e-mail addresses, in small letters; `ids` the keys of the
    rows that say something of them, by model; `neutral` is a new address that reaches nobody, the same for each table."""

    person: Person
    name: str
    addresses: frozenset[str]
    ids: Mapping[type[models.Model], Collection[Any]]
    neutral: str
    now: datetime

    @property
    def all_ids(self) -> frozenset[str]:
        """The keys of all of these rows, as text, without those that are mere numbers."""
        return frozenset(str(pk) for keys in self.ids.values() for pk in keys if not isinstance(pk, int))

    @property
    def marks(self) -> tuple[str, ...]:
        """What tells in a text that it is about them: an address, or a name of several words. One word alone may be anybody's,
        or any word."""
        return (*self.addresses, *([self.name] if " " in self.name else []))

    def mentioned_in(self, *texts: str) -> bool:
        """Whether a text has one of their marks in it."""
        whole = "\n".join(texts).lower()
        return any(mark.lower() in whole for mark in self.marks)


class Leaver(Protocol):
    def __call__(self, person: Person, *, now: datetime) -> int:
        """Ends what `person` takes part in, as if they had done it themself; returns how many things it ended. Done twice, it
        finds nothing."""


class Obstacle(Protocol):
    def __call__(self, person: Person) -> Collection[StrOrPromise]:
        """What must be handed over before `person` may go, in words to them."""


class Eraser(Protocol):
    def __call__(self, gone: Gone) -> object:
        """Takes away what is left of somebody, in the transaction that erases them and before the declared fields are
        emptied. Files go once it is committed."""


@dataclass
class Erasing:
    """They run in the order in which they were added."""

    leavers: list[Leaver] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)
    erasers: list[Eraser] = field(default_factory=list)

    def register(
        self, *, leave: Leaver | None = None, obstacle: Obstacle | None = None, erase: Eraser | None = None
    ) -> None:
        """Adds any of the three; adding the same one twice changes nothing."""
        if leave is not None and leave not in self.leavers:
            self.leavers.append(leave)
        if obstacle is not None and obstacle not in self.obstacles:
            self.obstacles.append(obstacle)
        if erase is not None and erase not in self.erasers:
            self.erasers.append(erase)


erasing = Erasing()
