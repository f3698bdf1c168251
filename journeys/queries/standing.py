"""Where mentorships stand, as one of the two knows it: whether they met, when they meet next, when they were last in touch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from accounts.models import Person
from journeys.enums import MeetingState
from journeys.models import CheckIn, Meeting, Message
from journeys.queries.length import agreed_or_programmes_end
from journeys.queries.met import SAID, met_as_known_to
from matching.models import Mentorship
from notifications.prepared import prepared

# Nothing of each other for so long, and no date: then a guide on silence helps.
SILENT_AFTER = timedelta(days=21)


@dataclass(frozen=True)
class Standing:
    """`next_at` is the next meeting that both agreed on, `proposed` whether one of them offers times; `in_touch_at` the last meeting, message or yes of the reader's own
    check-ins; `ends_on` the last day. Each is None where there is none."""

    met: bool = False
    next_at: datetime | None = None
    in_touch_at: datetime | None = None
    ends_on: date | None = None
    proposed: bool = False

    def is_silent(self, started_at: datetime, now: datetime) -> bool:
        """Whether nothing was heard of each other for long, in one that began at `started_at`, and no date is agreed."""
        return self.next_at is None and now - (self.in_touch_at or started_at) > SILENT_AFTER


def standings_of(mentorships: Iterable[UUID], *, reader: Person, now: datetime) -> dict[UUID, Standing]:
    """Where each of these stands for `reader`, one of the two; one query."""
    return {pk: Standing(*known) for pk, *known in _standings(list(mentorships), reader, now)}


@prepared
def _standings(
    mentorships: Sequence[UUID], reader: Person, now: datetime
) -> QuerySet[Mentorship, tuple[Any, ...]]:
    of_it = Meeting.objects.filter(mentorship=OuterRef("pk"))
    return (
        Mentorship.objects.filter(pk__in=mentorships)
        .order_by()
        .annotate(
            has_met=met_as_known_to(reader),
            next_at=Subquery(
                of_it.filter(state=MeetingState.AGREED, starts_at__gt=now)
                .order_by("starts_at")
                .values("starts_at")[:1]
            ),
            # Greatest leaves out what is empty, in PostgreSQL.
            in_touch_at=Greatest(
                _latest(of_it.filter(state=MeetingState.HELD), "starts_at"),
                _latest(
                    Message.objects.filter(mentorship=OuterRef("pk"), withdrawn_at__isnull=True), "sent_at"
                ),
                _latest(
                    CheckIn.objects.filter(mentorship=OuterRef("pk"), person=reader, **SAID), "answered_at"
                ),
            ),
            last_day=agreed_or_programmes_end(),
            proposed=Exists(of_it.filter(state=MeetingState.PROPOSED, times__starts_at__gt=now)),
        )
        .values_list("pk", "has_met", "next_at", "in_touch_at", "last_day", "proposed")
    )


def _latest(rows: QuerySet[CheckIn] | QuerySet[Meeting] | QuerySet[Message], field: str) -> Subquery:
    return Subquery(rows.order_by().values("mentorship").annotate(latest=Max(field)).values("latest"))
