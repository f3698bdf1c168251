"""Both of a pair press on one meeting at the same moment: it is agreed once, called off once, and every letter tells what
holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Person
from accounts.transitions import StaleState
from journeys.enums import MeetingState
from journeys.models import Meeting, MeetingEvent
from journeys.operations import meetings
from journeys.operations.meetings import TimeGone, accept_time, cancel_meeting, propose_meeting, propose_times
from tests import factories as make
from tests.races.test_publishing import at_once

ROUNDS = 4

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def proposed() -> tuple[Meeting, Person, Person]:
    """A meeting that waits for a word, who proposed it, and who would agree."""
    now, pair = timezone.now(), make.MentorshipFactory()
    alice, bob = pair.mentee.person, pair.mentor.person
    return propose_meeting(pair, times=[now + timedelta(days=3)], minutes=60, by=alice, now=now), alice, bob


def does(act: Callable[..., object], meeting: Meeting, **words: Any) -> Callable[[], object]:
    """The act on the meeting as it is read at the moment of the press; the class of what it raised, where it was too late."""

    def press() -> object:
        found = Meeting.objects.select_related("mentorship").get(pk=meeting.pk)
        try:
            return act(found, now=timezone.now(), **words)
        except (TimeGone, StaleState) as fault:
            return type(fault)

    return press


def refused(answers: list[object]) -> list[object]:
    return [answer for answer in answers if isinstance(answer, type)]


def agreed_times(meeting: Meeting) -> list[datetime]:
    return [
        event.at
        for event in MeetingEvent.objects.filter(meeting=meeting, to_state=MeetingState.AGREED).order_by("at")
    ]


def test_of_two_presses_of_yes_one_agrees_and_of_two_of_cancel_one_calls_off() -> None:
    for _round in range(ROUNDS):
        meeting, alice, bob = proposed()
        time = meeting.times.get().pk
        answers = at_once(*[does(accept_time, meeting, time=time, by=bob) for _ in range(2)])
        assert refused(answers) == [TimeGone]
        assert len(agreed_times(meeting)) == 1
        answers = at_once(*[does(cancel_meeting, meeting, by=person) for person in (alice, bob)])
        assert refused(answers) == [StaleState]
        meeting.refresh_from_db()
        assert (meeting.state, meeting.sequence) == ("cancelled", 1)


def test_a_yes_and_calling_off_come_one_after_the_other() -> None:
    """Whatever comes first: at the end the meeting is called off, and was agreed before only if the yes was told so."""
    for _round in range(ROUNDS):
        meeting, alice, bob = proposed()
        time = meeting.times.get().pk
        answers = at_once(
            does(accept_time, meeting, time=time, by=bob), does(cancel_meeting, meeting, by=alice)
        )
        meeting.refresh_from_db()
        assert meeting.state == "cancelled"
        assert len(refused(answers)) == 1 - len(agreed_times(meeting))
        assert meeting.sequence == len(agreed_times(meeting))


def test_without_holding_the_pair_two_moves_write_over_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: both have read the meeting before either writes, and neither asks whether it has changed."""
    meeting, alice, bob = proposed()
    accept_time(meeting, time=meeting.times.get().pk, by=bob, now=timezone.now())
    days = [timezone.now() + timedelta(days=number) for number in (5, 6)]
    propose_times(Meeting.objects.get(pk=meeting.pk), times=days, by=alice, now=timezone.now())
    choices = list(meeting.times.order_by("starts_at"))
    line = Barrier(2)

    def unheld(meeting: Meeting, states: Any) -> Meeting:
        return Meeting.objects.select_related("mentorship").get(pk=meeting.pk)

    def blind(meeting: Meeting, **changes: object) -> None:
        line.wait(timeout=20)
        Meeting.objects.filter(pk=meeting.pk).update(**changes)

    monkeypatch.setattr(meetings, "_held", unheld)
    monkeypatch.setattr(meetings, "_change", blind)
    answers = at_once(*[does(accept_time, meeting, time=choice.pk, by=bob) for choice in choices])
    assert refused(answers) == []
    meeting.refresh_from_db()
    assert meeting.sequence == 1, "two moves, and calendars that took the second one for the first"
