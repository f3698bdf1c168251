"""What counts as a meeting, for everybody who asks, and what is a sign of life."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journeys.help_rules import DEFAULTS
from journeys.queries.help_queue import facts_of
from journeys.queries.met import have_met, that_met
from journeys.queries.standing import Standing, standings_of
from matching.models import Mentorship
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = make.NOW


def pair(**more: Any) -> Mentorship:
    made: Mentorship = make.MentorshipFactory(started_at=NOW - 30 * DAY, **more)
    return made


def meeting(one: Mentorship, state: str, days: int) -> None:
    said = {"said_at": NOW} if state in {"held", "missed"} else {}
    make.MeetingFactory(
        mentorship=one, state=state, starts_at=NOW + days * DAY, agreed_at=NOW - 20 * DAY, **said
    )


def said(one: Mentorship, **more: Any) -> None:
    known = {"state": "answered", "answered_at": NOW - 5 * DAY, "met": True}
    make.CheckInFactory(mentorship=one, **{**known, **more})


def test_a_meeting_that_took_place_counts_and_an_answer_that_says_so() -> None:
    held, told, agreed, missed, not_met = pair(), pair(), pair(), pair(), pair()
    meeting(held, "held", -3)
    said(told)
    meeting(agreed, "agreed", 3)
    meeting(missed, "missed", -3)
    said(not_met, met=False)
    every = Mentorship.objects.all()
    assert have_met([one.pk for one in every]) == {held.pk, told.pk}
    assert set(that_met(every)) == {held, told}


def test_what_the_other_one_said_in_a_check_in_is_not_known_to_the_reader() -> None:
    one = pair()
    said(one, person=one.mentor.person)
    mentee, mentor = one.mentee.person, one.mentor.person
    assert standings_of([one.pk], reader=mentee, now=NOW)[one.pk] == Standing()
    assert standings_of([one.pk], reader=mentor, now=NOW)[one.pk].met
    meeting(one, "held", -3)
    assert standings_of([one.pk], reader=mentee, now=NOW)[one.pk].met


def test_the_next_date_the_last_touch_and_the_last_day() -> None:
    one = pair()
    meeting(one, "agreed", 9)
    meeting(one, "agreed", 2)
    meeting(one, "agreed", -1)  # nobody has said whether it took place
    meeting(one, "held", -8)
    make.MessageFactory(mentorship=one, author=one.mentor.person, sent_at=NOW - 4 * DAY)
    until = (NOW + 90 * DAY).date()
    make.AgreementFactory(mentorship=one, state="signed", signed_at=NOW, ends_on=until)
    found = standings_of([one.pk], reader=one.mentee.person, now=NOW)[one.pk]
    assert found == Standing(met=True, next_at=NOW + 2 * DAY, in_touch_at=NOW - 4 * DAY, ends_on=until)


def test_signs_of_life_are_moments_and_a_private_goal_gives_none() -> None:
    one = pair()
    make.GoalUpdateFactory(goal__mentorship=one, goal__private=True, at=NOW - DAY)
    before = facts_of(Mentorship.objects.filter(pk=one.pk), DEFAULTS)[one.pk]
    assert (before.heard_at, before.met_at, before.planned_at, before.agreed_at) == (None, None, None, None)
    make.GoalUpdateFactory(goal__mentorship=one, at=NOW - 9 * DAY)
    make.MessageFactory(mentorship=one, sent_at=NOW - 7 * DAY)
    make.AgreementFactory(mentorship=one, state="signed", signed_at=NOW - 8 * DAY)
    meeting(one, "held", -20)
    meeting(one, "agreed", 4)
    after = facts_of(Mentorship.objects.filter(pk=one.pk), DEFAULTS)[one.pk]
    assert after.heard_at == NOW - 7 * DAY
    assert after.met_at == NOW - 20 * DAY
    assert after.planned_at == NOW + 4 * DAY
    assert after.agreed_at == NOW - 8 * DAY


def test_the_facts_cost_two_queries_at_any_number() -> None:
    for _number in range(4):
        one = pair()
        meeting(one, "held", -3)
        make.MessageFactory(mentorship=one)
        make.GoalUpdateFactory(goal__mentorship=one)
    with CaptureQueriesContext(connection) as queries:
        assert len(facts_of(Mentorship.objects.all(), DEFAULTS)) == 4
    assert len(queries) == 2
