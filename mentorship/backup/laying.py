"""Brings the files of a backup back into the storage.

Files have names that nobody can guess and are never changed under them, so new ones may be laid before the database names
them. What lies there with another content, or is no part of the backup, is dealt with after the database has come back."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from mentorship.backup import places
from mentorship.backup.archive import FILES, PIECE, Member, Reader, opened
from mentorship.backup.checking import Checked

IN_MEMORY = 2 * 1024**2  # bytes


class NoRoom(Exception):
    """The files have no room where they are to lie; the words say how much is needed."""


@dataclass
class Laid:
    """What was done with the files: `new` were laid, `same` lay there already, `other` lie there with another content."""

    new: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    def take_away(self) -> None:
        """Takes away what was laid."""
        for place in self.new:
            default_storage.delete(place)


def check_room(checked: Checked) -> None:
    """Raises NoRoom where those files of the backup that do not lie there already do not fit into the folder of this site."""
    folder = settings.CONFIG.place.folder
    if folder is None:
        return
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(existing).free
    needed = sum(member.size for place, member in checked.files.items() if not default_storage.exists(place))
    if needed > free:
        raise NoRoom(
            f"The files of the backup that are not there take {needed / 1024**2:,.0f} MB, and {free / 1024**2:,.0f} MB are free "
            f"in {folder}. Make room, or set MENTORSHIP_STORAGE to a folder that has it."
        )


def lay(checked: Checked, laid: Laid) -> None:
    """Lays every file of the backup that is not in the storage, and notes in `laid` what it did as it goes."""
    for place, pieces in _files(checked.path):
        if default_storage.exists(place):
            is_same = _stored(place) == checked.files[place]
            (laid.same if is_same else laid.other).append(place)
            continue
        laid.new.append(place)
        _save(place, pieces)


def settle(checked: Checked, laid: Laid, *, replace: bool) -> int:
    """Writes what lay there with another content, and, if `replace`, removes what is no part of the backup; returns how many
    files were removed."""
    if laid.other:
        wanted = set(laid.other)
        for place, pieces in _files(checked.path):
            if place in wanted:
                default_storage.delete(place)
                _save(place, pieces)
    if not replace:
        return 0
    surplus = [place for place in _all_there() if place not in checked.files]
    for place in surplus:
        default_storage.delete(place)
    return len(surplus)


def differences(checked: Checked) -> list[str]:
    """Every file of the backup that is not in the storage as it was, in words."""
    found = []
    for place, member in sorted(checked.files.items()):
        there = _stored(place)
        if there is None:
            found.append(f"the file {place} is missing")
        elif there != member:
            found.append(f"the file {place} is another")
    return found


def _stored(place: str) -> Member | None:
    """The file in the storage as a backup would describe it; None where there is none."""
    digest, size = hashlib.sha256(), 0
    try:
        with default_storage.open(place) as file:
            for piece in file.chunks(PIECE):
                digest.update(piece)
                size += len(piece)
    except FileNotFoundError:
        return None
    return Member(f"{FILES}{place}", size, digest.hexdigest())


def _save(place: str, pieces: Iterable[bytes]) -> None:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as scratch:
        for piece in pieces:
            scratch.write(piece)
        scratch.seek(0)
        saved = default_storage.save(place, File(scratch))
    if saved != place:
        default_storage.delete(saved)
        raise FileExistsError(f"{place} was written by somebody else at this moment")


def _files(path: Path) -> Iterator[tuple[str, Iterator[bytes]]]:
    with opened(path) as file:
        for name, pieces in Reader(file):
            if name.startswith(FILES):
                yield name.removeprefix(FILES), pieces


def _all_there() -> list[str]:
    """Every file in the folders of the site."""
    return [file for folder in sorted(places.FOLDERS) for file in _below(folder)]


def _below(folder: str) -> list[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    inner = [file for name in folders for file in _below(f"{folder}/{name}")]
    return [*(f"{folder}/{name}" for name in files), *inner]
