"""Figures have their room on the disk before they are written, and a disk without room costs figures and no process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from prometheus_client.mmap_dict import MmapedDict

from mentorship.figure_room import RoomyDict


def room(path: Path) -> tuple[int, int]:
    """Bytes that the disk holds for it, and its length."""
    found = path.stat()
    return found.st_blocks * 512, found.st_size


def fill(figures: RoomyDict) -> None:
    """Until it has to grow."""
    for number in range(20_000):
        figures.write_value(f"a key of some length, and its number {number}", 1.0, 0.0)  # type: ignore[no-untyped-call]


def test_a_file_has_room_for_all_of_it(tmp_path: Path) -> None:
    fill(RoomyDict(str(tmp_path / "ours.db")))
    taken, length = room(tmp_path / "ours.db")
    assert length > 1024**2
    assert taken >= length
    MmapedDict(str(tmp_path / "theirs.db"))  # type: ignore[no-untyped-call]
    taken, length = room(tmp_path / "theirs.db")
    assert taken < length, "the library takes its room by itself now: ours is not needed any more"


def test_where_there_is_no_room_the_figures_are_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", none_left)
    figures = RoomyDict(str(tmp_path / "ours.db"))
    figures.write_value("key", 2.0, 0.0)  # type: ignore[no-untyped-call]
    assert figures.read_value("key") == (2.0, 0.0)  # type: ignore[no-untyped-call]
    assert not list(tmp_path.iterdir())
    with pytest.raises(OSError, match="No space left"):
        fill(figures)
    assert figures.read_value("key") == (2.0, 0.0)  # type: ignore[no-untyped-call]
