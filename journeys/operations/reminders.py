"""The second letter about a check-in: once when nobody answered, or when the reader put it off until then. Then quiet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.operations import audit
from accounts.transitions import StaleState
from journeys.enums import CheckInState
from journeys.models import CheckIn
from journeys.operations.check_ins import FOLLOW_UP_MAIL
from journeys.queries.check_ins import next_after
from journeys.schedule import hours_of
from matching.enums import MentorshipState
from notifications.hours import first_welcome, is_welcome
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue

BATCH = 500


def remind_due(*, now: datetime, limit: int = BATCH) -> int:
    """Queues the second letter of every check-in whose time for it has come; returns how many. The number of queries of a
    batch does not depend on its size, and two sweeps at once remind nobody twice."""
    reminded = 0
    while True:
        looked_at, queued = _remind(now=now, limit=limit)
        reminded += queued
        if looked_at < limit:
            return reminded


@transaction.atomic
def _remind(*, now: datetime, limit: int) -> tuple[int, int]:
    """How many were looked at, and of how many a letter is new. What must wait for a welcome hour is put off until then;
    what rests, or is for somebody who cannot sign in, gets none."""
    # First without joins: what PostgreSQL would guess of those is wrong where nothing is due.
    ids = list(
        CheckIn.objects.filter(state=CheckInState.DUE, remind_at__lte=now)
        .select_for_update(skip_locked=True, no_key=True)
        .order_by("remind_at", "pk")
        .values_list("pk", flat=True)[:limit]
    )
    if not ids:
        return 0, 0
    due = list(CheckIn.objects.filter(pk__in=ids).select_related("mentorship", "person__user"))
    told: list[CheckIn] = []
    for check_in in due:
        hours = hours_of(check_in.person)
        goes_on = check_in.mentorship.state == MentorshipState.ACTIVE and check_in.person.user.is_active
        if goes_on and not is_welcome(hours, now):
            later = first_welcome(hours, now)
            check_in.remind_at = later if later > now else None
            continue
        check_in.remind_at = None
        if goes_on:
            told.append(check_in)
            check_in.reminders += 1
    CheckIn.objects.bulk_update(due, ["remind_at", "reminders"])
    return len(due), _queue(told, now=now)


def _queue(told: Sequence[CheckIn], *, now: datetime) -> int:
    drafts = (
        Draft(FOLLOW_UP_MAIL, c.person.user_id, c.pk, once_for(FOLLOW_UP_MAIL, c.pk, c.reminders))
        for c in told
    )
    return queue(*drafts, now=now) if told else 0


@transaction.atomic
def snooze(check_in: CheckIn, *, until: datetime, by: Person, now: datetime) -> None:
    """Puts the question off: it comes once more at `until`. Raises StaleState where it waits for no answer any more, and
    ValueError, with words for the reader, for a time that is past, not welcome, or after the next check-in."""
    held = CheckIn.objects.select_for_update(no_key=True).get(pk=check_in.pk)
    if held.state != CheckInState.DUE:
        raise StaleState(check_in, held.state)
    if until <= now:
        raise ValueError(_("Choose a time that is still to come."))
    if not is_welcome(hours_of(check_in.person), until):
        raise ValueError(_("Choose a time outside your quiet hours and days off."))
    latest = next_after(check_in)
    if latest is not None and until >= latest:
        raise ValueError(_("Choose a time before your next check-in comes."))
    CheckIn.objects.filter(pk=check_in.pk).update(remind_at=until, snoozed_at=now)
    check_in.remind_at, check_in.snoozed_at = until, now
    audit.record("check_in.snooze", check_in, by=by, now=now, programme_id=check_in.mentorship.programme_id)
