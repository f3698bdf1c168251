"""Long work, whatever its kind: asking it to stop."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.enums import JobState
from accounts.models import Job, Person
from accounts.operations.audit import record


@transaction.atomic
def stop_job(*, job: Job, by: Person | None, now: datetime) -> bool:
    """Asks a job to stop: one that only waits ends at once, one that runs as soon as its workers look. False where it
    has ended, or was asked before."""
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    running = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, cancel_requested_at__isnull=True)
    asked = waiting.update(
        state=JobState.CANCELLED, cancel_requested_at=now, finished_at=now
    ) or running.update(cancel_requested_at=now)
    if asked:
        record("job.stop", job, by=by, now=now)
    return bool(asked)
