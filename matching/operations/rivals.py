"""Requests that fall when places are taken: held in the order of their ids, closed together, and whoever loses by it told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from matching.enums import CloseReason, RequestState
from matching.models import Request, RequestEvent
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.models import Enrolment


def hold_open(falls: Q) -> list[Request]:
    """Holds every open request that `falls`, in the order of their ids, so that no two who do so wait for each other."""
    return list(
        Request.objects.open()
        .filter(falls)
        .select_for_update(of=("self",))
        .select_related("mentee__person", "mentor__person")
        .order_by("pk")
    )


def close(rivals: Sequence[Request], *, matched: Collection[UUID], now: datetime) -> None:
    """Closes requests that the caller holds, and tells whoever loses by it: the other mentors of the mentees (enrolments)
    who are `matched` now, and the other mentees of mentors who are full. A fixed number of queries, as everybody waits
    for it."""
    told_mentor = [rival for rival in rivals if rival.mentee_id in matched]
    told_mentee = [rival for rival in rivals if rival.mentee_id not in matched]
    for closed, reason in ((told_mentor, CloseReason.MENTEE_MATCHED), (told_mentee, CloseReason.MENTOR_FULL)):
        Request.objects.filter(pk__in=[rival.pk for rival in closed]).update(
            state=RequestState.CLOSED, close_reason=reason, closed_at=now
        )
    RequestEvent.objects.bulk_create(
        RequestEvent(request=rival, at=now, from_state=rival.state, to_state=RequestState.CLOSED)
        for rival in rivals
    )
    queue(
        *(draft("request_closed_mentee_matched", rival, rival.mentor) for rival in told_mentor),
        *(draft("request_closed_mentor_full", rival, rival.mentee) for rival in told_mentee),
        now=now,
    )


def draft(kind: str, request: Request, reader: Enrolment, *, again: datetime | None = None) -> Draft:
    """One e-mail of this kind for this request; `again` tells apart rounds that may come more than once."""
    key = once_for(kind, request.pk, *([again.isoformat()] if again else []))
    return Draft(kind, reader.person.user_id, request.pk, key)
