from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from accounts.erasing import erasing
from accounts.models import Person
from accounts.signals import hours_changed, people_parted
from matching.models import Mentorship
from matching.operations.erasing import forget_in_matching, leave_matching
from matching.operations.mentorships import plan_anew
from matching.operations.parting import part
from matching.operations.uncleared import part_uncleared
from matching.signals import run_waits, work_waits
from matching.tasks import ring, ring_for_run
from programmes.models import Enrolment, Programme
from programmes.signals import cadence_changed, clearance_lost


@receiver(work_waits)
def ring_for_work(*, jobs: Sequence[UUID], blocks: Sequence[int], **_: Any) -> None:
    """Rings a worker for each thing there is to do, so that they share it."""
    ring(jobs=jobs, blocks=blocks)


@receiver(run_waits)
def ring_for_a_run(*, kind: str, job_id: UUID, **_: Any) -> None:
    """Rings a worker for a run that is to be made or published."""
    ring_for_run(kind=kind, job_id=job_id)


@receiver(hours_changed)
def plan_anew_for(*, person: Person, **_: Any) -> None:
    """An hour that is earlier now would be missed by what was planned before."""
    plan_anew(Mentorship.objects.of(person))


@receiver(cadence_changed)
def plan_anew_in(*, programme: Programme, **_: Any) -> None:
    """Those who agreed on a cadence of their own keep it."""
    plan_anew(Mentorship.objects.filter(programme=programme, cadence=""))


@receiver(people_parted)
def end_what_stands_between(*, one: Person, other: Person, now: datetime, **_: Any) -> None:
    """In the transaction of the block, so that it holds at once."""
    part(one=one, other=other, now=now)


@receiver(clearance_lost)
def part_from_mentors(*, enrolment: Enrolment, now: datetime, **_: Any) -> None:
    """A mentee whose guardian does not agree any more has no mentor here."""
    part_uncleared(enrolment=enrolment, now=now)


erasing.register(leave=leave_matching, erase=forget_in_matching)
