"""The registry of mail kinds. An app that causes mail registers how it is loaded and whether it is still wanted; this
app sends it without knowing what it is about.

A kind's words stand in `templates/emails/<kind>/`: subject.txt, body.txt, body.html."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from notifications.enums import Delivery, Topic
from notifications.invitations import Calendar
from notifications.models import Notification

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Letter:
    """What one e-mail needs to be written: the reader's address, name, zone and locale, the facts for its templates,
    and where an answer goes (empty: the site's own address). `calendar` is what calendar programs read in it: a kind with
    one comes at once (ALWAYS), as the daily letter has no room for it."""

    to: str
    name: str
    zone: str
    locale: str
    context: Mapping[str, object]
    reply_to: str = ""
    calendar: Calendar | None = None


# The ways in which a kind may come; the first is the usual one.
FREE = (Delivery.AT_ONCE, Delivery.DIGEST, Delivery.OFF)
NO_DIGEST = (Delivery.AT_ONCE, Delivery.OFF)  # it asks for an answer at an hour of its own
KEPT = (Delivery.AT_ONCE, Delivery.DIGEST)  # it can wait for the daily letter, and cannot be turned off
ALWAYS = (Delivery.AT_ONCE,)


@dataclass(frozen=True)
class Kind:
    """`load` returns the letter from ids alone, or None where nobody wants it any more; `load_many` does so for many at once,
    by the notification's id, in a fixed number of queries, leaving out what nobody wants. `label` and `why` are shown to people,
    `why` in the letter; `about` says in half a sentence what such a letter holds, to those who choose. `deliveries` are the
    ways in which people may have it, the usual one first. An `urgent` kind does not wait for quiet hours or days off to
    pass."""

    name: str
    label: StrOrPromise
    why: StrOrPromise
    load: Callable[[Notification], Letter | None]
    topic: Topic
    deliveries: tuple[Delivery, ...] = FREE
    urgent: bool = False
    about: StrOrPromise = ""
    load_many: Callable[[Sequence[Notification]], Mapping[UUID, Letter]] | None = None

    @property
    def essential(self) -> bool:
        """Whether nobody can turn it off."""
        return Delivery.OFF not in self.deliveries


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
