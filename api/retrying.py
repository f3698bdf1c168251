"""When a delivery that was not taken is tried again, and when a webhook is given up. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

# After the first try, the second, and so on: nine tries within two and a half days.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=24),
)
SPREAD = 0.2  # each a fifth more or less, so that what failed together does not come back together
# A webhook that took nothing for so long is told nothing any more. As silence is no failure, and what was given up before a
# long silence none of today's, something must have been tried so often by then, over some eight hours.
PATIENCE = timedelta(days=5)
TRIED = 6


def wait_after(tries: int, chance: float) -> timedelta | None:
    """How long to wait after so many tries that failed; None where that was the last. `chance` is from 0 to 1."""
    if tries > len(WAITS):
        return None
    return WAITS[tries - 1] * (1 - SPREAD + 2 * SPREAD * chance)


def is_hopeless(failing_since: datetime | None, tries: int, *, now: datetime) -> bool:
    """Whether a webhook is given up after something was tried so many times and not taken."""
    return failing_since is not None and now - failing_since >= PATIENCE and tries >= TRIED
