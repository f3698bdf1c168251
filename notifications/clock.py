"""The time as it passes while letters go out."""

from __future__ import annotations

import time
from datetime import datetime, timedelta


class Clock:
    """Tells the time from `now` on. Of the computer's two clocks the one counts that is further on: neither a process that
    was stopped, nor a machine that slept, nor a clock that was set back makes a lease look longer than it is."""

    def __init__(self, now: datetime) -> None:
        self.start = now
        self.wall, self.steady = time.time(), time.monotonic()

    def __call__(self) -> datetime:
        passed = max(time.time() - self.wall, time.monotonic() - self.steady)
        return self.start + timedelta(seconds=passed)
