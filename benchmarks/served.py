"""The site as production serves it, on the people of `benchmarks.town`: gunicorn with its own configuration, static files
collected, Django's debug pages off, no demo; and people who are signed in."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil

from benchmarks.site import analyze, throw_away_site
from benchmarks.town import settle
from mentorship.localservices import CHECKOUT
from mentorship.supervisor import Child, Supervisor

# Signed-in sessions, a mail server that is never asked, and no proxy but the one that the clients of a load test stand for.
PRODUCTION = {
    "MENTORSHIP_DEMO": "false",
    "MENTORSHIP_DEBUG": "false",
    "MENTORSHIP_EMAIL_URL": "smtp://127.0.0.1:1",
    "MENTORSHIP_LOG_LEVEL": "ERROR",  # not each slow statement of moving in
    "MENTORSHIP_TRUSTED_PROXIES": "1",
}
BARE = "benchmarks.bare:application"
SITE = "mentorship.wsgi"


@dataclass(frozen=True)
class Served:
    """`address` has no slash at its end; `supervisor` runs "web", and whatever else is started on it, and keeps their logs."""

    address: str
    port: int
    env: dict[str, str]
    supervisor: Supervisor

    def rss(self, name: str) -> dict[int, int]:
        """What each process of this child that does work has in memory, in bytes, by pid; one that only looks after
        others, and does none itself, left out."""
        (process,) = [p for child, p in self.supervisor.running.items() if child.name == name]
        all_of_it = psutil.Process(process.pid)
        workers = all_of_it.children(recursive=True) or [all_of_it]
        return {worker.pid: worker.memory_info().rss for worker in workers}


def environment() -> dict[str, str]:
    """That of a process of the site on the present database."""
    from django.db import connection

    database = connection.settings_dict
    address = database["HOST"] or "127.0.0.1"
    place = "" if address.startswith("/") else f"{address}:{database['PORT'] or 5432}"
    user = database["USER"] + (f":{database['PASSWORD']}" if database["PASSWORD"] else "")
    query = f"?{urlencode({'host': address}, safe='/')}" if address.startswith("/") else ""
    url = f"postgres://{user}@{place}/{database['NAME']}{query}"
    return {**os.environ, "DATABASE_URL": url, "PYTHONUNBUFFERED": "1"}


@contextmanager
def inhabited(people: int) -> Iterator[None]:
    """A site on a database and a folder of its own, with so many people; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="mentorship-files-") as storage:
        os.environ |= {**PRODUCTION, "MENTORSHIP_STORAGE": storage}
        with throw_away_site():
            start = time.perf_counter()
            settle(people)
            analyze()
            print(f"{people} people have moved in within {time.perf_counter() - start:.0f} s", flush=True)
            yield


@contextmanager
def served(
    application: str = SITE, *, workers: int = 2, celery: int = 0, replaced: bool = True
) -> Iterator[Served]:
    """The site at an address of this machine, by so many processes of gunicorn's, with so many of Celery's beside them.
    Not `replaced`: a process of gunicorn's stays, however many requests it has answered. Raises SystemExit with the last lines of
    what did not start."""
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="mentorship-served-") as name:
        folder = Path(name)
        env = environment() | {
            "MENTORSHIP_SITE_URL": f"http://127.0.0.1:{port}",
            "MENTORSHIP_STATIC_ROOT": str(folder / "static"),
            "WEB_CONCURRENCY": str(workers),
        }
        supervisor = Supervisor(logs=folder, say=print)
        try:
            _collect(supervisor, env)
            bound = ("--bind", f"127.0.0.1:{port}", *(() if replaced else ("--max-requests", "0")))
            web = Child("web", (sys.executable, "-m", "gunicorn", *bound, application), env, cwd=CHECKOUT)
            supervisor.start(web)
            if celery:
                command = (sys.executable, "-m", "celery", "-A", "mentorship", "worker")
                more = (f"--concurrency={celery}", "--loglevel=WARNING")
                supervisor.start(Child("worker", (*command, *more), env, cwd=CHECKOUT))
            site = Served(f"http://127.0.0.1:{port}", port, env, supervisor)
            _wait(site, web)
            try:
                yield site
            except RuntimeError:
                print(supervisor.tail(web), file=sys.stderr)  # the folder is gone in a moment
                raise
        finally:
            supervisor.stop()


def _collect(supervisor: Supervisor, env: dict[str, str]) -> None:
    command = (sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0")
    child = Child("collectstatic", command, env, cwd=CHECKOUT)
    process = supervisor.start(child)
    del supervisor.running[child]
    if process.wait():
        raise SystemExit(f"The static files could not be collected:\n{supervisor.tail(child)}")


def _wait(site: Served, web: Child, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{site.address}/health/web/", timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > end or site.supervisor.running[web].poll() is not None:
                raise SystemExit(
                    f"gunicorn did not start. Its last lines:\n{site.supervisor.tail(web)}"
                ) from None
            time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def session_of(user: Any) -> str:
    """The Cookie header of somebody who has just signed in, with a second step."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
