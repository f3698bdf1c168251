"""Sentence vectors: found where they are missing or stale, made by a job in blocks that commit one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.enums import OPEN_JOB_STATES, JobKind, JobState
from accounts.models import Job, Person
from accounts.operations.jobs import stop_job
from matching.embedding import Embedder
from matching.models import TextVector
from matching.sentences import digest, present_model, sentences
from matching.snapshot.kept import fingerprint, writes_to
from programmes.enums import EnrolmentState
from programmes.models import Enrolment, Goal, Programme

BLOCK = 64
LEASE = timedelta(minutes=5)
RETRY = timedelta(minutes=10)
STANDING = "matching:vectors-standing"
WRITTEN = "matching:vectors-written"
COLUMNS = (
    "role",
    "headline",
    "biography",
    "where_i_am",
    "where_i_want_to_be",
    "challenges",
    "topics",
    "topics_note",
    "text_vector__model",
    "text_vector__digest",
)


def stale(programme: Programme | None = None) -> list[UUID]:
    """The enrolments, of `programme` or of all, whose words have no vector by the present model. Two queries."""
    return [pk for pk, _text in _stale(_taking_part(programme), present_model())]


def _taking_part(programme: Programme | None) -> Q:
    part = Q(state=EnrolmentState.APPROVED, submitted_at__isnull=False, person__erased_at__isnull=True)
    return part if programme is None else part & Q(programme=programme)


def _stale(wanted: Q, model: Embedder) -> list[tuple[UUID, str]]:
    rows = Enrolment.objects.filter(wanted).select_related("text_vector").only("pk", *COLUMNS).order_by("pk")
    goals: dict[UUID, list[str]] = {}
    for enrolment_id, text in Goal.objects.filter(enrolment__in=Enrolment.objects.filter(wanted)).values_list(
        "enrolment_id", "text"
    ):
        goals.setdefault(enrolment_id, []).append(text)
    found = []
    for enrolment in rows.iterator(chunk_size=2000):
        text = sentences(enrolment, goals.get(enrolment.pk, []))
        vector = getattr(enrolment, "text_vector", None)
        kept = (vector.model, vector.digest) if vector is not None else ("", "")
        if kept != ((model.name, digest(text)) if text else ("", "")):
            found.append((enrolment.pk, text))
    return found


def jobs_to_take_up(*, now: datetime) -> list[UUID]:
    """Jobs that nobody works at: queued ones, and those whose worker let its lease run out."""
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    return list(
        Job.objects.filter(free, kind=JobKind.EMBEDDINGS).order_by("created_at").values_list("pk", flat=True)
    )


def start_where_stale(*, now: datetime) -> Job | None:
    """Queues a job for the whole site where words have changed since nothing was found stale; after a failure not for
    RETRY. Cheap where nothing was written to the tables in question: one query that reads none of them."""
    model, every = present_model(), _taking_part(None)
    written = writes_to(Enrolment, Goal, Person, TextVector)
    if written and cache.get(WRITTEN) == (model.name, written):
        return None
    standing = repr(
        (
            model.name,
            fingerprint(Enrolment.objects.filter(every)),
            fingerprint(Goal.objects.all()),
            TextVector.objects.count(),
        )
    )
    if cache.get(STANDING) == standing:
        cache.set(WRITTEN, (model.name, written), timeout=None)
        return None
    failed = Job.objects.filter(kind=JobKind.EMBEDDINGS, state=JobState.FAILED, finished_at__gt=now - RETRY)
    if failed.exists():
        return None
    job = start_embedding(programme=None, by=None, now=now)
    if job is None and not Job.objects.filter(kind=JobKind.EMBEDDINGS, state__in=OPEN_JOB_STATES).exists():
        cache.set(STANDING, standing, timeout=None)
        cache.set(WRITTEN, (model.name, written), timeout=None)
    return job


@transaction.atomic
def start_embedding(*, programme: Programme | None, by: Person | None, now: datetime) -> Job | None:
    """Queues a job for what is stale, of `programme` or of all; None where nothing is, or one is under way."""
    subject = programme.pk if programme else None
    under_way = Job.objects.filter(kind=JobKind.EMBEDDINGS, subject_id=subject, state__in=OPEN_JOB_STATES)
    if under_way.exists():
        return None
    total = len(stale(programme))
    if not total:
        return None
    return Job.objects.create(
        kind=JobKind.EMBEDDINGS, subject_id=subject, total=total, requested_by=by, created_at=now
    )


def cancel_embedding(*, job: Job, by: Person | None, now: datetime) -> None:
    """Asks a job to stop: at once where it only waits, after its present block where it runs. What is made stays."""
    stop_job(job=job, by=by, now=now)


def claim(*, job_id: UUID, now: datetime) -> Job | None:
    """Takes the lease of a job that is queued, or whose worker let its lease run out; None where another holds it."""
    token = uuid4()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id, kind=JobKind.EMBEDDINGS).update(
        state=JobState.RUNNING, lease_token=token, lease_until=now + LEASE, started_at=now
    )
    return Job.objects.get(pk=job_id) if taken else None


def run_embedding(*, job: Job) -> Job:
    """Embeds what is stale, block by block, for the holder of the lease; a failure is kept in words and raised.

    Each block commits with the progress it makes, so that a worker that dies loses one block at most, and its
    successor begins where it ended."""
    model = present_model()
    programme = Programme.objects.filter(pk=job.subject_id).first() if job.subject_id else None
    try:
        todo = _stale(_taking_part(programme), model)
        for first in range(0, len(todo), BLOCK):
            if not embed_block(job=job, block=todo[first : first + BLOCK], model=model, now=timezone.now()):
                break
    except Exception as error:
        _finish(job, JobState.FAILED, now=timezone.now(), failure=f"{type(error).__name__}: {error}"[:300])
        raise
    cancelled = Job.objects.filter(pk=job.pk, cancel_requested_at__isnull=False).exists()
    _finish(job, JobState.CANCELLED if cancelled else JobState.DONE, now=timezone.now())
    job.refresh_from_db()
    return job


@transaction.atomic
def embed_block(*, job: Job, block: Sequence[tuple[UUID, str]], model: Embedder, now: datetime) -> bool:
    """Writes the vectors of one block and the progress; False, and nothing written, where the job is to stop or its
    lease has gone to another worker."""
    held = Job.objects.select_for_update().filter(
        pk=job.pk, state=JobState.RUNNING, lease_token=job.lease_token, cancel_requested_at__isnull=True
    )
    row = held.first()
    if row is None:
        return False
    write_vectors(block, model, now=now)
    row.done += len(block)
    row.total = max(row.total, row.done)
    row.lease_until = now + LEASE
    row.save(update_fields=["done", "total", "lease_until"])
    return True


def write_vectors(block: Sequence[tuple[UUID, str]], model: Embedder, *, now: datetime) -> None:
    """Stores the vectors of these texts by enrolment; an enrolment without words loses the vector it had."""
    words = [(pk, text) for pk, text in block if text]
    rows = [
        TextVector(
            enrolment_id=pk,
            model=model.name,
            digest=digest(text),
            vector=vector.astype("<f4").tobytes(),
            made_at=now,
        )
        for (pk, text), vector in zip(words, model.embed([text for _, text in words]), strict=True)
    ]
    TextVector.objects.filter(enrolment__in=[pk for pk, text in block if not text]).delete()
    TextVector.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["enrolment"],
        update_fields=["model", "digest", "vector", "made_at"],
    )


def _finish(job: Job, state: JobState, *, now: datetime, failure: str = "") -> None:
    """Ends the job if its lease is still ours."""
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING, lease_token=job.lease_token).update(
        state=state, finished_at=now, lease_until=None, failure=failure
    )
