"""What /metrics tells beside the outbox: long work, the queues, what webhooks are owed, the database, and what workers counted.

Facts are read first; what cannot be read because its server is away is left out."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import redis
from django.conf import settings
from django.db import connection
from django.db.models import Avg, Count, F, Max, Min, Q
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from accounts.enums import OPEN_JOB_STATES
from accounts.models import Job
from api.enums import DeliveryState
from api.models import Delivery
from mentorship.task_watch import Spread, TaskFigures, counted

logger = logging.getLogger(__name__)

DAY = timedelta(days=1)


def plain(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=value)


def by(
    name: str,
    what: str,
    labels: str | Sequence[str],
    values: Mapping[str, float] | Mapping[tuple[str, str], float],
) -> Metric:
    """A gauge with a label or two. `values` are by its value, or by those of both."""
    family = GaugeMetricFamily(name, what, labels=[labels] if isinstance(labels, str) else labels)
    for key, value in values.items():
        family.add_metric([key] if isinstance(key, str) else key, value)
    return family


def age(at: datetime | None, now: datetime) -> float:
    """Seconds since `at`, 0 for none."""
    return max((now - at).total_seconds(), 0.0) if at else 0.0


# --- what stands in rows


@dataclass(frozen=True)
class Rows:
    """Jobs by kind and state: those that are open, and those that ended within a day; of the open ones of a kind how long the
    oldest has waited, of those that were done within a day how long they took on average and at most (seconds). Deliveries by
    state, and how long the oldest that is due has waited. Connections to the database by what they do, how many it takes, and
    its size in bytes."""

    jobs: Mapping[tuple[str, str], int]
    oldest_job: Mapping[str, float]
    job_seconds: Mapping[tuple[str, str], float]
    deliveries: Mapping[str, int]
    oldest_delivery: float
    connections: Mapping[str, int]
    most_connections: int
    size: int


def rows(now: datetime) -> Rows:
    """Six queries. Raises DatabaseError and InterfaceError where the database is away."""
    lately = Q(finished_at__gt=now - DAY)
    jobs = Job.objects.filter(Q(state__in=OPEN_JOB_STATES) | lately).values_list("kind", "state").order_by()
    open_jobs = Job.objects.filter(state__in=OPEN_JOB_STATES).values_list("kind").order_by()
    done = Job.objects.filter(lately, state="done", started_at__isnull=False).values("kind").order_by()
    took = done.annotate(
        mean=Avg(F("finished_at") - F("started_at")), most=Max(F("finished_at") - F("started_at"))
    )
    unsettled = Delivery.objects.exclude(state=DeliveryState.SENT)
    due = Delivery.objects.sendable(now).order_by("not_before").values_list("not_before", flat=True)
    connections, most, size = _database()
    return Rows(
        jobs={(kind, state): n for kind, state, n in jobs.annotate(n=Count("pk"))},
        oldest_job={kind: age(at, now) for kind, at in open_jobs.annotate(at=Min("created_at"))},
        job_seconds={
            (row["kind"], figure): row[figure].total_seconds() for row in took for figure in ("mean", "most")
        },
        deliveries=dict(unsettled.values_list("state").order_by().annotate(n=Count("pk"))),
        oldest_delivery=age(due.first(), now),
        connections=connections,
        most_connections=most,
        size=size,
    )


def _database() -> tuple[dict[str, int], int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'unknown'), count(*), current_setting('max_connections')::int,"
            " pg_database_size(current_database())"
            " FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1"
        )
        found = cursor.fetchall()
    return {state: n for state, n, *_ in found}, found[0][2], found[0][3]


class FromRows:
    """The figures of Rows, for a registry."""

    def __init__(self, found: Rows) -> None:
        self.found = found

    def collect(self) -> Iterable[Metric]:
        found = self.found
        yield by(
            "mentorship_jobs",
            "Long work: what is queued or running, and what was done, failed or cancelled within 24 hours.",
            ("kind", "state"),
            found.jobs,
        )
        yield by(
            "mentorship_job_oldest_seconds",
            "For how long the oldest long work of a kind has been asked for that is not done yet.",
            "kind",
            found.oldest_job,
        )
        yield by(
            "mentorship_job_seconds",
            "How long the work of a kind took that was done within 24 hours: on average (mean) and at most (most).",
            ("kind", "figure"),
            found.job_seconds,
        )
        yield by(
            "mentorship_deliveries",
            "What webhooks were not told yet, or never will be: queued, inflight, failed.",
            "state",
            {state: found.deliveries.get(state, 0) for state in ("queued", "inflight", "failed")},
        )
        yield plain(
            "mentorship_deliveries_oldest_due_seconds",
            "For how long the oldest thing has waited that a webhook could be told; 0 where none does.",
            found.oldest_delivery,
        )
        yield by(
            "mentorship_database_connections",
            "Connections to this site's database, by what they do.",
            "state",
            found.connections,
        )
        yield plain(
            "mentorship_database_connections_most",
            "How many connections PostgreSQL takes at all (max_connections).",
            found.most_connections,
        )
        yield plain("mentorship_database_bytes", "The size of this site's database.", found.size)


# --- what stands in Redis


@dataclass(frozen=True)
class Queued:
    """Messages in each queue, those that workers have taken and not ended, and what workers counted."""

    waiting: Mapping[str, int]
    taken: int
    tasks: TaskFigures = field(default_factory=TaskFigures)


def queued() -> Queued | None:
    """None where Redis is away. Three seconds at most."""
    names = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    try:
        with redis.Redis.from_url(
            settings.CONFIG.redis(0), socket_timeout=3, socket_connect_timeout=3
        ) as server:
            pipe = server.pipeline(transaction=False)
            for name in names:
                pipe.llen(name)
            pipe.hlen("unacked")
            *waiting, taken = pipe.execute()
        return Queued(dict(zip(names, waiting, strict=True)), taken, counted())
    except redis.RedisError as trouble:
        logger.warning("the queue cannot be counted: %s", type(trouble).__name__)
        return None


class FromQueues:
    """The figures of Queued, for a registry."""

    def __init__(self, found: Queued) -> None:
        self.found = found

    def collect(self) -> Iterable[Metric]:
        yield by(
            "mentorship_queue_messages",
            "Messages in each queue that no worker has taken.",
            "queue",
            self.found.waiting,
        )
        yield plain(
            "mentorship_queue_taken", "Messages that workers have taken and not ended.", self.found.taken
        )
        yield from _of_tasks(self.found.tasks)


def _of_tasks(found: TaskFigures) -> Iterator[Metric]:
    ends = CounterMetricFamily(
        "mentorship_tasks",
        "Tasks that ended, by how: succeeded, failed, again (it tries once more), other.",
        labels=["task", "end"],
    )
    for task, counts in found.ends.items():
        for end, n in counts.items():
            ends.add_metric([task, end], n)
    yield ends
    yield _spread("mentorship_task_seconds", "How long tasks took.", found.took)
    yield _spread(
        "mentorship_task_wait_seconds",
        "How long tasks waited from the ringing until a worker began.",
        found.waited,
    )


def _spread(name: str, what: str, found: Mapping[str, Spread]) -> Metric:
    family = HistogramMetricFamily(name, what, labels=["task"])
    for task, spread in found.items():
        family.add_metric([task], buckets=spread.cumulated(), sum_value=spread.sum)
    return family
