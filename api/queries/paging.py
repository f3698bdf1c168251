"""Pages by key: the rows after the last one that was seen. A row that was there when the first page was read is on one of them."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


class BadCursor(Exception):
    """No page ends so."""


def page_of(rows: QuerySet[Row], *, moment: str, cursor: str, limit: int) -> tuple[list[Row], str | None]:
    """Up to `limit` rows in the order of `moment`, and the cursor of the next page; None on the last. `moment` is a field that
    is set once, or only ever moves on: a row that is moved meanwhile comes twice, and none is passed over. One query. Raises
    BadCursor."""
    if cursor:
        at, pk = _read(cursor)
        rows = rows.filter(Q(**{f"{moment}__gt": at}) | Q(**{moment: at, "pk__gt": pk}))
    found = list(rows.order_by(moment, "pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], _written(getattr(last, moment), last.pk)


def _written(at: datetime, pk: UUID) -> str:
    return urlsafe_b64encode(f"{at.isoformat()} {pk.hex}".encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, UUID]:
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        at, pk = text.split(" ")
        moment, key = datetime.fromisoformat(at), UUID(pk)
    except ValueError as fault:
        raise BadCursor from fault
    if moment.utcoffset() is None:
        raise BadCursor
    return moment, key
