"""Every statement that goes to the database is counted for what it is asked for, and told in the log where it is slow: its text
with places for the values, and never the values."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg2.sql import Composable

from mentorship import figures, origin

logger = logging.getLogger("mentorship.statements")

MOST = 2000  # characters of a statement that are told
# What is quoted in a statement is a constant of the program; a value has no business there, and would not be told either.
_QUOTED = re.compile(r"'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$", re.DOTALL)
_SPACE = re.compile(r"\s+")


def watch(execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: Mapping[str, Any]) -> Any:
    """An execute wrapper of Django's."""
    work = origin.current()
    if work is not None:
        work.statements += 1
    began = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = (perf_counter() - began) * 1000
        if took >= settings.SLOW_QUERY_MS > 0:
            _tell(sql, took, context)


def _tell(sql: Any, took: float, context: Mapping[str, Any]) -> None:
    figures.SLOW.inc()
    work = origin.current()
    cursor = context["cursor"]
    rows = getattr(cursor, "rowcount", -1)
    text = in_short(sql.as_string(cursor.cursor) if isinstance(sql, Composable) else str(sql))
    facts = {
        "milliseconds": round(took, 1),
        "rows": rows if rows >= 0 else None,
        "sql": text,
        "route": work.route if work else "",
    }
    logger.warning("slow: %.0f ms, %s rows: %s", took, "?" if rows < 0 else rows, text, extra=facts)


def in_short(sql: str) -> str:
    """The statement on one line, without what is quoted in it, 2,000 characters at most."""
    text = _SPACE.sub(" ", _QUOTED.sub("'…'", sql)).strip()
    return text if len(text) <= MOST else f"{text[: MOST - 1]}…"


def _on_connection(sender: object, connection: BaseDatabaseWrapper, **more: object) -> None:
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)


def listen() -> None:
    """Watches every connection that is made from now on; once, however often it is called."""
    connection_created.connect(_on_connection, dispatch_uid="mentorship.statements")
