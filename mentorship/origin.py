"""What a process is working at while it works: the request or the task that every line of the log, every slow statement and
every further task is told by. Each thread has its own, and none outlives its work."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token

REFERENCE_HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")
NOWHERE = "-"  # the route of an address that is none of ours


class Origin:
    """`reference` is that of a request, which its tasks bear as well; empty for what no request caused. `route` is the name of a
    request's route. `task` is the id of a task. `statements` counts what the database was asked so far."""

    __slots__ = ("began", "reference", "route", "statements", "task", "task_name")

    def __init__(
        self, *, reference: str = "", route: str = "", task: str = "", task_name: str = "", began: float = 0.0
    ) -> None:
        self.reference = reference
        self.route = route
        self.task = task
        self.task_name = task_name
        self.began = began
        self.statements = 0


_current: ContextVar[Origin | None] = ContextVar("origin", default=None)


def current() -> Origin | None:
    """What this thread is working at; None between requests and tasks, and in a command."""
    return _current.get()


def enter(origin: Origin) -> Token[Origin | None]:
    """From now on this thread works at `origin`; `leave` with what is returned ends that, in the same thread."""
    return _current.set(origin)


def leave(token: Token[Origin | None]) -> None:
    _current.reset(token)


@contextmanager
def working_at(origin: Origin) -> Iterator[Origin]:
    token = enter(origin)
    try:
        yield origin
    finally:
        leave(token)


def reference_from(given: str | None, *, trusted_proxies: int) -> str:
    """The reference of a request: what a proxy of ours has given it, where it is 8 to 64 letters, digits and hyphens, else a new
    one of 12 hexadecimal digits. Without a proxy of ours whoever sends the request would choose it, and it is not looked at."""
    if trusted_proxies and given and _WELL_FORMED.fullmatch(given):
        return given
    return secrets.token_hex(6)
