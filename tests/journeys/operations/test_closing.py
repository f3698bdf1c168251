"""The end, and what it clears up, whoever ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditReason
from accounts.transitions import StaleState
from journeys.enums import GoalState
from journeys.models import Agreement, ClosingAnswer, Introduction, Meeting, Review
from journeys.operations.closing import ASKED_MAIL, Said, answer_closing, end_well, remind_due
from journeys.operations.endings import tidy
from journeys.queries.mentorships import contact_of
from matching.enums import EndReason
from matching.models import Mentorship, Preference
from matching.operations.mentorships import end_mentorship
from matching.operations.wishes import wish_not_again
from notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = timezone.now()
WEEK = timedelta(days=7)


@pytest.fixture
def pair() -> Mentorship:
    mentor = make.MentorFactory(person__name="Bob Brown", active_mentorships=1)
    made: Mentorship = make.MentorshipFactory(
        mentor=mentor,
        mentee__programme=mentor.programme,
        mentee__person__name="Alice Adeyemi",
        mentee__active_mentorships=1,
        started_at=NOW - timedelta(days=40),
    )
    return made


def end(pair: Mentorship, reason: EndReason = EndReason.FINISHED, **more: object) -> None:
    end_well(pair, reason=reason, by=pair.mentee.person, now=NOW, **more)  # type: ignore[arg-type]


def test_an_end_says_what_became_of_the_goals_and_frees_both_places(pair: Mentorship) -> None:
    reached, dropped, goes_on = (make.PairGoalFactory(mentorship=pair) for _ in range(3))
    end(pair, outcomes={reached: GoalState.REACHED, dropped: GoalState.DROPPED})
    for row in (pair, pair.mentee, pair.mentor, reached, dropped, goes_on):
        row.refresh_from_db()
    assert (pair.state, pair.closed_by) == ("completed", pair.mentee.person)
    assert (pair.mentee.active_mentorships, pair.mentor.active_mentorships) == (0, 0)
    assert [goal.state for goal in (reached, dropped, goes_on)] == ["reached", "dropped", "open"]


def test_of_two_ends_the_second_changes_nothing(pair: Mentorship) -> None:
    goal = make.PairGoalFactory(mentorship=pair)
    end_well(
        Mentorship.objects.with_people().get(pk=pair.pk),
        reason=EndReason.NO_TIME,
        by=pair.mentor.person,
        now=NOW,
    )
    with pytest.raises(StaleState):
        end(pair, outcomes={goal: GoalState.REACHED})
    goal.refresh_from_db()
    pair.refresh_from_db()
    assert (goal.state, pair.end_reason) == ("open", "no_time")


def test_words_are_for_the_organisers_and_the_other_one_learns_no_reason(pair: Mentorship) -> None:
    end(pair, EndReason.NOT_THE_FIT, note="We want different things.", not_again=True)
    told = Notification.objects.get(kind="mentorship_ended")
    assert told.recipient == pair.mentor.person.user
    assert ClosingAnswer.objects.get(person=pair.mentee.person).end_note == "We want different things."
    assert not AuditReason.objects.exists()
    assert Preference.objects.get().by == pair.mentee
    wish_not_again(pair, wanted=False, by=pair.mentee.person, now=NOW)
    assert not Preference.objects.exists()


def test_both_are_asked_to_look_back_however_it_ended(pair: Mentorship) -> None:
    end_mentorship(pair, reason=EndReason.NO_TIME, by=make.PersonFactory(), now=NOW)
    people = {pair.mentee.person, pair.mentor.person}
    assert {answer.person for answer in ClosingAnswer.objects.filter(answered_at=None)} == people


def test_what_never_began_is_not_looked_back_on(pair: Mentorship) -> None:
    pair.end_reason = EndReason.TAKEN_BACK
    tidy([pair], by=None, now=NOW)
    assert not ClosingAnswer.objects.exists()


def test_whoever_left_the_programme_is_not_reminded(pair: Mentorship) -> None:
    pair.mentor.state = "withdrawn"
    pair.mentor.save(update_fields=["state"])
    end_mentorship(pair, reason=EndReason.PERSON_LEFT, by=None, now=NOW)
    assert ClosingAnswer.objects.get(person=pair.mentor.person).remind_at is None
    assert ClosingAnswer.objects.get(person=pair.mentee.person).remind_at == NOW + WEEK


def test_an_end_clears_up_what_was_planned_and_what_waited(pair: Mentorship) -> None:
    make.MeetingFactory(mentorship=pair, state="agreed", starts_at=NOW + WEEK)
    make.AgreementFactory(mentorship=pair, state="proposed", signed_at=None)
    make.IntroductionFactory(mentorship=pair, state="offered")
    make.ReviewFactory(mentorship=pair, state="due")
    end(pair)
    assert Meeting.objects.get().state == "cancelled"
    assert Agreement.objects.get().state == "withdrawn"
    assert Introduction.objects.get().state == "closed"
    assert Review.objects.get().state == "missed"


def test_clearing_up_costs_as_little_for_many(
    pair: Mentorship, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many = [pair, *(make.MentorshipFactory() for _ in range(3))]
    for mentorships in (many[:1], many):
        with django_assert_num_queries(5):
            tidy(mentorships, by=None, now=NOW)


def test_the_reminder_comes_once_and_only_to_who_has_not_answered(
    pair: Mentorship, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    end(pair)
    answer_closing(pair, said=Said(worth=4), by=pair.mentor.person, now=NOW)
    with django_assert_num_queries(1):
        assert remind_due(now=NOW + WEEK - timedelta(hours=1)) == 0
    assert remind_due(now=NOW + WEEK) == 1
    assert remind_due(now=NOW + 2 * WEEK) == 0
    assert Notification.objects.get(kind=ASKED_MAIL).recipient == pair.mentee.person.user


def test_answers_can_be_changed_and_wait_for_the_end(pair: Mentorship) -> None:
    alice = pair.mentee.person
    with pytest.raises(StaleState):
        answer_closing(pair, said=Said(worth=4), by=alice, now=NOW)
    end(pair)
    answer_closing(pair, said=Said(worth=4, in_touch=True), by=alice, now=NOW)
    answer_closing(pair, said=Said(again=True), by=alice, now=NOW)
    answer = ClosingAnswer.objects.get(person=alice)
    assert (answer.worth, answer.again, answer.in_touch, answer.remind_at) == (None, True, False, None)


@pytest.mark.parametrize(("reason", "stays"), [(EndReason.FINISHED, True), (EndReason.NO_TIME, False)])
def test_addresses_stay_where_both_say_so_after_a_completion(
    pair: Mentorship, reason: EndReason, stays: bool
) -> None:
    alice, bob = pair.mentee.person, pair.mentor.person
    end(pair, reason)
    assert contact_of(pair, alice, bob) is None
    answer_closing(pair, said=Said(in_touch=True), by=alice, now=NOW)
    assert contact_of(pair, bob, alice) is None
    answer_closing(pair, said=Said(in_touch=True), by=bob, now=NOW)
    for reader, other in ((alice, bob), (bob, alice)):
        assert (contact_of(pair, reader, other) is not None) == stays
    answer_closing(pair, said=Said(in_touch=False), by=bob, now=NOW)
    assert contact_of(pair, alice, bob) is None
