"""Clears up after mentorships that are over, whoever ended them: what was planned is called off, what waited for an answer is
closed, and both are asked to look back. Matching calls it in the transaction of the end (see matching/endings.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.models import Person
from accounts.transitions import move
from journeys.enums import (
    AGREEMENT_TRANSITIONS,
    INTRODUCTION_TRANSITIONS,
    REVIEW_TRANSITIONS,
    AgreementState,
    IntroductionState,
    MeetingState,
    ReviewState,
)
from journeys.models import (
    Agreement,
    AgreementEvent,
    Introduction,
    IntroductionEvent,
    Meeting,
    Review,
    ReviewEvent,
)
from journeys.operations.closing import ask_both
from journeys.operations.meetings import call_off_all
from matching.models import Mentorship


def tidy(mentorships: Sequence[Mentorship], *, by: Person | None, now: datetime) -> None:
    """Closes what is open in `mentorships`, which are over; a query a topic, and more only for what there is to close."""
    ids = [mentorship.pk for mentorship in mentorships]
    _call_off(mentorships, ids, now=now)
    _withdraw_agreements(ids, by=by, now=now)
    _close_introductions(ids, by=by, now=now)
    _close_reviews(ids, by=by, now=now)
    ask_both(mentorships, now=now)


def _call_off(mentorships: Sequence[Mentorship], ids: Sequence[UUID], *, now: datetime) -> None:
    planned = Meeting.objects.filter(
        mentorship__in=ids, state__in=[MeetingState.PROPOSED, MeetingState.AGREED]
    )
    affected = set(planned.order_by().values_list("mentorship", flat=True))
    for mentorship in mentorships:
        if mentorship.pk in affected:
            call_off_all(mentorship, now=now)


def _withdraw_agreements(ids: Sequence[UUID], *, by: Person | None, now: datetime) -> None:
    for proposed in Agreement.objects.filter(mentorship__in=ids, state=AgreementState.PROPOSED):
        left = move(
            proposed, to=AgreementState.WITHDRAWN, table=AGREEMENT_TRANSITIONS, closed_at=now, remind_at=None
        )
        AgreementEvent.objects.create(
            agreement=proposed, at=now, by=by, from_state=left, to_state=proposed.state
        )


def _close_introductions(ids: Sequence[UUID], *, by: Person | None, now: datetime) -> None:
    """Those that wait for a yes; nobody is written to about it: the two are told that it is over."""
    for offered in Introduction.objects.filter(mentorship__in=ids, state=IntroductionState.OFFERED):
        left = move(
            offered,
            to=IntroductionState.CLOSED,
            table=INTRODUCTION_TRANSITIONS,
            closed_at=now,
            remind_at=None,
        )
        IntroductionEvent.objects.create(
            introduction=offered, at=now, by=by, from_state=left, to_state=offered.state
        )


def _close_reviews(ids: Sequence[UUID], *, by: Person | None, now: datetime) -> None:
    for due in Review.objects.filter(mentorship__in=ids, state=ReviewState.DUE):
        left = move(due, to=ReviewState.MISSED, table=REVIEW_TRANSITIONS, remind_at=None)
        ReviewEvent.objects.create(review=due, at=now, by=by, from_state=left, to_state=due.state)
