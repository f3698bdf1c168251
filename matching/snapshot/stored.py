"""A snapshot of a programme as files in Django's storage: one .npy an array and a manifest, which workers map into memory.

It is written once, into a folder of its own, and never changed. The digest of the manifest, which holds the digest and
size of every other file, stands in the database: a worker checks the files against it when it opens them, once. What
the storage cannot give by path is copied to this machine first, once for all processes.

The files hold numbers and the ids of enrolments; no names, no words of anybody. They are not served to anybody."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property, lru_cache, partial
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import numpy.typing as npt
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from matching import engine
from matching.engine.arrays import Array, Bytes, unchecked

ROOT = "rankings"
RUNS = "runs"
MANIFEST = "manifest.json"
COPY_KEPT = 24 * 60 * 60  # seconds for which this machine keeps a copy that nobody opens any more

# What a manifest may name, and how it is made of its fields. Only what is cheap is checked again.
MAKERS: Mapping[str, Callable[..., Any]] = {
    engine.Criterion.__name__: lambda given: engine.Criterion(**given),
    **{
        kind.__name__: partial(unchecked, kind)
        for kind in (
            engine.Exclusions,
            engine.Lists,
            engine.Preferences,
            engine.Problem,
            engine.Side,
            engine.SkillLists,
            engine.SkillVocabulary,
            engine.TextVectors,
        )
    },
}


class DamagedSnapshot(Exception):
    """What lies in the storage is not what was written."""


@dataclass(frozen=True)
class Stored:
    """The problem, and the enrolment behind each place: uint8[N, 16] and uint8[M, 16], the bytes of their ids. `legend` is
    whatever plain values were written with it."""

    problem: engine.Problem
    mentee: Bytes
    mentor: Bytes
    legend: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def mentees(self) -> list[UUID]:
        return [UUID(bytes=row.tobytes()) for row in self.mentee]

    @cached_property
    def mentors(self) -> list[UUID]:
        return [UUID(bytes=row.tobytes()) for row in self.mentor]


def write(
    folder: str,
    problem: engine.Problem,
    mentees: Iterable[UUID],
    mentors: Iterable[UUID],
    *,
    root: str = ROOT,
    legend: Mapping[str, Any] | None = None,
) -> str:
    """Writes a problem, the enrolments behind its places and the `legend` to the new `folder` below `root`, the manifest
    last; returns the digest of that, which is the same for the same content. Raises FileExistsError where something lies
    there."""
    arrays: list[Array] = []
    tree = {
        "problem": _taken_apart(problem, arrays),
        "mentee": _taken_apart(_ids(mentees), arrays),
        "mentor": _taken_apart(_ids(mentors), arrays),
    }
    files = {
        f"{place}.npy": _write(f"{root}/{folder}/{place}.npy", array) for place, array in enumerate(arrays)
    }
    described = {"files": files, "tree": tree, "legend": legend or {}}
    manifest = json.dumps(described, allow_nan=False).encode()
    _save(f"{root}/{folder}/{MANIFEST}", ContentFile(manifest))
    return sha256(manifest).hexdigest()


@lru_cache(maxsize=1)
def opened(folder: str, digest: str) -> Stored:
    """The snapshot in `folder` below ROOT. A process keeps the one it opened last."""
    return read(folder, digest)


def read(folder: str, digest: str, *, root: str = ROOT) -> Stored:
    """The snapshot in `folder`, its arrays mapped into memory.

    Raises DamagedSnapshot where it is not there, or a file is not what `digest` stands for."""
    try:
        with default_storage.open(f"{root}/{folder}/{MANIFEST}") as file:
            manifest = file.read()
    except FileNotFoundError:
        raise DamagedSnapshot(
            f"{folder} is not in the storage of this machine. All workers share one MENTORSHIP_STORAGE"
        ) from None
    if sha256(manifest).hexdigest() != digest:
        raise DamagedSnapshot(f"the manifest of {folder} is not the one that was written")
    described = json.loads(manifest)
    paths = _paths(f"{root}/{folder}", list(described["files"]))
    for name, expected in described["files"].items():
        if _described(paths[name]) != expected:
            raise DamagedSnapshot(f"{name} of {folder} is not the file that was written")
    # Plain views of the maps: every slice of a map itself would carry its file along.
    arrays = [np.asarray(np.load(paths[name], mmap_mode="r")) for name in described["files"]]
    parts = {name: _made_whole(part, arrays) for name, part in described["tree"].items()}
    return Stored(**parts, legend=described.get("legend", {}))


def folders(root: str = ROOT) -> list[str]:
    """The folders below `root`."""
    try:
        return default_storage.listdir(root)[0]
    except FileNotFoundError:
        return []


def remove(folder: str, *, root: str = ROOT) -> None:
    """Removes a folder below `root` and everything in it. What went meanwhile is no error."""
    _remove(f"{root}/{folder}")


def _remove(path: str) -> None:
    with suppress(FileNotFoundError):
        inner, files = default_storage.listdir(path)
        for name in inner:
            _remove(f"{path}/{name}")
        for name in files:
            default_storage.delete(f"{path}/{name}")
        default_storage.delete(path)


def _ids(enrolments: Iterable[UUID]) -> Bytes:
    return np.frombuffer(b"".join(one.bytes for one in enrolments), dtype=np.uint8).reshape(-1, 16)


# --- files


def _write(path: str, array: Array) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile() as file:
        np.save(file, array, allow_pickle=False)
        file.flush()
        _save(path, File(file))
        return _described(Path(file.name))


def _save(path: str, content: File[Any]) -> None:
    if default_storage.save(path, content) != path:
        raise FileExistsError(f"{path} was written before")


def _described(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"size": path.stat().st_size, "sha256": file_digest(file, "sha256").hexdigest()}


def _paths(folder: str, names: list[str]) -> dict[str, Path]:
    """Where the files of a snapshot lie on this machine."""
    try:
        return {name: Path(default_storage.path(f"{folder}/{name}")) for name in names}
    except NotImplementedError:
        copy = _copied(folder, names)
        return {name: copy / name for name in names}


def _copied(folder: str, names: list[str]) -> Path:
    """The copy of a snapshot on this machine, made by whichever process comes first: it appears as a whole or not at all."""
    copies = Path(tempfile.gettempdir()) / f"mentorship-rankings-{os.getuid()}"
    copies.mkdir(mode=0o700, exist_ok=True)
    if copies.is_symlink() or copies.stat().st_uid != os.getuid():
        raise PermissionError(f"{copies} belongs to somebody else")
    for old in copies.iterdir():
        if time.time() - old.stat().st_mtime > COPY_KEPT:
            shutil.rmtree(old, ignore_errors=True)
    copy, half = copies / sha256(folder.encode()).hexdigest(), copies / uuid4().hex
    if not copy.exists():
        half.mkdir()
        for name in names:
            with (
                default_storage.open(f"{folder}/{name}") as source,
                (half / name).open("wb") as target,
            ):
                shutil.copyfileobj(source, target, 1 << 20)
        try:
            half.rename(copy)
        except OSError:  # another process was first
            shutil.rmtree(half)
    os.utime(copy)
    return copy


# --- the engine's classes as a tree of words and numbers, in which an array is its place in a list


def _taken_apart(thing: Any, arrays: list[npt.NDArray[Any]]) -> Any:
    if isinstance(thing, np.ndarray):
        arrays.append(thing)
        return {"array": len(arrays) - 1}
    if is_dataclass(thing) and not isinstance(thing, type):
        parts = {field.name: _taken_apart(getattr(thing, field.name), arrays) for field in fields(thing)}
        return {"made": type(thing).__name__, "of": parts}
    if isinstance(thing, Mapping):  # sorted, as fields come from a set, which every process orders anew
        return {"named": {name: _taken_apart(part, arrays) for name, part in sorted(thing.items())}}
    if isinstance(thing, tuple):
        return {"row": [_taken_apart(part, arrays) for part in thing]}
    return thing


def _made_whole(tree: Any, arrays: list[Array]) -> Any:
    match tree:
        case {"array": place}:
            return arrays[place]
        case {"made": name, "of": parts}:
            return MAKERS[name]({key: _made_whole(part, arrays) for key, part in parts.items()})
        case {"named": parts}:
            return {key: _made_whole(part, arrays) for key, part in parts.items()}
        case {"row": parts}:
            return tuple(_made_whole(part, arrays) for part in parts)
    return tree
