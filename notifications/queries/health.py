"""The facts by which the health of the site is judged (notifications.health)."""

from __future__ import annotations

from datetime import datetime

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from notifications import replica
from notifications.enums import NotificationState, Part
from notifications.health import Facts, Sign
from notifications.models import Heartbeat, Notification

# The queue is asked while somebody waits for the page.
ASK = {"socket_timeout": 3, "socket_connect_timeout": 3, "retry_on_timeout": False}
# Counting stops here: more than this many given-up letters are as bad.
MANY = 10_000


def gather(*, now: datetime) -> Facts:
    """What the database and the queue say at `now`. Raises nothing where one of them is away: that is a fact. Three queries
    whatever the outbox holds; one more
    where a pool stands before the database, and two where there is a replica, one of them to it."""
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
    """Whether the queue's server answers, within three seconds."""
    options = {**current_app.conf.broker_transport_options, **ASK}
    try:
        with current_app.connection_for_write(transport_options=options) as link:
            link.connect()
    except Exception:  # noqa: BLE001 - whatever keeps it from answering, it does not
        return False
    return True
