"""How many heaps a process keeps. glibc gives the threads of a process heaps of their own, up to eight for each core, and gives what
is free in one to nobody else: a web process of four threads goes on growing for as long as its largest pages come in another thread each time.
Python lets one thread run at a time, so few heaps cost no time."""

from __future__ import annotations

import ctypes

HEAPS = 2
M_ARENA_MAX = -8  # malloc.h of glibc


def keep_few() -> bool:
    """At most HEAPS for the rest of this process' life and for those it forks; call it before there are threads. False where the C library has no
    such setting."""
    library = ctypes.CDLL(None)
    return bool(hasattr(library, "mallopt") and library.mallopt(M_ARENA_MAX, HEAPS))
