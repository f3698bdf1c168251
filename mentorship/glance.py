"""One look at the health of the site for all who ask within a second. The page is open to everybody: asking it a thousand times
costs the database and the queue no more than asking once, and where one of them hangs a single thread waits for it: the others
are told what was found before, for up to a minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock
from time import monotonic

from django.conf import settings

from notifications.health import Facts
from notifications.queries.health import gather

# Older facts are told to nobody: whoever asks then waits for those that are being found.
OLD = timedelta(minutes=1)


class _Last:
    lock = Lock()
    facts: Facts | None = None
    until = 0.0


def glance(*, now: datetime) -> Facts:
    """The facts as they are at `now`, or were up to a second ago (HEALTH_LASTS); up to a minute ago (OLD) while another
    thread looks."""
    known = _Last.facts
    is_told = known is not None and monotonic() < _Last.until + OLD.total_seconds()
    if not _Last.lock.acquire(blocking=not is_told):
        assert known is not None
        return known
    try:
        if _Last.facts is None or monotonic() >= _Last.until:
            _Last.facts = gather(now=now)
            _Last.until = monotonic() + settings.HEALTH_LASTS.total_seconds()
        return _Last.facts
    finally:
        _Last.lock.release()
