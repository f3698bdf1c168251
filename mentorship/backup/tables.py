"""Which rows belong to a backup, and by what they are known again.

A digest is made by PostgreSQL: SHA-256 of each row as text, added up, so that the order of rows does not matter. The same
rows give the same digest on another server and in another version of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mentorship.backup.manifest import Table

# What is of one server or of one moment. The tables are there after a restore, without rows.
WITHOUT_ROWS: Mapping[str, str] = {
    "django_session": "whoever holds a backup must not be signed in by it, and a restore must not revive what somebody ended",
    "usersessions_usersession": "the list of those sessions",
    "notifications_heartbeat": "signs of life of processes that ran when the backup was made",
}
# Extensions that the tables need; others of the database (of a provider, of monitoring) are no part of the site.
EXTENSIONS = ("pg_trgm", "unaccent")

# How rows are written as text, whatever the server's own settings are.
AS_TEXT = (
    "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, MDY'; SET LOCAL intervalstyle = 'postgres'; "
    "SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL search_path = public; "
)
OURS = """
    SELECT c.relname FROM pg_catalog.pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_depend d
        WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY c.relname
"""


def digest_query(table: str) -> str:
    """SQL that gives one row: the name of the table, how many rows it has, their digest."""
    name = table.replace('"', '""')
    literal = table.replace("'", "''")
    return f"""
        SELECT '{literal}', count(*), encode(sha256(convert_to(concat_ws(' ', count(*),
            sum(('x' || substr(h, 1, 16))::bit(64)::bigint::numeric),
            sum(('x' || substr(h, 17, 16))::bit(64)::bigint::numeric)), 'UTF8')), 'hex')
        FROM (SELECT encode(sha256(convert_to(whole_row_::text, 'UTF8')), 'hex') AS h
              FROM public."{name}" AS whole_row_) AS hashed
    """  # noqa: S608 - names come from the catalogue of the database


@dataclass(frozen=True)
class Difference:
    """A table that is not as the backup has it; None where it is not there at all."""

    table: str
    expected: Table | None
    found: Table | None

    def __str__(self) -> str:
        if self.found is None:
            return f"{self.table} is missing"
        if self.expected is None:
            return f"{self.table} is not in the backup"
        if self.expected.rows != self.found.rows:
            return f"{self.table} has {self.found.rows:,} rows, and {self.expected.rows:,} in the backup"
        return f"{self.table} has as many rows ({self.found.rows:,}), and not the same"


def differences(expected: Mapping[str, Table], found: Mapping[str, Table]) -> list[Difference]:
    """Every table in which the two are not the same."""
    return [
        Difference(name, expected.get(name), found.get(name))
        for name in sorted({*expected, *found})
        if expected.get(name) != found.get(name)
    ]


def kept(names: Iterable[str]) -> list[str]:
    """Those tables whose rows belong to a backup."""
    return [name for name in names if name not in WITHOUT_ROWS]


def measure(cursor: Any) -> dict[str, Table]:
    """Counts and digests of every table whose rows belong to a backup, in the present transaction. One query a table."""
    cursor.execute(AS_TEXT + OURS)
    names = kept([name for (name,) in cursor.fetchall()])
    found = {}
    for name in names:
        cursor.execute(digest_query(name))
        _name, rows, digest = cursor.fetchone()
        found[name] = Table(rows=rows, digest=digest)
    return found
