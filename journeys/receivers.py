"""What happens when rows of this app go, and when one person blocks another."""

from __future__ import annotations

from datetime import datetime

from django.db.models.signals import post_delete
from django.dispatch import receiver

from accounts.erasing import erasing
from accounts.models import Person
from accounts.signals import people_parted
from journeys.models import PairResource
from journeys.operations.erasing import forget_in_journeys, leave_journeys
from journeys.operations.parting import part_introductions
from programmes.operations.resources import drop_file


@receiver(post_delete, sender=PairResource)
def delete_its_file(instance: PairResource, **kwargs: object) -> None:
    """However the row went: when its time was over, in the admin, or with its mentorship."""
    drop_file(instance.file.name)


@receiver(people_parted)
def end_introductions_between(*, one: Person, other: Person, now: datetime, **_: object) -> None:
    """In the transaction of the block, so that it holds at once."""
    part_introductions(one=one, other=other, now=now)


erasing.register(leave=leave_journeys, erase=forget_in_journeys)
