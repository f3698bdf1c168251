"""Every night: what is over its limit (accounts/retention.py) is emptied, made neutral or deleted, and the audit log says how much.

What is due is found in rows, so that a night that was missed, or broke off, is made up for by the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import translation

from accounts.models import AuditEvent, Person
from accounts.operations.audit import record_many
from accounts.operations.erasing import drop_files, nothing
from accounts.privacy import Erasing
from accounts.retention import Due, Over, due, retention
from notifications.enums import Part
from notifications.models import Heartbeat
from notifications.operations.heartbeats import beat

BATCH = 500
SIGN = "retention"


@dataclass(frozen=True)
class Foreseen:
    """What would happen to `count` rows of a table. `names` are the fields, empty where rows go."""

    table: str
    what: str
    names: tuple[str, ...]
    count: int


def retain_due(*, now: datetime, limit: int = 4 * BATCH) -> int:
    """Once a day (in UTC), at most `limit` rows a table and call: the next call goes on where this one stopped. Returns how many
    rows were changed or deleted. One query where it was done today."""
    last = Heartbeat.objects.filter(pk=SIGN).values_list("at", flat=True).first()
    if last is not None and last.astimezone(UTC).date() >= now.astimezone(UTC).date():
        return 0
    done, is_all = _round(by=None, now=now, limit=limit)
    if is_all:
        beat(SIGN, Part.NIGHT, now=now)
    return done


def retain(*, by: Person | None = None, now: datetime) -> int:
    """All of it, at once; returns how many rows were changed or deleted."""
    return _round(by=by, now=now, limit=None)[0]


def foreseen(*, now: datetime) -> tuple[list[Over], list[Foreseen]]:
    """The programmes that are over their time, and what `retain` would do, table by table. Changes nothing."""
    overs = retention.over(now)
    with translation.override(settings.LANGUAGE_CODE):
        found = [(one, one.rows.count()) for one in due(now, overs, nothing)]
    return overs, [
        Foreseen(
            table=one.model._meta.label,
            what=one.erasing.value if one.writes else Erasing.DELETE.value,
            names=one.names if one.writes else (),
            count=count,
        )
        for one, count in found
        if count
    ]


def _round(*, by: Person | None, now: datetime, limit: int | None) -> tuple[int, bool]:
    """One table after the other, and whether nothing is left. A table that fails keeps no other waiting; its fault is raised
    at the end, for the tick to tell."""
    counts: list[tuple[str, int]] = []
    faults: list[DatabaseError] = []
    is_all = True
    with translation.override(settings.LANGUAGE_CODE):
        for one in due(now, retention.over(now), nothing):
            done = 0
            try:
                for size in _batches(one, limit):
                    done += size
            except DatabaseError as fault:
                faults.append(fault)
            is_all = is_all and (limit is None or done < limit)
            if done:
                counts.append((f"{one.model._meta.label} {one.erasing.name.lower()}", done))
    if counts:
        which = ", ".join(f"{words}: {count}" for words, count in counts)
        record_many("retention.keep", AuditEvent, by=by, now=now, which=which)
    if faults:
        raise faults[0]
    return sum(count for _words, count in counts), is_all


def _batches(one: Due, limit: int | None) -> Iterator[int]:
    """Carries out one thing, a batch a transaction; yields how many rows each had."""
    left = limit
    while left is None or left > 0:
        size = _batch(one, BATCH if left is None else min(BATCH, left))
        if not size:
            return
        yield size
        left = None if left is None else left - size


@transaction.atomic
def _batch(one: Due, size: int) -> int:
    """Rows that somebody holds are left to the next night."""
    rows = one.rows.order_by().select_for_update(skip_locked=True, of=("self",))
    keys = list(rows.values_list("pk", flat=True)[:size])
    if not keys:
        return 0
    held = one.model._default_manager.filter(pk__in=keys)
    for name in one.files:
        drop_files(held.exclude(**{name: ""}).values_list(name, flat=True))
    if one.writes:
        # In one statement: rules of the database may bind two fields to each other.
        held.update(**one.writes)
    else:
        held.delete()
    return len(keys)
