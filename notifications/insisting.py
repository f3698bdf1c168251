"""Work on a database that may go away for a moment, as one does that is started anew."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

# Seconds between the tries; half a minute in all.
WAITS = (0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 7.0, 15.0)

T = TypeVar("T")


def insist(work: Callable[[], T]) -> T:
    """What `work` returns, which is done again over a new connection while the database is away, for half a minute. Only for
    work that may be done twice: nobody knows whether the first time came through. Raises what the last try raised; whatever
    the database itself objects to is raised at once, and so is everything within a transaction."""
    for wait in WAITS:
        try:
            return work()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or connection.is_usable():
                raise
            connection.close()
            time.sleep(wait)
    return work()
