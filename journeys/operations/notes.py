"""Notes of meetings: their author writes, changes, shares and deletes them, and nobody else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.operations import audit
from journeys.models import Meeting, MeetingNote
from journeys.operations.open_pair import hold_open
from matching.models import Mentorship


@transaction.atomic
def write_note(
    mentorship: Mentorship,
    *,
    text: str,
    shared: bool = False,
    meeting: Meeting | None = None,
    by: Person,
    now: datetime,
) -> MeetingNote:
    """Keeps a note of `by`, for them alone unless `shared`. Raises ValueError for a meeting of another mentorship, and
    StaleState where the mentorship is over."""
    held = hold_open(mentorship)
    if meeting is not None and meeting.mentorship_id != held.pk:
        raise ValueError("the meeting is another mentorship's")
    note = MeetingNote.objects.create(
        mentorship=held, meeting=meeting, author=by, text=text, shared=shared, written_at=now, changed_at=now
    )
    audit.record("note.write", note, by=by, now=now, programme_id=held.programme_id)
    return note


@transaction.atomic
def change_note(note: MeetingNote, *, text: str, shared: bool, by: Person, now: datetime) -> None:
    """Changes one's own note and who reads it. Raises MeetingNote.DoesNotExist where it was deleted meanwhile, ValueError
    for somebody else's, and StaleState where the mentorship is over."""
    held = hold_open(note.mentorship)
    _own(note, by)
    changed = {"text": text, "shared": shared}
    fields = [name for name, value in changed.items() if getattr(note, name) != value]
    if not fields:
        return
    if not MeetingNote.objects.filter(pk=note.pk).update(**changed, changed_at=now):
        raise MeetingNote.DoesNotExist
    note.text, note.shared, note.changed_at = text, shared, now
    audit.record("note.change", note, by=by, now=now, programme_id=held.programme_id, fields=fields)


@transaction.atomic
def delete_note(note: MeetingNote, *, by: Person, now: datetime) -> None:
    """Deletes one's own note for good, also of a mentorship that is over: words stay their author's. Deleted twice, it is
    gone. Raises ValueError for somebody else's."""
    _own(note, by)
    audit.record("note.delete", note, by=by, now=now, programme_id=note.mentorship.programme_id)
    MeetingNote.objects.filter(pk=note.pk).delete()


def _own(note: MeetingNote, by: Person) -> None:
    if note.author_id != by.pk:
        raise ValueError("a note is its author's alone")
