"""What a pair wants to talk about: added, changed, ticked, moved on, taken off and put back, by either of the two."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.operations import audit
from journeys.models import AgendaItem, CheckIn, Meeting
from journeys.operations.open_pair import hold_open
from matching.models import Mentorship


class ItemGone(Exception):
    """The topic was taken off meanwhile."""


class OnAgenda(Exception):
    """What was in the way is on the agenda already."""


@transaction.atomic
def add_item(
    mentorship: Mentorship,
    *,
    text: str,
    meeting: Meeting | None = None,
    check_in: CheckIn | None = None,
    by: Person,
    now: datetime,
) -> AgendaItem:
    """Puts something on the agenda of `meeting`, or of whichever comes next. `check_in` is one of `by`'s own, whose words
    led to it.

    Raises OnAgenda where that check-in has its topic already, ValueError for somebody else's or another mentorship's, and
    StaleState where the mentorship is over."""
    held = hold_open(mentorship)
    if check_in is not None:
        if check_in.person_id != by.pk or check_in.mentorship_id != held.pk:
            raise ValueError("a check-in speaks for its own person alone")
        if AgendaItem.objects.filter(check_in=check_in).exists():
            raise OnAgenda
    if meeting is not None and meeting.mentorship_id != held.pk:
        raise ValueError("the meeting is another mentorship's")
    item = AgendaItem.objects.create(
        mentorship=held, meeting=meeting, check_in=check_in, text=text, added_at=now, added_by=by
    )
    audit.record("agenda.add", item, by=by, now=now, programme_id=held.programme_id)
    return item


@transaction.atomic
def edit_item(item: AgendaItem, *, text: str, by: Person, now: datetime) -> None:
    """Words it otherwise. Raises ItemGone, and StaleState where the mentorship is over."""
    _write(item, "edit", by=by, now=now, text=text)


@transaction.atomic
def tick_item(
    item: AgendaItem, *, done: bool, meeting: Meeting | None = None, by: Person, now: datetime
) -> None:
    """Says that it was talked about, at `meeting` where there is one, or that it was not after all. Ticked twice, the first
    holds. Raises ItemGone, and StaleState where the mentorship is over."""
    if not done:
        _write(item, "untick", by=by, now=now, done_at=None, done_by=None)
    elif item.done_at is None:
        place = {} if meeting is None else {"meeting": meeting}
        _write(item, "tick", by=by, now=now, done_at=now, done_by=by, **place)


@transaction.atomic
def put_off_item(
    item: AgendaItem, *, meeting: Meeting, to: Meeting | None, by: Person, now: datetime
) -> None:
    """Moves it on from `meeting`: to the meeting `to`, or, without one, to whichever comes after. Raises ItemGone, and
    StaleState where the mentorship is over."""
    _write(item, "put_off", by=by, now=now, meeting=to, not_before=meeting.starts_at)


@transaction.atomic
def remove_item(item: AgendaItem, *, by: Person, now: datetime) -> None:
    """Takes it off for both; it can be put back. Raises StaleState where the mentorship is over."""
    held = hold_open(item.mentorship)
    taken_off = AgendaItem.objects.filter(pk=item.pk, removed_at__isnull=True)
    if taken_off.update(removed_at=now, removed_by=by):
        item.removed_at, item.removed_by = now, by
        audit.record("agenda.remove", item, by=by, now=now, programme_id=held.programme_id)


@transaction.atomic
def restore_item(item: AgendaItem, *, by: Person, now: datetime) -> None:
    """Puts back what was taken off. Raises StaleState where the mentorship is over."""
    held = hold_open(item.mentorship)
    if AgendaItem.objects.filter(pk=item.pk, removed_at__isnull=False).update(
        removed_at=None, removed_by=None
    ):
        item.removed_at = item.removed_by = None
        audit.record("agenda.restore", item, by=by, now=now, programme_id=held.programme_id)


def _write(item: AgendaItem, verb: str, *, by: Person, now: datetime, **changes: object) -> None:
    held = hold_open(item.mentorship)
    if not AgendaItem.objects.filter(pk=item.pk, removed_at__isnull=True).update(**changes):
        raise ItemGone
    for name, value in changes.items():
        setattr(item, name, value)
    audit.record(f"agenda.{verb}", item, by=by, now=now, programme_id=held.programme_id, fields=list(changes))
