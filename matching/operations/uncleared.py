"""What ends when a guardian takes the consent back: the mentorships of the mentee, and the requests that are open."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.transitions import StaleState
from matching.enums import CloseReason, EndReason, RequestState
from matching.models import Mentorship, Request, RequestEvent
from matching.operations import rivals
from matching.operations.mentorships import end_mentorship
from programmes.models import Enrolment


@transaction.atomic
def part_uncleared(*, enrolment: Enrolment, now: datetime) -> int:
    """Ends every open mentorship of a mentee for a reason that blames nobody, and closes their open requests; returns how
    many mentorships. Both people of each are told as of any end."""
    going = list(Mentorship.objects.open().with_people().filter(mentee=enrolment).order_by("pk"))
    ended = sum(_end(mentorship, now=now) for mentorship in going)
    waiting = rivals.hold_open(Q(mentee=enrolment))
    Request.objects.filter(pk__in=[one.pk for one in waiting]).update(
        state=RequestState.CLOSED, close_reason=CloseReason.PERSON_LEFT, closed_at=now
    )
    RequestEvent.objects.bulk_create(
        RequestEvent(request=one, at=now, from_state=one.state, to_state=RequestState.CLOSED)
        for one in waiting
    )
    return ended


def _end(mentorship: Mentorship, *, now: datetime) -> bool:
    try:
        with transaction.atomic():
            end_mentorship(mentorship, reason=EndReason.OTHER, by=None, now=now)
    except StaleState:  # one of the two ended it at the same moment
        return False
    return True
