"""Brings a database back, in one transaction: what was there goes, what the backup has comes, it is counted and compared, and
only if it is the same is it kept. Whatever befalls the command before that, the database is as it was."""

from __future__ import annotations

import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection

from mentorship.backup import programs, tables
from mentorship.backup.archive import DATABASE, PIECE, Reader, opened
from mentorship.backup.checking import Checked
from mentorship.backup.manifest import Table
from notifications.wanted import HELD_BY_RESTORE

LIVING = timedelta(minutes=2)
BUSY = timedelta(seconds=10)
MARK = "-- mentorship restore --"
PATIENCE = 10  # seconds that PostgreSQL has to say whether it kept what it was told to keep
# pg_restore writes a setting into its script that servers before this version do not know.
KNOWS_TRANSACTION_TIMEOUT = 17

# Everything in the schema `public` that belongs to no extension.
EMPTY = """
DO $empty$
DECLARE one record;
BEGIN
    FOR one IN
        SELECT format('%I.%I', 'public', c.relname) AS name,
            CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE'
                WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind
        FROM pg_catalog.pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('v', 'm', 'f', 'r', 'p', 'S') AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_depend d
            WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
        ORDER BY position(c.relkind::text in 'vmfrpS')
    LOOP
        EXECUTE format('DROP %s IF EXISTS %s CASCADE', one.kind, one.name);
    END LOOP;
    FOR one IN
        SELECT p.oid::regprocedure::text AS name FROM pg_catalog.pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_depend d
            WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', one.name);
    END LOOP;
    FOR one IN
        SELECT format('%I.%I', 'public', t.typname) AS name FROM pg_catalog.pg_type t
        WHERE t.typnamespace = 'public'::regnamespace AND t.typtype IN ('e', 'd', 'r') AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_depend d
            WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', one.name);
    END LOOP;
END
$empty$;
"""

KNOWS_WHO_WAS_ERASED = """
    SELECT FROM pg_catalog.pg_attribute
    WHERE attrelid = to_regclass('public.accounts_person') AND attname = 'erased_at' AND NOT attisdropped
"""

# The site that the backup is of may have sent since whatever was due, or was on its way. What a daily letter would have told
# of goes with it.
HOLD = """
    WITH held AS (UPDATE public.notifications_notification AS letter
    SET state = 'suppressed', failure = '{reason}', lease_token = NULL, lease_until = NULL
    WHERE letter.state = 'inflight'
       OR letter.state IN ('queued', 'gathered') AND letter.not_before <= '{now}' AND letter.digest_id IS NULL
       OR letter.state = 'gathered' AND EXISTS (
            SELECT FROM public.notifications_notification AS daily
            WHERE daily.id = letter.digest_id AND daily.state IN ('queued', 'inflight') AND daily.not_before <= '{now}')
    RETURNING 1) SELECT count(*) FROM held
"""


class Differs(Exception):
    """What came back is not what the backup says. Nothing was kept of it."""

    def __init__(self, found: Sequence[object]) -> None:
        self.found = found
        super().__init__("; ".join(map(str, found)))


class Unsure(Exception):
    """It was broken off while PostgreSQL was told to keep what came back. `is_kept` says what came of it, None where PostgreSQL
    could not be asked."""

    def __init__(self, *, is_kept: bool | None) -> None:
        self.is_kept = is_kept
        super().__init__(f"kept: {is_kept}")


@dataclass(frozen=True)
class There:
    """The database that a backup is to come into. `accounts` is None where it has tables, and not those of this site; `at_work`
    names what still works on it; `erased` are people who were erased in it."""

    name: str
    version: int
    tables: int
    accounts: int | None
    at_work: tuple[str, ...]
    erased: frozenset[UUID]

    @property
    def is_empty(self) -> bool:
        """Whether nobody's data are in it: it may have been migrated already."""
        return self.tables == 0 or self.accounts == 0


