"""Looks at a backup without a database: whether it is whole, and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mentorship.backup import manifest
from mentorship.backup.archive import (
    DATABASE,
    FILES,
    MANIFEST,
    NAMED,
    Member,
    Reader,
    Unreadable,
    opened,
)
from mentorship.backup.manifest import Manifest

DAYS = re.compile(r"^(\d+)d$")


@dataclass(frozen=True)
class Checked:
    """A backup that is whole. `files` are its files by their places in the storage; `missing` are places that rows named when it
    was made, and where there was no file."""

    path: Path
    manifest: Manifest
    files: dict[str, Member]
    missing: Sequence[str]
    size: int

    @property
    def files_size(self) -> int:
        return sum(member.size for member in self.files.values())


def check(path: Path) -> Checked:
    """Reads the file from its beginning to its end and compares all of it with its digests. Raises Unreadable."""
    with opened(path) as file:
        reader, text = Reader(file), b""
        for name, pieces in reader:
            if name == MANIFEST:
                text = b"".join(pieces)
                manifest.read(text)  # of another format: there is no use in reading on
        size = path.stat().st_size
    if DATABASE not in reader.members:
        raise Unreadable("There is no database in this file.")
    files = {
        name.removeprefix(FILES): member for name, member in reader.members.items() if name.startswith(FILES)
    }
    return Checked(path, manifest.read(text), files, reader.missing, size)


# --- which backups are kept


@dataclass(frozen=True)
class Keeping:
    """So many of the newest, or those of so many days."""

    count: int = 0
    days: int = 0

    @classmethod
    def of(cls, words: str) -> Keeping:
        """From "14" or "30d". Raises ValueError in words."""
        if found := DAYS.match(words):
            keeping = cls(days=int(found[1]))
        else:
            keeping = cls(count=int(words) if words.isascii() and words.isdecimal() else 0)
        if keeping == cls():
            raise ValueError("--keep takes a number of backups, such as 14, or of days, such as 30d")
        return keeping


def superfluous(names: Sequence[str], keeping: Keeping, *, now: datetime) -> list[str]:
    """Those of `names` that need not be kept any longer, the oldest first. The newest of all stays in any case, and what is
    called otherwise than a backup is not looked at."""
    ours = sorted(name for name in names if NAMED.match(name))
    if keeping.count:
        return ours[: -keeping.count]
    limit = now - timedelta(days=keeping.days)
    return [name for name in ours[:-1] if made_at(name) < limit]


def made_at(name: str) -> datetime:
    """The moment in the name of a backup."""
    return datetime.strptime(name[len("mentorship-") :][:18], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)
