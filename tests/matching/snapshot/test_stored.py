from __future__ import annotations

import json
import mmap
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from django.core.files.storage import FileSystemStorage, Storage, default_storage

from matching import engine
from matching.engine.arrays import unchecked
from matching.engine.scoring import solver_scores
from matching.snapshot import stored
from tests.matching.engine.worlds import random_world


@pytest.fixture(autouse=True)
def nothing_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    stored.opened.cache_clear()
    yield
    stored.opened.cache_clear()
    for folder in stored.folders():
        stored.remove(folder)


class StorageElsewhere(Storage):
    """A storage that is on another machine: it gives files, and no paths."""

    def __init__(self) -> None:
        there = FileSystemStorage()
        self._open, self._save, self.delete = there._open, there._save, there.delete
        self.exists, self.listdir = there.exists, there.listdir


@pytest.fixture
def elsewhere(settings: Any) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": f"{__name__}.StorageElsewhere"}}


def ids(count: int) -> list[UUID]:
    return [uuid4() for _ in range(count)]


def written(problem: engine.Problem, folder: str = "job/version") -> tuple[str, str]:
    folder = f"{uuid4().hex}/{folder}"
    return folder, stored.write(folder, problem, ids(problem.mentees.size), ids(problem.mentors.size))


def arrays(thing: Any) -> list[Any]:
    if isinstance(thing, np.ndarray):
        return [thing]
    parts = [part for _name, part in sorted(thing.items())] if isinstance(thing, dict) else []
    if is_dataclass(thing):
        parts = [getattr(thing, field.name) for field in fields(thing)]
    if isinstance(thing, tuple):
        parts = list(thing)
    return [array for part in parts for array in arrays(part)]


def ground(array: Any) -> Any:
    """What the memory of an array belongs to."""
    while isinstance(array, np.ndarray):
        array = array.base
    return array


def test_a_problem_comes_back_as_it_was_from_maps_that_cannot_be_written() -> None:
    for seed in range(12):
        problem = random_world(seed).problem()
        mentees, mentors = ids(problem.mentees.size), ids(problem.mentors.size)
        folder = f"{uuid4().hex}/version"
        found = stored.opened(folder, stored.write(folder, problem, mentees, mentors))
        assert (found.mentees, found.mentors) == (mentees, mentors)
        assert found.problem.criteria == problem.criteria
        assert found.problem.prior_mean == problem.prior_mean
        assert found.problem.mentees.size == problem.mentees.size
        pairs = list(zip(arrays(problem), arrays(found.problem), strict=True))
        assert len(pairs) > 20
        for before, after in pairs:
            assert (before.dtype, before.shape) == (after.dtype, after.shape)
            assert np.array_equal(before, after, equal_nan=before.dtype.kind == "f")
            assert not after.flags.writeable
            assert isinstance(ground(after), mmap.mmap)
        expected, ranked = (engine.rank(one, slice(None), 5) for one in (problem, found.problem))
        assert np.array_equal(expected.mentor, ranked.mentor)
        assert np.array_equal(expected.score, ranked.score)
        every = np.arange(problem.mentees.size)
        assert np.array_equal(solver_scores(problem, every), solver_scores(found.problem, every))


def test_a_process_keeps_the_snapshot_it_opened_last() -> None:
    one, other = (written(random_world(seed).problem()) for seed in (1, 2))
    first = stored.opened(*one)
    assert stored.opened(*one) is first
    stored.opened(*other)
    assert stored.opened(*one) is not first


@pytest.mark.parametrize("part", ["0.npy", "7.npy", stored.MANIFEST])
def test_a_file_that_changed_is_refused_by_name(part: str) -> None:
    folder, digest = written(random_world(3).problem())
    path = Path(default_storage.path(f"{stored.ROOT}/{folder}/{part}"))
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(stored.DamagedSnapshot, match="manifest" if part == stored.MANIFEST else part):
        stored.opened(folder, digest)


def test_a_file_that_is_cut_short_or_gone_is_refused() -> None:
    folder, digest = written(random_world(3).problem())
    path = Path(default_storage.path(f"{stored.ROOT}/{folder}/2.npy"))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(stored.DamagedSnapshot, match=r"2\.npy"):
        stored.opened(folder, digest)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        stored.opened(folder, digest)


def test_a_machine_whose_storage_is_another_says_so() -> None:
    with pytest.raises(stored.DamagedSnapshot, match="All workers share one MENTORSHIP_STORAGE"):
        stored.opened("never/written", "0" * 64)


def test_a_snapshot_of_other_code_is_refused() -> None:
    """A worker whose engine has other fields than the one that wrote the files says so; it does not guess."""
    with pytest.raises(ValueError, match="Lists: expected the fields"):
        unchecked(engine.Lists, {"ptr": 1, "items": 2})


def test_nothing_is_written_over() -> None:
    problem = random_world(3).problem()
    folder, _digest = written(problem)
    with pytest.raises(FileExistsError, match="was written before"):
        stored.write(folder, problem, [], [])


def test_what_is_removed_is_gone_and_the_rest_stays() -> None:
    (one, _), (other, digest) = (written(random_world(seed).problem()) for seed in (1, 2))
    stored.remove(one.partition("/")[0])
    stored.remove("never/was")
    assert stored.folders() == [other.partition("/")[0]]
    stored.opened(other, digest)
    stored.remove(other.partition("/")[0])
    assert stored.folders() == []


@pytest.mark.usefixtures("elsewhere")
def test_a_storage_without_paths_is_copied_to_this_machine_once(tmp_path: Path) -> None:
    problem = random_world(4).problem()
    folder, digest = written(problem)
    first = stored.opened(folder, digest)
    assert isinstance(ground(first.problem.mentor_key), mmap.mmap)
    assert np.array_equal(
        engine.rank(first.problem, slice(None), 5).mentor, engine.rank(problem, slice(None), 5).mentor
    )
    (copies,) = tmp_path.glob("mentorship-rankings-*")
    assert copies.stat().st_mode & 0o777 == 0o700
    (copy,) = copies.iterdir()
    made = copy.stat().st_ino
    stored.opened.cache_clear()
    stored.opened(folder, digest)
    assert [one.stat().st_ino for one in copies.iterdir()] == [made]
    # A copy that nobody opened for a day goes when another is made; one in use does not.
    day = time.time() - stored.COPY_KEPT - 1
    os.utime(copy, (day, day))
    stored.opened(*written(problem))
    assert made not in [one.stat().st_ino for one in copies.iterdir()]
    assert len(list(copies.iterdir())) == 1


@pytest.mark.usefixtures("elsewhere")
def test_a_copy_that_was_not_finished_is_no_copy() -> None:
    folder, digest = written(random_world(4).problem())
    with default_storage.open(f"{stored.ROOT}/{folder}/{stored.MANIFEST}") as file:
        last = list(json.loads(file.read())["files"])[-1]
    lost = f"{stored.ROOT}/{folder}/{last}"
    content = default_storage.open(lost).read()
    default_storage.delete(lost)
    with pytest.raises(FileNotFoundError):
        stored.opened(folder, digest)
    with default_storage.open(lost, "wb") as file:
        file.write(content)
    assert stored.opened(folder, digest).problem.mentors.size
