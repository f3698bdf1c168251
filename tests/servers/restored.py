"""The site of a running demo, backed up and brought back on another server: what test_demo.py asks of both commands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg2

from mentorship.localservices import CHECKOUT
from mentorship.supervisor import Child, end_with_parent
from tests.servers.processes import bare_environment, eventually

OWNER = "keeper"  # a role that is no superuser


@dataclass(frozen=True)
class Elsewhere:
    """An empty database of another PostgreSQL, owned by a role that is no superuser; `storage` is an empty place for files."""

    env: Mapping[str, str]

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        return manage(self.env, *words)

    def execute(self, sql: str) -> list[tuple[object, ...]]:
        connection = psycopg2.connect(self.env["DATABASE_URL"])
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


def manage(env: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """One run of manage.py to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=CHECKOUT,
        env={**bare_environment(), **env},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def killed_when(env: Mapping[str, str], said: str, *words: str) -> None:
    """Starts manage.py and kills it (SIGKILL) as soon as it says `said`."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=CHECKOUT,
        env={**bare_environment(), **env, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    heard = []
    for line in process.stdout:
        heard.append(line)
        if said in line:
            process.send_signal(signal.SIGKILL)
            break
    process.stdout.close()
    assert process.wait(20) == -signal.SIGKILL, "".join(heard)


@contextmanager
def elsewhere(demo: Mapping[str, str], storage: Mapping[str, str]) -> Iterator[Elsewhere]:
    """Another PostgreSQL and another Valkey, and the settings of the demo on them."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "mentorship.localservices"),
            *("sh", "-c", 'echo "$DATABASE_URL $REDIS_URL"; exec sleep 600'),
        ],
        cwd=CHECKOUT,
        env=bare_environment(),
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: end_with_parent(signal.SIGTERM),
    )
    try:
        assert process.stdout is not None
        database, redis = process.stdout.readline().split()
        sockets = parse_qs(urlsplit(database).query)["host"][0]
        connection = psycopg2.connect(host=sockets, user="mentorship", dbname="postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {OWNER} LOGIN")
            cursor.execute(f"CREATE DATABASE {OWNER} OWNER {OWNER}")
        connection.close()
        address = f"postgres://{OWNER}@/{OWNER}?host={sockets}"
        yield Elsewhere({**demo, **storage, "DATABASE_URL": address, "REDIS_URL": redis})
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def served(env: Mapping[str, str], port: int) -> Iterator[str]:
    """The site on `port`, web alone: nothing is sent by it."""
    address = f"http://127.0.0.1:{port}"
    settings = {**bare_environment(), **env, "MENTORSHIP_SITE_URL": address, "WEB_CONCURRENCY": "1"}
    command = (sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "mentorship.wsgi")
    web = Child("web", command, env=settings, cwd=CHECKOUT)
    with Path(os.devnull).open("wb") as output:
        process = web.spawn(output)
    try:
        yield address
    finally:
        web.stop(process)


def halves(folder: Path) -> list[str]:
    """What lies in a folder of backups and is none."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".backup")


def wait_until_nobody_is_connected(site: Elsewhere) -> None:
    """What was killed may take a moment to be noticed by PostgreSQL."""
    assert eventually(
        lambda: (
            site.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            == [(0,)]
        ),
        20,
    )
