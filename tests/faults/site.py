"""The site under storm: servers of its own with everything that makes them durable, a mail server, two beats, three workers.

Whatever ends is started again at once, as systemd or Compose would. Nothing of it outlives the harness (supervisor.py)."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg2
import psycopg2.extensions

from mentorship.localservices import CHECKOUT, DEVELOPMENT_VALUES, LocalServices, _working_in
from mentorship.supervisor import Child, Supervisor
from tests.faults.sink import accepted
from tests.faults.verdict import Accepted, Row
from tests.servers.processes import bare_environment, eventually, words

BEATS, WORKERS = 2, 3
FOR_EVER = 1_000_000
CELERY = (sys.executable, "-m", "celery", "-A", "mentorship")
REFUSED_FOR_NOW = 0.02

# What waits after a fault waits for minutes in life. Here the clock is turned: everybody's hour is welcome all the time.
HASTEN = """
UPDATE notifications_notification SET not_before = now()
WHERE state = 'queued' AND failure <> '' AND not_before > now() + interval '1 second'
"""
# The alarms that were set for in an hour (seed_storm) ring from now on.
BEGIN = """
UPDATE journeys_checkin SET due_at = due_at - (SELECT min(due_at) FROM journeys_checkin WHERE due_at > now()) + now()
WHERE state = 'scheduled' AND number = 1 AND due_at > now()
"""
ROWS = """
SELECT message_id, email, state, extract(epoch FROM pg_xact_commit_timestamp(n.xmin))::float
FROM notifications_notification n JOIN accounts_user u ON u.id = n.recipient_id
"""


class Site:
    """A context manager in a folder that `nobody` can reach. One site serves several storms: `begin` makes it fresh."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log, self.ear = folder / "letters", folder / "ear"
        self.services = LocalServices(keep=folder, say=lambda what: None)
        # Servers that are given to the test run are not for killing.
        self.services.database, self.services.redis, self.services.env = True, True, {}
        self.ended: Counter[str] = Counter()

    def __enter__(self) -> Site:
        self.services.__enter__()
        self.services.supervisor.restarts = FOR_EVER
        try:
            self._prepare()
        except BaseException:
            self.services.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.end()
            self.kill_database()  # nobody needs its data any more
        finally:
            self.services.stop()

    def _prepare(self) -> None:
        """Makes the database to start from, in a hurry, and then lets PostgreSQL be as careful as it is by default."""
        (self.folder / "storage").mkdir()
        self._change("fsync = off")
        self.run("manage.py", "migrate", "--verbosity=0")
        with self.asking("postgres") as ask:
            ask("CREATE DATABASE clean TEMPLATE mentorship")
        self._change("fsync = on")
        self._change("track_commit_timestamp = on")  # tells when each note was surely made; needs a new start
        self.database.send_signal(signal.SIGINT)
        self.database.wait(60)
        self.services.supervisor.look()
        assert eventually(self.answers, 60), self.services.supervisor.tail(self._child("postgres"))

    # --- one storm

    def begin(
        self, *, seed: int, lease: float, careless: str = "", refusing: float = REFUSED_FOR_NOW
    ) -> None:
        """An empty database and queue, and a mail server, which is `refusing` a share of the letters for now; no beat and
        no worker yet."""
        with self.asking("postgres") as ask:
            ask("DROP DATABASE mentorship WITH (FORCE)")
            ask("CREATE DATABASE mentorship TEMPLATE clean")
        assert eventually(self.forget, 30), self.services.supervisor.tail(self._child("valkey"))
        self.log.unlink(missing_ok=True)
        self.ended.clear()
        self.careless, self.lease, self.port = careless, lease, _free_port()
        (logs := self.folder / "site").mkdir(exist_ok=True)
        self.supervisor = Supervisor(logs=logs, say=lambda what: None, restarts=FOR_EVER)
        sink = (sys.executable, "-m", "tests.faults.sink", str(self.port), self.log, self.ear)
        self._start("sink", *sink, str(seed), str(refusing))
        assert eventually(self._takes_letters, 60), self.said("sink")

    def start(self, *, beats: int = BEATS, workers: int = WORKERS, pool: int = 1) -> None:
        """`pool`: how many processes of each worker do the work."""
        for number in range(1, workers + 1):
            name = f"worker-{number}"
            alone = ("--without-gossip", "--without-mingle", f"--hostname={name}@faults")
            self._start(name, *CELERY, "worker", "--loglevel=INFO", f"--concurrency={pool}", *alone)
        for number in range(1, beats + 1):
            name = f"beat-{number}"
            self._start(
                name, *CELERY, "beat", "--loglevel=INFO", "--pidfile=", f"--schedule={self.folder / name}"
            )

    def end(self) -> None:
        """Beats, workers and mail server end; the servers stay."""
        if hasattr(self, "supervisor"):
            self.supervisor.stop()

    def look(self) -> None:
        """Starts again what has ended. What ended by itself, and by no signal, is counted by its name."""
        for child, process in self.supervisor.running.items():
            if (code := process.poll()) is not None and code != -signal.SIGKILL:
                self.ended[child.name] += 1
        self.services.supervisor.look()
        self.supervisor.look()

    # --- who is there

    @property
    def database(self) -> subprocess.Popen[bytes]:
        return self.services.supervisor.running[self._child("postgres")]

    @property
    def queue(self) -> subprocess.Popen[bytes]:
        return self.services.supervisor.running[self._child("valkey")]

    def processes(self, kind: str) -> list[psutil.Process]:
        """The main processes of the beats or of the workers that live."""
        found = []
        for child, process in self.supervisor.running.items():
            if child.name.startswith(kind) and process.poll() is None:
                with suppress(psutil.NoSuchProcess):
                    found.append(psutil.Process(process.pid))
        return found

    def pools(self) -> dict[int, int]:
        """The pid of every process that does a worker's work, with that of its main process."""
        return {child.pid: main.pid for main in self.processes("worker") for child in children(main)}

    def backends(self) -> list[psutil.Process]:
        """PostgreSQL's processes that serve the site."""
        return [one for one in self.database_processes() if "mentorship mentorship" in words(one)]

    def database_processes(self) -> list[psutil.Process]:
        try:
            main = psutil.Process(self.database.pid)
        except psutil.NoSuchProcess:
            return []
        return [main, *children(main)]

    def kill_database(self) -> None:
        """All of PostgreSQL, and what it started since one looked. A backend that waits for a lock of the dead would wait on."""
        kill(frozenset({self.database.pid}))
        while orphans := _working_in(self.folder / "postgres"):
            kill(frozenset(orphans))

    # --- what is asked of it

    @contextmanager
    def asking(self, database: str = "mentorship") -> Iterator[Any]:
        """`ask(statement)` on a connection of its own: the rows, each statement a transaction."""
        connection = psycopg2.connect(
            host=str(self.services.run / "pg"), user="mentorship", dbname=database, connect_timeout=5
        )
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:

                def ask(statement: str) -> list[tuple[Any, ...]]:
                    cursor.execute(statement)
                    return cursor.fetchall() if cursor.description else []

                yield ask
        finally:
            connection.close()

    def answers(self) -> bool:
        try:
            with self.asking() as ask:
                return bool(ask("SELECT 1"))
        except psycopg2.Error:
            return False

    def states(self) -> dict[str, int] | None:
        """How many notifications there are by state, after the clock was turned; None where the database does not answer."""
        try:
            with self.asking() as ask:
                ask(HASTEN)
                return dict(ask("SELECT state, count(*) FROM notifications_notification GROUP BY state"))
        except psycopg2.Error:
            return None

    def let_alarms_ring(self) -> None:
        with self.asking() as ask:
            ask(BEGIN)

    def letters(self) -> list[Accepted]:
        return list(accepted(self.log))

    def rows(self) -> list[Row]:
        """Every notification, with the moment of its last commit on the clock of this machine."""
        offset = time.time() - time.monotonic()
        with self.asking() as ask:
            return [Row(mid, to, state, at - offset) for mid, to, state, at in ask(ROWS)]

    def forget(self) -> bool:
        """FLUSHALL; whether the queue's server heard it."""
        with socket.socket(socket.AF_UNIX) as client, suppress(OSError):
            client.settimeout(5)
            client.connect(str(self.services.run / "vk" / "valkey.sock"))
            client.sendall(b"FLUSHALL\r\n")
            return client.recv(100).startswith(b"+OK")
        return False

    def empty_queue_files(self) -> None:
        """What the killed Redis server kept is gone: it starts with nothing."""
        for part in (self.folder / "valkey").iterdir():
            shutil.rmtree(part) if part.is_dir() else part.unlink()

    def run(self, *command: str) -> str:
        """What a Python program of the site says. Raises AssertionError with its words where it fails."""
        done = subprocess.run(
            [sys.executable, *command],
            env=self.env,
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def said(self, name: str, lines: int = 40) -> str:
        """The last lines of one of this storm's processes, from before its restarts as well."""
        log = self.folder / "site" / f"{name}.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""

    @property
    def env(self) -> Mapping[str, str]:
        mine = {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "MENTORSHIP_SECRET_KEY": DEVELOPMENT_VALUES["MENTORSHIP_SECRET_KEY"],
            "MENTORSHIP_EMAIL_URL": f"smtp://127.0.0.1:{getattr(self, 'port', 1)}",
            "MENTORSHIP_STORAGE": str(self.folder / "storage"),
            "FAULTS_LEASE": str(getattr(self, "lease", 60)),
            "FAULTS_CARELESS": getattr(self, "careless", ""),
            "PYTHONUNBUFFERED": "1",
        }
        return {**bare_environment(), **self.services.env, **mine}

    # --- what it needs for that

    def _change(self, setting: str) -> None:
        with self.asking("postgres") as ask:
            ask(f"ALTER SYSTEM SET {setting}")
            ask("SELECT pg_reload_conf()")

    def _start(self, name: str, *command: str | Path) -> None:
        self.supervisor.start(Child(name, command, self.env, ends_by=signal.SIGKILL, cwd=CHECKOUT))

    def _child(self, name: str) -> Child:
        return next(child for child in self.services.supervisor.running if child.name == name)

    def _takes_letters(self) -> bool:
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0


def children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children())
    except psutil.NoSuchProcess:
        return []


def gone(pids: frozenset[int]) -> bool:
    """Whether none of these runs any more; one that nobody has buried yet is gone as well."""
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                return False
    return True


def kill(pids: frozenset[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
