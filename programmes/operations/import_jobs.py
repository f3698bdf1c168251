"""An import of people in a worker: queued, taken under a lease, done as a whole or not at all.

The people, the report and the end of the job are one transaction, which commits only while the lease is held and nobody
asked the job to stop. So a worker that dies leaves nothing behind, and whoever takes the job up begins anew."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.enums import JobKind, JobState
from accounts.models import Job, Person
from accounts.operations import audit
from accounts.operations.jobs import stop_job
from programmes.models import PeopleImport
from programmes.operations.import_reading import Reading, read_import
from programmes.operations.import_report import lines_of
from programmes.operations.imports import CannotImport, ImportReport, Outcome, import_people
from programmes.operations.people_imports import FileGone, delete_files

ATTEMPTS = 3
LEASE = timedelta(seconds=90)
READING = 0.1  # of the whole

logger = logging.getLogger(__name__)


class Busy(Exception):
    """Another import of the programme is under way, or this one was started before."""


class OtherFaults(Exception):
    """The lines at fault are not those that the organiser said may be left out."""


class Stopped(Exception):
    """The job was asked to stop, or another worker holds it now."""


@dataclass
class Watch:
    """What a worker tells about its progress while it works, from 0 to 1, and what it hears: whether to go on. Somebody
    beside it carries both to and from the job's row, because nobody sees into a transaction."""

    done: float = 0.0
    stop: bool = False

    def __call__(self, done: float) -> None:
        """Raises Stopped where the job is to stop."""
        self.done = done
        if self.stop:
            raise Stopped


@transaction.atomic
def start_import(*, people_import: PeopleImport, left_out: int, by: Person | None, now: datetime) -> Job:
    """Queues the import without its lines at fault, of which the organiser saw `left_out`.

    Raises OtherFaults where there are more or fewer now, Busy where an import of the programme is under way or this file was
    imported, and FileGone."""
    reading = read_import(people_import)
    if len(reading.left_out) != left_out or not reading.read.people:
        raise OtherFaults
    held = PeopleImport.objects.select_for_update(of=("self",)).select_related("job").get(pk=people_import.pk)
    if held.job is not None and held.job.state not in {JobState.FAILED, JobState.CANCELLED}:
        raise Busy
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=JobKind.IMPORT,
                subject_id=held.programme_id,
                parameters={"left_out": list(reading.left_out), "attempts": 0},
                total=len(reading.read.people),
                requested_by=by,
                created_at=now,
            )
    except IntegrityError as error:  # the database lets one job of a programme be open
        raise Busy from error
    held.job = job
    held.save(update_fields=["job"])
    audit.record("import.start", held, by=by, now=now, programme_id=held.programme_id)
    return job


def stop_import(*, people_import: PeopleImport, by: Person | None, now: datetime) -> bool:
    """Asks an import to stop; nothing of it is kept. False where it has ended."""
    return people_import.job is not None and stop_job(job=people_import.job, by=by, now=now)


def imports_to_take_up(*, now: datetime) -> list[UUID]:
    """Imports that nobody works at: queued ones, and those whose worker let its lease run out."""
    return list(Job.objects.filter(_is_free(now)).order_by("created_at").values_list("pk", flat=True))


def _is_free(now: datetime) -> Q:
    waits = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    return Q(kind=JobKind.IMPORT) & waits


@transaction.atomic
def claim_import(*, job_id: UUID, now: datetime) -> Job | None:
    """Takes the lease of an import that nobody works at; None where there is none to take. One that ended its worker
    ATTEMPTS times fails."""
    job = Job.objects.select_for_update(skip_locked=True).filter(_is_free(now), pk=job_id).first()
    if job is None:
        return None
    if job.cancel_requested_at is not None:
        _end(job, JobState.CANCELLED, now=now)
        return None
    attempts = int(job.parameters.get("attempts", 0))
    if attempts >= ATTEMPTS:
        _end(job, JobState.FAILED, now=now, failure="ended its worker")
        return None
    job.state, job.lease_token, job.lease_until, job.started_at = JobState.RUNNING, uuid4(), now + LEASE, now
    job.parameters = {**job.parameters, "attempts": attempts + 1}
    job.done = 0
    job.save(update_fields=["state", "lease_token", "lease_until", "started_at", "parameters", "done"])
    return job


def keep_alive(*, job: Job, watch: Watch, now: datetime) -> None:
    """Carries the progress to the job's row and renews the lease, for whoever stands beside the worker; tells the worker to
    stop where the lease is gone or the job is to stop."""
    held = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, lease_token=job.lease_token)
    going_on = held.filter(cancel_requested_at__isnull=True)
    if not going_on.update(done=int(job.total * min(watch.done, 1)), lease_until=now + LEASE):
        watch.stop = True


def run_import(*, job: Job, watch: Watch, clock: Callable[[], datetime]) -> Job:
    """Imports the file, for the holder of the lease. Whatever hinders it is kept in words; an error is raised besides."""
    people_import = PeopleImport.objects.select_related("programme").filter(job=job).first()
    try:
        if people_import is None:
            raise FileGone
        reading = read_import(people_import)
        if list(reading.left_out) != job.parameters["left_out"]:
            raise OtherFaults
        watch(READING)
        _write(people_import, reading, job, watch, now=clock())
    except Stopped:
        _end(job, JobState.CANCELLED, now=clock())
    except FileGone:
        _end(job, JobState.FAILED, now=clock(), failure="file gone")
    except OtherFaults:
        _end(job, JobState.FAILED, now=clock(), failure="other faults")
    except CannotImport:
        _end(job, JobState.FAILED, now=clock(), failure="programme ended")
    except Exception as error:
        _end(job, JobState.FAILED, now=clock(), failure=f"{type(error).__name__}: {error}"[:300])
        raise
    job.refresh_from_db()
    return job


@transaction.atomic
def _write(people_import: PeopleImport, reading: Reading, job: Job, watch: Watch, *, now: datetime) -> None:
    report = import_people(
        programme=people_import.programme,
        mapping=reading.mapping,
        questions=reading.read.questions,
        people=reading.read.people,
        by=job.requested_by,
        now=now,
        progress=lambda done: watch(READING + (1 - READING) * done),
    )
    people_import.report = lines_of(report, reading)
    people_import.save(update_fields=["report"])
    held = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, lease_token=job.lease_token)
    ended = held.filter(cancel_requested_at__isnull=True).update(
        state=JobState.DONE,
        done=job.total,
        finished_at=now,
        lease_until=None,
        result=_counts(report, reading),
    )
    if not ended:
        raise Stopped
    transaction.on_commit(lambda: delete_files(people_import))


def _counts(report: ImportReport, reading: Reading) -> dict[str, object]:
    counted: dict[str, object] = {outcome.value: report.count(outcome) for outcome in Outcome}
    kept = sum(bool(person.kept) for person in report.people)
    return {**counted, "left_out": len(reading.left_out), "kept": kept, "questions": list(report.questions)}


def _end(job: Job, state: JobState, *, now: datetime, failure: str = "") -> None:
    """Ends the job if its lease is still ours."""
    held = Job.objects.filter(pk=job.pk, lease_token=job.lease_token)
    open_states = [JobState.QUEUED, JobState.RUNNING]
    held.filter(state__in=open_states).update(state=state, finished_at=now, lease_until=None, failure=failure)
