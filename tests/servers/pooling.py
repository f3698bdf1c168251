"""A real PgBouncer in transaction mode before the database of the test run."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection

from mentorship.localservices import NOBODY
from mentorship.supervisor import Child
from tests.plugin import browser_is_required

HELP = "this test needs PgBouncer: apt install pgbouncer"
PORT = 5432  # of the name of its socket
SERVERS = 3  # connections to PostgreSQL, for as many clients as come

SETTINGS = """
[databases]
* = host={postgres} user={user}
[pgbouncer]
unix_socket_dir = {folder}
listen_addr =
listen_port = {port}
auth_type = any
admin_users = {user}
pool_mode = transaction
default_pool_size = {servers}
max_client_conn = 200
"""


def program() -> str | None:
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@dataclass(frozen=True)
class Pool:
    """`folder` has its socket, `user` is the role."""

    folder: Path
    user: str

    def ask(self, question: str) -> list[dict[str, Any]]:
        """What its own console answers, such as to "SHOW POOLS"."""
        console = psycopg2.connect(host=str(self.folder), port=PORT, user=self.user, dbname="pgbouncer")
        console.autocommit = True
        try:
            with console.cursor() as cursor:
                cursor.execute(question)
                names = [column.name for column in cursor.description or ()]
                return [dict(zip(names, row, strict=True)) for row in (cursor.fetchall() if names else ())]
        finally:
            console.close()


@contextmanager
def pgbouncer(folder: Path) -> Iterator[Pool]:
    """Runs one for the database of this test run, with its socket in `folder`; skips where it is not installed, and fails where
    nothing may be skipped."""
    found = program()
    if found is None:
        (pytest.fail if browser_is_required() else pytest.skip)(HELP)
    database, is_root = connection.settings_dict, os.geteuid() == 0
    if not database["HOST"].startswith("/"):
        pytest.skip("this test needs a PostgreSQL that trusts its socket: leave DATABASE_URL out")
    file = folder / "pgbouncer.ini"
    values = {"postgres": database["HOST"], "user": database["USER"], "folder": folder, "port": PORT}
    file.write_text(SETTINGS.format(**values, servers=SERVERS), encoding="utf-8")
    if is_root:
        os.chown(folder, NOBODY, NOBODY)
    child = Child("pgbouncer", (found, str(file)), env=os.environ, user=NOBODY if is_root else None)
    with (folder / "log").open("wb") as log:
        process = child.spawn(log)
    try:
        end = time.monotonic() + 20
        while not (folder / f".s.PGSQL.{PORT}").exists():
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < end, (folder / "log").read_text()
            time.sleep(0.02)
        yield Pool(folder, database["USER"])
    finally:
        child.stop(process)
