"""Room on the disk for the figures of web processes, taken before they are written. prometheus_client maps files that have no room
yet: where the disk is full, the kernel ends whoever writes into such a one (SIGBUS), and with it every page of the site."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from typing import Any

from prometheus_client import mmap_dict, values

logger = logging.getLogger(__name__)

LONGEST = (
    8 + 16
)  # bytes of an entry beside its key: its length, padding, value and moment come to no more than twice this


class RoomyDict(mmap_dict.MmapedDict):
    """The library's, whose file has room for all of its length."""

    def __init__(self, filename: str, *reading: Any, **named: Any) -> None:
        writes = not reading and not named
        super().__init__(with_room(filename) if writes else filename, *reading, **named)  # type: ignore[no-untyped-call]

    def _init_value(self, key: str) -> None:
        """Raises OSError where there is no room for one more, and leaves the others as they are."""
        own: Any = self
        needed = own._used + len(key.encode()) + 2 * LONGEST
        if needed > own._capacity:
            os.posix_fallocate(own._f.fileno(), 0, 2 * own._capacity)
        super()._init_value(key)  # type: ignore[no-untyped-call]


def with_room(filename: str) -> str:
    """The name of a file that has all the room that it begins with: `filename`, or where the disk is full one in memory, which only
    this process knows. Its figures are then missing from /metrics until it is started anew."""
    size = mmap_dict._INITIAL_MMAP_SIZE
    try:
        descriptor = os.open(filename, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, max(size, os.fstat(descriptor).st_size))
        finally:
            os.close(descriptor)
    except OSError as fault:
        logger.error("there is no room for figures (%s): this process counts for itself", fault.strerror)
        with suppress(OSError):
            os.unlink(filename)
        return f"/proc/self/fd/{os.memfd_create('figures')}"
    return filename


def take_room() -> None:
    """Has the library's files have their room from now on. Nothing is done where this cannot be asked of the machine."""
    if hasattr(os, "posix_fallocate") and hasattr(os, "memfd_create"):
        values.MmapedDict = RoomyDict  # type: ignore[attr-defined]
