"""Signs of life: each part of the site writes down when it last worked, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from notifications.enums import Part
from notifications.models import Heartbeat

# How long a worker, or a beat, that is gone is still told about.
REMEMBERED = timedelta(days=1)

UPSERT = """
    INSERT INTO notifications_heartbeat AS known (name, part, at, fault, since, hears)
    VALUES (%(name)s, %(part)s, %(now)s, %(fault)s, CASE WHEN %(fault)s = '' THEN NULL ELSE %(now)s END, %(hears)s)
    ON CONFLICT (name) DO UPDATE SET
        part = excluded.part,
        at = excluded.at,
        fault = excluded.fault,
        hears = excluded.hears,
        since = CASE WHEN excluded.fault = '' THEN NULL ELSE COALESCE(known.since, excluded.since) END
"""


def beat(name: str, part: Part, *, now: datetime, fault: str = "", hears: Sequence[str] = ()) -> None:
    """A sign of life of `name` (such as "celery@host"; at most 120 characters), with what is wrong (200 are kept), or
    nothing, and of a worker with the queues that it hears. One statement, which rivals may write at once: the last one stands, and a fault keeps the moment when it was
    first told.

    Raises DatabaseError where the database is away, and inside a transaction that would spoil it: whoever must go on
    whatever happens calls this outside of one, and catches that."""
    with connection.cursor() as cursor:
        cursor.execute(
            UPSERT,
            {
                "name": name[:120],
                "part": str(part),
                "now": now,
                "fault": fault.strip()[:200],
                "hears": ",".join(hears)[:200],
            },
        )


def forget(name: str) -> None:
    """Takes away the row of a part that ended in order: nobody has to look for it."""
    Heartbeat.objects.filter(pk=name).delete()


def forget_gone(*, now: datetime) -> int:
    """Takes away the rows of workers and beats that gave no sign for a day; returns how many they were."""
    gone = Heartbeat.objects.filter(part__in=[Part.WORKER, Part.BEAT], at__lt=now - REMEMBERED)
    return gone.delete()[0]
