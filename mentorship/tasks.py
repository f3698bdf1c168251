"""The one fixed tick of beat. What is due is found in rows; each sweep stands alone, so that a fault in one never stops another."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from journeys.operations import beginnings, check_ins
from matching.operations import criteria, mentorships, requests
from matching.tasks import sweep_rankings, sweep_runs, sweep_vectors
from notifications.operations import outbox
from programmes.tasks import sweep_imports

logger = logging.getLogger(__name__)

LAST_TICK = "mentorship:last-tick"


def _deliver(*, now: datetime) -> object:
    return outbox.deliver_due(now=now)


SWEEPS: list[Callable[..., object]] = [
    criteria.adopt_where_missing,
    requests.close_left_behind,
    requests.expire_due,
    requests.remind_due,
    mentorships.end_left_behind,
    mentorships.resume_due,
    beginnings.tell_new,
    check_ins.ask_due,
    sweep_vectors,
    sweep_rankings,
    sweep_imports,
    sweep_runs,
    _deliver,
]


@shared_task
def tick() -> None:
    """Runs every sweep once with the present time."""
    now = timezone.now()
    for sweep in SWEEPS:
        try:
            sweep(now=now)
        except Exception:
            logger.exception("the sweep %s failed; it is tried again at the next tick", sweep.__name__)
    cache.set(LAST_TICK, now.isoformat(), timeout=None)
