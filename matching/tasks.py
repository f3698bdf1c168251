"""Celery: takes ids, makes one call to an operation. What is to be done stands in rows; the queue is a doorbell."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.enums import JobKind
from accounts.site_language import in_words_for
from matching.operations import publishing, rankings, run_work, runs, vectors

logger = logging.getLogger(__name__)


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


@shared_task
def prepare_ranking(job_id: str) -> None:
    """Prepares one ranking, unless another worker does."""
    ranking = rankings.claim_preparation(job_id=UUID(job_id), now=timezone.now())
    if ranking is not None:
        rankings.prepare(ranking=ranking)


@shared_task
def rank_block(block_id: int) -> None:
    """Ranks one block, unless another worker holds it or it is done."""
    block = rankings.claim_block(block_id=block_id, now=timezone.now())
    if block is not None:
        rankings.work_block(block=block)


def ring(*, jobs: Iterable[UUID], blocks: Iterable[int], **options: Any) -> None:
    """Rings for rankings that wait to be prepared and for blocks that nobody holds; `options` are Celery's. Where the
    queue is out of reach nothing is lost: the next tick finds the rows."""
    try:
        for job_id in jobs:
            prepare_ranking.apply_async((str(job_id),), retry=False, **options)
        for block_id in blocks:
            rank_block.apply_async((block_id,), retry=False, **options)
    except OperationalError:
        logger.warning("the queue is out of reach; the next tick rings for the ranking")


def sweep_rankings(*, now: datetime) -> int:
    """Ends rankings that were asked to stop, clears away what is left of others, and rings for all that nobody works at;
    how much that is. A ring that was not heard by the next tick is of no use any more."""
    rankings.end_stopped(now=now)
    rankings.clear_away(now=now)
    jobs = rankings.to_prepare(now=now)
    blocks = list(rankings.free_blocks(now=now).order_by("pk").values_list("pk", flat=True))
    ring(jobs=jobs, blocks=blocks, expires=60)
    return len(jobs) + len(blocks)


@shared_task
def match_cohort(job_id: str) -> None:
    """Makes one run, unless another worker does."""
    run = run_work.claim_run(job_id=UUID(job_id), now=timezone.now())
    if run is not None:
        with in_words_for(run.created_by):
            run_work.work_run(run=run)


@shared_task
def publish_cohort(job_id: str) -> None:
    """Publishes the pairs of one run, unless another worker does."""
    run = publishing.claim_publishing(job_id=UUID(job_id), now=timezone.now())
    if run is not None and run.publishing is not None:
        with in_words_for(run.publishing.requested_by):
            publishing.work_publishing(run=run)


def ring_for_run(*, kind: str, job_id: UUID, **options: Any) -> None:
    """Rings for one run that waits to be made or published; `options` are Celery's."""
    task = publish_cohort if kind == JobKind.PUBLISHING else match_cohort
    try:
        task.apply_async((str(job_id),), retry=False, **options)
    except OperationalError:
        logger.warning("the queue is out of reach; the next tick rings for the run")


def sweep_runs(*, now: datetime) -> int:
    """Ends runs that were asked to stop, clears away what is left of others, and rings for all that nobody works at; how
    many those are."""
    runs.end_stopped(now=now)
    runs.clear_away(now=now)
    waiting = runs.waiting_jobs(now=now)
    for job in waiting:
        ring_for_run(kind=job.kind, job_id=job.pk, expires=60)
    return len(waiting)
