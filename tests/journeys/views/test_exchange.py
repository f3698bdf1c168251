"""What a pair exchanges, in the browser: messages, feedback, introductions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from journeys.links import Purpose, token
from journeys.models import Feedback, FeedbackWish, Introduction, Message, SharedTrend
from matching.models import Mentorship
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Mentorship:
    return make.MentorshipFactory(
        mentee__person__name="Alice Adeyemi",
        mentor__person__name="Bob Brown",
        started_at=timezone.now() - timedelta(days=40),
    )


@pytest.fixture
def alice(pair: Mentorship) -> Client:
    return signed_in(pair.mentee.person)


@pytest.fixture
def bob(pair: Mentorship) -> Client:
    return signed_in(pair.mentor.person)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def at(name: str, pair: Mentorship, *more: Any) -> str:
    return reverse(f"journeys:{name}", args=[pair.pk, *more])


def end(pair: Mentorship) -> None:
    Mentorship.objects.filter(pk=pair.pk).update(state="completed", closed_at=timezone.now())


# --- messages


def test_two_people_write_to_each_other(pair: Mentorship, alice: Client, bob: Client) -> None:
    sent = alice.post(at("messages", pair), {"text": "See https://example.org/draft\r\n\r\n<b>now</b>"})
    assert sent.headers["Location"] == at("messages", pair) + "#latest"
    page = bob.get(at("messages", pair)).text
    assert '<a href="https://example.org/draft" rel="nofollow ugc noopener noreferrer">' in page
    assert "&lt;b&gt;now&lt;/b&gt;" in page
    assert "Take back" not in page
    message = Message.objects.get()
    back = alice.post(at("message_take_back", pair, message.pk), follow=True).text
    assert "Taken back" in back
    assert "example.org/draft" not in bob.get(at("messages", pair)).text
    assert alice.get(at("message_take_back", pair, message.pk)).status_code == 302


def test_the_latest_page_comes_first_and_reads_from_old_to_new(pair: Mentorship, alice: Client) -> None:
    now = timezone.now()
    for number in range(55):
        make.MessageFactory(
            mentorship=pair, text=f"Line {number:02}.", sent_at=now - (60 - number) * timedelta(hours=1)
        )
    page = alice.get(at("messages", pair)).text
    assert "Line 05." in page
    assert page.index("Line 05.") < page.index("Line 54.")
    assert "Line 04." not in page
    earlier = alice.get(at("messages", pair) + "?page=2").text
    assert "Line 04." in earlier
    assert "The latest messages" in earlier


def test_what_cannot_be_sent_is_given_back(pair: Mentorship, alice: Client) -> None:
    def answer() -> tuple[int, bool]:
        response = alice.post(at("messages", pair), {"text": "My precious words."})
        return response.status_code, "My precious words." in response.text

    for number in range(60):
        make.MessageFactory(mentorship=pair, text=f"Line {number}.", sent_at=timezone.now())
    assert answer() == (200, True)
    Message.objects.all().delete()
    make.BlockFactory(blocker=pair.mentor.person, blocked=pair.mentee.person)
    assert answer() == (409, True)
    assert "<textarea" not in alice.get(at("messages", pair)).text
    end(pair)
    assert answer() == (409, True)
    assert not Message.objects.exists()


def test_a_programme_without_messages_says_how_else(pair: Mentorship, alice: Client) -> None:
    make.MessageFactory(mentorship=pair, author=pair.mentor.person, text="From before.")
    pair.programme.messages = False
    pair.programme.save(update_fields=["messages"])
    page = alice.get(at("messages", pair)).text
    assert "From before." in page
    assert f"mailto:{pair.mentor.person.user.email}" in page
    assert "<textarea" not in page
    assert alice.post(at("messages", pair), {"text": "Now."}).status_code == 409


# --- feedback


def test_feedback_is_asked_for_given_changed_and_removed(
    pair: Mentorship, alice: Client, bob: Client
) -> None:
    alice.post(at("feedback_wish", pair), {"question": "How was my talk?"})
    assert "How was my talk?" in bob.get(at("feedback", pair)).text
    said = {"strengths": "Clear and short.", "work_on": "", "would_help": "", "readers": "pair"}
    told = bob.post(at("feedback", pair), said, follow=True).text
    assert "Alice can read it now." in told
    assert FeedbackWish.objects.get().answered_at is not None
    feedback = Feedback.objects.get()
    assert "Clear and short." in alice.get(at("reflect", pair)).text
    assert alice.get(at("feedback_change", pair, feedback.pk)).status_code == 404
    bob.post(at("feedback_change", pair, feedback.pk), said | {"work_on": "Louder."})
    assert "changed on" in alice.get(at("reflect", pair)).text
    bob.post(at("feedback_remove", pair, feedback.pk))
    assert "Clear and short." not in alice.get(at("reflect", pair)).text


def test_feedback_is_suggested_at_a_set_point_until_it_is_given(pair: Mentorship, alice: Client) -> None:
    assert "You have had a month together" in alice.get(at("reflect", pair)).text
    said = {"strengths": "You listen.", "readers": "pair", "point": "first_month"}
    alice.post(at("feedback", pair) + "?point=first_month", said)
    assert Feedback.objects.get().point == "first_month"
    assert "You have had a month together" not in alice.get(at("reflect", pair)).text


def test_after_the_end_it_is_read_and_no_more_written(pair: Mentorship, alice: Client) -> None:
    make.FeedbackFactory(mentorship=pair, author=pair.mentor.person, strengths="You dared.")
    end(pair)
    page = alice.get(at("reflect", pair)).text
    assert "You dared." in page
    assert "Give feedback" not in page
    late = alice.post(at("feedback", pair), {"strengths": "And you.", "readers": "pair"})
    assert (late.status_code, "And you." in late.text) == (409, True)
    assert alice.post(at("feedback_wish", pair), {"question": "Why?"}).status_code == 409


def test_organisers_read_what_was_widened_and_nothing_else(pair: Mentorship) -> None:
    make.FeedbackFactory(mentorship=pair, strengths="For us two.")
    make.FeedbackFactory(mentorship=pair, strengths="For you, too.", readers="organisers")
    organiser = make.PersonFactory(user__is_staff=True)
    make.OrganiserFactory(programme=pair.programme, person=organiser, since=timezone.now())
    page = signed_in(organiser).get(reverse("journeys:organise_feedback", args=[pair.programme.slug])).text
    assert "For you, too." in page
    assert "For us two." not in page


def test_the_two_lines_need_both(pair: Mentorship, alice: Client, bob: Client) -> None:
    alice.post(at("trend_share", pair), {"shared": "yes"})
    assert "Alice would share how it goes with you." in bob.get(at("reflect", pair)).text
    bob.post(at("trend_share", pair), {"shared": "yes"})
    assert SharedTrend.objects.count() == 2
    alice.post(at("trend_share", pair), {"shared": "no"})
    assert SharedTrend.objects.get().person == pair.mentor.person


# --- introductions


def test_an_introduction_from_offer_to_outcome(pair: Mentorship, alice: Client, bob: Client) -> None:
    offer = {
        "name": "Ingrid",
        "email": "ingrid@elsewhere.example",
        "about": "A chair.",
        "reason": "Both lead.",
    }
    assert "We ask Alice first." in bob.post(at("introduction_offer", pair), offer, follow=True).text
    introduction = Introduction.objects.get()
    page = alice.get(at("introduction_answer", pair, introduction.pk)).text
    assert "A chair." in page
    assert "elsewhere.example" not in page
    alice.post(at("introduction_answer", pair, introduction.pk), {"answer": "yes", "about": "An analyst."})
    link = reverse(
        "journeys:mail_introduced", args=[token(Purpose.INTRODUCED, introduction.pk, pair.mentor.person.pk)]
    )
    contact = Client()
    page = contact.get(link + "?answer=no").text
    assert "An analyst." in page
    assert "Adeyemi" not in page
    assert Introduction.objects.get().contact_said_at is None  # looking changes nothing
    assert "you are introduced" in contact.post(link, {"answer": "yes"}, follow=True).text
    assert contact.post(link, {"answer": "no"}).status_code == 410
    assert "ingrid@elsewhere.example" in alice.get(at("introductions", pair)).text
    alice.post(at("introduction_outcome", pair, introduction.pk), {"outcome": "goes_on"})
    assert "They stay in touch" in bob.get(at("introductions", pair)).text


def test_a_no_looks_like_waiting_to_whoever_offered_it(pair: Mentorship, alice: Client, bob: Client) -> None:
    introduction = make.IntroductionFactory(mentorship=pair, offered_at=timezone.now())
    before = bob.get(at("introductions", pair)).text
    alice.post(at("introduction_answer", pair, introduction.pk), {"answer": "no"})
    after = bob.get(at("introductions", pair)).text
    assert "Waits" in before
    assert "Waits" in after
    assert "Did not come about" not in after
    assert "Did not come about" in alice.get(at("introductions", pair)).text
    late = alice.post(at("introduction_answer", pair, introduction.pk), {"answer": "yes", "about": "I."})
    assert late.status_code == 409


def test_a_link_of_an_offer_that_was_taken_back_opens_nothing(pair: Mentorship, bob: Client) -> None:
    said = {"introduced_said_at": timezone.now(), "introduced_agrees": True}
    introduction = make.IntroductionFactory(mentorship=pair, offered_at=timezone.now(), **said)
    link = reverse(
        "journeys:mail_introduced", args=[token(Purpose.INTRODUCED, introduction.pk, pair.mentor.person.pk)]
    )
    assert Client().get(link).status_code == 200
    bob.post(at("introduction_take_back", pair, introduction.pk))
    page = Client().get(link)
    assert (page.status_code, "Bob" in page.text) == (410, False)
    assert Client().post(link, {"answer": "yes"}).status_code == 410


def test_offers_that_cannot_be_made_say_why(pair: Mentorship, bob: Client) -> None:
    offer = {"name": "Alice", "email": pair.mentee.person.user.email, "about": "Her.", "reason": "Why not."}
    assert "the address of one of you two" in bob.post(at("introduction_offer", pair), offer).text
    end(pair)
    late = bob.post(at("introduction_offer", pair), offer | {"email": "a@elsewhere.example"})
    assert (late.status_code, "Why not." in late.text) == (409, True)
