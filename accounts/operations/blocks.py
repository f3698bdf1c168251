"""Blocking somebody, and taking it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Block, Person
from accounts.operations.audit import record
from accounts.signals import people_parted


@transaction.atomic
def block(*, other: Person, by: Person, now: datetime) -> bool:
    """From now on neither of the two sees the other, and what stands open between them ends. Nobody is told. Returns whether
    this was the first time; raises ValueError for oneself.

    The row is written first: whoever brings the two together holds the same rows as those who hear the signal, and looks
    for it under that lock."""
    if other.pk == by.pk:
        raise ValueError("nobody blocks themself")
    made, is_new = Block.objects.get_or_create(blocker=by, blocked=other, defaults={"created_at": now})
    if is_new:
        record("block.make", made, by=by, now=now)
        people_parted.send(sender=Block, one=by, other=other, now=now)
    return is_new


@transaction.atomic
def unblock(*, other: Person, by: Person, now: datetime) -> bool:
    """`by` takes back their own block. What it ended stays ended; one that `other` made still stands. Returns whether there
    was one."""
    made = Block.objects.filter(blocker=by, blocked=other).first()
    if made is None:
        return False
    record("block.take_back", made, by=by, now=now)
    made.delete()
    return True
