"""The registry of mail kinds. An app that causes mail registers how it is loaded and whether it is still wanted; this
app sends it without knowing what it is about.

A kind's words stand in `templates/emails/<kind>/`: subject.txt, body.txt, body.html."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from notifications.models import Notification

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Letter:
    """What one e-mail needs to be written: the reader's address, name, zone and locale, the facts for its templates,
    and where an answer goes (empty: the site's own address)."""

    to: str
    name: str
    zone: str
    locale: str
    context: Mapping[str, object]
    reply_to: str = ""


@dataclass(frozen=True)
class Kind:
    """`load` returns the letter from ids alone, or None where nobody wants it any more. `label` and `why` are shown to
    people; `essential` mail cannot be turned off."""

    name: str
    label: StrOrPromise
    why: StrOrPromise
    load: Callable[[Notification], Letter | None]
    essential: bool = False


@dataclass
class Registry:
    kinds: dict[str, Kind] = field(default_factory=dict)

    def register(self, kind: Kind) -> None:
        """Adds a kind. Raises ValueError for a name that is taken by another."""
        known = self.kinds.get(kind.name)
        if known is not None and known != kind:
            raise ValueError(f"two mail kinds are called {kind.name!r}")
        self.kinds[kind.name] = kind

    def __getitem__(self, name: str) -> Kind:
        return self.kinds[name]


registry = Registry()


def once_for(kind: str, *ids: UUID | str | int) -> str:
    """The dedupe key of a notification: one e-mail of this kind for these ids, ever."""
    return ":".join([kind, *map(str, ids)])
