"""Whether this is a good moment to change the tables: a backup is there, and there is room. Facts in, words out; `look` asks."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from notifications.models import Heartbeat

BACKUP = "backup"  # the name of its sign of life
BACKUP_LASTS = timedelta(days=1)
SPARE = 512 * 1024**2  # bytes that have to be left on a disk
LARGEST = """
    SELECT COALESCE(max(pg_total_relation_size(oid)), 0) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


@dataclass(frozen=True)
class Facts:
    """`backed_up_at` is when a backup was last made whole, None where none was; `backup_lacks` says what the site itself had lost by
    then, which no other backup has either. Sizes are in bytes; `database_free` is None where the disk of the database is not this
    machine's."""

    now: datetime
    backed_up_at: datetime | None
    backup_lacks: str
    largest: int
    database_free: int | None
    styles_free: int | None


def look(*, now: datetime) -> Facts:
    """Raises DatabaseError where the database does not answer."""
    sign = Heartbeat.objects.filter(pk=BACKUP).values_list("at", "fault").first()
    with connection.cursor() as cursor:
        cursor.execute(LARGEST)
        (largest,) = cursor.fetchone()
    return Facts(
        now=now,
        backed_up_at=sign[0] if sign else None,
        backup_lacks=sign[1] if sign else "",
        largest=largest,
        database_free=_free(_data_folder()),
        styles_free=_free(Path(settings.STATIC_ROOT)),
    )


def room(facts: Facts) -> str:
    """What is too full, and what to do; empty where there is room. A table that is written anew stands there twice for a while."""
    needed = facts.largest + SPARE
    if facts.database_free is not None and facts.database_free < needed:
        return (
            f"The disk of the database has {_size(facts.database_free)} free, and the largest table with its indexes takes "
            f"{_size(facts.largest)}: {_size(needed)} should be free. Make room, or give the disk more."
        )
    if facts.styles_free is not None and facts.styles_free < SPARE // 4:
        return f"The disk of {settings.STATIC_ROOT} has {_size(facts.styles_free)} free: {_size(SPARE // 4)} should be."
    return ""


def backup(facts: Facts) -> str:
    """Why the last backup is not enough, and what to do; empty where it is."""
    if facts.backed_up_at and facts.now - facts.backed_up_at <= BACKUP_LASTS:
        return ""
    last = (
        f"The last backup is of {facts.backed_up_at:%Y-%m-%d %H:%M} UTC"
        if facts.backed_up_at
        else "No backup was noted"
    )
    return (
        f"{last}, and an upgrade wants one of the last 24 hours. Make one: mentorship backup (laid out by deploy/debian.sh), docker "
        "compose run --rm backup (Compose), or python manage.py backup. Where backups are made in another way, and one is there, say "
        "--no-backup: to deploy/debian.sh, deploy/compose.sh or python manage.py upgrade."
    )


def caution(facts: Facts) -> str:
    """What to know of the backup before going on; empty where there is nothing."""
    if not facts.backup_lacks:
        return ""
    return (
        f"the site lacks files ({facts.backup_lacks}), which no backup can have; python manage.py backup names them. The upgrade "
        "goes on"
    )


def _data_folder() -> Path | None:
    """The folder of the database's data, where its server runs on this machine and says so to this role."""
    host = connection.settings_dict["HOST"]
    if host and not host.startswith("/") and host not in {"localhost", "127.0.0.1", "::1"}:
        return None
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT setting FROM pg_settings WHERE name = 'data_directory'")
        if row := cursor.fetchone():
            return Path(row[0])
    return None


def _free(folder: Path | None) -> int | None:
    """Bytes that are free on the disk of `folder`, or of the next folder above it that is there; None where nobody may look."""
    if folder is None:
        return None
    with suppress(OSError):
        for place in (folder, *folder.parents):
            if os.path.exists(place):
                return shutil.disk_usage(place).free
    return None


def _size(size: int) -> str:
    return f"{size / 1024**3:.1f} GiB" if size >= 1024**3 else f"{size / 1024**2:.0f} MiB"
