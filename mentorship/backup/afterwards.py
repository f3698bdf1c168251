"""What a site that came back needs before it is let loose: nothing of what was queued or counted before, no letter that was
sent already, nobody who was erased."""

from __future__ import annotations

import csv
import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from celery import current_app
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import DatabaseError, connection
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from accounts.models import Person
from accounts.operations.audit import record_many
from accounts.operations.erasures import erase
from mentorship.backup.checking import Checked
from mentorship.tasks import SWEEPS
from notifications.operations.tending import hold_due

logger = logging.getLogger(__name__)


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


def play_first_round(*, now: datetime) -> int:
    """Lets everything come due that came due since the backup, and holds back the letters of it; returns how many. The site
    that the backup is of may have sent them."""
    for sweep in SWEEPS:
        try:
            sweep(now=now)
        except Exception:
            logger.exception("%s failed; the first round of the site tries it again", sweep.__name__)
    return hold_due(now=now)


def note(checked: Checked, *, now: datetime) -> None:
    """Writes into the audit log that this site came from a backup."""
    which = f"backup of {checked.manifest.made_at.isoformat()}, release {checked.manifest.release}"
    record_many("site.restore", Person, by=None, now=now, which=which)


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


def keep_list(path: Path, ids: Iterable[str]) -> None:
    """Writes such a list, for its owner alone."""
    path.touch(mode=0o600)
    path.write_text("".join(f"{one}\n" for one in sorted(ids)), encoding="utf-8")


def erase_again(ids: Collection[UUID], *, now: datetime) -> tuple[int, int]:
    """Erases those of `ids` who are back; returns how many that were, and how many could not be erased."""
    done = failed = 0
    for person in Person.objects.filter(pk__in=ids, erased_at__isnull=True):
        try:
            done += erase(person=person, now=now)
        except DatabaseError as fault:
            logger.error("%s could not be erased again (%s)", person.pk, type(fault).__name__)
            failed += 1
    return done, failed
