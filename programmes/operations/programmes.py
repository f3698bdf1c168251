"""Writes about a programme as such: that it exists, and its state."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.crypto import get_random_string

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import move
from programmes.enums import PROGRAMME_TRANSITIONS, ProgrammeState
from programmes.models import Programme, ProgrammeEvent

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is read as another


@transaction.atomic
def start_programme(programme: Programme, *, by: Person | None, now: datetime) -> None:
    """Saves a new programme as a draft, with a join code where it has none."""
    programme.created_at = now
    programme.state = ProgrammeState.DRAFT
    programme.join_code = programme.join_code or get_random_string(8, CODE_LETTERS)
    programme.save(force_insert=True)
    ProgrammeEvent.objects.create(programme=programme, at=now, by=by, to_state=programme.state)
    audit.record("programme.start", programme, by=by, now=now, programme_id=programme.pk)


@transaction.atomic
def move_programme(programme: Programme, *, to: ProgrammeState, by: Person | None, now: datetime) -> None:
    """Opens, runs, closes or archives a programme. Raises StaleState where it cannot go there (any more)."""
    left = move(programme, to=to, table=PROGRAMME_TRANSITIONS)
    ProgrammeEvent.objects.create(
        programme=programme, at=now, by=by, from_state=left, to_state=programme.state
    )
    audit.record(f"programme.{to}", programme, by=by, now=now, programme_id=programme.pk, fields=["state"])
