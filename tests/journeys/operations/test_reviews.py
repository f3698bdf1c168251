"""Reviews: asked of both, answered alone, read together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from accounts.transitions import StaleState
from journeys.enums import ReviewChoice
from journeys.models import HelpRequest, Review, ReviewEvent, ReviewLook
from journeys.operations.beginnings import tend
from journeys.operations.help import HELP_MAIL
from journeys.operations.reviews import (
    DUE_MAIL,
    REMINDER_MAIL,
    SHARED_MAIL,
    Answer,
    BothAnswered,
    answer_review,
    ask_due,
    remind_due,
)
from journeys.queries.reviews import counted
from matching.models import Mentorship
from notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = make.NOW
A_DAY = timedelta(days=1)
MONTH = NOW + 30 * A_DAY


@pytest.fixture
def pair() -> Mentorship:
    found: Mentorship = make.MentorshipFactory(
        mentee__person__name="Alice Adeyemi",
        mentor__person__name="Bob Brown",
        started_at=NOW,
        programme__ends_on=None,
    )
    make.OrganiserFactory(programme=found.programme, person__name="Olga Organiser")
    tend(now=NOW)
    Notification.objects.all().delete()
    return found


@pytest.fixture
def alice(pair: Mentorship) -> Person:
    return pair.mentee.person


@pytest.fixture
def bob(pair: Mentorship) -> Person:
    return pair.mentor.person


def letters() -> list[tuple[str, str]]:
    return sorted(Notification.objects.values_list("kind", "recipient__person__name"))


def of(person: Person) -> Review:
    return Review.objects.select_related("mentorship").get(person=person)


def says(person: Person, choice: ReviewChoice = ReviewChoice.CONTINUE, **more: object) -> None:
    answer_review(of(person), said=Answer(choice, **more), by=person, now=MONTH)


def years(pair: Mentorship, days: int) -> list[tuple[int, str]]:
    """On which day which review was asked for, with a look on every day."""
    return [
        (day, Review.objects.latest("due_at").point) for day in range(days) if ask_due(now=NOW + day * A_DAY)
    ]


def test_both_are_asked_at_each_point_and_once(pair: Mentorship) -> None:
    assert years(pair, 200) == [(30, "first_month"), (91, "half_way"), (168, "before_end")]
    assert Review.objects.count() == ReviewEvent.objects.count() == 6
    assert letters() == sorted([(DUE_MAIL, "Alice Adeyemi"), (DUE_MAIL, "Bob Brown")] * 3)


def test_a_look_that_finds_nothing_is_one_query(pair: Mentorship) -> None:
    ask_due(now=NOW)
    with CaptureQueriesContext(connection) as queries:
        assert (ask_due(now=NOW), remind_due(now=NOW)) == (0, 0)
    asked = [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 2


def test_an_agreed_end_moves_them(pair: Mentorship) -> None:
    make.AgreementFactory(mentorship=pair, state="signed", signed_at=NOW, ends_on=(NOW + 84 * A_DAY).date())
    assert years(pair, 200) == [(30, "first_month"), (70, "before_end")]


def test_nobody_is_asked_in_a_pause_or_after_the_end_and_afterwards_they_are(pair: Mentorship) -> None:
    Mentorship.objects.filter(pk=pair.pk).update(state="paused")
    assert ask_due(now=MONTH) == 0
    assert not ReviewLook.objects.exists()
    Mentorship.objects.filter(pk=pair.pk).update(state="active", tended_at=None)
    tend(now=MONTH + 5 * A_DAY)
    assert ask_due(now=MONTH + 5 * A_DAY) == 1


def test_a_point_that_passed_long_ago_is_not_asked_about(pair: Mentorship) -> None:
    assert ask_due(now=NOW + 60 * A_DAY) == 0
    assert not Review.objects.exists()


def test_the_database_keeps_each_to_one(pair: Mentorship, alice: Person) -> None:
    ask_due(now=MONTH)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.ReviewFactory(mentorship=pair, person=alice)


# --- the answers


def test_the_second_answer_lets_both_read_and_tells_the_first(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    ask_due(now=MONTH)
    Notification.objects.all().delete()
    says(alice, goes_well="We laugh.")
    assert letters() == []
    says(bob, ReviewChoice.ADJUST)
    assert letters() == [(SHARED_MAIL, "Alice Adeyemi")]
    assert (of(alice).goes_well, of(bob).open_choice) == ("We laugh.", "adjust")


def test_an_answer_can_be_changed_until_the_other_one_has_answered(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    ask_due(now=MONTH)
    says(alice)
    says(alice, ReviewChoice.FINISH, to_change="Time.")
    assert (of(alice).choice, of(alice).to_change) == ("finish", "Time.")
    says(bob)
    for person in (alice, bob):
        with pytest.raises(BothAnswered):
            says(person, ReviewChoice.ADJUST)
    assert of(alice).open_choice == "finish"


def test_help_is_called_quietly_and_the_other_one_reads_an_open_choice(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    ask_due(now=MONTH)
    Notification.objects.all().delete()
    says(alice, ReviewChoice.ADJUST, needs_help=True, for_organisers="I am stuck.")
    assert (of(alice).choice, of(alice).open_choice) == ("need_help", "adjust")
    assert HelpRequest.objects.get().message == "I am stuck."
    assert letters() == [(HELP_MAIL, "Olga Organiser")]
    says(alice, ReviewChoice.CONTINUE)
    assert (of(alice).choice, of(alice).open_choice) == ("need_help", "continue")
    says(alice, ReviewChoice.CONTINUE, needs_help=True)
    assert HelpRequest.objects.count() == 1


def test_no_answer_is_a_call_for_help_alone(pair: Mentorship, alice: Person) -> None:
    ask_due(now=MONTH)
    with pytest.raises(ValueError, match="beside the choice"):
        says(alice, ReviewChoice.NEED_HELP)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(person=alice).update(
            state="answered", answered_at=MONTH, choice="need_help", open_choice="need_help"
        )


def test_after_the_end_there_is_nothing_to_answer(pair: Mentorship, alice: Person) -> None:
    ask_due(now=MONTH)
    Mentorship.objects.filter(pk=pair.pk).update(state="ended", closed_at=MONTH)
    with pytest.raises(StaleState):
        says(alice)


# --- reminders


def test_one_reminder_then_it_is_missed_and_can_still_be_answered(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    ask_due(now=MONTH)
    says(bob)
    Notification.objects.all().delete()
    assert [remind_due(now=MONTH + day * A_DAY) for day in range(20)] == [0] * 4 + [1] + [0] * 15
    assert letters() == [(REMINDER_MAIL, "Alice Adeyemi")]
    assert (of(alice).state, of(alice).remind_at) == ("missed", None)
    says(alice)
    assert of(alice).state == "answered"
    assert letters() == [(REMINDER_MAIL, "Alice Adeyemi"), (SHARED_MAIL, "Bob Brown")]


def test_a_pause_brings_no_reminder(pair: Mentorship, alice: Person) -> None:
    ask_due(now=MONTH)
    Mentorship.objects.filter(pk=pair.pk).update(state="paused")
    assert sum(remind_due(now=MONTH + day * A_DAY) for day in range(20)) == 0
    assert of(alice).state == "missed"


def test_organisers_may_know_how_many_answered(pair: Mentorship, alice: Person) -> None:
    ask_due(now=MONTH)
    says(alice)
    found = counted(Mentorship.objects.filter(programme=pair.programme))
    assert (found.asked, found.answered) == (2, 1)
