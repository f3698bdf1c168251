"""Calls for help: from one side of a mentorship to the organisers of its programme, unknown to the other side."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.operations import audit
from journeys.models import HelpRequest
from journeys.queries.readers import readers_of_help
from matching.models import Mentorship
from notifications.kinds import once_for
from notifications.operations.outbox import drafts_for, queue

HELP_MAIL = "help_wanted"


class AlreadyAsked(Exception):
    """A call of this person for this mentorship is open; `call` is that one."""

    def __init__(self, call: HelpRequest) -> None:
        self.call = call
        super().__init__(f"{call.pk} is open")


@transaction.atomic
def ask_for_help(mentorship: Mentorship, *, message: str, by: Person, now: datetime) -> HelpRequest:
    """Keeps the call and queues an e-mail to each of its readers. Raises AlreadyAsked while an earlier one is open."""
    # The mentorship's row is the lock between two presses of one button.
    Mentorship.objects.select_for_update(no_key=True).get(pk=mentorship.pk)
    open_call = HelpRequest.objects.filter(
        mentorship=mentorship, asked_by=by, handled_at__isnull=True
    ).first()
    if open_call is not None:
        raise AlreadyAsked(open_call)
    call = HelpRequest.objects.create(mentorship=mentorship, asked_by=by, asked_at=now, message=message)
    readers = [person.user for person in readers_of_help(mentorship, by)]
    queue(*drafts_for(HELP_MAIL, readers, subject_id=call.pk, key=once_for(HELP_MAIL, call.pk)), now=now)
    audit.record("help.ask", call, by=by, now=now, programme_id=mentorship.programme_id)
    return call


@transaction.atomic
def mark_handled(call: HelpRequest, *, by: Person | None, now: datetime) -> bool:
    """Notes that an organiser dealt with the call; returns False, and changes nothing, where it was done before."""
    if not HelpRequest.objects.filter(pk=call.pk, handled_at__isnull=True).update(
        handled_at=now, handled_by=by
    ):
        return False
    call.refresh_from_db(fields=["handled_at", "handled_by"])
    audit.record("help.handled", call, by=by, now=now, programme_id=call.mentorship.programme_id)
    return True
