"""`make demo`: the whole site on this machine, as one process tree that Ctrl-C ends and that nothing outlives.

Steps: the servers of this checkout, the database, the people, the styles, then web, worker and beat, looked after until
the end. Data are kept from one run to the next; `--reset` (`make demo-reset`) removes them.

This process never loads Django: it sets the environment, and its children read their settings from that."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from mentorship.demo_people import SIGN_INS
from mentorship.localservices import CHECKOUT, LocalServices, demo_folder, lock, running_demo
from mentorship.supervisor import Child, Ending, end_with_parent

Task = tuple[Child, "subprocess.Popen[bytes]"]
STAMP = ".collected"


class Demo:
    """One run of the demo on `folder`, answering at http://127.0.0.1:`port`."""

    def __init__(self, folder: Path, port: int):
        self.folder = folder
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.started = time.monotonic()
        self.env: dict[str, str] = {}

    def run(self, services: LocalServices) -> None:
        """Prepares the site, starts it, tells how to use it, and looks after it until KeyboardInterrupt."""
        self.env = self._environment(services)
        fresh = self._forget_half_made_data(services)
        styles = self._stale_styles()
        collecting = styles and self._begin("collectstatic", "--no-input", "--clear", "--verbosity=0")
        self._finish(self._begin("migrate", "--verbosity=0"))
        self.say("database", "made" if fresh else "up to date")
        if fresh:
            self._seed()
        if collecting:
            self._finish(collecting)
            (self.folder / "static" / STAMP).write_text(styles)
            self.say("styles", "collected")
        for child in self._children():
            services.supervisor.start(child)
        self._describe_to_other_commands()
        self._wait_until_it_answers(services)
        self.say("site", "web, worker and beat run")
        self._tell_how_to_use_it()
        while True:
            services.supervisor.look()
            time.sleep(0.3)

    # --- preparing

    def _environment(self, services: LocalServices) -> dict[str, str]:
        key = self.folder / "secret-key"
        if not key.exists():
            write_privately(key, secrets.token_urlsafe(50))
        (self.folder / "storage").mkdir(exist_ok=True)
        defaults = {
            "MENTORSHIP_SECRET_KEY": key.read_text(encoding="utf-8"),
            "MENTORSHIP_SITE_URL": self.address,
            "MENTORSHIP_ALLOWED_HOSTS": "localhost",
            "MENTORSHIP_STATIC_ROOT": str(self.folder / "static"),
            "MENTORSHIP_STORAGE": str(self.folder / "storage"),
            "MENTORSHIP_LOG_LEVEL": "WARNING",
            "WEB_CONCURRENCY": "2",
        }
        given = {name: value for name, value in os.environ.items() if value}
        return {**defaults, **given, **services.env, "MENTORSHIP_DEMO": "true", "PYTHONUNBUFFERED": "1"}

    @property
    def _seeded(self) -> Path:
        """The note that the people of this database are complete; another database has a note of its own."""
        database = self.env["DATABASE_URL"] if os.environ.get("DATABASE_URL") else "own"
        return self.folder / f"seeded-{hashlib.sha256(database.encode()).hexdigest()[:12]}"

    def _forget_half_made_data(self, services: LocalServices) -> bool:
        """True where there are no complete data yet; what an interrupted start has left in servers of ours is dropped."""
        if self._seeded.exists():
            return False
        services.empty()
        return True

    def _stale_styles(self) -> str:
        """The digest of the static files if they or the packages have changed since they were collected, else empty."""
        sources = [CHECKOUT / "requirements.lock", *(CHECKOUT / "static").rglob("*")]
        digest = hashlib.sha256()
        for path in sorted(path for path in sources if path.is_file()):
            digest.update(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}\n".encode())
        stamp = self.folder / "static" / STAMP
        return "" if stamp.exists() and stamp.read_text() == digest.hexdigest() else digest.hexdigest()

    def _seed(self) -> None:
        task = self._begin("seed_demo")
        try:
            self._finish(task, tell=lambda line: self.say("people", line))
        except SystemExit as refusal:
            if not os.environ.get("DATABASE_URL"):
                raise
            self.say("people", f"not made in the database that DATABASE_URL names: {refusal}")
        self._seeded.touch()

    def _begin(self, *command: str) -> Task:
        """Starts a management command as a child."""
        child = Child(command[0], (sys.executable, "manage.py", *command), self.env, cwd=CHECKOUT)
        return child, child.spawn(subprocess.PIPE)

    def _finish(self, task: Task, tell: Callable[[str], None] | None = None) -> None:
        """Waits for a command, telling its lines as they come. Raises SystemExit with its last lines where it failed."""
        child, process = task
        lines = []
        try:
            for line in process.stdout or ():
                lines.append(line.decode(errors="replace").rstrip())
                if tell:
                    tell(lines[-1])
            process.wait()
        finally:
            child.stop(process)
        if process.returncode:
            reason = "the reason stands above" if tell else "\n" + "\n".join(lines[-25:])
            raise SystemExit(f"`manage.py {child.name}` failed: {reason}")

    # --- running

    def _children(self) -> list[Child]:
        celery = (sys.executable, "-m", "celery", "-A", "mentorship")
        address = ("--bind", f"127.0.0.1:{self.port}")
        return [
            Child(
                "worker", (*celery, "worker", "--concurrency=2", "--loglevel=WARNING"), self.env, cwd=CHECKOUT
            ),
            Child(
                "web", (sys.executable, "-m", "gunicorn", *address, "mentorship.wsgi"), self.env, cwd=CHECKOUT
            ),
            Child(
                "beat",
                (*celery, "beat", f"--schedule={self.folder / 'beat'}", "--loglevel=WARNING"),
                self.env,
                cwd=CHECKOUT,
            ),
        ]

    def _describe_to_other_commands(self) -> None:
        """Leaves the addresses where `manage.py` finds them while this demo runs."""
        names = [name for name in self.env if name.startswith("MENTORSHIP_")]
        described = {name: self.env[name] for name in ("DATABASE_URL", "REDIS_URL", *names)}
        write_privately(self.folder / "environment.json", json.dumps(described, indent=2))

    def _wait_until_it_answers(self, services: LocalServices, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not answers(self.address):
            services.supervisor.look()
            if time.monotonic() > end:
                raise SystemExit(
                    f"The site did not answer within {seconds:.0f} s; its logs are in {self.folder / 'logs'}"
                )
            time.sleep(0.1)

    # --- words

    def say(self, step: str, what: str) -> None:
        print(f"  {time.monotonic() - self.started:5.1f} s  {step:<9} {what}", flush=True)

    def _tell_how_to_use_it(self) -> None:
        width = max(len(email) for _, email, _ in SIGN_INS)
        rows = "\n".join(f"    {role:<10} {email:<{width}}  {password}" for role, email, password in SIGN_INS)
        print(
            f"\nMentorship is ready: {self.address}\n\n"
            f"  Sign in at {self.address}/accounts/login/ as\n{rows}\n\n"
            f"  Every e-mail the site sends: {self.address}/mailbox/\n"
            f"  Logs: {self.folder / 'logs'}\n\n"
            "Ctrl-C stops it and keeps the data; `make demo-reset` then starts over.",
            flush=True,
        )


def write_privately(path: Path, text: str) -> None:
    """Writes a file that only its owner can read, whole or not at all."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    new.replace(path)


def answers(address: str) -> bool:
    """True if the site answers; a page that fails is an answer as well, and its fault is in the log."""
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def check_port(port: int) -> None:
    """Raises SystemExit, in words, where the site cannot listen on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise SystemExit(
                f"Port {port} is reserved for the system. Choose another: make demo PORT=8001"
            ) from None
        except OSError:
            raise SystemExit(
                f"Port {port} is taken by another program. Choose another: make demo PORT={port + 1}"
            ) from None


def take(folder: Path) -> int:
    """Makes and locks `folder` for one demo, or for its removal. Raises SystemExit where a demo runs on it."""
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise SystemExit(f"{folder} belongs to somebody else; remove it to run the demo here")
    folder.chmod(0o711)
    for _ in range(20):  # a command that only looks whether a demo runs holds the lock for a moment
        try:
            return lock(folder / "lock")
        except BlockingIOError:
            time.sleep(0.05)
    address = (running_demo(folder) or {}).get("MENTORSHIP_SITE_URL", "and is still starting")
    raise SystemExit(
        f"A demo of this checkout is running: {address}. Stop it first, with Ctrl-C where it was started."
    )


def start(folder: Path, port: int) -> None:
    check_port(port)
    locked = take(folder)
    (folder / "environment.json").unlink(missing_ok=True)
    print(f"Mentorship demo (data in {folder})", flush=True)
    demo = Demo(folder, port)
    with Ending() as ending:
        try:
            with LocalServices(folder, say=lambda what: print(what, flush=True)) as services:
                try:
                    demo.say("servers", "PostgreSQL and Valkey run")
                    demo.run(services)
                finally:
                    ending.ignore()
                    print("\nStopping ...", flush=True)
        except KeyboardInterrupt:
            print("Stopped.", flush=True)
    (folder / "environment.json").unlink(missing_ok=True)
    os.close(locked)


def reset(folder: Path) -> None:
    if folder.exists():
        locked = take(folder)
        shutil.rmtree(folder)
        os.close(locked)
    print("The demo's data are removed; `make demo` makes them anew.")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="make demo", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--folder", type=Path, default=demo_folder(), help="where data are kept")
    parser.add_argument("--reset", action="store_true", help="remove the kept data instead")
    options = parser.parse_args()
    if not 0 < options.port < 65536:
        parser.error(f"{options.port} is not a port; take one between 1024 and 65535")
    if "MAKELEVEL" in os.environ:
        end_with_parent(signal.SIGTERM)  # a killed make takes the demo with it
    if options.reset:
        reset(options.folder)
    else:
        start(options.folder, options.port)


if __name__ == "__main__":
    main()
