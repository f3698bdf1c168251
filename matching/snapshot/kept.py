"""Long tables that a process keeps between pages.

What was read is kept under a fingerprint of the very row versions that PostgreSQL shows to this transaction (ctid and
xmin). So a change made anywhere, by anybody, is seen by the next page, and nothing has to remember to clear anything."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from django.contrib.postgres.aggregates import BitXor
from django.db import connection
from django.db.models import BigIntegerField, Count, Model, QuerySet
from django.db.models.expressions import RawSQL

KEPT = 12  # sides and vocabularies a process keeps; a side of 5,000 mentors takes about 20 MB

T = TypeVar("T")
_tables: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def remembered(key: Hashable, make: Callable[[], T]) -> T:
    """What was made for `key` before, or `make()`; the least used goes when there are more than KEPT."""
    with _lock:
        if key in _tables:
            _tables.move_to_end(key)
            return cast(T, _tables[key])
    made = make()
    with _lock:
        _tables[key] = made
        while len(_tables) > KEPT:
            _tables.popitem(last=False)
    return made


def fingerprint(rows: QuerySet[Any], *joined: type[Model]) -> tuple[object, ...]:
    """The number of `rows` and hashes of the versions of their own table and of the `joined` ones, which the query must
    join already: equal only where all of these rows are the same. One query."""
    tables = [model._meta.db_table for model in (rows.model, *joined)]
    hashes = {f"version_{place}": BitXor(_version(table)) for place, table in enumerate(tables)}
    found = rows.order_by().aggregate(count=Count("pk"), **hashes)
    return (*tables, *found.values())


def writes_to(*models: type[Model]) -> tuple[int, ...]:
    """How many rows of these tables were ever inserted, changed or deleted, as PostgreSQL counts it: another answer some
    seconds after every change at the latest, without a look at the tables. It counts anew from 0 after a crash, and not at
    all where `track_counts` is off; then it is empty, and says nothing. One query."""
    counters = [
        f"pg_stat_get_{scope}tuples_{deed}(%s::regclass)"
        for scope in ("", "xact_")  # what others did, and what this transaction did before
        for deed in ("inserted", "updated", "deleted")
    ]
    tables = [model._meta.db_table for model in models]
    sums = ", ".join(["+".join(counters)] * len(tables))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sums}", [table for table in tables for _counter in counters])
        found = tuple(int(count or 0) for count in cursor.fetchone())
    return found if all(found) else ()


def _version(table: str) -> RawSQL:
    return RawSQL(  # noqa: S611 - the name of a table of ours, no input
        f'hashtidextended("{table}".ctid, "{table}".xmin::text::bigint)', [], output_field=BigIntegerField()
    )
