"""Signs of life of the processes that no request reaches: workers and beat.

A worker also proves that it hears. It may lose its ear when the queue's server comes back after a restart (Celery had
several faults of this kind), and then lives on and does nothing. So it sends itself a message through the queue's server
every half a minute; one that gets none of its own while the server takes them, and has nothing else to do, ends itself,
and whatever looks after it (Compose, systemd, `make demo`) starts a new one."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from typing import Any
from uuid import uuid4

from celery import Task
from celery.signals import (
    after_task_publish,
    beat_init,
    celeryd_after_setup,
    celeryd_init,
    task_received,
    worker_ready,
    worker_shutdown,
)
from celery.worker import state
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone
from kombu import Exchange, Queue

from mentorship import queues
from mentorship.celery import app
from notifications.enums import Part
from notifications.operations import heartbeats

logger = logging.getLogger(__name__)

TICK = "tick"
UNHEARD = 3  # proofs in a row, of a worker that has nothing to do
# A busy worker hears nothing while all its hands are full, but no task lasts longer than CELERY_TASK_TIME_LIMIT (11 minutes):
# after 20 minutes of half-minute looks it is not busy, it is stuck.
STUCK = 40
PATIENCE = 30.0  # seconds that a worker has to end in order


@dataclass(frozen=True)
class Proof:
    """What a worker found when it looked at itself: whether the queue's server had taken its message to itself, whether
    anything at all came from the queue since, and whether it has work at hand."""

    sent: bool
    heard: bool
    busy: bool


def is_deaf(proofs: Sequence[Proof], *, unheard: int = UNHEARD, stuck: int = STUCK) -> bool:
    """Whether a worker with these proofs, the latest last, should end itself. Where the queue's server does not answer,
    the worker is not to blame; and a busy one is not deaf, unless it is busy for longer than any task may last."""
    silent = list(takewhile(lambda proof: proof.sent and not proof.heard, reversed(proofs)))
    idle = list(takewhile(lambda proof: not proof.busy, silent))
    return len(idle) >= unheard or len(silent) >= stuck


def give(name: str, part: Part, *, fault: str = "", hears: Sequence[str] = ()) -> bool:
    """Writes a sign of life, of a worker with the queues that it hears, and whatever becomes of the database raises nothing;
    returns whether it was written. For callers outside of a transaction."""
    try:
        heartbeats.beat(name, part, now=timezone.now(), fault=fault, hears=hears)
    except (DatabaseError, InterfaceError) as trouble:
        logger.warning("no sign of life of %s could be written: %s", name, type(trouble).__name__)
        return False
    return True


class Ear:
    """Looks every half a minute whether the worker of this process, `name`, still hears, from a thread of its own.
    `send` sends a proof, `busy` says whether there is work, `end` ends the worker, `hears` names its queues."""

    def __init__(
        self,
        name: str,
        *,
        send: Callable[[], None],
        busy: Callable[[], bool],
        end: Callable[[], None],
        hears: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self.name = name
        self.send, self.busy, self.end, self.hears = send, busy, end, hears
        self.proofs: deque[Proof] = deque(maxlen=STUCK)
        self.sent = False
        self.heard = threading.Event()
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run, name="ear", daemon=True)

    def run(self) -> None:
        while True:
            try:
                self.look()
            except Exception:
                logger.exception("the worker could not look at itself; it tries again")
            if self.stopped.wait(settings.WORKER_LOOKS_EVERY.total_seconds()):
                return

    def look(self) -> None:
        """Judges what became of the proof before, gives a sign of life, and sends the next proof."""
        self.proofs.append(Proof(sent=self.sent, heard=self.heard.is_set(), busy=self.busy()))
        if is_deaf(self.proofs):
            logger.critical(
                "this worker hears nothing any more though the queue answers; it ends so that a new one is started"
            )
            self.end()
            return
        self.heard.clear()
        self.sent = self._prove()
        try:
            give(self.name, Part.WORKER, hears=self.hears())
            with suppress(DatabaseError, InterfaceError):
                heartbeats.forget_gone(now=timezone.now())
        finally:
            connection.close()  # half a minute is long, and a process of the pool may be forked meanwhile

    def stop(self) -> None:
        """The worker ends in order: nobody has to look for it."""
        self.stopped.set()
        self.thread.join(2)
        with suppress(DatabaseError, InterfaceError):
            heartbeats.forget(self.name)

    def _prove(self) -> bool:
        try:
            self.send()
        except Exception as trouble:  # noqa: BLE001 - whatever keeps it from the queue, the worker is not deaf for it
            logger.warning("the queue did not take a proof: %s", type(trouble).__name__)
            return False
        return True


# --- the worker


class Hear(Task):  # type: ignore[type-arg]
    """The message of a worker to itself. It is taken off in the worker's main process, where hearing happens: no process
    of the pool is woken for it, and it stands in no log."""

    name = "mentorship.signs.hear"
    Strategy = "mentorship.signs:take_off"
    ignore_result = True

    def run(self) -> None:
        """Never called: see `take_off`."""


app.register_task(Hear())


def take_off(task: Any, celery: Any, consumer: Any) -> Callable[..., None]:
    """How Celery has a worker deal with such a message (`Task.Strategy`)."""

    def hear(message: Any, body: Any, ack: Callable[..., None], reject: Any, callbacks: Any) -> None:
        ack(logger, consumer.connection_errors)
        _hear()

    return hear


# What only this process hears: a worker of the same name elsewhere must not take its proofs. Where the process was killed
# the queue goes by itself, after an hour.
_name = f"hearing.{uuid4().hex}"
own_queue = Queue(_name, Exchange("hearing"), routing_key=_name, expires=3600)
ear: Ear | None = None


@task_received.connect
def _hear(**_: object) -> None:
    if ear is not None:
        ear.heard.set()


def _send() -> None:
    """One proof, over a connection of its own: it tells whether the queue's server answers at this moment."""
    with app.connection_for_write() as link:
        app.send_task(Hear.name, queue=own_queue.name, connection=link, retry=False)


