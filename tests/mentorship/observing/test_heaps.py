"""A web process keeps few heaps, however many threads it has, and what it was forked with is no garbage."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mentorship.heaps import HEAPS
from mentorship.localservices import CHECKOUT

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


FROZEN = """
import gc, runpy, sys, types
sys.modules["mentorship.first_run"] = types.SimpleNamespace(announce=print)
settings = runpy.run_path("gunicorn.conf.py")
assert not gc.get_freeze_count()
settings["when_ready"](types.SimpleNamespace(log=types.SimpleNamespace(warning="ready")))
settings["on_exit"](None)
assert gc.get_freeze_count() > 10_000
"""


def test_the_site_is_no_garbage_before_the_first_process_is_forked() -> None:
    """Each process would copy its pages to look through them, and take a second and a half to end."""
    subprocess.run([sys.executable, "-c", FROZEN], cwd=CHECKOUT, check=True)
