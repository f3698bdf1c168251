"""The clock of a process of the site, as Python reads it, moved by as many seconds as a file says: it is read again each time.

libfaketime would do it below Python; with it, Python 3.11 either cannot sleep or its threads never wake."""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import celery.app.base
import celery.utils.time
import celery.worker.request
import django.utils.timezone

_right = time.time


class _EveryDatetime(type):
    def __instancecheck__(cls, one: object) -> bool:
        return isinstance(one, datetime)


def follow(file: Path) -> None:
    """From now on, and for whatever is imported later, it is as late as `file` makes it."""

    def moved() -> float:
        return float(file.read_text())

    class Moved(datetime, metaclass=_EveryDatetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + timedelta(seconds=moved())

    time.time = lambda: _right() + moved()
    for name in ("django.utils.timezone", "celery.app.base", "celery.utils.time", "celery.worker.request"):
        sys.modules[name].datetime = Moved  # type: ignore[attr-defined]


__all__ = ["celery", "django", "follow"]
