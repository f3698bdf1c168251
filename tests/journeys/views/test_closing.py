"""The pages of the end: how it ends, the look back, what comes next, and the page to print."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from journeys.models import ClosingAnswer
from journeys.queries.closing import ahead, to_look_back_on
from matching.enums import EndReason
from matching.models import Mentorship, Preference
from matching.operations.mentorships import end_mentorship
from notifications.kinds import registry
from notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Mentorship:
    mentor = make.MentorFactory(
        person__name="Bob Brown", active_mentorships=1, programme__mode="self", capacity=2
    )
    made: Mentorship = make.MentorshipFactory(
        mentor=mentor,
        mentee__programme=mentor.programme,
        mentee__person__name="Alice Adeyemi",
        mentee__active_mentorships=1,
        started_at=timezone.now() - timedelta(days=40),
    )
    return made


def as_one(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def url(pair: Mentorship, name: str = "close") -> str:
    return reverse(f"journeys:{name}", args=[pair.pk])


def end(pair: Mentorship, reason: EndReason = EndReason.FINISHED) -> None:
    end_mentorship(pair, reason=reason, by=pair.mentor.person, now=timezone.now())


def test_an_end_is_shown_before_it_happens(pair: Mentorship) -> None:
    alice = as_one(pair.mentee.person)
    goal = make.PairGoalFactory(mentorship=pair)
    early = {"way": "early", "reason": "not_the_fit", "note": "Other fields.", f"goal_{goal.pk}": "reached"}
    shown = alice.post(url(pair), early)
    sure = shown.content.decode()
    assert "This cannot be undone" in sure
    assert "Alice Adeyemi has brought your mentorship" in sure
    assert shown.context["wish"]["not_again"].value() is True
    assert Mentorship.objects.open().count() == 1
    back = alice.post(url(pair), {**early, "back": "1"}).content.decode()
    assert "Other fields." in back
    answer = alice.post(url(pair), {**early, "sure": "1", "not_again": "on"})
    assert answer.headers["Location"] == url(pair, "closing_answers")
    pair.refresh_from_db()
    goal.refresh_from_db()
    assert (pair.state, pair.end_reason, goal.state) == ("ended", "not_the_fit", "reached")
    assert Preference.objects.get().value == "not_again"


def test_a_completion_asks_for_no_reason_and_keeps_none(pair: Mentorship) -> None:
    bob = as_one(pair.mentor.person)
    complete = {"way": "complete", "reason": "no_time", "note": "left over"}
    assert "stay in touch" in bob.post(url(pair), complete).content.decode()
    bob.post(url(pair), {**complete, "sure": "1"})
    pair.refresh_from_db()
    assert (pair.state, pair.end_reason) == ("completed", "finished")
    assert not Preference.objects.exists()
    assert set(ClosingAnswer.objects.values_list("end_note", flat=True)) == {""}


def test_a_private_goal_is_the_mentees_to_close(pair: Mentorship) -> None:
    make.PairGoalFactory(mentorship=pair, text="Ask for more pay", private=True)
    assert "Ask for more pay" in as_one(pair.mentee.person).get(url(pair)).content.decode()
    assert "Ask for more pay" not in as_one(pair.mentor.person).get(url(pair)).content.decode()


def test_whoever_ends_it_second_keeps_their_words(pair: Mentorship) -> None:
    end(pair)
    late = {"way": "early", "note": "We could not find the time.", "sure": "1"}
    answer = as_one(pair.mentee.person).post(url(pair), late)
    assert answer.status_code == 409
    assert "We could not find the time." in answer.content.decode()
    assert as_one(pair.mentee.person).get(url(pair)).headers["Location"] == url(pair, "closing_answers")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (EndReason.FINISHED, "Bob Brown says that what you two agreed"),
        (EndReason.NOT_THE_FIT, "Bob Brown has brought your mentorship"),
    ],
)
def test_the_letter_says_who_never_why_and_asks(pair: Mentorship, reason: EndReason, words: str) -> None:
    end(pair, reason)
    letter = registry["mentorship_ended"].load(Notification.objects.get(kind="mentorship_ended"))
    assert letter is not None
    assert letter.to == pair.mentee.person.user.email
    assert (letter.context["by_other"], letter.context["left"]) == (True, False)
    assert str(letter.context["questions_url"]).endswith(url(pair, "closing_answers"))
    assert reason not in str(letter.context)
    assert words.split(maxsplit=1)[0] in str(letter.context["other"])


def test_nobody_reads_the_look_back_of_the_other_one(pair: Mentorship) -> None:
    end(pair)
    alice, bob = as_one(pair.mentee.person), as_one(pair.mentor.person)
    answer = alice.post(
        url(pair, "closing_answers"), {"worth": "5", "takes_along": "To wait.", "in_touch": "yes"}
    )
    assert answer.headers["Location"] == url(pair, "closing_next")
    assert "To wait." in alice.get(url(pair, "closing_answers")).content.decode()
    for page in ("closing_answers", "closing_next", "mentorship"):
        assert "To wait." not in bob.get(url(pair, page)).content.decode()


def test_after_an_early_end_nobody_is_asked_to_stay_in_touch(pair: Mentorship) -> None:
    end(pair, EndReason.OTHER)
    assert "in_touch" not in as_one(pair.mentee.person).get(url(pair, "closing_answers")).content.decode()


def test_what_goes_on_is_not_looked_back_on(pair: Mentorship) -> None:
    alice = as_one(pair.mentee.person)
    for name in ("closing_answers", "closing_next"):
        assert alice.get(url(pair, name)).headers["Location"] == url(pair, "mentorship")
        assert alice.post(url(pair, name), {}).status_code == 409


def test_another_mentor_is_one_press_away_and_the_wish_is_kept(pair: Mentorship) -> None:
    end(pair, EndReason.NO_TIME)
    alice = as_one(pair.mentee.person)
    answer = alice.post(url(pair, "closing_next"), {"not_again": "on", "find": "1"})
    assert answer.headers["Location"] == reverse("matching:matches", args=[pair.mentee.pk])
    assert Preference.objects.get().about == pair.mentor
    wishes = [
        as_one(person).get(url(pair, "closing_next")).context["form"]["not_again"].value()
        for person in (pair.mentee.person, pair.mentor.person)
    ]
    assert wishes == [True, False]
    alice.post(url(pair, "closing_next"), {})
    assert not Preference.objects.exists()


def test_where_organisers_match_the_mentee_is_told_so(pair: Mentorship) -> None:
    pair.programme.mode = "cohort"
    pair.programme.save(update_fields=["mode"])
    end(pair)
    page = as_one(pair.mentee.person).get(url(pair, "closing_next")).content.decode()
    assert "the organisers bring people together" in page
    assert "2 of your 2 places" in as_one(pair.mentor.person).get(
        url(pair, "closing_next")
    ).content.decode().replace("\n", " ")


def test_the_certificate_waits_for_the_first_meeting(pair: Mentorship) -> None:
    bob = as_one(pair.mentor.person)
    page = reverse("journeys:certificate", args=[pair.mentor.pk])
    assert "Not yet" in bob.get(page).content.decode()
    at = timezone.now() - timedelta(days=3)
    make.MeetingFactory(mentorship=pair, state="held", starts_at=at, said_at=at, minutes=90)
    shown = bob.get(page).content.decode()
    assert "has been a mentor in the programme" in shown
    assert (
        "Confirmation of participation"
        in as_one(pair.mentee.person)
        .get(reverse("journeys:certificate", args=[pair.mentee.pk]))
        .content.decode()
    )
    assert bob.get(reverse("journeys:certificate", args=[pair.mentee.pk])).status_code == 404


def test_what_waits_is_named(pair: Mentorship) -> None:
    reader, now = pair.mentee.person, timezone.now()
    assert ahead([pair], reader=reader, now=now) == {}
    (finish,) = ahead([pair], reader=reader, now=now + timedelta(days=120))[pair.pk]
    assert (finish.text, finish.rank) == ("Finish well", 30)
    end(pair)
    ((found, question),) = to_look_back_on(reader, now=now)
    assert (found, question.rank, question.url) == (pair, 20, url(pair, "closing_answers"))
    assert [one.key for one in ahead([pair], reader=reader, now=now)[pair.pk]] == [question.key]


def test_what_waits_costs_the_same_for_many(pair: Mentorship) -> None:
    reader = pair.mentee.person
    many = [pair, *(make.MentorshipFactory(mentee=pair.mentee) for _ in range(3))]
    costs = []
    for mentorships in (many[:1], many):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            ahead(mentorships, reader=reader, now=timezone.now())
        costs.append(len(captured))
    assert costs == [1, 1]
