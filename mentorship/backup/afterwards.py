"""What a site that came back needs before it is let loose: nothing of what was queued or counted before, no letter that was
sent already, nobody who was erased."""

from __future__ import annotations

import csv
import logging
import os
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from celery import current_app
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from accounts.models import AuditEvent, AuditReason, Person
from accounts.operations.audit import record_many
from accounts.operations.erasures import erase
from mentorship.backup.manifest import Manifest
from mentorship.tasks import SWEEPS
from notifications.operations.tending import hold_due

logger = logging.getLogger(__name__)

RESTORED = "site.restore"
# A sweep takes some hundred rows a round, and may find nothing to write in one while more lie behind.
QUIET_ROUNDS = 3
MOST_ROUNDS = 2000
LIST = ".erased.csv"  # how the list ends that lies beside a backup


def forget_queue_and_cache() -> bool:
    """Empties the queue and the cache, which are of the site as it was; False where Redis does not answer. The next round
    finds in rows whatever is to be done."""
    ContentType.objects.clear_cache()
    try:
        cache.clear()
        with current_app.connection_for_write() as link:
            current_app.control.purge(connection=link)
    except (RedisError, KombuError, OSError):
        return False
    return True


def gather_statistics() -> None:
    """Has PostgreSQL look at its new tables, which it knows nothing of yet and would read in slow ways."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def play_first_rounds(*, now: datetime) -> int:
    """Lets everything come due that came due since the backup, round after round until nothing more comes, and holds back the
    letters of it; returns how many. The site that the backup is of may have sent them."""
    held, quiet, failing = 0, 0, set[str]()
    for _round in range(MOST_ROUNDS):
        new = _play_round(failing, now=now)
        held += new
        quiet = 0 if new else quiet + 1
        if quiet >= QUIET_ROUNDS:
            return held
    logger.warning("letters still came due after %s rounds; the site sends the rest", MOST_ROUNDS)
    return held


def _play_round(failing: set[str], *, now: datetime) -> int:
    for sweep in SWEEPS:
        name = f"{sweep.__module__.rpartition('.')[2]}.{sweep.__name__}"
        try:
            sweep(now=now)
        except Exception:
            if name not in failing:  # it is told once
                logger.exception("the sweep %s failed; the first round of the site tries it again", name)
            failing.add(name)
    return hold_due(now=now)


def note(manifest: Manifest, *, now: datetime) -> None:
    """Writes into the audit log that this site came from a backup, unless that stands there since it came back: no backup has a
    row about its own restoring."""
    which = f"backup of {manifest.made_at.isoformat()}, release {manifest.release}"
    noted = AuditReason.objects.filter(text=which).values("event_id")
    if not AuditEvent.objects.filter(action=RESTORED, pk__in=noted).exists():
        record_many(RESTORED, Person, by=None, now=now, which=which)


# --- people who were erased since the backup


def erased_in(path: Path) -> set[UUID]:
    """The ids of people in a list that was kept outside of the database: CSV with the id first (docs/operators/erasing.md).

    Raises ValueError in words, and OSError."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if row and row[0].strip()]
    found = set()
    for number, row in enumerate(rows, 1):
        try:
            found.add(UUID(row[0].strip()))
        except ValueError:
            if number > 1:  # the first may be a heading
                raise ValueError(f"line {number} of {path} does not begin with the id of a person") from None
    return found


def list_beside(backup: Path) -> Path:
    """Where the list of those who are to be erased again lies while a backup is brought back. The database that it was read
    from goes, and whatever breaks off the command afterwards must not take it along."""
    return backup.absolute().with_suffix(LIST)


def lists_beside(backup: Path) -> set[UUID]:
    """Whoever is in such a list of this backup, or of another one in its folder. Raises ValueError in words, and OSError."""
    return {one for path in sorted(backup.absolute().parent.glob(f"*{LIST}")) for one in erased_in(path)}


def keep_list(path: Path, ids: Iterable[UUID]) -> None:
    """Writes such a list, whole or not at all, for its owner alone. Raises OSError."""
    half = path.with_name(f".{path.name}.half")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{one}\n" for one in sorted(ids))
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def settle_list(path: Path, ids: set[UUID]) -> int:
    """Leaves in the list those of `ids` who are not erased here: whoever could not be, and whoever this backup does not know, as
    another may. Without anybody the list goes. Returns how many are in it."""
    left = ids - set(Person.objects.filter(pk__in=ids, erased_at__isnull=False).values_list("pk", flat=True))
    if left:
        keep_list(path, left)
    else:
        path.unlink(missing_ok=True)
    return len(left)


def erase_again(ids: Collection[UUID], *, now: datetime) -> tuple[int, int]:
    """Erases those of `ids` who are back; returns how many that were, and how many could not be erased, for whatever reason: one
    keeps nobody else waiting."""
    done = failed = 0
    for person in Person.objects.filter(pk__in=ids, erased_at__isnull=True):
        try:
            done += erase(person=person, now=now)
        except Exception as fault:  # noqa: BLE001 - its words may hold what people wrote
            logger.error("%s could not be erased again (%s)", person.pk, type(fault).__name__)
            failed += 1
    return done, failed
