"""Writes of organisers' notes about people."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.operations.audit import record
from programmes.models import Enrolment, OrganiserNote


@transaction.atomic
def write_note(*, enrolment: Enrolment, text: str, by: Person | None, now: datetime) -> OrganiserNote:
    """A new note, for the organisers of the programme alone."""
    note = OrganiserNote.objects.create(enrolment=enrolment, text=text, written_at=now, written_by=by)
    record("note.write", note, by=by, now=now, programme_id=enrolment.programme_id)
    return note


@transaction.atomic
def change_note(*, note: OrganiserNote, text: str, by: Person | None, now: datetime) -> bool:
    """Gives a note other words; returns whether they are other words."""
    if note.text == text:
        return False
    note.text = text
    note.save(update_fields=["text"])
    record("note.change", note, by=by, now=now, programme_id=note.enrolment.programme_id, fields=["text"])
    return True


@transaction.atomic
def delete_note(*, note: OrganiserNote, by: Person | None, now: datetime) -> None:
    """Takes a note away for good; that there was one stays in the audit log."""
    record("note.delete", note, by=by, now=now, programme_id=note.enrolment.programme_id)
    note.delete()
