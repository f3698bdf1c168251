"""What is noted of every task: the request that rang for it, so that its lines in the log bear that request's reference; and how
long it took and how it ended, for /metrics.

Workers run on many machines and listen on no port. What they count goes into one hash in Redis, from which any web process reads
it; where Redis is away nothing is counted, and where it forgets, the counting begins anew, which Prometheus knows how to read."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextvars import Token
from dataclasses import dataclass, field
from time import perf_counter, time
from typing import Any

import redis
from celery import signals
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from mentorship import origin
from mentorship.origin import Origin

logger = logging.getLogger(__name__)

# Headers of a message, beside Celery's own.
REFERENCE, SENT = "mentorship_reference", "mentorship_sent"
KEY = "mentorship:tasks"
BUCKETS = (0.05, 0.25, 1.0, 5.0, 30.0, 120.0, 600.0)  # seconds
ENDS = {"SUCCESS": "succeeded", "FAILURE": "failed", "RETRY": "again"}

_under_way: dict[str, Token[Origin | None]] = {}


class Server:
    """The connection of this process, made when it is first needed; redis-py makes it anew after a fork."""

    link: redis.Redis[str] | None = None

    @classmethod
    def get(cls) -> redis.Redis[str]:
        if cls.link is None:
            cls.link = redis.Redis.from_url(
                settings.CONFIG.redis(1),
                decode_responses=True,
                socket_connect_timeout=1,
                socket_timeout=1,
                retry=Retry(NoBackoff(), 1),
            )
        return cls.link


# --- the signals


def _ring(headers: dict[str, Any] | None = None, **_: object) -> None:
    work = origin.current()
    if headers is None:
        return
    headers[SENT] = time()
    if work is not None and work.reference:
        headers[REFERENCE] = work.reference


def _begin(task_id: str, task: Any, **_: object) -> None:
    reference = task.request.get(REFERENCE)
    work = Origin(
        reference=reference if isinstance(reference, str) else "",
        task=task_id,
        task_name=task.name,
        began=perf_counter(),
    )
    _under_way[task_id] = origin.enter(work)


def _end(task_id: str, task: Any, state: str | None = None, **_: object) -> None:
    token = _under_way.pop(task_id, None)
    work = origin.current()
    if token is None or work is None:
        return
    took = perf_counter() - work.began
    origin.leave(token)
    sent = task.request.get(SENT)
    waited = max(time() - took - sent, 0.0) if isinstance(sent, int | float) else None
    note(task.name, ENDS.get(state or "", "other"), took=took, waited=waited)


def listen() -> None:
    """Hears of every task from now on; once, however often it is called."""
    signals.before_task_publish.connect(_ring, dispatch_uid="mentorship.task_watch.ring")
    signals.task_prerun.connect(_begin, dispatch_uid="mentorship.task_watch.begin")
    signals.task_postrun.connect(_end, dispatch_uid="mentorship.task_watch.end")


# --- the figures


def note(task: str, end: str, *, took: float, waited: float | None) -> None:
    """Counts one task that ended. `took` and `waited` (from the ringing to the beginning) are seconds. Raises nothing where
    Redis is away."""
    try:
        pipe = Server.get().pipeline(transaction=False)
        pipe.hincrby(KEY, f"{task}|end|{end}", 1)
        _observe(pipe, f"{task}|took", took)
        if waited is not None:
            _observe(pipe, f"{task}|waited", waited)
        pipe.execute()
    except redis.RedisError as trouble:
        logger.debug("a task was not counted: %s", type(trouble).__name__)


def _observe(pipe: Any, name: str, seconds: float) -> None:
    bucket = next((str(most) for most in BUCKETS if seconds <= most), "+Inf")
    pipe.hincrby(KEY, f"{name}|{bucket}", 1)
    pipe.hincrbyfloat(KEY, f"{name}|sum", round(seconds, 4))


@dataclass
class Spread:
    """A histogram: how many lie in each of BUCKETS and beyond, and the sum of all in seconds."""

    counts: dict[str, int] = field(default_factory=dict)
    sum: float = 0.0

    def cumulated(self) -> list[tuple[str, float]]:
        """The buckets as Prometheus wants them: each with all that are smaller."""
        total, rows = 0, []
        for name in (*map(str, BUCKETS), "+Inf"):
            total += self.counts.get(name, 0)
            rows.append((name, float(total)))
        return rows


@dataclass
class TaskFigures:
    """By the name of the task: how often it ended how, how long it took, and how long it waited for a worker."""

    ends: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    took: dict[str, Spread] = field(default_factory=lambda: defaultdict(Spread))
    waited: dict[str, Spread] = field(default_factory=lambda: defaultdict(Spread))


def counted() -> TaskFigures:
    """What all workers counted since Redis began to keep it. Raises redis.RedisError where it is away."""
    found: Mapping[str, str] = Server.get().hgetall(KEY)
    return gathered(found.items())


def gathered(rows: Iterable[tuple[str, str]]) -> TaskFigures:
    """The figures in the rows of the hash."""
    figures = TaskFigures()
    for key, value in rows:
        task, kind, what = key.split("|")
        if kind == "end":
            figures.ends[task][what] = int(value)
            continue
        spread = (figures.took if kind == "took" else figures.waited)[task]
        if what == "sum":
            spread.sum = float(value)
        else:
            spread.counts[what] = int(value)
    return figures
