"""The pages of the working agreement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from journeys.models import Agreement, PairGoal
from journeys.queries.agreement import ahead, card, happened
from matching.models import Mentorship
from tests import factories as make

pytestmark = pytest.mark.django_db

SENT = {
    "goals": "Lead one project from start to end.\r\nSpeak up in meetings.",
    "cadence": "weekly",
    "minutes": "45",
    "channel": "The canteen",
    "ends_on": "",
    "confidentiality_ticked": ["all"],
    "confidentiality": "Not even to Carol.",
    "if_it_fails_ticked": ["ask"],
    "message": "What do you think?",
    "seen": "0",
}


@pytest.fixture
def pair() -> Mentorship:
    mentor = make.MentorFactory(person__name="Bob Brown", person__formats=["phone", "video"])
    found: Mentorship = make.MentorshipFactory(
        mentor=mentor,
        mentee__programme=mentor.programme,
        mentee__person__name="Alice Adeyemi",
        mentee__person__formats=["video"],
        started_at=timezone.now() - timedelta(days=10),
    )
    make.GoalFactory(enrolment=found.mentee, position=1, text="Lead one project from start to end.")
    return found


@pytest.fixture
def alice(pair: Mentorship) -> Client:
    return as_one(pair.mentee.person)


@pytest.fixture
def bob(pair: Mentorship) -> Client:
    return as_one(pair.mentor.person)


def as_one(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def url(pair: Mentorship, name: str = "", *more: Any) -> str:
    return reverse(f"journeys:agreement{'_' if name else ''}{name}", args=[pair.pk, *more])


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_first_draft_is_filled_in(pair: Mentorship, alice: Client) -> None:
    assert "Five minutes now save a lot of guessing" in text(alice, url(pair))
    page = alice.get(url(pair, "edit"))
    form = page.context["form"]
    assert form["goals"].value() == "Lead one project from start to end."
    assert (form["cadence"].value(), form["minutes"].value()) == ("fortnightly", 60)
    assert form["channel"].value() == "Video call"
    assert form["confidentiality_ticked"].value() == ["all", "danger"]
    assert not Agreement.objects.exists()


def test_from_the_draft_to_the_signature_and_the_goals(pair: Mentorship, alice: Client, bob: Client) -> None:
    assert alice.post(url(pair, "edit"), SENT).headers["Location"] == url(pair)
    made = Agreement.objects.get()
    assert made.confidentiality == "What we tell each other stays between us.\nNot even to Carol."
    assert made.goals == "Lead one project from start to end.\nSpeak up in meetings."
    assert "You proposed this; Bob has not signed yet" in text(alice, url(pair))
    page = text(bob, url(pair))
    assert "Alice proposes this" in page
    assert "What do you think?" in page
    assert bob.post(url(pair, "sign"), {"version": "1"}).status_code == 302
    page = text(alice, url(pair))
    assert "in force since" in page
    assert "Make these goals" in page
    alice.post(url(pair, "goals"), {"version": "1"})
    assert PairGoal.objects.count() == 2
    assert "Make these goals" not in text(bob, url(pair))


def test_a_change_shows_what_differs_word_by_word(pair: Mentorship, alice: Client, bob: Client) -> None:
    alice.post(url(pair, "edit"), SENT)
    bob.post(url(pair, "edit"), {**SENT, "channel": "The canteen, or a walk", "seen": "1"})
    page = text(alice, url(pair))
    assert "What it changes in your version 1" in page
    assert '<ins><span class="unseen">Added: </span>, or a walk</ins>' in page
    compared = text(alice, url(pair, "version", 1) + "?against=2")
    assert '<del><span class="unseen">Removed: </span>, or a walk</del>' in compared


def test_a_stale_signature_says_what_happened(pair: Mentorship, alice: Client, bob: Client) -> None:
    alice.post(url(pair, "edit"), SENT)
    alice.post(url(pair, "edit"), {**SENT, "minutes": "30", "seen": "1"})
    response = bob.post(url(pair, "sign"), {"version": "1"})
    assert response.status_code == 409
    assert "Alice proposed version 2 meanwhile" in response.content.decode()
    assert list(Agreement.objects.order_by("version").values_list("state", flat=True)) == [
        "changed",
        "proposed",
    ]


def test_whoever_was_slower_keeps_what_they_wrote(pair: Mentorship, alice: Client, bob: Client) -> None:
    alice.post(url(pair, "edit"), SENT)
    mine = {**SENT, "channel": "On the phone", "seen": "0"}
    response = bob.post(url(pair, "edit"), mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "This changed while you were writing" in page
    assert 'value="On the phone"' in page
    assert response.context["form"]["seen"].value() == "1"
    bob.post(url(pair, "edit"), {**mine, "seen": "1"})
    assert Agreement.objects.get(state="proposed").channel == "On the phone"


def test_taken_back_it_can_be_begun_anew(pair: Mentorship, alice: Client, bob: Client) -> None:
    alice.post(url(pair, "edit"), SENT)
    alice.post(url(pair, "withdraw"), {"version": "1"})
    assert bob.post(url(pair, "sign"), {"version": "1"}).status_code == 409
    page = text(alice, url(pair, "version", 1))
    assert f"{url(pair, 'edit')}?from=1" in page
    form = alice.get(url(pair, "edit") + "?from=1").context["form"]
    assert form["channel"].value() == "The canteen"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"goals": "x" * 401}, "A goal has at most 400 characters"),
        ({"goals": "\n".join(map(str, range(11)))}, "10 goals at most"),
        ({"confidentiality_ticked": [], "confidentiality": " "}, "what stays between you"),
        ({"between": "y" * 1001}, "too long"),
        ({"ends_on": "2020-01-01"}, "Choose a day after today"),
    ],
)
def test_what_cannot_be_is_told_in_words(
    pair: Mentorship, alice: Client, sent: dict[str, Any], words: str
) -> None:
    response = alice.post(url(pair, "edit"), {**SENT, **sent})
    assert words in response.content.decode()
    assert not Agreement.objects.exists()


def test_what_holds_already_is_no_proposal(pair: Mentorship, alice: Client, bob: Client) -> None:
    alice.post(url(pair, "edit"), SENT)
    response = bob.post(url(pair, "edit"), {**SENT, "seen": "1"})
    assert "This is what is proposed already" in response.content.decode()


def test_after_the_end_it_is_read_and_not_changed(pair: Mentorship, alice: Client, bob: Client) -> None:
    alice.post(url(pair, "edit"), SENT)
    Mentorship.objects.filter(pk=pair.pk).update(state="completed", closed_at=timezone.now())
    assert "Sign it" not in text(bob, url(pair))
    assert bob.post(url(pair, "sign"), {"version": "1"}).status_code == 409
    assert bob.get(url(pair, "edit")).status_code == 302
    response = bob.post(url(pair, "edit"), {**SENT, "channel": "My desk", "seen": "1"})
    assert response.status_code == 409
    assert "My desk" in response.content.decode()


def test_the_pages_cost_the_same_with_many_versions(pair: Mentorship, alice: Client) -> None:
    alice.post(url(pair, "edit"), SENT)
    addresses = (url(pair), url(pair, "version", 1), url(pair, "edit"))
    few = [cost(alice, address) for address in addresses]
    for number in range(2, 12):
        old = make.AgreementFactory(
            mentorship=pair, version=number, state="withdrawn", closed_at=timezone.now()
        )
        make.SignatureFactory(agreement=old)
    assert [cost(alice, address) for address in addresses] == few


def cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_what_the_rest_of_the_site_is_told(pair: Mentorship, alice: Client, bob: Client) -> None:
    mentee, mentor, now = pair.mentee.person, pair.mentor.person, timezone.now()

    def next_of(reader: Person) -> tuple[str, bool, int]:
        (one,) = ahead([pair], reader=reader, now=now)[pair.pk]
        return one.key, one.waits, one.rank

    assert next_of(mentee) == ("agreement_write", True, 30)
    alice.post(url(pair, "edit"), SENT)
    assert next_of(mentee) == ("agreement_sent", False, 40)
    assert next_of(mentor) == ("agreement_sign", True, 10)
    bob.post(url(pair, "sign"), {"version": "1"})
    assert ahead([pair], reader=mentee, now=now) == {}
    shown = card(pair, reader=mentee, now=now)
    assert shown is not None
    assert [part.text for part in shown.parts][:2] == ["Every week", "45 minutes"]
    assert [one.text for one in happened(pair, reader=mentor)] == [
        "Alice proposed a working agreement, version 1",
        "You both signed version 1 of your agreement",
    ]
