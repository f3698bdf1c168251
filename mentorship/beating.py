"""Beat that goes on though the clock of its machine is set back: Celery's would wait until it is again as late as it was."""

from __future__ import annotations

import logging
from typing import Any

from celery.beat import PersistentScheduler

logger = logging.getLogger(__name__)


class SteadyScheduler(PersistentScheduler):
    """What was last rung for at a time that has not come yet counts as rung for just now."""

    def tick(self, *args: Any, **options: Any) -> float:
        """How many seconds may pass until the next look."""
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at is not None and entry.last_run_at > now:
                logger.warning("the clock was set back; beat goes on with %s", entry.name)
                entry.last_run_at = now
                self._heap = None
        return float(super().tick(*args, **options))
