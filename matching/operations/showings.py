"""Keeps what was shown to a mentee: the list, each position, each score. Learning needs both what people were
offered and what they chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from matching.models import Showing, ShownMentor
from programmes.models import Enrolment


@transaction.atomic
def log_showing(
    *,
    mentee: Enrolment,
    shown: Sequence[tuple[UUID, float]],
    first_position: int,
    filters: Mapping[str, str],
    order: str,
    page: int,
    now: datetime,
) -> Showing | None:
    """One Showing and its rows: `shown` holds mentor enrolments with their scores (0-100), best first, and the
    first of them stood at `first_position` (1 or more). An empty list is no showing: None."""
    if not shown:
        return None
    showing = Showing.objects.create(
        mentee=mentee, shown_at=now, filters=dict(filters), order=order, page=page
    )
    ShownMentor.objects.bulk_create(
        ShownMentor(showing=showing, mentor_id=mentor_id, position=position, score=score)
        for position, (mentor_id, score) in enumerate(shown, start=first_position)
    )
    return showing
