"""A copy of everything kept about somebody, at their own wish: asked for, made by a worker under a lease, thrown away when
its days are over. The work reads only, so a worker that dies leaves nothing behind and whoever takes it up begins anew."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import IO
from uuid import UUID, uuid4

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from accounts.copying import chapters
from accounts.enums import JobKind, JobState
from accounts.models import DataExport, Job, Person
from accounts.operations import audit
from accounts.operations.copy_file import write_copy
from accounts.operations.jobs import stop_job
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue

READY_MAIL = "copy_ready"
FOLDER = "copies"
KEPT = timedelta(days=7)
STRAY = timedelta(days=1)
ATTEMPTS = 3
LEASE = timedelta(seconds=90)

logger = logging.getLogger(__name__)


class Busy(Exception):
    """A copy for this person is being made."""


class Stopped(Exception):
    """The job was asked to stop, or another worker holds it now."""


@dataclass(frozen=True)
class Holder:
    """The worker that holds the lease of a job: it tells how far it is, and hears whether to go on."""

    job: Job
    clock: Callable[[], datetime]

    def __call__(self, done: int) -> None:
        """`done` chapters are written. Raises Stopped."""
        going_on = _held(self.job).filter(cancel_requested_at__isnull=True)
        if not going_on.update(done=done, lease_until=self.clock() + LEASE):
            raise Stopped


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, lease_token=job.lease_token)


@transaction.atomic
def ask_for_copy(*, person: Person, by: Person, now: datetime) -> DataExport:
    """Queues a copy of everything kept about `person`. Raises Busy where one is being made."""
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=JobKind.EXPORT,
                subject_id=person.pk,
                parameters={"attempts": 0},
                total=len(chapters.found),
                requested_by=by,
                created_at=now,
            )
    except IntegrityError as error:  # the database lets one job of a person be open
        raise Busy from error
    export = DataExport.objects.create(person=person, job=job, asked_at=now)
    audit.record("copy.ask", export, by=by, now=now)
    return export


def stop_copy(*, export: DataExport, by: Person, now: datetime) -> bool:
    """Asks that the copy is not made after all; False where that has ended."""
    return stop_job(job=export.job, by=by, now=now)


@transaction.atomic
def throw_copy_away(*, export: DataExport, by: Person, now: datetime) -> bool:
    """Deletes the file before its days are over; False where it is gone."""
    dropped = _drop(DataExport.objects.filter(pk=export.pk))
    if dropped:
        audit.record("copy.discard", export, by=by, now=now)
    return bool(dropped)


@transaction.atomic
def note_fetched(*, export: DataExport, by: Person, now: datetime) -> None:
    """Writes down that the person took the file away."""
    DataExport.objects.filter(pk=export.pk).update(fetched_at=now)
    audit.record("copy.fetch", export, by=by, now=now)


def copies_to_take_up(*, now: datetime) -> list[UUID]:
    """Copies that nobody works at: queued ones, and those whose worker let its lease run out."""
    return list(Job.objects.filter(_is_free(now)).order_by("created_at").values_list("pk", flat=True))


def _is_free(now: datetime) -> Q:
    waits = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    return Q(kind=JobKind.EXPORT) & waits


@transaction.atomic
def claim_copy(*, job_id: UUID, now: datetime) -> Job | None:
    """Takes the lease of a copy that nobody works at; None where there is none to take. One that ended its worker ATTEMPTS
    times fails."""
    job = Job.objects.select_for_update(skip_locked=True).filter(_is_free(now), pk=job_id).first()
    if job is None:
        return None
    attempts = int(job.parameters.get("attempts", 0))
    if job.cancel_requested_at is not None or attempts >= ATTEMPTS:
        failed = job.cancel_requested_at is None
        job.state = JobState.FAILED if failed else JobState.CANCELLED
        job.finished_at, job.lease_until = now, None
        job.failure = "ended its worker" if failed else ""
        job.save(update_fields=["state", "finished_at", "lease_until", "failure"])
        return None
    job.state, job.lease_token, job.lease_until, job.started_at = JobState.RUNNING, uuid4(), now + LEASE, now
    job.parameters, job.done = {**job.parameters, "attempts": attempts + 1}, 0
    job.save(update_fields=["state", "lease_token", "lease_until", "started_at", "parameters", "done"])
    return job


def make_copy(*, job: Job, clock: Callable[[], datetime]) -> Job:
    """Writes the file, for the holder of the lease, and tells the person. Whatever hinders it is kept in the job; an error
    is raised besides. In memory is one part of one kind of thing at most."""
    path = ""
    try:
        export = DataExport.objects.select_related("person__user").get(job=job)
        with tempfile.TemporaryFile() as file:
            write_copy(file, person=export.person, now=clock(), watch=Holder(job, clock))
            path, size = _store(file)
        _finish(export, job, path=path, size=size, now=clock())
    except (Stopped, DataExport.DoesNotExist):
        _abandon(job, JobState.CANCELLED, path=path, now=clock())
    except Exception as error:
        # Its class alone: what an exception says may hold what people wrote.
        _abandon(job, JobState.FAILED, path=path, now=clock(), failure=type(error).__name__)
        raise
    job.refresh_from_db()
    return job


def _store(file: IO[bytes]) -> tuple[str, int]:
    """Lays the file where nothing is served from, under a name that nobody can guess; returns it and the size in bytes."""
    size = file.seek(0, 2)
    file.seek(0)
    return default_storage.save(f"{FOLDER}/{uuid4().hex}.zip", File(file)), size


@transaction.atomic
def _finish(export: DataExport, job: Job, *, path: str, size: int, now: datetime) -> None:
    """Ends the job if its lease is still ours, and lets earlier copies go. Raises Stopped."""
    going_on = _held(job).filter(cancel_requested_at__isnull=True)
    if not going_on.update(state=JobState.DONE, done=job.total, finished_at=now, lease_until=None):
        raise Stopped
    laid = DataExport.objects.filter(pk=export.pk).update(path=path, size=size, expires_at=now + KEPT)
    if not laid:
        raise Stopped
    _drop(DataExport.objects.filter(person=export.person_id).exclude(pk=export.pk))
    audit.record("copy.make", export, by=None, now=now)
    queue(Draft(READY_MAIL, export.person.user_id, export.pk, once_for(READY_MAIL, export.pk)), now=now)


def _abandon(job: Job, state: JobState, *, path: str, now: datetime, failure: str = "") -> None:
    _held(job).update(state=state, finished_at=now, lease_until=None, failure=failure)
    if path:
        default_storage.delete(path)


def _drop(exports: QuerySet[DataExport]) -> int:
    """Clears the paths of these copies, and deletes their files once that is committed; how many they were."""
    paths = list(exports.exclude(path="").select_for_update(of=("self",)).values_list("path", flat=True))
    dropped: int = exports.filter(path__in=paths).update(path="") if paths else 0
    for path in paths:
        transaction.on_commit(partial(drop_copy, path))
    return dropped


def drop_copy(path: str) -> None:
    """Deletes the file of a copy, wherever it is left; doing it twice does no harm."""
    if path:
        default_storage.delete(path)


def throw_old_away_due(*, now: datetime, limit: int = 500) -> int:
    """Deletes the files whose days are over, and files that belong to no copy; returns how many copies that were. The rows
    stay. One query where there is none."""
    with transaction.atomic():
        old = DataExport.objects.exclude(path="").filter(expires_at__lte=now).order_by("expires_at")
        keys = list(old.values_list("pk", flat=True)[:limit])
        dropped = _drop(DataExport.objects.filter(pk__in=keys)) if keys else 0
    _delete_strays(now)
    return dropped


def _delete_strays(now: datetime) -> None:
    """Files without a row: of somebody who was erased, or of a worker that died while it wrote."""
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    old = [name for name in names if default_storage.get_modified_time(f"{FOLDER}/{name}") < now - STRAY]
    known = set(DataExport.objects.exclude(path="").values_list("path", flat=True)) if old else set()
    for name in old:
        if f"{FOLDER}/{name}" not in known:
            default_storage.delete(f"{FOLDER}/{name}")
