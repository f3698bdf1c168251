"""What two people want to talk about, meeting by meeting: what was not talked about comes to the next one by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from journeys.enums import MeetingState
from journeys.models import AgendaItem, Meeting
from matching.models import Mentorship

OVER = {MeetingState.HELD, MeetingState.MISSED, MeetingState.CANCELLED}


@dataclass(frozen=True)
class Topic:
    """Something on an agenda. `carried` says that it comes from an earlier meeting."""

    item: AgendaItem
    carried: bool = False

    @property
    def is_done(self) -> bool:
        return self.item.done_at is not None


def agenda_for(
    mentorship: Mentorship, meeting: Meeting | None, *, is_next: bool, now: datetime
) -> tuple[Topic, ...]:
    """What is on the agenda of `meeting`, or without one, of whichever will be next; open ones first. `is_next` says that
    nothing comes before it: then what waits, and what earlier meetings left, is on it too. One query."""
    mine = Q(meeting=meeting) if meeting is not None else Q(pk__isnull=True)
    rows = AgendaItem.objects.filter(mine | Q(done_at__isnull=True), mentorship=mentorship)
    kept = (
        rows.filter(removed_at__isnull=True).select_related("meeting", "added_by").order_by("added_at", "pk")
    )
    found = [
        Topic(item, carried=item.meeting_id is not None and item.meeting_id != getattr(meeting, "pk", None))
        for item in kept
        if _is_on(item, meeting, is_next=is_next, now=now)
    ]
    return tuple(sorted(found, key=lambda topic: topic.is_done))


def _is_on(item: AgendaItem, meeting: Meeting | None, *, is_next: bool, now: datetime) -> bool:
    if meeting is not None and item.meeting_id == meeting.pk:
        return True
    if not is_next or item.done_at is not None:
        return False
    starts_at = None if meeting is None else meeting.starts_at
    if item.not_before is not None and starts_at is not None and starts_at <= item.not_before:
        return False
    return item.meeting is None or is_over(item.meeting, now)


def is_over(meeting: Meeting, now: datetime) -> bool:
    """Whether nothing can be talked about there any more."""
    return meeting.state in OVER or (meeting.ends_at is not None and meeting.ends_at <= now)


def open_of(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    return tuple(topic for topic in topics if not topic.is_done)
