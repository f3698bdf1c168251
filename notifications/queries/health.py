"""The facts by which the health of the site is judged (notifications.health)."""

from __future__ import annotations

from datetime import datetime

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from redis.backoff import NoBackoff
from redis.retry import Retry

from notifications import replica
from notifications.concerns import concerns
from notifications.enums import NotificationState, Part
from notifications.health import Facts, Sign
from notifications.models import Heartbeat, Notification

# The queue is asked while somebody waits for the page: for so many seconds, and once.
PATIENCE = 3.0
# Counting stops here: more than this many given-up letters are as bad.
MANY = 10_000


def gather(*, now: datetime) -> Facts:
    """What the database and the queue say at `now`. Raises nothing where one of them is away: that is a fact. Three queries
    whatever the outbox holds, and one of each app that looks for something; one more where a pool stands before the database,
    and two where there is a replica, one of them to it."""
    queue = queue_answers()
    try:
        return Facts(
            now=now,
            database=True,
            queue=queue,
            signs=signs(),
            oldest_due=oldest_due(now),
            failed=Notification.objects.filter(state=NotificationState.FAILED)[:MANY].count(),
            queues=tuple(queue.name for queue in settings.CELERY_TASK_QUEUES),
            patient=settings.POOLED and waits_without_end(),
            replica=replica.judge(replica.look()) if replica.is_set() else None,
            concerns=concerns.at(now),
        )
    except (DatabaseError, InterfaceError):
        return Facts(now=now, database=False, queue=queue)


def signs() -> tuple[Sign, ...]:
    rows = Heartbeat.objects.values_list("name", "part", "at", "fault", "since", "hears")
    return tuple(
        Sign(name, Part(part), at, fault, since, tuple(filter(None, hears.split(","))))
        for name, part, at, fault, since, hears in rows
    )


def oldest_due(now: datetime) -> datetime | None:
    """Since when the oldest letter waits that could be sent; None where none does. What a worker has in hand is not waiting,
    unless its lease ran out. One query."""
    due = Notification.objects.sendable(now).order_by("not_before").values_list("not_before", flat=True)
    return due.first()


def waits_without_end() -> bool:
    """Whether a query would wait for a lock of another for ever. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        return bool(cursor.fetchone()[0] == "0")


def queue_answers() -> bool:
    """Whether the queue's server answers: within three seconds where it takes connections and says nothing."""
    try:
        with redis.Redis.from_url(
            settings.CONFIG.redis(0),
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 0),
        ) as server:
            server.ping()
    except (redis.RedisError, OSError):
        return False
    return True
