"""A web process keeps few heaps, however many threads it has."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mentorship.heaps import HEAPS

# Every thread takes from the C library while all the others do, and the library then counts its heaps.
COUNTED = """
import ctypes, sys, threading
if sys.argv[1] == "few":
    from mentorship.heaps import keep_few
    assert keep_few()
together = threading.Barrier(8)
kept = []
def take():
    together.wait()
    kept.append([bytearray(3000) for _ in range(3000)])
    together.wait()
threads = [threading.Thread(target=take) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
library = ctypes.CDLL(None)
library.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(library.fdopen(1, b"w"))
library.malloc_info(0, out)
library.fflush(out)
"""


def heaps(how: str) -> int:
    command = [sys.executable, "-c", COUNTED, how]
    return subprocess.run(command, capture_output=True, check=True).stdout.count(b"<heap nr")


@pytest.mark.skipif(sys.platform != "linux", reason="glibc alone has such heaps")
def test_few_are_kept() -> None:
    assert heaps("few") == HEAPS
    assert heaps("as ever") > HEAPS
