from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from matching.signals import work_waits
from matching.tasks import ring


@receiver(work_waits)
def ring_for_work(*, jobs: Sequence[UUID], blocks: Sequence[int], **_: Any) -> None:
    """Rings a worker for each thing there is to do, so that they share it."""
    ring(jobs=jobs, blocks=blocks)
