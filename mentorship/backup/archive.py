"""The file of a backup: a plain tar, which `tar` itself can open. The manifest comes first, then the database, then the
files, and last `contents.json` with the size and SHA-256 of everything before: where that is missing, the file was cut short.

Nothing is ever held in memory whole. A file appears under its name when it is complete and on the disk, or not at all."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import io
import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

PIECE = 1 << 20  # bytes in memory
ENDING = ".backup"
HALF = ".half"  # what is being written
NAMED = re.compile(r"^mentorship-\d{4}-\d\d-\d\dT\d{6}Z\.backup$")
MANIFEST, DATABASE, FILES, CONTENTS = "manifest.json", "database.dump", "files/", "contents.json"
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Unreadable(Exception):
    """The file is no backup, or not the one that was written. The words say what is wrong with it."""


class CannotWrite(Exception):
    """The file cannot be written; nothing of it is left. The words say why."""


@dataclass(frozen=True)
class Member:
    """A part of the archive as it was written: its size in bytes and its SHA-256."""

    name: str
    size: int
    sha256: str


class Writer:
    """Writes an archive to `target`. Where that cannot be wound back (a pipe), each part lies in the temporary folder first, as its
    size stands before it."""

    def __init__(self, target: IO[bytes], *, at: datetime) -> None:
        self.target, self.at = target, at
        self.members: list[Member] = []
        self._can_wind = target.seekable() and not _is_appended_to(target)

    def add(self, name: str, pieces: Iterable[bytes]) -> Member:
        """Adds a part. Where its pieces turn out not to be there (FileNotFoundError), it is as if it had not been tried."""
        if self._can_wind:
            start = self.target.tell()
            try:
                self.target.write(self._header(name, 0))
                member = self._copy(name, pieces, self.target)
            except FileNotFoundError:
                self.target.seek(start)
                self.target.truncate()
                raise
            self._pad(member.size)
            end = self.target.tell()
            self.target.seek(start)
            self.target.write(self._header(name, member.size))
            self.target.seek(end)
        else:
            with tempfile.TemporaryFile() as scratch:
                member = self._copy(name, pieces, scratch)
                self.target.write(self._header(name, member.size))
                scratch.seek(0)
                shutil.copyfileobj(scratch, self.target, PIECE)
                self._pad(member.size)
        self.members.append(member)
        return member

    def close(self, missing: Iterable[str] = ()) -> None:
        """Writes the contents, with the names of files that were `missing`, and the end."""
        described = {
            "members": [asdict(member) for member in self.members],
            "missing": sorted(missing),
        }
        self.add(CONTENTS, [json.dumps(described, indent=1).encode()])
        self.target.write(bytes(2 * tarfile.BLOCKSIZE))
        self.target.flush()

    def _copy(self, name: str, pieces: Iterable[bytes], target: IO[bytes]) -> Member:
        digest, size = hashlib.sha256(), 0
        for piece in pieces:
            target.write(piece)
            digest.update(piece)
            size += len(piece)
        return Member(name, size, digest.hexdigest())

    def _header(self, name: str, size: int) -> bytes:
        """Always as long for the same name, whatever the size: GNU's form counts beyond 8 GB in the same place."""
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(self.at.timestamp())
        return info.tobuf(tarfile.GNU_FORMAT)

    def _pad(self, size: int) -> None:
        self.target.write(bytes(-size % tarfile.BLOCKSIZE))


def _is_appended_to(target: IO[bytes]) -> bool:
    """Whether whatever is written goes to the end, wherever one has wound to (`>>` of a shell)."""
    try:
        return bool(fcntl.fcntl(target.fileno(), fcntl.F_GETFL) & os.O_APPEND)
    except (OSError, ValueError):  # something in memory
        return False


# --- a file that is there as a whole or not at all


def name_at(at: datetime) -> str:
    """mentorship-2026-11-27T042200Z.backup"""
    return f"mentorship-{at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}{ENDING}"


@contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """Gives a file to write, which becomes `path` at the end, for its owner alone. Where anything fails, it is gone.

    Raises CannotWrite, in words, for a disk that is full and a folder that cannot be written to."""
    half = path.with_name(f".{path.name}{HALF}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        sweep(path.parent)
    except OSError as fault:
        raise CannotWrite(_in_words(fault, path)) from fault
    try:
        descriptor = os.open(half, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise CannotWrite(f"{path.name} is being written by another run of this command.") from None
    except OSError as fault:
        raise CannotWrite(_in_words(fault, path)) from fault
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # a sweep of another run leaves it alone
        with os.fdopen(descriptor, "r+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            half.rename(path)
        _sync_folder(path.parent)
    except OSError as fault:
        half.unlink(missing_ok=True)
        if fault.errno in NO_ROOM or fault.filename in {str(half), str(path)}:
            raise CannotWrite(_in_words(fault, path)) from fault
        raise
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def sweep(folder: Path) -> None:
    """Removes what runs that were killed have left half: nobody holds its lock any more."""
    for half in folder.glob(f".*{ENDING}{HALF}"):
        with suppress(OSError), half.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            half.unlink()


def _in_words(fault: OSError, path: Path) -> str:
    if fault.errno in NO_ROOM:
        free = shutil.disk_usage(path.parent).free if path.parent.exists() else 0
        return (
            f"There is no room for the backup in {path.parent} ({free / 1024**2:,.0f} MB are free; {fault.strerror}). "
            "Nothing of it is left. Make room, name another folder, or let --keep remove older ones."
        )
    return f"{path} cannot be written: {fault.strerror}. Name a folder that the user of this command may write to."


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- reading


class Reader:
    """Reads an archive from its beginning to its end, once: `for name, pieces in reader`. What was read is compared with the
    contents at the end.

    Raises Unreadable as soon as something is not as it was written."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.missing: tuple[str, ...] = ()
        self.members: dict[str, Member] = {}

    def __iter__(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        try:
            with tarfile.open(fileobj=self.file, mode="r|") as tar:
                for info in tar:
                    content = tar.extractfile(info)
                    if content is None or (not self.members and info.name != MANIFEST):
                        raise Unreadable("This is no backup of this site: it does not begin with a manifest.")
                    if info.name == CONTENTS:
                        self._compare(content.read())
                        return
                    pieces = self._pieces(info, content)
                    yield info.name, pieces
                    for _unread in pieces:
                        continue
        except tarfile.ReadError as fault:
            if not self.members:
                raise Unreadable("This is no backup of this site: it cannot be opened as a tar.") from fault
            raise Unreadable(_cut(self.members)) from fault
        raise Unreadable(_cut(self.members))

    def _pieces(self, info: tarfile.TarInfo, content: IO[bytes]) -> Iterator[bytes]:
        digest, size = hashlib.sha256(), 0
        try:
            while piece := content.read(PIECE):
                digest.update(piece)
                size += len(piece)
                yield piece
        except tarfile.ReadError as fault:
            raise Unreadable(_cut(self.members)) from fault
        if size != info.size:
            raise Unreadable(_cut(self.members))
        self.members[info.name] = Member(info.name, size, digest.hexdigest())

    def _compare(self, contents: bytes) -> None:
        try:
            described = json.loads(contents)
            expected = {one["name"]: Member(**one) for one in described["members"]}
            self.missing = tuple(described["missing"])
        except (ValueError, KeyError, TypeError) as fault:
            raise Unreadable("The list of contents at the end of the file is damaged.") from fault
        wrong = [name for name, member in expected.items() if self.members.get(name) != member]
        wrong += sorted(self.members.keys() - expected.keys())
        if wrong:
            raise Unreadable(
                f"The file is damaged: {', '.join(wrong[:5])} {'is' if len(wrong) == 1 else 'are'} not what was written."
            )


def _cut(members: dict[str, Member]) -> str:
    last = next(reversed(members), "its beginning")
    return (
        f"The file is cut short, or damaged: nothing can be read after {last}, and the list of contents is missing. "
        "Take another one."
    )


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The file at `path`, to be read. Raises Unreadable, in words, where there is none."""
    try:
        file = path.open("rb")
    except OSError as fault:
        raise Unreadable(f"{path} cannot be read: {fault.strerror}.") from fault
    with file:
        yield file


def first_of(path: Path) -> bytes:
    """The manifest of the file at `path`, without reading further. Raises Unreadable."""
    with opened(path) as file:
        for _name, pieces in Reader(file):
            whole = io.BytesIO()
            for piece in pieces:
                whole.write(piece)
            return whole.getvalue()
    raise Unreadable("This is no backup of this site: it is empty.")
