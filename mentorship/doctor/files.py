"""Where people's files lie, and whether the styles and scripts of this version were collected."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from mentorship.doctor.findings import Finding, caution, fault, ok
from mentorship.doctor.within import PATIENCE, TooLong, first_line, within

LITTLE, NONE = 1024**3, 100 * 1024**2  # bytes
TWENTIETH = 0.05
SHOWN = 3  # names of files


@dataclass(frozen=True)
class Storage:
    """What became of a file: `step` is what failed ("written", "read" or "deleted") and `trouble` why. `free` and `size` are
    those of the disk in bytes; None in a bucket."""

    where: str
    step: str = ""
    trouble: str = ""
    free: int | None = None
    size: int | None = None


def look_at_storage() -> Storage:
    where = str(
        getattr(default_storage, "location", "") or getattr(default_storage, "bucket_name", "the storage")
    )
    step = ["written"]
    try:
        within(4 * PATIENCE, lambda: _try(step))
        trouble = ""
    except TooLong as error:
        trouble = first_line(error)
    except Exception as error:  # noqa: BLE001 - a bucket may answer anything
        trouble = f"{type(error).__name__}: {first_line(error)}"
    free = size = None
    try:
        disk = shutil.disk_usage(default_storage.path(""))
        free, size = disk.free, disk.total
    except (NotImplementedError, OSError):  # a bucket has no disk; a missing folder is told of above
        pass
    return Storage(where, step[0] if trouble else "", trouble, free, size)


def _try(step: list[str]) -> None:
    """Leaves nothing behind, and no folder; `step` holds how far it came."""
    held = uuid4().bytes
    name = default_storage.save(f"doctor-{uuid4().hex}.txt", ContentFile(held))
    step[0] = "read"
    try:
        with default_storage.open(name) as file:
            if file.read() != held:
                raise OSError("what was read is not what was written")
    except Exception:
        with suppress(Exception):
            default_storage.delete(name)
        raise
    step[0] = "deleted"
    default_storage.delete(name)
    if default_storage.exists(name):
        raise OSError("it is still there after it was deleted")


def judge_storage(facts: Storage) -> list[Finding]:
    if facts.trouble:
        words = f"In {facts.where} a file could not be {facts.step}: {facts.trouble}"
        do = (
            "Give the folder to the user that the site runs as: chown -R mentorship: FOLDER (its name is in MENTORSHIP_STORAGE)."
            if facts.size is not None or facts.where.startswith("/")
            else "See the name of the bucket, its key, and what the key may do: put, get and delete objects, and list the bucket."
        )
        if "no space" in facts.trouble.lower():
            do = "The disk is full: make room, or a larger one."
        return [fault("storage.writes", words, do)]
    return [
        ok("storage.writes", f"A file was written, read again and deleted in {facts.where}."),
        *_space(facts),
    ]


def _space(facts: Storage) -> list[Finding]:
    if facts.free is None or facts.size is None:
        return []
    words = f"{facts.free / 1024**3:.1f} GB of {facts.size / 1024**3:.0f} GB are free in {facts.where}."
    if facts.free < NONE:
        return [
            fault(
                "storage.space",
                words,
                "Make room now: uploads are refused, and PostgreSQL stops when its disk is full.",
            )
        ]
    if facts.free < max(LITTLE, TWENTIETH * facts.size):
        return [caution("storage.space", words, "Make room, or a larger disk, before it is full.")]
    return [ok("storage.space", words)]


@dataclass(frozen=True)
class Static:
    """`manifest`: whether there is one. `missing` are names of this version that it does not know, or files that it names and that
    are not there. `plain`: files are served by their plain names, as in tests."""

    where: str
    manifest: bool = True
    missing: tuple[str, ...] = ()
    plain: bool = False


def look_at_static(
    storage: Any = staticfiles_storage, find: Callable[[], Iterable[str]] | None = None
) -> Static:
    where = str(getattr(storage, "location", ""))
    if not hasattr(storage, "load_manifest"):
        return Static(where, plain=True)
    try:
        known, _hash = storage.load_manifest()
    except (OSError, ValueError):
        known = {}
    if not known:
        return Static(where, manifest=False)
    names = set((find or _source)())
    missing = [name for name in sorted(names) if name not in known]
    missing += [
        hashed for name, hashed in sorted(known.items()) if name in names and not storage.exists(hashed)
    ]
    return Static(where, missing=tuple(missing))


def _source() -> Iterable[str]:
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            prefix = getattr(storage, "prefix", None)
            yield f"{prefix}/{path}" if prefix else path


def judge_static(facts: Static) -> list[Finding]:
    do = "Collect them: python manage.py collectstatic --no-input; then start web again."
    if facts.plain:
        return [ok("static.collected", "Styles and scripts are served as they lie in their folders.")]
    if not facts.manifest:
        return [
            fault(
                "static.collected",
                f"Styles and scripts were never collected into {facts.where}: pages cannot be shown.",
                do,
            )
        ]
    if facts.missing:
        some = ", ".join(facts.missing[:SHOWN]) + (" …" if len(facts.missing) > SHOWN else "")
        words = f"{len(facts.missing)} files of this version were not collected, or are gone again: {some}"
        return [fault("static.collected", words, do)]
    return [ok("static.collected", "Styles, scripts and pictures of this version were collected.")]