def look(*, now: datetime) -> There:
    """What is in the database now."""
    with connection.cursor() as cursor:
        cursor.execute(tables.OURS)
        names = {name for (name,) in cursor.fetchall()}
        accounts: int | None = None
        if "accounts_user" in names:
            cursor.execute("SELECT count(*) FROM accounts_user")
            (accounts,) = cursor.fetchone()
        return There(
            name=str(connection.settings_dict["NAME"]),
            version=connection.pg_version // 10_000,  # type: ignore[attr-defined]
            tables=len(names),
            accounts=accounts,
            at_work=tuple(_at_work(cursor, names, now)),
            erased=_erased(cursor),
        )


def _erased(cursor: Any) -> frozenset[UUID]:
    """Whoever was erased, however it was asked for. A table of another program may have the same name."""
    cursor.execute(KNOWS_WHO_WAS_ERASED)
    if cursor.fetchone() is None:
        return frozenset()
    cursor.execute("SELECT id FROM public.accounts_person WHERE erased_at IS NOT NULL")
    return frozenset(person for (person,) in cursor.fetchall())


def _at_work(cursor: Any, names: set[str], now: datetime) -> Iterator[str]:
    if "notifications_heartbeat" in names:
        cursor.execute(
            "SELECT name FROM notifications_heartbeat WHERE part IN ('worker', 'beat') AND at > %s ORDER BY name",
            [now - LIVING],
        )
        yield from (name for (name,) in cursor.fetchall())
    cursor.execute(
        "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = current_database() AND usename = current_user "
        "AND pid <> pg_backend_pid() AND (state <> 'idle' OR state_change > clock_timestamp() - %s)",
        [BUSY],
    )
    (others,) = cursor.fetchone()
    if others:
        yield f"{others} other connection{'s' if others > 1 else ''}"


