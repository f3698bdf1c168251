"""Tells people about mentorships that began. Matching knows nothing of it: the sweep looks for those that are new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from matching.enums import MentorshipState
from matching.models import Mentorship
from notifications.kinds import once_for
from notifications.models import Notification
from notifications.operations.outbox import Draft, queue

STARTED_MAIL = "mentorship_started"
NEWS_FOR = timedelta(days=2)
BATCH = 500


@transaction.atomic
def tell_new(*, now: datetime, limit: int = BATCH) -> int:
    """Queues the first letter of mentorships that began lately: to the mentor, and to the mentee where the organisers
    brought the two together (whoever asked has the mentor's yes by another letter). Returns how many letters are new."""
    told = Notification.objects.filter(kind=STARTED_MAIL, subject_id=OuterRef("pk"))
    new = (
        Mentorship.objects.filter(state=MentorshipState.ACTIVE, started_at__gt=now - NEWS_FOR)
        .exclude(Exists(told))
        .with_people()
        .order_by("started_at", "pk")[:limit]
    )
    return queue(*first_letters(list(new)), now=now)


def first_letters(mentorships: Sequence[Mentorship]) -> list[Draft]:
    """The first letters of these new mentorships, whose people are loaded: to the mentor, and to the mentee where the
    organisers brought the two together."""
    drafts = []
    for mentorship in mentorships:
        readers = [mentorship.mentor.person]
        if mentorship.request_id is None:
            readers.append(mentorship.mentee.person)
        drafts += [
            Draft(
                STARTED_MAIL,
                reader.user_id,
                mentorship.pk,
                once_for(STARTED_MAIL, mentorship.pk, reader.user_id),
            )
            for reader in readers
        ]
    return drafts
