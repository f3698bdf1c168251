"""Thank-you notes: written, taken back, and read by others only where both of the pair say so."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Person
from accounts.operations import audit
from journeys.models import Meeting, PairGoal, Thanks
from journeys.operations.exchanges import reached
from matching.models import Mentorship
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue

THANKS_MAIL = "thanks_received"
# The same words so soon after are a button pressed twice.
TWICE = timedelta(minutes=1)


@transaction.atomic
def thank(
    mentorship: Mentorship,
    *,
    text: str,
    goal: PairGoal | None = None,
    meeting: Meeting | None = None,
    advice: str = "",
    shares: bool = False,
    by: Person,
    now: datetime,
) -> Thanks:
    """Writes a note from `by`, one of the two, to the other one, who gets it as a letter; also after the end. `shares` where
    `by` lets others read it, should the other one let them too. Pressed twice, it is one note. Raises Apart where one of the two
    blocked the other, or has left the site."""
    recipient = reached(mentorship, by=by)
    Mentorship.objects.select_for_update(no_key=True).get(pk=mentorship.pk)
    again = Thanks.objects.filter(
        mentorship=mentorship, author=by, text=text, given_at__gt=now - TWICE
    ).first()
    if again is not None:
        return again
    note = Thanks.objects.create(
        mentorship=mentorship,
        author=by,
        recipient=recipient,
        goal=goal,
        meeting=meeting,
        advice=advice,
        text=text,
        given_at=now,
        author_shares_at=now if shares else None,
    )
    audit.record("thanks.give", note, by=by, now=now, programme_id=mentorship.programme_id)
    once = once_for(THANKS_MAIL, note.pk, recipient.user_id)
    queue(Draft(THANKS_MAIL, recipient.user_id, note.pk, once), now=now)
    return note


@transaction.atomic
def take_back(note: Thanks, *, by: Person, now: datetime) -> None:
    """Removes a note for both, everywhere. `by` is its author."""
    audit.record("thanks.take_back", note, by=by, now=now, programme_id=note.mentorship.programme_id)
    note.delete()


@transaction.atomic
def let_read(note: Thanks, *, shared: bool, by: Person, now: datetime) -> None:
    """Keeps whether `by`, its author or its recipient, lets others read the note; they do while both let them."""
    side = "author_shares_at" if note.author_id == by.pk else "recipient_shares_at"
    if (getattr(note, side) is not None) == shared:
        return
    Thanks.objects.filter(pk=note.pk).update(**{side: now if shared else None})
    note.refresh_from_db(fields=[side])
    audit.record(
        "thanks.share", note, by=by, now=now, programme_id=note.mentorship.programme_id, fields=[side]
    )
