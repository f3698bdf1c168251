"""Decisions about many applications at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import AuditEvent, Person
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.enums import ENROLMENT_TRANSITIONS, EnrolmentState
from programmes.models import Enrolment, EnrolmentEvent, Programme
from programmes.operations.enrolments import DECISION_MAIL, DECISIONS

MOST_AT_ONCE = 5000


@dataclass(frozen=True)
class Decided:
    """Whom a decision reached, and whom not, because they stand elsewhere than whoever decided had seen."""

    done: tuple[Enrolment, ...]
    changed: tuple[Enrolment, ...]


def can_go(state: str, to: EnrolmentState) -> bool:
    """Whether somebody in `state` can be decided about so."""
    return to in ENROLMENT_TRANSITIONS[EnrolmentState(state)]


@transaction.atomic
def decide_many(
    *,
    programme: Programme,
    seen: Mapping[UUID, str],
    to: EnrolmentState,
    message: str,
    by: Person | None,
    now: datetime,
) -> Decided:
    """Approves, declines or waitlists everybody in `seen`, which says in which state each of them was shown, and writes to
    them with the organiser's `message`; a fixed number of queries.

    Whoever is in another state by now, or cannot go there, stays as they are and is named in the answer; ids of other
    programmes are passed over. Raises ValueError where `to` is no decision or there are more than MOST_AT_ONCE."""
    if to not in DECISIONS:
        raise ValueError(f"{to} is no decision about an application")
    if len(seen) > MOST_AT_ONCE:
        raise ValueError(f"more than {MOST_AT_ONCE} at once")
    held = list(
        Enrolment.objects.select_for_update(no_key=True, of=["self"])
        .filter(programme=programme, pk__in=seen)
        .select_related("person")
        .order_by("pk")
    )
    due = [row for row in held if row.state == seen[row.pk] and can_go(row.state, to)]
    kept = {row.pk for row in due}
    _move(due, to=to, message=message, by=by, now=now)
    return Decided(tuple(due), tuple(row for row in held if row.pk not in kept))


def _move(
    rows: Sequence[Enrolment], *, to: EnrolmentState, message: str, by: Person | None, now: datetime
) -> None:
    """The rows are held, so that nobody moves them between the look and the write."""
    if not rows:
        return
    Enrolment.objects.filter(pk__in=[row.pk for row in rows]).update(state=to, decided_at=now, decided_by=by)
    events = EnrolmentEvent.objects.bulk_create(
        [
            EnrolmentEvent(enrolment=row, at=now, by=by, from_state=row.state, to_state=to, message=message)
            for row in rows
        ]
    )
    for row in rows:
        row.state, row.decided_at, row.decided_by = to, now, by
    queue(
        *(
            Draft(DECISION_MAIL, row.person.user_id, row.pk, once_for(DECISION_MAIL, event.pk))
            for row, event in zip(rows, events, strict=True)
        ),
        now=now,
    )
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                at=now,
                actor_id=by.pk if by else None,
                action=f"enrolment.{to}",
                object_kind=Enrolment._meta.label_lower,
                object_id=str(row.pk),
                programme_id=row.programme_id,
                fields=["state"],
            )
            for row in rows
        ]
    )
