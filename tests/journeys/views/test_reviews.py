"""The pages of reviews."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from journeys.models import HelpRequest, Review
from journeys.queries.reviews import ahead, card, happened
from matching.models import Mentorship
from tests import factories as make

pytestmark = pytest.mark.django_db

SAID = {"open_choice": "adjust", "goes_well": "We keep our dates.", "to_change": "More time."}


@pytest.fixture
def pair() -> Mentorship:
    mentor = make.MentorFactory(person__name="Bob Brown")
    found: Mentorship = make.MentorshipFactory(
        mentor=mentor,
        mentee__programme=mentor.programme,
        mentee__person__name="Alice Adeyemi",
        started_at=timezone.now() - timedelta(days=31),
    )
    for one in (found.mentee, found.mentor):
        make.ReviewFactory(mentorship=found, person=one.person, due_at=timezone.now())
    return found


def as_one(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def alice(pair: Mentorship) -> Client:
    return as_one(pair.mentee.person)


@pytest.fixture
def bob(pair: Mentorship) -> Client:
    return as_one(pair.mentor.person)


def url(pair: Mentorship, person: Person) -> str:
    return reverse("journeys:review", args=[pair.pk, Review.objects.get(person=person).pk])


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_nothing_is_shown_until_both_have_answered(pair: Mentorship, alice: Client, bob: Client) -> None:
    of_alice, of_bob = url(pair, pair.mentee.person), url(pair, pair.mentor.person)
    every = reverse("journeys:reviews", args=[pair.pk])
    untouched = text(bob, of_bob), text(bob, every)
    alice.post(of_alice, SAID)
    assert "Bob has not answered yet" in text(alice, of_alice)
    for before, address in zip(untouched, (of_bob, every), strict=True):
        assert without_tokens(text(bob, address)) == without_tokens(before)
    bob.post(of_bob, {"open_choice": "continue", "goes_well": "She asks well."})
    for client, address in ((alice, of_alice), (bob, of_bob)):
        page = text(client, address)
        assert "What you both wrote" in page
        assert "We keep our dates." in page
        assert "She asks well." in page
        assert "Change your agreement together" in page


def without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf" not in line and "nonce" not in line]


def test_a_call_for_help_leaves_no_trace_for_the_other_one(
    pair: Mentorship, alice: Client, bob: Client
) -> None:
    of_alice, of_bob = url(pair, pair.mentee.person), url(pair, pair.mentor.person)
    help_wanted = {"needs_help": "on", "for_organisers": "I dread our calls."}
    alice.post(of_alice, {**SAID, **help_wanted})
    assert HelpRequest.objects.get().message == "I dread our calls."
    bob.post(of_bob, SAID)
    page = text(bob, of_bob)
    assert "dread" not in page
    assert "help" not in page.partition("<main")[2].partition("</main")[0].lower()
    assert "Your call for help is with the organisers" in text(alice, of_alice)


def test_words_for_the_organisers_without_the_tick_are_asked_about(pair: Mentorship, alice: Client) -> None:
    response = alice.post(url(pair, pair.mentee.person), {**SAID, "for_organisers": "I dread our calls."})
    page = response.content.decode()
    assert "Tick this for the organisers to read what you wrote to them" in page
    assert "I dread our calls." in page
    assert not HelpRequest.objects.exists()


def test_an_answer_is_changed_until_the_other_one_has_answered(
    pair: Mentorship, alice: Client, bob: Client
) -> None:
    of_alice = url(pair, pair.mentee.person)
    alice.post(of_alice, SAID)
    alice.post(of_alice, {**SAID, "goes_well": "Nearly all."})
    assert "Nearly all." in text(alice, of_alice)
    bob.post(url(pair, pair.mentor.person), SAID)
    response = alice.post(of_alice, {**SAID, "goes_well": "On second thoughts."})
    assert response.status_code == 409
    assert "On second thoughts." in response.content.decode()


def test_both_finish_and_are_led_to_the_end(pair: Mentorship, alice: Client, bob: Client) -> None:
    alice.post(url(pair, pair.mentee.person), {"open_choice": "finish"})
    bob.post(url(pair, pair.mentor.person), {"open_choice": "finish"})
    page = text(alice, url(pair, pair.mentee.person))
    assert "You both would like to finish" in page
    assert reverse("journeys:close", args=[pair.pk]) in page


def test_after_the_end_there_is_no_form(pair: Mentorship, alice: Client) -> None:
    Mentorship.objects.filter(pk=pair.pk).update(state="ended", closed_at=timezone.now())
    address = url(pair, pair.mentee.person)
    assert "This review was not answered" in text(alice, address)
    response = alice.post(address, SAID)
    assert response.status_code == 409
    assert "We keep our dates." in response.content.decode()


def test_the_list_shows_what_is_to_come_and_costs_the_same(pair: Mentorship, alice: Client) -> None:
    every = reverse("journeys:reviews", args=[pair.pk])
    page = text(alice, every)
    assert page.count("you get a letter then") == 2
    few = cost(alice, every)
    for one in (pair.mentee, pair.mentor):
        for point in ("half_way", "before_end"):
            make.ReviewFactory(mentorship=pair, person=one.person, point=point, due_at=timezone.now())
    assert cost(alice, every) == few


def cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_what_the_rest_of_the_site_is_told(pair: Mentorship, alice: Client, bob: Client) -> None:
    mentee, now = pair.mentee.person, timezone.now()
    (due,) = ahead([pair], reader=mentee, now=now)[pair.pk]
    assert (due.waits, due.rank) == (True, 20)
    shown = card(pair, reader=mentee, now=now)
    assert shown is not None
    assert shown.row.waits
    alice.post(url(pair, mentee), SAID)
    (later,) = ahead([pair], reader=mentee, now=now)[pair.pk]
    assert (later.waits, later.line) == (False, "Half-way")
    assert [one.text for one in happened(pair, reader=mentee)] == ["You looked back: After a month"]
    assert happened(pair, reader=pair.mentor.person) == []
    bob.post(url(pair, pair.mentor.person), SAID)
    assert [one.text for one in happened(pair, reader=mentee)] == ["You both looked back: After a month"]
