"""Who has met, as far as this app knows. What counts as a meeting is said here alone."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from journeys.models import CheckIn
from matching.models import Mentorship

SAID = {"met": True, "answered_at__isnull": False}


def have_met(mentorships: Sequence[UUID]) -> set[UUID]:
    """Those of these mentorships of which somebody said in a check-in that the two met. One query."""
    said = CheckIn.objects.filter(mentorship__in=mentorships, **SAID)
    return set(said.values_list("mentorship_id", flat=True))


def that_met(mentorships: QuerySet[Mentorship]) -> QuerySet[Mentorship]:
    """Those of `mentorships` of which somebody said in a check-in that the two met."""
    return mentorships.filter(Exists(CheckIn.objects.filter(mentorship=OuterRef("pk"), **SAID)))
