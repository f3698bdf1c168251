"""The questions of a conversation guide on the agenda of a pair."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import Person
from journeys.models import AgendaItem
from journeys.operations.agenda import add_item
from matching.models import Mentorship


@transaction.atomic
def put_on_agenda(mentorship: Mentorship, *, questions: Sequence[str], by: Person, now: datetime) -> int:
    """Puts `questions` on the agenda of whichever meeting comes next, save those that stand on an agenda already and wait
    to be talked about. Gives how many were put there. Raises StaleState where the mentorship is over."""
    there = set(
        AgendaItem.objects.filter(
            mentorship=mentorship, text__in=questions, done_at__isnull=True
        ).values_list("text", flat=True)
    )
    new = [question for question in questions if question not in there]
    for question in new:
        add_item(mentorship, text=question, by=by, now=now)
    return len(new)
