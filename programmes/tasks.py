"""Celery: takes ids, makes one call to an operation. What is to be done stands in rows; the queue is a doorbell."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Thread
from uuid import UUID

from celery import shared_task
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import Job
from accounts.site_language import in_words_for
from programmes.operations.import_jobs import (
    Watch,
    claim_import,
    imports_to_take_up,
    keep_alive,
    run_import,
)
from programmes.operations.people_imports import forget_old_files

BEAT = 1.0  # seconds between two looks at the job

logger = logging.getLogger(__name__)


@shared_task
def import_people(job_id: str) -> None:
    """Works at one import, unless another worker holds it."""
    job = claim_import(job_id=UUID(job_id), now=timezone.now())
    if job is not None:
        with _watched(job) as watch, in_words_for(job.requested_by):
            run_import(job=job, watch=watch, clock=timezone.now)


@contextmanager
def _watched(job: Job) -> Iterator[Watch]:
    """A second connection beside the work, which renews the lease and shows the progress that its transaction hides."""
    watch, over = Watch(), Event()

    def look() -> None:
        try:
            while not over.wait(BEAT):
                keep_alive(job=job, watch=watch, now=timezone.now())
        except Exception:
            logger.exception("the progress of the import %s is not shown any more", job.pk)
        finally:
            connection.close()

    beside = Thread(target=look, name=f"import {job.pk}", daemon=True)
    beside.start()
    try:
        yield watch
    finally:
        over.set()
        beside.join()


def ring_for_import(job_id: UUID) -> None:
    """Rings a worker. Where the queue is out of reach nothing is lost: the next tick finds the row."""
    try:
        import_people.apply_async((str(job_id),), retry=False)
    except OperationalError:
        logger.warning("the queue is out of reach; the next tick rings for the import")


def sweep_imports(*, now: datetime) -> int:
    """Throws away what lies too long, and rings for every import that nobody works at; how many those are."""
    forget_old_files(now=now)
    waiting = imports_to_take_up(now=now)
    for job_id in waiting:
        ring_for_import(job_id)
    return len(waiting)
