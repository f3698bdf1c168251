"""The file of a backup: whole or not at all, and whatever happened to it since is told."""

from __future__ import annotations

import io
import os
import resource
import signal
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mentorship.backup import archive
from mentorship.backup.archive import (
    CannotWrite,
    Reader,
    Unreadable,
    Writer,
    first_of,
    name_at,
    written_whole,
)
from mentorship.config import ROOT

AT = datetime(2026, 11, 27, 4, 22, tzinfo=UTC)
PARTS = {
    "manifest.json": b'{"about": "a test"}',
    "database.dump": b"PGDMP" + bytes(range(256)) * 20,
    "files/shelf/" + "a" * 120: b"a file under a long name",
    "files/empty": b"",
}


def write(target: io.BufferedIOBase | io.BytesIO, missing: tuple[str, ...] = ()) -> None:
    writer = Writer(target, at=AT)  # type: ignore[arg-type]
    for name, content in PARTS.items():
        writer.add(name, [content[:7], content[7:]])
    writer.close(missing)


@pytest.fixture
def whole() -> bytes:
    target = io.BytesIO()
    write(target, ("shelf/gone",))
    return target.getvalue()


def begin(path: Path, *, size: int = 4, fault: Exception | None = None) -> None:
    """Begins to write a file, and comes upon `fault`."""
    with written_whole(path) as file:
        file.write(bytes(size))
        if fault:
            raise fault


def read(content: bytes) -> tuple[dict[str, bytes], Reader]:
    reader = Reader(io.BytesIO(content))
    return {name: b"".join(pieces) for name, pieces in reader}, reader


def test_what_goes_in_comes_out_and_tar_can_read_it(whole: bytes) -> None:
    found, reader = read(whole)
    assert (found, reader.missing) == (PARTS, ("shelf/gone",))
    with tarfile.open(fileobj=io.BytesIO(whole)) as tar:
        assert tar.getnames() == [*PARTS, "contents.json"]
        assert {one.mode for one in tar} == {0o600}


def test_parts_that_are_not_read_are_compared_all_the_same(whole: bytes) -> None:
    reader = Reader(io.BytesIO(whole))
    assert [name for name, _pieces in reader] == list(PARTS)
    assert list(reader.members) == list(PARTS)


def test_a_pipe_gets_the_same_as_a_file(whole: bytes, tmp_path: Path) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    piped = Pipe()
    write(piped, ("shelf/gone",))
    assert piped.getvalue() == whole
    appended = tmp_path / "appended"
    with appended.open("ab") as file:
        write(file, ("shelf/gone",))
    assert appended.read_bytes() == whole


def test_a_part_that_turns_out_not_to_be_there_leaves_no_trace() -> None:
    def fails() -> Iterator[bytes]:
        yield b"half"
        raise FileNotFoundError

    target = io.BytesIO()
    writer = Writer(target, at=AT)
    writer.add("manifest.json", [b"{}"])
    with pytest.raises(FileNotFoundError):
        writer.add("files/gone", fails())
    writer.add("files/there", [b"there"])
    writer.close()
    assert list(read(target.getvalue())[0]) == ["manifest.json", "files/there"]


def test_every_changed_byte_is_told(whole: bytes) -> None:
    """One byte in each block of the file, in turn; those between the parts, which hold nothing, are left out."""
    told = []
    for place in range(0, len(whole) - 2 * tarfile.BLOCKSIZE, tarfile.BLOCKSIZE):
        changed = bytearray(whole)
        changed[place] ^= 1
        with pytest.raises(Unreadable) as fault:
            read(bytes(changed))
        told.append(str(fault.value))
    assert any("database.dump is not what was written" in words for words in told)
    assert any("nothing can be read after manifest.json" in words for words in told)
    assert read(whole)  # the control


def test_a_file_that_is_cut_short_is_told_wherever_it_is_cut(whole: bytes) -> None:
    with tarfile.open(fileobj=io.BytesIO(whole)) as tar:
        needed = next(one.offset_data + one.size for one in tar if one.name == "contents.json")
    for length in range(0, needed, 300):
        with pytest.raises(Unreadable):
            read(whole[:length])
    assert read(whole[:needed])


@pytest.mark.parametrize("content", [b"", b"no tar", b"\x00" * 2048])
def test_what_is_no_backup_is_told(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read(content)
    with pytest.raises(Unreadable, match="cannot be read"):
        first_of(tmp_path / "nothing")


def test_a_file_appears_whole_and_for_its_owner_alone(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "new" / name_at(AT)
    assert path.name == "mentorship-2026-11-27T042200Z.backup"
    with written_whole(path) as file:
        write(file, ("shelf/gone",))
        assert not path.exists()
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (whole, 0o600)
    assert first_of(path) == PARTS["manifest.json"]
    with pytest.raises(RuntimeError):
        begin(tmp_path / "other.backup", fault=RuntimeError())
    assert [one.name for one in tmp_path.iterdir()] == ["new"]


def test_a_full_disk_is_told_in_words_and_nothing_is_left(tmp_path: Path) -> None:
    """The kernel itself refuses to let the file grow."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(CannotWrite, match="There is no room"):
            begin(tmp_path / "a.backup", size=1 << 20)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_one_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    with (
        pytest.raises(CannotWrite, match="cannot be written"),
        written_whole(tmp_path / "a file" / "x.backup"),
    ):
        pass


def test_what_a_killed_run_left_goes_and_what_another_writes_stays(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from mentorship.backup.archive import written_whole\n"
        "with written_whole(Path(sys.argv[1])) as file:\n"
        "    file.write(b'half'); file.flush(); print('writing', flush=True); sys.stdin.read()"
    )
    killed, other = (
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / f"{name}.backup")],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for name in ("killed", "other")
    )
    for process in (killed, other):
        assert process.stdout
        assert process.stdout.readline() == b"writing\n"
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert sorted(one.name for one in tmp_path.iterdir()) == [".killed.backup.half", ".other.backup.half"]
    archive.sweep(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == [".other.backup.half"]
    with pytest.raises(CannotWrite, match="another run"), written_whole(tmp_path / "other.backup"):
        pass
    other.communicate(timeout=20)
    assert [one.name for one in tmp_path.iterdir()] == ["other.backup"]
