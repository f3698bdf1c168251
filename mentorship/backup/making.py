"""Makes a backup: rows and what is known of them from one moment of the database, then the files that those rows name."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from mentorship.backup import manifest, places, programs, tables
from mentorship.backup.archive import DATABASE, FILES, MANIFEST, PIECE, Writer
from mentorship.backup.manifest import Manifest

PATIENCE = "60s"  # for how long a migration may keep a table from pg_dump
OTHER_SCHEMAS = """
    SELECT nspname FROM pg_catalog.pg_namespace
    WHERE nspname <> 'public' AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'
"""


@dataclass
class Made:
    """What a backup holds. `removed` are files that went, with their rows, while it was made; `lost` are such that rows name
    and the storage does not have; `strangers` lie in the storage and are no part of the site."""

    manifest: Manifest
    files: int = 0
    size: int = 0
    removed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def make(target: IO[bytes], *, now: datetime, say: Callable[[str], None]) -> Made:
    """Writes a backup of the whole site to `target`. `say` hears what is being done.

    Raises programs.NoPrograms, programs.Failed, and what the database, the storage and `target` raise."""
    with moment() as still:
        cursor = still.cursor()
        version = still.pg_version // 10_000  # type: ignore[attr-defined]
        found = programs.found(version)
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        say("counting the rows")
        made = Made(_manifest(cursor, made_at=now, postgres=version, pg_dump=found.version))
        named = places.read_places(cursor)
        writer = Writer(target, at=now)
        writer.add(MANIFEST, [made.manifest.model_dump_json(indent=1).encode()])
        say("dumping the database")
        writer.add(DATABASE, _dump(found, still, cursor, snapshot))
    say("copying the files")
    missing = _add_files(writer, named, made)
    _tell_apart(missing, made)
    made.strangers = places.strangers()
    writer.close(missing)
    return made


@contextmanager
def moment() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own, in a transaction that sees the database as it is now until it ends, and changes nothing."""
    still = connection.copy("default")
    still.set_autocommit(False)
    try:
        with still.cursor() as cursor:
            cursor.execute(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; "
                "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
            )
        yield still
    finally:
        still.close()


def _manifest(cursor: Any, *, made_at: datetime, postgres: int, pg_dump: int) -> Manifest:
    cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    migrations = [name for (name,) in cursor.fetchall()]
    return manifest.here(
        made_at=made_at,
        postgres=postgres,
        pg_dump=pg_dump,
        migrations=migrations,
        tables=tables.measure(cursor),
        left_out={
            **tables.WITHOUT_ROWS,
            **{f"{FILES}{folder}": why for folder, why in places.WITHOUT_FILES.items()},
        },
    )


def _dump(
    found: programs.Programs, still: BaseDatabaseWrapper, cursor: Any, snapshot: str
) -> Iterator[bytes]:
    """The database as `snapshot` sees it, in pg_dump's own form. Raises programs.Failed."""
    cursor.execute(OTHER_SCHEMAS)
    other_schemas = [name for (name,) in cursor.fetchall()]
    cursor.execute("SELECT extname FROM pg_catalog.pg_extension")
    extensions = {name for (name,) in cursor.fetchall()}.intersection(tables.EXTENSIONS)
    command = [
        found.path("pg_dump"),
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        "--no-security-labels",
        "--no-publications",
        "--no-subscriptions",
        "--no-password",
        f"--snapshot={snapshot}",
        f"--lock-wait-timeout={PATIENCE}",
        *(f"--exclude-table-data=public.{name}" for name in tables.WITHOUT_ROWS),
        *(f'--exclude-schema="{name}"' for name in other_schemas),
        *(f"--extension={name}" for name in sorted(extensions)),
    ]
    with tempfile.TemporaryFile() as complaints:
        process = programs.start(command, programs.environment(still), complaints=complaints)
        assert process.stdout is not None
        try:
            while piece := process.stdout.read(PIECE):
                yield piece
            process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            process.stdout.close()
        if process.returncode:
            raise programs.Failed(programs.last_words(complaints))


def _add_files(writer: Writer, named: dict[str, tuple[str, bool]], made: Made) -> list[str]:
    """Adds the files; returns the places where there is none."""
    missing = []
    for place, (_what, is_folder) in sorted(named.items()):
        files = places.files_in(place) if is_folder else [place]
        if not files:
            missing.append(place)
        for name in files:
            try:
                with default_storage.open(name) as opened:
                    member = writer.add(f"{FILES}{name}", opened.chunks(PIECE))
            except FileNotFoundError:
                missing.append(name)
                continue
            made.files += 1
            made.size += member.size
    return missing


def _tell_apart(missing: list[str], made: Made) -> None:
    """Whether what is missing is named by rows still: then it is lost, and otherwise it was removed meanwhile."""
    if not missing:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        still_named = places.read_places(cursor)
    for place in missing:
        folder = place.rpartition("/")[0]
        (made.lost if place in still_named or folder in still_named else made.removed).append(place)
