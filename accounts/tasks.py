"""Celery: takes ids, makes one call to an operation. What is to be done stands in rows; the queue is a doorbell."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.operations.copies import claim_copy, copies_to_take_up, make_copy, throw_old_away_due

logger = logging.getLogger(__name__)


@shared_task
def copy_data(job_id: str) -> None:
    """Works at one copy, unless another worker holds it."""
    job = claim_copy(job_id=UUID(job_id), now=timezone.now())
    if job is not None:
        make_copy(job=job, clock=timezone.now)


def ring_for_copy(job_id: UUID) -> None:
    """Rings a worker. Where the queue is out of reach nothing is lost: the next tick finds the row."""
    try:
        copy_data.apply_async((str(job_id),), retry=False)
    except OperationalError:
        logger.warning("the queue is out of reach; the next tick rings for the copy")


def sweep_copies(*, now: datetime) -> int:
    """Throws away what lies longer than it is kept, and rings for every copy that nobody works at; how many those are."""
    throw_old_away_due(now=now)
    waiting = copies_to_take_up(now=now)
    for job_id in waiting:
        ring_for_copy(job_id)
    return len(waiting)
