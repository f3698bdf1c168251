"""A real streaming replica of the PostgreSQL of the test run, from a base backup of it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from mentorship import localprograms
from mentorship.localservices import NOBODY, POSTGRES_ENV
from mentorship.supervisor import Child, as_user
from tests.servers.processes import eventually

# Above what the primary of a test run has (localservices): a replica may have no fewer.
OPTIONS = ("listen_addresses=", "max_connections=300", "fsync=off", "hot_standby=on")


@dataclass
class Replica:
    """`sockets` is the folder that HOST names."""

    sockets: Path
    user: str
    child: Child
    log: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.running.append(self.child.spawn(log))
        end = time.monotonic() + 30
        while not self.answers():
            assert self.running[-1].poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        while self.running:
            self.child.stop(self.running.pop())

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Inside of this it goes on to answer, and takes in nothing new."""
        self.ask("SELECT pg_wal_replay_pause()")
        assert eventually(lambda: self.ask("SELECT pg_get_wal_replay_pause_state()") == "paused", 20)
        try:
            yield
        finally:
            self.ask("SELECT pg_wal_replay_resume()")

    def answers(self) -> bool:
        try:
            self.ask("SELECT 1")
        except psycopg2.OperationalError:
            return False
        return True

    def ask(self, sql: str) -> object:
        """The first value of the first row, in the database "postgres"."""
        link = psycopg2.connect(host=str(self.sockets), user=self.user, dbname="postgres")
        try:
            with link.cursor() as cursor:
                cursor.execute(sql)
                return (cursor.fetchone() or (None,))[0]
        finally:
            link.close()


@contextmanager
def streaming(folder: Path) -> Iterator[Replica]:
    """Runs one in `folder`; skips where the database of the test run is not one of ours, on a socket that trusts us."""
    database = connection.settings_dict
    if not database["HOST"].startswith("/"):
        pytest.skip("this test copies the PostgreSQL of the test run: leave DATABASE_URL out")
    user = NOBODY if os.geteuid() == 0 else None
    programs = localprograms.runnable(localprograms.postgres(), "postgres", user, copy=folder / "programs")
    data, sockets = folder / "data", folder / "pg"
    for made in (data, sockets):
        made.mkdir(mode=0o700)
        if user:
            os.chown(made, user, user)
    copy = (programs / "pg_basebackup", "-D", data, "-h", database["HOST"], "-U", database["USER"])
    subprocess.run(
        [*copy, "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync"],
        env=POSTGRES_ENV,
        cwd="/",
        check=True,
        **as_user(user),
    )
    options = [part for option in (*OPTIONS, f"unix_socket_directories={sockets}") for part in ("-c", option)]
    child = Child(
        "replica",
        (programs / "postgres", "-D", data, *options),
        env=POSTGRES_ENV,
        ends_by=signal.SIGINT,  # at once, whoever is connected
        user=user,
        cwd=Path("/"),
    )
    replica = Replica(sockets, database["USER"], child, folder / "log")
    try:
        replica.start()
        yield replica
    finally:
        replica.stop()
