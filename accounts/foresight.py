"""What ends when somebody leaves the site, or one programme, in sentences to them: told by the apps that keep it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from django.apps import apps
from django.utils.text import capfirst

from accounts.models import Person
from accounts.privacy import DECLARATIONS, Erasing, Sensitivity


class Teller(Protocol):
    def __call__(self, person: Person, *, programme_id: UUID | None) -> Sequence[str]:
        """What ends for `person` in that programme, or (None) everywhere. A fixed number of queries."""


@dataclass
class Foresight:
    tellers: list[Teller] = field(default_factory=list)

    def register(self, teller: Teller) -> None:
        if teller not in self.tellers:
            self.tellers.append(teller)

    def of(self, person: Person, *, programme_id: UUID | None = None) -> list[str]:
        return [line for tell in self.tellers for line in tell(person, programme_id=programme_id)]


foresight = Foresight()


@dataclass(frozen=True)
class Fate:
    """What becomes of one kind of thing when somebody is erased: which of its fields go, and which stay without a name.
    Both are empty where the whole row goes."""

    thing: str
    goes: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()


def fates() -> tuple[list[Fate], list[Fate]]:
    """By the declarations (accounts/privacy.py): the kinds of things that go whole, and those of which something stays."""
    goes: dict[str, set[str]] = {}
    stays: dict[str, set[str]] = {}
    deleted: set[str] = set()
    for (label, name), rule in DECLARATIONS.rules.items():
        if rule.sensitivity == Sensitivity.NONE or not DECLARATIONS.owners[label, name]:
            continue
        found = apps.get_model(label)._meta.get_field(name)
        told = (
            {str(getattr(found, "verbose_name", name))} if not found.is_relation and name != "id" else set()
        )
        if rule.erasing == Erasing.DELETE:
            deleted.add(label)
        elif rule.erasing == Erasing.KEEP:
            stays.setdefault(label, set()).update(told)
        else:
            goes.setdefault(label, set()).update(told)
    partly = sorted((set(goes) | set(stays)) - deleted, key=_thing)
    whole = [Fate(_thing(label)) for label in sorted(deleted, key=_thing)]
    return whole, [
        Fate(_thing(label), tuple(sorted(goes.get(label, ()))), tuple(sorted(stays.get(label, ()))))
        for label in partly
    ]


def _thing(label: str) -> str:
    return str(capfirst(apps.get_model(label)._meta.verbose_name_plural))
