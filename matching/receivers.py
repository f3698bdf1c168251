from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from matching.signals import run_waits, work_waits
from matching.tasks import ring, ring_for_run


@receiver(work_waits)
def ring_for_work(*, jobs: Sequence[UUID], blocks: Sequence[int], **_: Any) -> None:
    """Rings a worker for each thing there is to do, so that they share it."""
    ring(jobs=jobs, blocks=blocks)


@receiver(run_waits)
def ring_for_a_run(*, kind: str, job_id: UUID, **_: Any) -> None:
    """Rings a worker for a run that is to be made or published."""
    ring_for_run(kind=kind, job_id=job_id)
