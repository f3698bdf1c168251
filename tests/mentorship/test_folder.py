"""Files are there whole, or not at all."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File

from mentorship.folder import FolderStorage


class Fails(ContentFile):  # type: ignore[type-arg]
    """Its second piece has no room."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"the first half"
        raise OSError(errno.ENOSPC, "No space left on device")


def test_half_a_file_is_taken_away(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    with pytest.raises(OSError, match="No space left"):
        storage.save("shelf/one", Fails(b""))
    assert not storage.exists("shelf/one")
    assert storage.save("shelf/one", ContentFile(b"whole")) == "shelf/one"


def test_a_file_that_lay_there_before_stays(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    storage.save("one", ContentFile(b"of somebody else"))
    fails: File[bytes] = Fails(b"")
    with pytest.raises(OSError, match="No space left"):
        storage._save("one", fails)
    with storage.open("one") as file:
        assert file.read() == b"of somebody else"
