"""What a database is made of, and what lies in it: two of them are compared by what PostgreSQL's own catalogs say."""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
from django.db import connection
from psycopg2 import sql

KEPT = Path(__file__).parent.parent / "data" / "previous_release.sql.xz"

# Of an extension nothing is told but its name: what belongs to it is its own affair.
SHAPES = {
    "column": """
        SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, pg_get_expr(adbin, adrelid)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'p') AND attnum > 0 AND NOT attisdropped""",
    "constraint": """
        SELECT conrelid::regclass::text, conname, contype, convalidated, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0""",
    "index": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "invalid index": "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid",
    "trigger": """
        SELECT tgrelid::regclass::text, tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal""",
    "function": """
        SELECT proname, pg_get_functiondef(pg_proc.oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')""",
    "sequence": """
        SELECT sequencename, data_type::text, increment_by, cycle FROM pg_sequences WHERE schemaname = 'public'""",
    "extension": "SELECT extname FROM pg_extension",
}
# What each release writes for itself: its migrations, the names of its models and their permissions.
OF_THE_PROGRAM = {"django_migrations", "django_content_type", "auth_permission"}

Connection = Any
Digests = dict[str, tuple[int, str]]


def connect(name: str) -> Connection:
    """A connection to database `name` of the server that the tests run on, in which every statement stands alone."""
    known = connection.settings_dict
    opened = psycopg2.connect(
        dbname=name,
        user=known["USER"],
        password=known["PASSWORD"],
        host=known["HOST"],
        port=known["PORT"] or None,
    )
    opened.autocommit = True
    return opened


def address(url: str, name: str) -> str:
    """The DATABASE_URL of database `name` on the server of `url`."""
    server, _, query = url.partition("?")
    return f"{server.rpartition('/')[0]}/{name}?{query}"


def rows(opened: Connection, statement: Any, values: Any = None) -> list[tuple[Any, ...]]:
    with opened.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


@contextmanager
def database(*statements: str, template: str = "template0") -> Iterator[str]:
    """The name of a database of its own, a copy of `template` in which `statements` were run. Whoever an earlier test left
    connected to that is sent away."""
    name = f"upgrade_{uuid4().hex[:12]}"
    server = connect("postgres")
    with server.cursor() as cursor:
        # With patience: each is waited for until it is gone.
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", [template]
        )
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        opened = connect(name)
        with opened.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        opened.close()
        yield name
    finally:
        with server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.close()


def previous_release() -> str:
    """The SQL that makes the database of the release before, with the demo's people in it."""
    return lzma.decompress(KEPT.read_bytes()).decode()


def shape(opened: Connection) -> set[tuple[Any, ...]]:
    """Everything that is defined in the database, however it came to be so; the order of columns is left out."""
    return {
        (kind, *(plain(value) if isinstance(value, str) else value for value in row))
        for kind, statement in SHAPES.items()
        for row in rows(opened, statement)
    }


def plain(definition: str) -> str:
    """Without casts among texts and brackets around one thing: PostgreSQL writes others for a condition that was dumped and restored."""
    short = re.sub(r"::(character varying|text)(\[\])?", "", definition)
    before = ""
    while short != before:
        before = short
        short = re.sub(r"\((\w+|'[^']*'|\([^()]*\))\)", r"\1", short)
    return short


def columns(opened: Connection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in sorted(rows(opened, SHAPES["column"])):
        found.setdefault(row[0], []).append(row[1])
    return found


def digests(opened: Connection, known: dict[str, list[str]]) -> Digests:
    """Of each table how many rows it has, and a digest of all they hold in the columns that are `known`."""
    found = {}
    for table, names in known.items():
        if table in OF_THE_PROGRAM:
            continue
        row = sql.SQL(", ").join(map(sql.Identifier, names))
        statement = sql.SQL(
            "SELECT count(*), md5(COALESCE(string_agg(line, chr(10) ORDER BY line COLLATE \"C\"), '')) "
            "FROM (SELECT ROW({})::text AS line FROM {}) AS lines"
        ).format(row, sql.Identifier("public", table))
        ((count, digest),) = rows(opened, statement)
        found[table] = (count, digest)
    return found


def differences(opened: Connection, known: dict[str, list[str]], before: Digests) -> list[str]:
    """The tables in which something is not as it was, in those columns of the `known` ones that are still there."""
    there = columns(opened)
    kept = {
        table: [name for name in names if name in there[table]]
        for table, names in known.items()
        if table in there
    }
    after = digests(opened, kept)
    return [table for table, digest in before.items() if after.get(table) != digest]
