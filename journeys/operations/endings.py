"""Clears up after mentorships that are over, whoever ended them: what was planned is cancelled, what waited for an answer is
closed, and both are asked to look back. Matching calls it in the transaction of the end (see matching/endings.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Person
from journeys.enums import AgreementState, IntroductionState, MeetingState, ReviewState
from journeys.models import Agreement, Introduction, Meeting, Review
from journeys.operations import agreement, introductions, meetings, reviews
from journeys.operations.closing import ask_both
from matching.models import Mentorship


class Closer(Protocol):
    def __call__(self, mentorship: Mentorship, *, by: Person | None, now: datetime) -> object:
        """Closes what is open of one topic in `mentorship`."""


# What is still open of a topic, and who closes it.
OPEN: tuple[tuple[Callable[[], QuerySet], Closer], ...] = (
    (
        lambda: Meeting.objects.filter(state__in=[MeetingState.PROPOSED, MeetingState.AGREED]),
        meetings.cancel_all,
    ),
    (lambda: Agreement.objects.filter(state=AgreementState.PROPOSED), agreement.close_open),
    (lambda: Introduction.objects.filter(state=IntroductionState.OFFERED), introductions.close_open),
    (lambda: Review.objects.filter(state=ReviewState.DUE), reviews.close_open),
)


def tidy(mentorships: Sequence[Mentorship], *, by: Person | None, now: datetime) -> None:
    """Closes what is open in `mentorships`, which are over; a query a topic, and more only for those that have something
    open."""
    by_id = {mentorship.pk: mentorship for mentorship in mentorships}
    for rows, close in OPEN:
        open_in: set[UUID] = set(
            rows().filter(mentorship__in=by_id).order_by().values_list("mentorship", flat=True)
        )
        for pk in sorted(open_in):
            close(by_id[pk], by=by, now=now)
    ask_both(mentorships, now=now)
