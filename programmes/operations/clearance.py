"""Whether two people of a programme for people under age may be brought together: looked at while it is held still.

Whoever brings people together holds the consent of the guardian and the screening first, then the mentee, then the mentor. A
guardian who takes the consent back at the same moment waits, and then finds what came about meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from programmes.models import Enrolment, GuardianConsent, MentorScreening
from programmes.operations.enrolments import NoPlace


class NotCleared(NoPlace):
    """The guardian does not agree (any more), or the mentor's screening does not hold: as if there were no place."""


def hold_not_cleared(enrolments: Iterable[UUID], *, now: datetime) -> set[UUID]:
    """Holds what decides about these `enrolments`, and gives those that are not cleared; one query where no programme of
    theirs is for people under age, four at most, inside the caller's transaction."""
    concerned = set(
        Enrolment.objects.filter(pk__in=set(enrolments), programme__for_minors=True).values_list(
            "pk", flat=True
        )
    )
    if not concerned:
        return concerned
    for model in (GuardianConsent, MentorScreening):
        held = model._default_manager.select_for_update(no_key=True).filter(enrolment__in=concerned)
        list(held.order_by("enrolment_id").values_list("pk"))
    clear = Enrolment.objects.filter(pk__in=concerned).cleared(now)
    return concerned - set(clear.values_list("pk", flat=True))


def hold_clear(mentee: Enrolment, mentor: Enrolment, *, now: datetime) -> None:
    """Holds what decides about the two. Raises NotCleared, of the mentee first."""
    barred = hold_not_cleared([mentee.pk, mentor.pk], now=now)
    for enrolment in (mentee, mentor):
        if enrolment.pk in barred:
            raise NotCleared(enrolment)
