"""Files that are written whole or not at all, and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


class Occupied(Exception):
    """A file is there already, and nobody said that it may be overwritten."""


def defused(cell: object) -> str:
    """The cell as text that a spreadsheet shows and never computes."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def table_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Comma-separated values in UTF-8 with the mark by which Excel knows it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(map(defused, columns))
    writer.writerows(map(defused, row) for row in rows)
    return (BOM + out.getvalue()).encode()


def refuse_occupied(paths: Iterable[Path]) -> None:
    """Raises Occupied for the first of `paths` where something is."""
    for path in paths:
        if path.exists():
            raise Occupied(f"{path} is there already. Name another file, or write --force to overwrite it.")


def write_all(contents: Mapping[Path, bytes], *, force: bool) -> None:
    """Writes every file or none: what was there stays until all of them are on the disk, and comes back where the last
    step fails. Raises Occupied where a file is there and `force` is not set, and OSError."""
    if not force:
        refuse_occupied(contents)
    with ExitStack() as undo:
        written = {path: _beside(path, content, undo) for path, content in contents.items()}
        kept = {path: _copy(path, undo) for path in contents if path.exists()}
        done: list[Path] = []
        try:
            for path, part in written.items():
                os.replace(part, path)
                done.append(path)
        except OSError:
            for path in done:
                os.replace(kept[path], path) if path in kept else path.unlink()
            raise


def _beside(path: Path, content: bytes, undo: ExitStack) -> Path:
    """`content` on the disk in the folder of `path`, for a rename that cannot fail half-way."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    undo.callback(_gone, part)
    with part.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return part


def _copy(path: Path, undo: ExitStack) -> Path:
    return _beside(path.with_name(f"{path.name}.before"), path.read_bytes(), undo)


def _gone(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()
