"""One upgrade at a time, on however many machines it is started."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

LOCK = 0x6D656E746F72  # "mentor": the number of our advisory lock
PAUSE = 1.0  # seconds between two looks


@contextmanager
def alone(connection: BaseDatabaseWrapper, tell: Callable[[str], None]) -> Iterator[int]:
    """Waits until no other upgrade runs on this database, and keeps others waiting until the end. The value is the process of the
    server that holds the place.

    The lock is one of a transaction, on a connection of its own: it holds through PgBouncer as well, no migration can lose it,
    and PostgreSQL gives it back when this process ends, however it ends. The transaction looks at nothing, so that nothing
    waits for it either."""
    held = connection.copy()
    try:
        held.set_autocommit(False)
        with held.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            waits = False
            while not _take(cursor):
                if not waits:
                    tell("another upgrade runs on this database; waiting until it has ended")
                waits = True
                time.sleep(PAUSE)
            cursor.execute("SELECT pg_backend_pid()")
            (process,) = cursor.fetchone()
        yield process
    finally:
        held.close()


def _take(cursor: object) -> bool:
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])  # type: ignore[attr-defined]
    return bool(cursor.fetchone()[0])  # type: ignore[attr-defined]
