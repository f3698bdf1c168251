"""What every part of the seeding needs: the moment, stable ids, and rows in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models

BATCH = 2000

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Seeding:
    """`now` is aware; `tell` receives one line of progress at a time."""

    now: datetime
    seed: int
    tell: Callable[[str], None]

    def id_of(self, kind: str, key: object) -> UUID:
        """The id of the thing called `key`: the same for the same seed."""
        return uuid5(NAMESPACE_URL, f"mentorship-demo/{self.seed}/{kind}/{key}")

    def at(self, ago: timedelta) -> datetime:
        return self.now - ago


def create(rows: Iterable[Row]) -> list[Row]:
    """Inserts `rows`, all of one model, in batches."""
    found = list(rows)
    if found:
        type(found[0])._default_manager.bulk_create(found, batch_size=BATCH)
    return found
