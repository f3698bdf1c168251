"""When a worker takes itself for deaf, and that no trouble keeps it from looking."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import OperationalError

from mentorship import signs, tasks
from mentorship.signs import STUCK, UNHEARD, Ear, Proof, is_deaf
from notifications.enums import Part
from notifications.models import Heartbeat
from notifications.operations import heartbeats

HEARD = Proof(sent=True, heard=True, busy=False)
SILENT = Proof(sent=True, heard=False, busy=False)
BUSY = Proof(sent=True, heard=False, busy=True)
AWAY = Proof(sent=False, heard=False, busy=False)


@pytest.mark.parametrize(
    ("proofs", "deaf"),
    [
        ([], False),
        ([SILENT] * 2, False),
        ([SILENT] * 3, True),
        ([HEARD] * 5 + [SILENT] * 3, True),
        ([SILENT] * 2 + [HEARD], False),
        ([SILENT] * 2 + [HEARD] + [SILENT] * 2, False),
        # It is not to blame for a server that does not answer, nor for what it could not send.
        ([AWAY] * 50, False),
        ([SILENT, AWAY, SILENT, SILENT], False),
        ([AWAY] + [SILENT] * 3, True),
        # With its hands full it hears nothing, and need not.
        ([BUSY] * 30, False),
        ([SILENT, BUSY, SILENT, SILENT], False),
        ([BUSY] * 30 + [SILENT] * 3, True),
        # For longer than a task may last: it is stuck.
        ([BUSY] * STUCK, True),
        ([HEARD] + [BUSY] * (STUCK - 1), False),
    ],
)
def test_deaf(proofs: list[Proof], deaf: bool) -> None:
    assert is_deaf(proofs) is deaf


def test_a_busy_worker_has_longer_than_any_task_may_last(settings: Any) -> None:
    assert STUCK * settings.WORKER_LOOKS_EVERY.total_seconds() > settings.CELERY_TASK_TIME_LIMIT


class Worker:
    """A worker as its ear sees it."""

    def __init__(self) -> None:
        self.ended = 0
        self.away = False
        self.hears = True
        self.ear = Ear("celery@here", send=self.send, busy=lambda: False, end=self.end)

    def send(self) -> None:
        if self.away:
            raise OSError("the queue is away")
        if self.hears:
            self.ear.heard.set()

    def end(self) -> None:
        self.ended += 1


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Worker:
    monkeypatch.setattr(signs.connection, "close", lambda: None)  # the test's own
    return Worker()


@pytest.mark.django_db
def test_each_look_is_a_sign_of_life_until_it_hears_nothing(worker: Worker) -> None:
    for _ in range(5):
        worker.ear.look()
    assert (worker.ended, Heartbeat.objects.get().pk) == (0, "celery@here")
    worker.hears = False
    for _ in range(UNHEARD):
        worker.ear.look()
        assert worker.ended == 0
    worker.ear.look()
    assert worker.ended == 1
    worker.ear.thread = _Ended()
    worker.ear.stop()
    assert not Heartbeat.objects.exists()


class _Ended:
    def join(self, _seconds: float) -> None:
        pass


@pytest.mark.django_db
def test_a_queue_that_is_away_ends_no_worker(worker: Worker) -> None:
    worker.away = worker.hears = True
    for _ in range(10):
        worker.ear.look()
    assert (worker.ended, Heartbeat.objects.count()) == (0, 1)


def test_no_fault_of_the_database_ends_the_thread(
    worker: Worker, monkeypatch: pytest.MonkeyPatch, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    looks: list[str] = []

    def away(*_: object, **__: object) -> None:
        looks.append("away")
        if len(looks) == 3:
            worker.ear.stopped.set()
        raise (OperationalError if len(looks) < 3 else RuntimeError)("connection refused")

    settings.WORKER_LOOKS_EVERY = settings.WORKER_LOOKS_EVERY / 30_000
    monkeypatch.setattr(heartbeats, "beat", away)
    monkeypatch.setattr(heartbeats, "forget_gone", lambda **_: 0)
    with caplog.at_level(logging.WARNING):
        worker.ear.run()
    assert (len(looks), worker.ended) == (3, 0)
    assert "no sign of life of celery@here could be written: OperationalError" in caplog.text
    assert "could not look at itself" in caplog.text


def test_a_worker_that_does_not_end_in_order_ends_all_the_same(
    monkeypatch: pytest.MonkeyPatch, worker: Worker
) -> None:
    ended: list[int] = []
    monkeypatch.setattr(signs, "ear", worker.ear)
    monkeypatch.setattr(signs, "PATIENCE", 0.01)
    monkeypatch.setattr(signs.os, "_exit", ended.append)
    monkeypatch.setattr(signs.state, "should_stop", None)
    signs._end()
    assert (signs.state.should_stop, ended) == (1, [1])
    worker.ear.stopped.set()  # it came to that in time
    signs._end()
    assert ended == [1]


# --- the round


@pytest.mark.django_db
def test_the_round_writes_down_what_failed_by_its_class_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def expire_due(*, now: object) -> None:
        raise KeyError("what somebody wrote")

    ran: list[str] = []
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)  # the test's own
    monkeypatch.setattr(tasks, "SWEEPS", [expire_due, lambda *, now: ran.append("after it")])
    tasks.tick()
    row = Heartbeat.objects.get(pk="tick")
    assert (row.part, row.fault, ran) == (Part.TICK, "test_signs.expire_due (KeyError)", ["after it"])
    monkeypatch.setattr(tasks, "SWEEPS", [])
    tasks.tick()
    row.refresh_from_db()
    assert (row.fault, row.since) == ("", None)