def _busy() -> bool:
    return bool(state.active_requests or state.reserved_requests)


def _end() -> None:
    """Asks the main thread to end in order, with a status that says that something was wrong; where it does not come to
    that, ends the process as it stands. What the pool has in hand then goes with it, and is found again by its lease."""
    state.should_stop = 1  # type: ignore[assignment]
    if ear is not None and not ear.stopped.wait(PATIENCE):
        os._exit(1)


def _heard_queues() -> list[str]:
    """The queues that this worker hears at this moment, its own one left out."""
    return sorted(set(app.amqp.queues.consume_from) & set(queues.NAMES))


@celeryd_init.connect
def _refuse(*, options: dict[str, Any], **_: object) -> None:
    """Says in words what Celery says in a traceback."""
    asked = options.get("queues") or ""
    why = queues.refusal(asked if isinstance(asked, str) else ",".join(asked))
    if why:
        raise SystemExit(why)


@celeryd_after_setup.connect
def _listen(*, instance: Any, **_: object) -> None:
    instance.app.amqp.queues.select_add(own_queue)


@worker_ready.connect
def _watch(*, sender: Any, **_: object) -> None:
    global ear
    ear = Ear(sender.hostname, send=_send, busy=_busy, end=_end, hears=_heard_queues)
    ear.thread.start()
    if queues.DEFAULT in _heard_queues():
        empty_retired()


def empty_retired() -> int:
    """Takes away what still stands in the queues of earlier releases, which nobody hears, and says so; returns how much that
    was. Nothing is lost: what it rang for is a row, and the minute's round rings for each that nobody holds."""
    found = 0
    try:
        with app.connection_for_write() as link, link.channel() as channel:
            for name in queues.RETIRED:
                stood = channel.queue_purge(name) or 0
                if stood:
                    logger.warning(
                        "%d messages of an earlier release stood in the queue %s; what they rang for is found in rows",
                        stood,
                        name,
                    )
                found += stood
    except Exception as trouble:  # noqa: BLE001 - as with a proof; the next worker that starts looks again
        logger.warning("the queues of earlier releases could not be emptied: %s", type(trouble).__name__)
    return found


@worker_shutdown.connect
def _rest(**_: object) -> None:
    if ear is not None:
        ear.stop()


# --- beat


@beat_init.connect
def _beat(**_: object) -> None:
    after_task_publish.connect(_rang)


def _rang(**_: object) -> None:
    """Beat rang for a round, and the queue took it."""
    give(f"beat@{socket.gethostname()}", Part.BEAT)
    with suppress(DatabaseError, InterfaceError):
        connection.close()
