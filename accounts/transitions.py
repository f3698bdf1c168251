"""The one way a stateful row moves: UPDATE … WHERE id AND state, with a row count of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _


class StaleState(Exception):
    """Somebody else moved the row first, or the move is not in its table. `found` is the state it is in now."""

    def __init__(self, row: models.Model, found: str) -> None:
        self.row, self.found = row, found
        super().__init__(_("This changed meanwhile: it is now “%(state)s”.") % {"state": found})


def move(row: models.Model, *, to: str, table: Mapping[Any, Any], **changes: object) -> str:
    """Moves `row.state` to `to` and sets `changes`, in one conditional UPDATE; returns the state left behind.

    `table` maps each state to the set of states it may go to. Raises StaleState where the table or a rival forbids it.
    The caller writes the history row in the same transaction."""
    left: str = row.state  # type: ignore[attr-defined]
    if to not in table.get(left, ()):
        raise StaleState(row, left)
    model = type(row)
    moved = model._default_manager.filter(pk=row.pk, state=left).update(state=to, **changes)
    if moved != 1:
        found = model._default_manager.filter(pk=row.pk).values_list("state", flat=True).first()
        raise StaleState(row, found or "gone")
    for name, value in {"state": to, **changes}.items():
        setattr(row, name, value)
    return left
