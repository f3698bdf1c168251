"""Changes the tables while people go on working.

A change of a table waits for everybody who uses it, and everybody who comes later waits behind the change. So no change waits
longer than `lock_timeout`: it gives up, whole, and is tried again a little later. In between readers and writers go on."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader

LOCK_TIMEOUT = "3s"  # that a change of a table waits, and others behind it
PAUSES = (1, 2, 4, 8, 15)  # seconds until the next try; the last one again and again
LOCK_NOT_AVAILABLE, DEADLOCK = "55P03", "40P01"

IN_THE_WAY = """
    SELECT pid, COALESCE(NULLIF(application_name, ''), usename), state, EXTRACT(EPOCH FROM now() - xact_start)::int
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND NOT pid = ANY (%s)
        AND xact_start < now() - interval '1 second'
    ORDER BY xact_start LIMIT 3
"""
HALF_MADE = """
    SELECT indexed.relname FROM pg_index JOIN pg_class AS indexed ON indexed.oid = indexrelid
    WHERE NOT indisvalid AND indexed.relname = ANY (%s)
"""


class Unable(Exception):
    """The tables could not be changed. The words say why and what to do; what was changed before stays, whole."""


@dataclass(frozen=True)
class Transaction:
    """One that has been open for `seconds`; `state` is PostgreSQL's word for what it does."""

    process: int
    program: str
    state: str
    seconds: int

    def __str__(self) -> str:
        return f"process {self.process} ({self.program}, {self.state}, for {self.seconds} s)"


def change(*, patience: float, own: int, tell: Callable[[str], None]) -> None:
    """Applies every migration that is pending. Tries for `patience` seconds to get the locks of one that others keep it from;
    `own` is a process of the server that is ours and in nobody's way.

    Raises Unable where it does not get them, and DatabaseError for any other fault of a migration."""
    _never_wait_for_long()
    waited = 0.0
    for pause in _pauses():
        _drop_half_made(tell)
        progress = Progress(tell)
        try:
            with connection.execute_wrapper(_wait_for_indexes):
                call_command("migrate", interactive=False, no_color=True, stdout=progress)
            return
        except OperationalError as fault:
            if getattr(fault.__cause__, "pgcode", "") not in {LOCK_NOT_AVAILABLE, DEADLOCK}:
                raise
            others = in_the_way(own)
            waited += time.monotonic() - progress.began + pause
            if waited > patience:
                raise Unable(_given_up(progress.name, others)) from fault
            tell(
                f"{progress.name} got no lock{_because(others)}. Nothing waits for it; next try in {pause} s"
            )
            time.sleep(pause)


class Progress(io.StringIO):
    """Hears what `migrate` prints, and tells each migration that ended with its time."""

    APPLYING = re.compile(r"Applying (\S+?)\.\.\.")

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self.say = tell
        self._next()

    def write(self, text: str, /) -> int:
        if found := self.APPLYING.search(text):
            self.name, self.began = found[1], time.monotonic()
        elif " OK" in text:
            self.say(f"{self.name}: {time.monotonic() - self.began:.1f} s")
            self._next()
        return len(text)

    def _next(self) -> None:
        self.name, self.began = "what follows the migrations", time.monotonic()


def in_the_way(own: int) -> tuple[Transaction, ...]:
    """The transactions of others that have been open for longest. What they do is not asked: it may hold people's words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        cursor.execute(IN_THE_WAY, [[own, cursor.fetchone()[0]]])
        return tuple(Transaction(*row) for row in cursor.fetchall())


def _because(others: Sequence[Transaction]) -> str:
    return f"; open for longest: {', '.join(map(str, others))}" if others else ""


def _given_up(name: str, others: Sequence[Transaction]) -> str:
    ending = f", or end it: SELECT pg_terminate_backend({others[0].process})" if others else ""
    return (
        f"{name} did not get its lock{_because(others)}. Nothing of it was done, what came before it stays, and the site goes "
        f"on as it is. Wait until that has ended{ending}. Then run this again."
    )


def _pauses() -> Iterator[int]:
    yield from PAUSES
    while True:
        yield PAUSES[-1]


def _never_wait_for_long() -> None:
    """Sets the lock_timeout of this connection where it has none.

    Raises Unable through a pool, where what is set would meet others: there the role has to have one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setting::int FROM pg_settings WHERE name = 'lock_timeout'")
        if cursor.fetchone()[0]:
            return
        if settings.CONFIG.MENTORSHIP_POOLED:
            raise Unable(
                "The role has no lock_timeout, and a pool keeps none that is set here. Set it once: "
                "ALTER ROLE … SET lock_timeout = '3s' (docs/operators/scaling.md)."
            )
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])


def _wait_for_indexes(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
    """An index that is made CONCURRENTLY keeps nobody waiting, and may itself wait for as long as it has to."""
    if "CONCURRENTLY" not in str(sql) or settings.CONFIG.MENTORSHIP_POOLED:
        return execute(sql, *rest)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        (before,) = cursor.fetchone()
        cursor.execute("SET lock_timeout = 0")
        try:
            return execute(sql, *rest)
        finally:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [before])


def _drop_half_made(tell: Callable[[str], None]) -> None:
    """An index that was being made CONCURRENTLY when that was broken off stays behind, useless and in the way of the next try."""
    applied = MigrationLoader(connection).applied_migrations
    names = [
        operation.index.name
        for key, migration in MigrationLoader(None).disk_migrations.items()
        if key not in applied
        for operation in migration.operations
        if isinstance(operation, AddIndexConcurrently)
    ]
    with connection.cursor() as cursor:
        cursor.execute(HALF_MADE, [names])
        for (name,) in cursor.fetchall():
            tell(f"{name} was left half made; it is dropped and made anew")
            cursor.execute(f"DROP INDEX CONCURRENTLY {connection.ops.quote_name(name)}")