class _Script:
    """One session of psql that is given a script piece by piece, and stops at the first fault."""

    def __init__(self, found: programs.Programs) -> None:
        self.complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the session
        command = [
            found.path("psql"),
            *("--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--no-password"),
            *("--set=ON_ERROR_STOP=1", "--file=-"),
        ]
        self.process = programs.start(
            command, programs.environment(connection), complaints=self.complaints, stdin=subprocess.PIPE
        )
        self.lines: list[str] = []
        self.reached: dict[str, threading.Event] = {}
        self.reader = threading.Thread(target=self._listen, daemon=True)
        self.reader.start()

    def write(self, text: str | bytes) -> None:
        """Raises programs.Failed where psql has ended."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(text.encode() if isinstance(text, str) else text)
        except BrokenPipeError:
            self.fail()

    def ask(self, query: str, mark: str) -> list[list[str]]:
        """Everything that is answered up to the end of `query`, in fields. Raises programs.Failed."""
        self.reached[mark] = threading.Event()
        self.lines.clear()
        self.write(f"SELECT '{MARK} begin';\n{query};\nSELECT '{MARK} {mark}';\n")
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.flush()
        while not self.reached[mark].wait(0.05):
            if self.process.poll() is not None and not self.reader.is_alive():
                self.fail()
        begin = max(i for i, line in enumerate(self.lines) if line == f"{MARK} begin")
        return [line.split("|") for line in self.lines[begin + 1 : -1] if line]

    def end(self) -> None:
        """Lets it come to its end. Raises programs.Failed."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        if self.process.wait():
            self.fail()

    def fail(self) -> None:
        self.process.wait()
        raise programs.Failed(programs.last_words(self.complaints))

    def stop(self) -> None:
        """Breaks it off: what it did not commit is as if it had not been."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.complaints):
            with suppress(OSError):
                if stream is not None:
                    stream.close()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            text = line.decode(errors="replace").rstrip("\n")
            self.lines.append(text)
            if text.startswith(MARK) and (mark := text.removeprefix(MARK).strip()) in self.reached:
                self.reached[mark].set()


def bring_back(
    checked: Checked,
    there: There,
    found: programs.Programs,
    *,
    now: datetime,
    hold: bool,
    say: Callable[[str], None],
) -> int:
    """Puts the database of the backup into the place of what is there, and holds back what may have been sent since, if `hold`;
    returns how many letters that were.

    Raises Differs and programs.Failed, and then nothing was changed, and Unsure."""
    connection.close()
    script = _Script(found)
    try:
        script.write("BEGIN;\nSET LOCAL lock_timeout = '10s';\n" + EMPTY)
        say("bringing the tables back")
        for piece in _as_script(found, checked.path, there.version):
            script.write(piece)
        say("comparing the rows")
        if different := tables.differences(checked.manifest.tables, _measure(script, checked)):
            raise Differs(different)
        held = _hold(script, now) if hold else 0
        _keep(script)
    finally:
        script.stop()
    return held


def _keep(script: _Script) -> None:
    """Has what came back kept. Raises Unsure where that is broken off and it is not sure that nothing was changed."""
    ((transaction,),) = script.ask("SELECT pg_catalog.pg_current_xact_id()", "transaction")
    try:
        script.write("COMMIT;\n")
        script.end()
    except BaseException as fault:
        script.stop()
        is_kept = was_kept(transaction)
        if is_kept is False:
            raise
        if not (is_kept and isinstance(fault, programs.Failed)):
            raise Unsure(is_kept=is_kept) from fault


def was_kept(transaction: str) -> bool | None:
    """Whether PostgreSQL has kept the transaction with this number; None where it cannot be asked."""
    end = time.monotonic() + PATIENCE
    with suppress(DatabaseError, InterfaceError, KeyboardInterrupt):
        while time.monotonic() < end:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_catalog.pg_xact_status(%s::xid8)", [transaction])
                (status,) = cursor.fetchone()
            if status != "in progress":
                return {"committed": True, "aborted": False}.get(status)
            time.sleep(0.1)
    return None


def _measure(script: _Script, checked: Checked) -> dict[str, Table]:
    names = [row[0] for row in script.ask(tables.AS_TEXT + tables.OURS, "tables")]
    queries = ";".join(tables.digest_query(name) for name in tables.kept(names))
    rows = script.ask(queries, "digests") if queries else []
    return {name: Table(rows=int(count), digest=digest) for name, count, digest in rows}


def _hold(script: _Script, now: datetime) -> int:
    ((n,),) = script.ask(HOLD.format(reason=HELD_BY_RESTORE, now=now.isoformat()), "held")
    return int(n)


def _as_script(found: programs.Programs, path: Path, server: int) -> Iterator[bytes]:
    """The database of the backup as SQL. Raises programs.Failed."""
    command = [
        found.path("pg_restore"),
        *("--format=custom", "--no-owner", "--no-privileges", "--no-comments", "--no-security-labels"),
        *("--no-publications", "--no-subscriptions", "--file=-"),
    ]
    with tempfile.TemporaryFile() as complaints:
        process = programs.start(
            command, programs.environment(connection), complaints=complaints, stdin=subprocess.PIPE
        )
        assert process.stdin is not None
        assert process.stdout is not None
        feeder = threading.Thread(target=_feed, args=(path, process.stdin), daemon=True)
        feeder.start()
        try:
            is_first = True
            while piece := process.stdout.read(PIECE):
                if is_first and server < KNOWS_TRANSACTION_TIMEOUT:
                    piece = piece.replace(b"SET transaction_timeout = 0;\n", b"", 1)
                is_first = False
                yield piece
            process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            process.stdout.close()
            feeder.join(5)
        if process.returncode:
            raise programs.Failed(programs.last_words(complaints))


def _feed(path: Path, target: IO[bytes]) -> None:
    with suppress(BrokenPipeError, OSError), target, opened(path) as file:
        for name, pieces in Reader(file):
            if name == DATABASE:
                for piece in pieces:
                    target.write(piece)
                return
