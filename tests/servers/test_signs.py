"""Signs of life from real processes: a worker that has gone deaf ends itself, one that hears stays, and beat and the round
write down that they are there."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import redis
from django.conf import settings

from mentorship.celery import app
from mentorship.localservices import CHECKOUT
from mentorship.supervisor import Child
from notifications.enums import Part
from notifications.models import Heartbeat
from tests.conftest import test_environment as environment
from tests.servers.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)

CELERY = (sys.executable, "-m", "celery", "-A", "tests.servers.hurried")
GONE = -2  # says Redis of a key that went between two questions: the worker that hears takes its proof
WORKER = ("worker", "--concurrency=1", "--loglevel=INFO", "--without-gossip", "--without-mingle")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., tuple[subprocess.Popen[bytes], Path]]]:
    """`start(*options)`: a process of Celery, and its log."""
    running: list[tuple[Child, subprocess.Popen[bytes]]] = []

    def start(*options: str) -> tuple[subprocess.Popen[bytes], Path]:
        child = Child("celery", (*CELERY, *options), env=environment(), cwd=CHECKOUT, ends_by=signal.SIGKILL)
        log = tmp_path / f"{len(running)}.log"
        with log.open("wb") as output:
            running.append((child, child.spawn(output)))
        return running[-1][1], log

    yield start
    for child, process in running:
        child.stop(process)


def last(name: str) -> datetime | None:
    return Heartbeat.objects.filter(pk=name).values_list("at", flat=True).first()


def hearing() -> set[bytes]:
    """What stands in the queue's server of workers that hear."""
    with redis.Redis.from_url(settings.CONFIG.redis(0)) as server:
        return {
            key
            for key in server.keys("*")
            if b"hearing" in key and not key.startswith((b"_kombu", b"unacked"))
        }


def test_a_deaf_worker_ends_itself_and_one_that_hears_stays(
    start: Callable[..., tuple[subprocess.Popen[bytes], Path]],
) -> None:
    (deaf, log), (well, _) = (start(*WORKER, f"--hostname={name}@signs") for name in ("deaf", "well"))
    assert eventually(lambda: bool(last("deaf@signs") and last("well@signs")), 60), log.read_text()
    found = app.control.inspect(["deaf@signs"], timeout=10, limit=1).active_queues()
    assert found, log.read_text()
    (queues,) = found.values()
    names = [queue["name"] for queue in queues]
    assert {"mail", "matching", "housekeeping"} < set(names)
    time.sleep(2)  # some looks: it hears
    assert deaf.poll() is None
    for name in names:
        app.control.cancel_consumer(name, destination=["deaf@signs"], reply=True, timeout=10, limit=1)
    assert eventually(lambda: deaf.poll() is not None, 30), log.read_text()
    assert deaf.returncode == 1
    said = log.read_text()
    assert "hears nothing any more though the queue answers" in said
    assert said.count("signs.hear") == 1  # named among its tasks; its proofs fill no log
    assert last("deaf@signs") is None  # it ended in order
    before = last("well@signs")
    assert eventually(lambda: last("well@signs") != before, 15)
    assert well.poll() is None
    # What nobody heard is there for an hour at most, and what was heard leaves nothing.
    with redis.Redis.from_url(settings.CONFIG.redis(0)) as server:
        lasts = [int(str(server.ttl(key))) for key in hearing()]
    assert lasts
    assert all(0 < seconds <= 3600 for seconds in lasts)
    well.send_signal(signal.SIGTERM)
    assert eventually(lambda: well.poll() is not None, 30)
    assert (well.returncode, last("well@signs")) == (0, None)


def test_beat_and_the_round_give_signs_of_life(
    start: Callable[..., tuple[subprocess.Popen[bytes], Path]], tmp_path: Path
) -> None:
    app.control.purge()
    _, log = start("beat", f"--schedule={tmp_path / 'schedule'}", "--loglevel=INFO")
    assert eventually(lambda: Heartbeat.objects.filter(part=Part.BEAT).exists(), 60), log.read_text()
    (sign,) = Heartbeat.objects.filter(part=Part.BEAT)
    assert (sign.pk.startswith("beat@"), sign.fault) == (True, "")
    app.control.purge()
