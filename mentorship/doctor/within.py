"""Asking what may never answer: a name server, a bucket, a server behind a wall that swallows everything."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connections

T = TypeVar("T")

PATIENCE = 5.0  # seconds for one server to answer


class TooLong(Exception):
    """No answer came in time."""


def within(seconds: float, ask: Callable[[], T]) -> T:
    """What `ask` returns, or raises. Raises TooLong after `seconds`: the thread is left to itself, and ends with the process."""
    answer: list[Any] = []
    trouble: list[BaseException] = []

    def run() -> None:
        try:
            answer.append(ask())
        except BaseException as error:  # noqa: BLE001 - it is raised again where somebody waits for it
            trouble.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if trouble:
        raise trouble[0]
    if not answer:
        raise TooLong(f"no answer within {seconds:.0f} seconds")
    return answer[0]  # type: ignore[no-any-return]


def first_line(error: BaseException) -> str:
    """What a server said, in one line; the name of the error where it said nothing."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:300] if lines else type(error).__name__
