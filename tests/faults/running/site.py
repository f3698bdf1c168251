"""A whole site on one machine, whose servers can be taken away and given back: PostgreSQL as careful as it is by default, Valkey,
a mail server, gunicorn with two processes, a worker and beat. Web has a disk for files and one for what is temporary, each of
which can be filled, where this machine lets it have them; the clock of them all can be set (clock.py)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mentorship import localprograms
from mentorship.localservices import CHECKOUT, _ask_valkey
from mentorship.supervisor import Child, Supervisor
from tests.faults.running.visitor import Visitor
from tests.faults.site import CELERY, Site, _free_port, kill
from tests.servers.processes import eventually, tree

MEGABYTE = 1024**2
DISK = 2 * MEGABYTE


def own_disks() -> tuple[str, ...]:
    """The command before a program that gives it a file system of its own; empty where the machine gives none."""
    for command in (("unshare", "--mount"), ("unshare", "--map-root-user", "--mount")):
        if (
            shutil.which("unshare")
            and not subprocess.run([*command, "true"], capture_output=True, check=False).returncode
        ):
            return command
    return ()


class RunningSite(Site):
    """A context manager, as `Site` is; the site runs inside of it. `model` is the address of a database with the tables of this
    release, which are taken over from there: that is faster than to make them."""

    def __init__(self, folder: Path, *, model: str = "") -> None:
        super().__init__(folder)
        self.model = model
        self.web_port = _free_port()
        self.clock = folder / "clock"
        self.disks = own_disks()
        self.set_clock(0)

    def __enter__(self) -> RunningSite:
        super().__enter__()
        try:
            self._begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _prepare(self) -> None:
        for name in ("storage", "temporary", "site"):
            (self.folder / name).mkdir()
        self._change("fsync = off")
        if self.model:
            self._take_over(self.model)
        else:
            self.run("manage.py", "migrate", "--verbosity=0")
        self._change("fsync = on")

    def _take_over(self, model: str) -> None:
        programs = localprograms.postgres()
        dump: list[str | Path] = [
            programs / "pg_dump",
            "--no-owner",
            f"--dbname={model.replace('postgres://', 'postgresql://')}",
        ]
        made = subprocess.run(dump, capture_output=True, check=True).stdout
        own = self.services.env["DATABASE_URL"].replace("postgres://", "postgresql://")
        load: list[str | Path] = [
            programs / "psql",
            "--quiet",
            "--no-psqlrc",
            "--set=ON_ERROR_STOP=1",
            f"--dbname={own}",
        ]
        subprocess.run(load, input=made, stdout=subprocess.DEVNULL, check=True)

    def _begin(self) -> None:
        self.careless, self.lease, self.port = "", 5.0, _free_port()
        self.supervisor = Supervisor(logs=self.folder / "site", say=lambda what: None)
        sink = (sys.executable, "-m", "tests.faults.sink", str(self.port), self.log, self.ear)
        self._start("sink", *sink, "1", "0")
        self._start_web()
        self.start(beats=0, workers=1)
        self._start_beat()
        found = json.loads(self.run("manage.py", "seed_running").splitlines()[-1])
        self.pair, self.address = found["pair"], found["address"]
        self.mentee, self.mentor = (Visitor(self.web_port, found[who]) for who in ("mentee", "mentor"))
        self.nobody = Visitor(self.web_port)
        assert eventually(lambda: self.nobody.get("/health/").status == 200, 60), self.told()

    @property
    def env(self) -> Mapping[str, str]:
        mine = {
            "DJANGO_SETTINGS_MODULE": "tests.faults.running.settings",
            "MENTORSHIP_SITE_URL": f"http://127.0.0.1:{self.web_port}",
            "WEB_CONCURRENCY": "2",
            "RUNNING_CLOCK": str(self.clock),
        }
        return {**super().env, **mine}

    # --- its processes

    def _start_web(self) -> None:
        gunicorn = f"exec {sys.executable} -m gunicorn --bind=127.0.0.1:{self.web_port} mentorship.wsgi"
        command: tuple[str | Path, ...] = ("sh", "-c", gunicorn)
        env = dict(self.env)
        if self.disks:
            storage, temporary = self.folder / "storage", self.folder / "temporary"
            disks = f"mount -t tmpfs -o size={DISK} a {storage} && mount -t tmpfs -o size={4 * DISK} b {temporary}"
            command = (*self.disks, "sh", "-c", f"{disks} && {gunicorn}")
            env["TMPDIR"] = str(temporary)
        self.supervisor.start(Child("web", command, env, ends_by=signal.SIGKILL, cwd=CHECKOUT))

    def _start_beat(self) -> None:
        beat = (*CELERY, "beat", "--loglevel=INFO", "--pidfile=", f"--schedule={self.folder / 'beat'}")
        self._start("beat", *beat)

    def web_processes(self) -> set[int]:
        """The pids of gunicorn and of what it started."""
        (web,) = self.processes("web")
        return {one.pid for one in tree(web.pid)}

    def seen_by_web(self, name: str) -> Path:
        """A folder of the site as web sees it, with the disk that is mounted there."""
        (web,) = self.processes("web")
        return Path(f"/proc/{web.pid}/root{self.folder / name}")

    @contextmanager
    def full(self, name: str) -> Iterator[None]:
        """Inside of this the disk at `name` has no room at all."""
        filling = self.seen_by_web(name) / "filling"
        with filling.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 65536)
            except OSError:
                pass
            try:
                while True:
                    file.write(b"x")
            except OSError:
                pass
        try:
            yield
        finally:
            filling.unlink()

    # --- servers that go and come

    @contextmanager
    def without_database(self, *, killed: bool) -> Iterator[None]:
        if killed:
            self.kill_database()
        else:
            self.database.send_signal(signal.SIGINT)
            self.database.wait(30)
        try:
            yield
        finally:
            self.services.supervisor.look()
            assert eventually(self.answers, 60), self.services.supervisor.tail(self._child("postgres"))

    @contextmanager
    def without_queue(self) -> Iterator[None]:
        kill(frozenset({self.queue.pid}))
        self.queue.wait(10)
        try:
            yield
        finally:
            self.services.supervisor.look()
            socket = self.services.run / "vk" / "valkey.sock"
            assert eventually(lambda: _ask_valkey(socket, "PING") == "+PONG", 30)

    @contextmanager
    def standing_queue(self) -> Iterator[None]:
        """It takes connections and answers none."""
        self.queue.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.queue.send_signal(signal.SIGCONT)

    @contextmanager
    def without_mail(self) -> Iterator[None]:
        sink = next(child for child in self.supervisor.running if child.name == "sink")
        sink.stop(self.supervisor.running.pop(sink))
        try:
            yield
        finally:
            with self.supervisor.log(sink).open("ab") as log:
                self.supervisor.running[sink] = sink.spawn(log)
            assert eventually(self._takes_letters, 30)

    def set_clock(self, seconds: int) -> None:
        """How far the clocks of web, worker and beat are from the right one."""
        new = self.clock.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n")
        os.replace(new, self.clock)

    # --- what is asked of it

    @property
    def notes(self) -> str:
        return f"/mentorships/{self.pair}/notes/"

    @property
    def messages(self) -> str:
        return f"/mentorships/{self.pair}/messages/"

    def notes_in_rows(self) -> dict[str, int]:
        with self.asking() as ask:
            return dict(ask("SELECT text, count(*) FROM journeys_meetingnote GROUP BY text"))

    def health(self) -> dict[str, object]:
        answer: dict[str, object] = json.loads(self.nobody.get("/health/").body)
        return answer

    def told(self) -> str:
        """The last lines of every process."""
        return "\n".join(f"--- {name}\n{self.said(name)}" for name in ("web", "worker-1", "beat", "sink"))
