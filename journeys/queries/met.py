"""Who has met, as far as this app knows. What counts as a meeting is said here alone: one of a pair's meetings that took
place, or a check-in in which somebody said so."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Person
from journeys.enums import MeetingState
from journeys.models import CheckIn, Meeting
from matching.models import Mentorship

SAID = {"met": True, "answered_at__isnull": False}


def have_met(mentorships: Sequence[UUID]) -> set[UUID]:
    """Those of these mentorships whose two have met. One query."""
    said = CheckIn.objects.filter(mentorship__in=mentorships, **SAID).values_list("mentorship_id")
    held = Meeting.objects.filter(mentorship__in=mentorships, state=MeetingState.HELD)
    return {pk for (pk,) in said.order_by().union(held.order_by().values_list("mentorship_id"))}


def that_met(mentorships: QuerySet[Mentorship]) -> QuerySet[Mentorship]:
    """Those of `mentorships` whose two have met."""
    said = CheckIn.objects.filter(mentorship=OuterRef("pk"), **SAID)
    return mentorships.filter(Q(Exists(said)) | Q(Exists(_held())))


def met_as_known_to(person: Person) -> Q:
    """For annotations of mentorships: whether the two have met as far as `person` knows. What the other one said in a
    check-in is not theirs to know."""
    said = CheckIn.objects.filter(mentorship=OuterRef("pk"), person=person, **SAID)
    return Q(Exists(said)) | Q(Exists(_held()))


def _held() -> QuerySet[Meeting]:
    return Meeting.objects.filter(mentorship=OuterRef("pk"), state=MeetingState.HELD)
