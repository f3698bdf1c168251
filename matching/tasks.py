"""Celery: takes ids, makes one call to an operation. What is to be done stands in rows; the queue is a doorbell."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from matching.operations import vectors


@shared_task
def embed(job_id: str) -> None:
    """Works at one job of sentence vectors, unless another worker holds it."""
    job = vectors.claim(job_id=UUID(job_id), now=timezone.now())
    if job is not None:
        vectors.run_embedding(job=job)


def sweep_vectors(*, now: datetime) -> int:
    """Queues a job where words have no vector yet, and rings for every job that nobody works at; how many those are."""
    vectors.start_where_stale(now=now)
    waiting = vectors.jobs_to_take_up(now=now)
    for job_id in waiting:
        embed.delay(str(job_id))
    return len(waiting)
