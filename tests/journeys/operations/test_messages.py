"""The thread of a pair, and the letters that it causes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.models import AuditEvent, Person
from accounts.transitions import StaleState
from journeys.models import Message
from journeys.operations.exchanges import Apart, TooMany
from journeys.operations.messages import (
    GATHERS,
    MESSAGE_MAIL,
    MOST_AN_HOUR,
    SwitchedOff,
    send_message,
    take_back,
)
from matching.models import Mentorship
from notifications.kinds import Letter, registry
from notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = make.NOW
MINUTE = timedelta(minutes=1)


@pytest.fixture
def pair() -> Mentorship:
    return make.MentorshipFactory(mentee__person__name="Alice Adeyemi", mentor__person__name="Bob Brown")


@pytest.fixture
def alice(pair: Mentorship) -> Person:
    return pair.mentee.person


@pytest.fixture
def bob(pair: Mentorship) -> Person:
    return pair.mentor.person


def send(pair: Mentorship, by: Person, text: str, *, at: datetime = NOW) -> Message:
    return send_message(pair, text=text, by=by, now=at)


def queued() -> list[Notification]:
    return list(Notification.objects.filter(kind=MESSAGE_MAIL).order_by("created_at"))


def letter(one: Notification) -> Letter | None:
    return registry[MESSAGE_MAIL].load(one)


def words(one: Notification) -> object:
    found = letter(one)
    return found and found.context["messages"]


def test_a_message_makes_a_letter_that_waits_for_what_comes_right_after(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    send(pair, alice, "The draft is done.")
    send(pair, alice, "Second page first!", at=NOW + MINUTE)
    [one] = queued()
    assert (one.recipient, one.not_before) == (bob.user, NOW + GATHERS)
    found = letter(one)
    assert found is not None
    assert found.context["messages"] == ["The draft is done.", "Second page first!"]
    assert (found.to, found.reply_to) == (bob.user.email, alice.user.email)
    assert str(found.context["action_url"]).endswith("/messages/#reply")
    assert AuditEvent.objects.filter(action="message.send").count() == 2


def test_what_comes_after_the_letter_has_left_makes_another_and_none_says_it_twice(
    pair: Mentorship, alice: Person
) -> None:
    send(pair, alice, "One.")
    send(pair, alice, "Two.", at=NOW + GATHERS)
    first, second = queued()
    assert (words(first), words(second)) == (["One."], ["Two."])


def test_each_of_the_two_has_letters_of_their_own(pair: Mentorship, alice: Person, bob: Person) -> None:
    send(pair, alice, "Hello.")
    send(pair, bob, "Hello to you.", at=NOW + MINUTE)
    assert [(one.recipient, words(one)) for one in queued()] == [
        (bob.user, ["Hello."]),
        (alice.user, ["Hello to you."]),
    ]


def test_pressed_twice_it_is_one_message(pair: Mentorship, alice: Person) -> None:
    assert send(pair, alice, "Hello.") == send(pair, alice, "Hello.", at=NOW + timedelta(seconds=3))
    assert Message.objects.count() == 1
    send(pair, alice, "Hello.", at=NOW + 2 * MINUTE)
    assert Message.objects.count() == 2


def test_words_that_are_taken_back_are_gone_and_so_is_their_letter(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    first, second = send(pair, alice, "Not so."), send(pair, alice, "But so.", at=NOW + MINUTE)
    with pytest.raises(ValueError, match="their own"):
        take_back(first, by=bob, now=NOW + MINUTE)
    assert take_back(first, by=alice, now=NOW + MINUTE)
    assert not take_back(first, by=alice, now=NOW + MINUTE)
    first.refresh_from_db()
    assert (first.text, first.withdrawn_at) == ("", NOW + MINUTE)
    [one] = queued()
    assert words(one) == ["But so."]
    take_back(second, by=alice, now=NOW + MINUTE)
    assert letter(one) is None


def test_long_letters_are_cut_and_links_are_not_links(pair: Mentorship, alice: Person) -> None:
    for number in range(12):
        send(pair, alice, f"{number}: https://example.org/{number}", at=NOW + number * timedelta(seconds=1))
    [one] = queued()
    found = letter(one)
    assert found is not None
    assert (len(found.context["messages"]), found.context["more"]) == (10, 2)  # type: ignore[arg-type]
    assert "https://example.org" not in str(found.context["messages"])


def test_sixty_an_hour_are_enough(pair: Mentorship, alice: Person, bob: Person) -> None:
    for number in range(MOST_AN_HOUR):
        make.MessageFactory(mentorship=pair, author=alice, text=str(number), sent_at=NOW)
    with pytest.raises(TooMany):
        send(pair, alice, "One more.", at=NOW + MINUTE)
    send(pair, bob, "I may.", at=NOW + MINUTE)
    send(pair, alice, "Later.", at=NOW + 61 * MINUTE)


def test_nothing_is_sent_where_nothing_may_be(pair: Mentorship, alice: Person, bob: Person) -> None:
    sent = send(pair, alice, "Before.")
    [one] = queued()
    make.BlockFactory(blocker=bob, blocked=alice)
    with pytest.raises(Apart):
        send(pair, alice, "Now.")
    assert letter(one) is None
    pair.programme.messages = False
    pair.programme.save(update_fields=["messages"])
    with pytest.raises(SwitchedOff):
        send(pair, bob, "Now.")
    Mentorship.objects.filter(pk=pair.pk).update(state="completed", closed_at=NOW)
    with pytest.raises(StaleState):
        send(pair, bob, "Now.")
    assert list(Message.objects.all()) == [sent]
    assert take_back(sent, by=alice, now=NOW)  # their words are theirs after the end, too
