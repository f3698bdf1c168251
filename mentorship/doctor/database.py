"""PostgreSQL: whether it lets the site in, and whether it is as the site needs it."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import NotSupportedError

from mentorship.doctor.findings import Finding, caution, fault, ok
from mentorship.doctor.within import PATIENCE, TooLong, first_line, within

NEEDED = ("pg_trgm", "unaccent")
OLDEST = 14
FULL = 0.8  # of the connections
SHORT = 60_000  # milliseconds; a cohort run and a migration want longer

# What PostgreSQL and the network say when they let nobody in, and what to do then; the first that fits.
REMEDIES = (
    (
        "certificate",
        "See sslrootcert in DATABASE_URL, and that the certificate is for the name that stands there (docs/operators/scaling.md).",
    ),
    (
        "not support ssl",
        "It has no certificate (ssl = on in postgresql.conf), and sslmode in DATABASE_URL wants one.",
    ),
    (
        "no encryption",
        "It lets in whoever encrypts: ?sslmode=verify-full&sslrootcert=… in DATABASE_URL. Or a line in its pg_hba.conf.",
    ),
    (
        "password authentication failed",
        "The name or password in DATABASE_URL is not the one PostgreSQL knows: ALTER ROLE mentorship PASSWORD '…'.",
    ),
    ("peer authentication failed", "Run this as the user whose name the role has: sudo -u mentorship …"),
    ("no password supplied", "Put the password into DATABASE_URL: postgres://user:password@host/name"),
    ("no pg_hba.conf entry", "Let this machine in: a line in pg_hba.conf, then systemctl reload postgresql."),
    ("role", "Make the role: sudo -u postgres createuser mentorship"),
    (
        "database",
        "Make the database: sudo -u postgres createdb --owner=mentorship --encoding=UTF8 mentorship",
    ),
    ("too many", "All connections are taken: raise max_connections, or run fewer processes."),
    (
        "remaining connection slots",
        "All connections are taken: raise max_connections, or run fewer processes.",
    ),
)
START = "Start it: systemctl start postgresql, or docker compose up -d postgres. Then see that host and port in DATABASE_URL are right."


@dataclass(frozen=True)
class Facts:
    """What PostgreSQL said; `trouble` is why it does not, and then the rest is empty. `version` is its own number, such as 170002.
    Timeouts are in milliseconds, 0 where there is none. `missing` are migrations that are not applied, `unknown` those that this
    program does not know. `extensions` says of each that is needed whether it is "there", "creatable" or "absent"."""

    trouble: str = ""
    version: int = 0
    encoding: str = "UTF8"
    read_only: bool = False
    may_create: bool = True
    extensions: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(NEEDED, "there"))
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    connections: int = 0
    most: int = 100
    lock_timeout: int = 3000
    statement_timeout: int = 0


def look() -> Facts:
    host, port = connection.settings_dict["HOST"], connection.settings_dict["PORT"] or 5432
    try:
        if host and not host.startswith("/"):  # the driver's own patience begins when the name is known
            within(PATIENCE, lambda: socket.getaddrinfo(host, port))
        return _ask()
    except (DatabaseError, InterfaceError, ImproperlyConfigured, OSError, TooLong) as error:
        with suppress(DatabaseError, InterfaceError):
            connection.close()
        return Facts(trouble=_why(error))


def _why(error: BaseException) -> str:
    if isinstance(error, NotSupportedError):
        return first_line(error)
    said = [line.strip() for line in str(error).splitlines() if line.strip()]
    fatal = [line for line in said if "FATAL" in line or "refused" in line or "timeout" in line]
    return (fatal or said or [type(error).__name__])[0][:300]


def _ask() -> Facts:
    # Behind a pool a statement by itself may go to any of its connections: what is set there would stay, and meet somebody else.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
        statement, lock = cursor.fetchone()
        cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE * 1000:.0f}")
        facts = _of_server(cursor)
        missing, unknown = _migrations()
    return Facts(
        **facts,
        missing=missing,
        unknown=unknown,
        lock_timeout=milliseconds(lock),
        statement_timeout=milliseconds(statement),
    )


def _of_server(cursor: Any) -> dict[str, Any]:
    cursor.execute(
        """
        SELECT current_setting('server_version_num')::int, pg_encoding_to_char(encoding),
            pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on',
            has_schema_privilege(COALESCE(current_schema(), 'public'), 'CREATE'),
            (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
            current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
            has_database_privilege(current_database(), 'CREATE')
        FROM pg_database WHERE datname = current_database()
        """
    )
    version, encoding, read_only, may_create, taken, most, may_extend = cursor.fetchone()
    cursor.execute(
        "SELECT name, installed_version FROM pg_available_extensions WHERE name = ANY(%s)", [list(NEEDED)]
    )
    available = dict(cursor.fetchall())
    extensions = {
        name: "there"
        if available.get(name)
        else "creatable"
        if name in available and may_extend
        else "absent"
        for name in NEEDED
    }
    return {
        "version": version,
        "encoding": encoding,
        "read_only": read_only,
        "may_create": may_create,
        "extensions": extensions,
        "connections": taken,
        "most": most,
    }


def _migrations() -> tuple[tuple[str, ...], tuple[str, ...]]:
    executor = MigrationExecutor(connection)
    loader = executor.loader
    plan = executor.migration_plan(loader.graph.leaf_nodes())
    replaced = {old for migration in loader.replacements.values() for old in migration.replaces}
    apps = loader.migrated_apps
    unknown = [
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in apps and (app, name) not in loader.disk_migrations and (app, name) not in replaced
    ]
    return tuple(f"{one.app_label}.{one.name}" for one, _backwards in plan), tuple(sorted(unknown))


def milliseconds(shown: str) -> int:
    """A time as PostgreSQL shows it, such as "3s", "1min", "500ms" or "0"."""
    for unit, factor in (("ms", 1), ("min", 60_000), ("s", 1000), ("h", 3_600_000), ("d", 86_400_000)):
        if shown.endswith(unit) and shown.removesuffix(unit).isdigit():
            return int(shown.removesuffix(unit)) * factor
    return int(shown) if shown.isdigit() else 0


def judge(facts: Facts) -> list[Finding]:
    if facts.trouble:
        return [
            fault("database.answers", f"PostgreSQL does not let the site in: {facts.trouble}", _do(facts))
        ]
    return [
        ok("database.answers", "PostgreSQL answers."),
        _version(facts),
        _writable(facts),
        _encoding(facts),
        _extensions(facts),
        _tables(facts),
        _connections(facts),
        *_timeouts(facts),
    ]


def _do(facts: Facts) -> str:
    said = facts.trouble.lower()
    if f"{OLDEST} or later" in said or "is required" in said:
        return f"Move to PostgreSQL {OLDEST} or newer."
    if "refused" in said or "no such file" in said or "timeout" in said or "no answer" in said:
        return START
    if "name or service" in said or "name resolution" in said or "could not translate" in said:
        return "No machine has the name in DATABASE_URL, or the name server does not answer."
    for needle, do in REMEDIES:
        if needle in said:
            return do
    return START


def _version(facts: Facts) -> Finding:
    shown = f"{facts.version // 10_000}.{facts.version % 10_000}"
    if facts.version < OLDEST * 10_000:
        words = f"PostgreSQL is {shown}, and {OLDEST} or newer is needed."
        return fault("database.version", words, "Dump the database, and restore it into a newer server.")
    return ok("database.version", f"PostgreSQL is {shown}.")


def _writable(facts: Facts) -> Finding:
    if facts.read_only:
        return fault(
            "database.writable",
            "The database takes no writes: it is a replica, or set to read only.",
            "Point DATABASE_URL at the primary; after a failover, at the new one.",
        )
    if not facts.may_create and facts.missing:
        return fault(
            "database.writable",
            "This role may make no tables, and there are some to make.",
            "As a superuser of the database: GRANT CREATE, USAGE ON SCHEMA public TO mentorship",
        )
    return ok("database.writable", "It may be written to.")


def _encoding(facts: Facts) -> Finding:
    if facts.encoding != "UTF8":
        return fault(
            "database.encoding",
            f"The database keeps {facts.encoding}: names in other scripts cannot be saved.",
            "Make one anew: createdb --encoding=UTF8 --template=template0, and restore into it.",
        )
    return ok("database.encoding", "It keeps UTF-8.")


def _extensions(facts: Facts) -> Finding:
    absent = [name for name, how in facts.extensions.items() if how == "absent"]
    if absent:
        return fault(
            "database.extensions",
            f"Not there, and this role cannot make them: {', '.join(absent)}.",
            "apt install postgresql-contrib where needed, then: sudo -u postgres psql mentorship -c '"
            + " ".join(f"CREATE EXTENSION {name};" for name in absent)
            + "'",
        )
    return ok("database.extensions", f"{' and '.join(facts.extensions)} are there, or can be made.")


def _tables(facts: Facts) -> Finding:
    if facts.unknown:
        return fault(
            "database.migrations",
            f"The database is newer than this program: it knows {_some(facts.unknown)}.",
            "Start the newer program again, or restore the backup that was made before the upgrade.",
        )
    if facts.missing:
        return fault(
            "database.migrations",
            f"Tables are not those of this version: {_some(facts.missing)} to come.",
            "Bring them up to date: python manage.py upgrade",
        )
    return ok("database.migrations", "Its tables are those of this version.")


def _some(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _connections(facts: Facts) -> Finding:
    words = f"{facts.connections} of {facts.most} connections are taken."
    if facts.connections < FULL * facts.most:
        return ok("database.connections", words)
    do = "Raise max_connections, run fewer processes (WEB_CONCURRENCY, --concurrency), or put PgBouncer between."
    return caution("database.connections", words, do)


def _timeouts(facts: Facts) -> list[Finding]:
    found = []
    if not facts.lock_timeout:
        found.append(
            caution(
                "database.timeouts",
                "A lock is waited for without an end: something between the site and PostgreSQL drops its lock_timeout.",
                "ALTER ROLE mentorship SET lock_timeout = '3s'",
            )
        )
    if 0 < facts.statement_timeout < SHORT:
        found.append(
            caution(
                "database.timeouts",
                f"Statements are cut short after {facts.statement_timeout / 1000:g} s: runs and upgrades may need longer.",
                "ALTER ROLE mentorship SET statement_timeout = 0",
            )
        )
    return found or [
        ok("database.timeouts", "A lock is waited for a few seconds, and no statement is cut short.")
    ]
