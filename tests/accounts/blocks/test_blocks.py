"""Blocking: it is mutual, silent and at once, it ends what stands between two people, and can be taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Block, Person
from accounts.operations.blocks import block, unblock
from accounts.transitions import StaleState
from journeys.models import Introduction
from matching.models import MentorInvitation, Mentorship, Request
from matching.operations.requests import CannotAsk, accept, ask
from notifications.models import Notification
from programmes.log import visible
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_was_here_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def pair() -> Mentorship:
    made: Mentorship = make.MentorshipFactory(
        mentee__person__name="Alice Adeyemi", mentor__person__name="Bob Baptiste"
    )
    return made


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def blocks(one: Person, other: Person) -> bool:
    return block(other=other, by=one, now=timezone.now())


def kinds() -> set[str]:
    return set(Notification.objects.values_list("kind", flat=True))


# --- what it ends


@pytest.mark.parametrize("by", ["mentee", "mentor"])
def test_an_open_request_is_closed_for_a_reason_that_tells_nothing(by: str) -> None:
    asked = make.RequestFactory()
    one = getattr(asked, by).person
    other = asked.mentor.person if by == "mentee" else asked.mentee.person
    assert blocks(one, other)
    asked.refresh_from_db()
    assert (asked.state, asked.close_reason) == ("closed", "person_left")
    assert asked.history.get().by is None
    assert kinds() == set()
    assert not Request.objects.visible_to(one).exists()
    assert not Request.objects.visible_to(other).exists()


def test_requests_of_others_stay_open() -> None:
    asked = make.RequestFactory()
    other = make.RequestFactory(mentor=asked.mentor, mentee__programme=asked.programme)
    blocks(asked.mentor.person, asked.mentee.person)
    other.refresh_from_db()
    assert other.state == "pending"


def test_a_mentorship_ends_as_every_other_and_both_places_are_free(pair: Mentorship) -> None:
    alice, bob = pair.mentee, pair.mentor
    blocks(alice.person, bob.person)
    pair.refresh_from_db()
    assert (pair.state, pair.end_reason, pair.closed_by) == ("ended", "other", alice.person)
    for one in (alice, bob):
        one.refresh_from_db()
        assert one.active_mentorships == 0
    told = Notification.objects.filter(kind="mentorship_ended")
    assert [one.recipient for one in told] == [bob.person.user]


@pytest.mark.parametrize(
    ("blocker", "state", "ended"),
    [("mentee", "sent", "withdrawn"), ("mentor", "sent", "expired"), ("mentor", "waiting", "expired")],
)
def test_an_invitation_between_the_two_ends_without_a_letter(blocker: str, state: str, ended: str) -> None:
    person = make.PersonFactory()
    answered = {} if state == "sent" else {"closed_at": timezone.now(), "accepted_at": timezone.now(), "accepted_by": person}  # fmt: skip
    invitation = make.MentorInvitationFactory(email=person.user.email, state=state, **answered)
    one, other = invitation.mentee.person, person
    if blocker == "mentor":
        one, other = other, one
    blocks(one, other)
    assert MentorInvitation.objects.get().state == ended
    assert kinds() == set()


def test_an_introduction_to_whom_one_blocked_does_not_come_about(pair: Mentorship) -> None:
    contact = make.PersonFactory()
    offered = make.IntroductionFactory(mentorship=pair, contact=contact, offered_at=timezone.now())
    bystander = make.IntroductionFactory(contact=contact, offered_at=timezone.now())
    blocks(contact, pair.mentee.person)
    assert Introduction.objects.get(pk=offered.pk).state == "closed"
    assert Introduction.objects.get(pk=bystander.pk).state == "offered"
    assert kinds() == set()
    pair.refresh_from_db()
    assert pair.state == "active"


def test_nobody_who_is_blocked_asks_or_is_accepted() -> None:
    asked = make.RequestFactory(sent_at=timezone.now(), expires_at=timezone.now() + timedelta(days=9))
    make.BlockFactory(blocker=asked.mentee.person, blocked=asked.mentor.person)
    with pytest.raises(StaleState):
        accept(asked, by=asked.mentor.person, now=timezone.now())
    with pytest.raises(CannotAsk) as fault:
        ask(
            mentee=asked.mentee, mentor=asked.mentor, want="", why_you="", how_often="open", score=None,
            reasons={}, by=asked.mentee.person, now=timezone.now(),
        )  # fmt: skip
    assert fault.value.code == "not_listed"


# --- twice, oneself, back


def test_twice_is_once_and_nobody_blocks_themself(pair: Mentorship) -> None:
    alice, bob = pair.mentee.person, pair.mentor.person
    assert blocks(alice, bob)
    assert not blocks(alice, bob)
    assert Block.objects.count() == 1
    with pytest.raises(ValueError, match="themself"):
        blocks(alice, alice)


def test_each_takes_back_their_own_and_what_ended_stays_ended(pair: Mentorship) -> None:
    alice, bob = pair.mentee.person, pair.mentor.person
    blocks(alice, bob)
    blocks(bob, alice)
    assert unblock(other=bob, by=alice, now=timezone.now())
    assert Block.objects.get().blocker == bob
    assert not unblock(other=bob, by=alice, now=timezone.now())
    pair.refresh_from_db()
    assert pair.state == "ended"


def test_no_organiser_reads_of_it_in_the_log(pair: Mentorship) -> None:
    make.OrganiserFactory(programme=pair.programme)
    blocks(pair.mentee.person, pair.mentor.person)
    unblock(other=pair.mentor.person, by=pair.mentee.person, now=timezone.now())
    assert {"block.make", "block.take_back"} <= set(AuditEvent.objects.values_list("action", flat=True))
    assert not visible(pair.programme).exists()


# --- what each still sees


def same(client: Client, known: str, unknown: str) -> None:
    """Both addresses answer alike, byte for byte, save what is drawn for each answer."""
    drawn = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|<code>\w+</code>|nonce="[^"]+"')
    there, nowhere = client.get(known), client.get(unknown)
    assert (there.status_code, nowhere.status_code) == (404, 404)
    # The address itself stands in the page, for whoever changes the language there.
    assert drawn.sub("", there.text.replace(known, "")) == drawn.sub("", nowhere.text.replace(unknown, ""))
    varies = {"Content-Security-Policy", "X-Request-ID"}
    assert {k: v for k, v in there.headers.items() if k not in varies} == {
        k: v for k, v in nowhere.headers.items() if k not in varies
    }


@pytest.mark.parametrize("by", ["mentee", "mentor"])
def test_it_looks_as_if_the_other_had_never_been_there(by: str) -> None:
    now = timezone.now()
    asked = make.RequestFactory(sent_at=now, expires_at=now + timedelta(days=9))
    mentee, mentor = asked.mentee, asked.mentor
    pages = {
        mentee.person: [
            ("matching:mentor", [mentee.pk, mentor.pk], [mentee.pk, uuid4()]),
            ("programmes:safety", ["mentor", mentor.pk], ["mentor", uuid4()]),
            ("matching:request", [asked.pk], [uuid4()]),
        ],
        mentor.person: [
            ("matching:request", [asked.pk], [uuid4()]),
            ("programmes:safety", ["request", asked.pk], ["request", uuid4()]),
        ],
    }
    for person, some in pages.items():
        assert all(as_(person).get(reverse(name, args=keys)).status_code == 200 for name, keys, _none in some)
    one, other = (mentee, mentor) if by == "mentee" else (mentor, mentee)
    blocks(one.person, other.person)
    for person, some in pages.items():
        client = as_(person)
        for name, keys, none in some:
            same(client, reverse(name, args=keys), reverse(name, args=none))
    listed = as_(mentee.person).get(reverse("matching:matches", args=[mentee.pk])).text
    assert str(mentor.pk) not in listed


def test_the_page_of_what_they_did_stays_without_messages_and_addresses(pair: Mentorship) -> None:
    alice, bob = pair.mentee.person, pair.mentor.person
    make.MessageFactory(mentorship=pair, author=bob, text="Come to my house.")
    blocks(alice, bob)
    for person, other in ((alice, bob), (bob, alice)):
        client = as_(person)
        for name in ("mentorship", "messages"):
            page = client.get(reverse(f"journeys:{name}", args=[pair.pk]))
            assert page.status_code == 200
            assert "Come to my house." not in page.text
            assert other.user.email not in page.text
            assert "block" not in page.text.lower().split("<main", 1)[1].replace("blockquote", "").replace(
                "block or report", ""
            )
        assert client.post(reverse("journeys:thanks", args=[pair.pk]), {"text": "Thanks."}).status_code == 409


def test_whoever_left_the_site_looks_the_same(pair: Mentorship) -> None:
    alice, bob = pair.mentee.person, pair.mentor.person
    make.MessageFactory(mentorship=pair, author=bob, text="Come to my house.")
    blocks(alice, bob)
    address = reverse("journeys:messages", args=[pair.pk])
    drawn = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"')
    apart = drawn.sub("", as_(bob).get(address).text)
    Block.objects.all().delete()
    alice.user.is_active = False
    alice.user.save()
    assert drawn.sub("", as_(bob).get(address).text) == apart


# --- the pages


def test_the_page_says_what_ends_before_it_ends(pair: Mentorship) -> None:
    client = as_(pair.mentee.person)
    address = reverse("programmes:safety_block", args=["mentorship", pair.pk])
    page = client.get(address).text
    assert "Your mentorship with Bob in" in page
    assert not Block.objects.exists()
    answer = client.post(address, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("accounts:blocks")
    assert "Bob Baptiste" in answer.text
    assert Block.objects.get().blocker == pair.mentee.person


def test_the_list_is_ones_own_and_a_block_is_taken_back_there(pair: Mentorship) -> None:
    alice, bob = pair.mentee.person, pair.mentor.person
    assert "You have blocked nobody" in as_(alice).get(reverse("accounts:blocks")).text
    blocks(alice, bob)
    assert "Alice Adeyemi" not in as_(bob).get(reverse("accounts:blocks")).text.split("<main", 1)[1]
    back = reverse("accounts:unblock", args=[bob.pk])
    assert as_(bob).post(reverse("accounts:unblock", args=[alice.pk])).status_code == 404
    client = as_(alice)
    assert "What ended stays ended" in client.get(back).text
    assert Block.objects.exists()
    assert client.post(back).status_code == 302
    assert not Block.objects.exists()
    assert client.post(back).status_code == 404


def test_the_list_costs_the_same_at_any_length() -> None:
    person = make.PersonFactory()
    client = as_(person)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("accounts:blocks")).status_code == 200
        return len(queries)

    make.BlockFactory(blocker=person)
    one = cost()
    for _number in range(4):
        make.BlockFactory(blocker=person)
    assert cost() == one


def test_a_member_of_a_community_disappears_from_it() -> None:
    network = make.NetworkFactory()
    one, other = (
        make.AffiliationFactory(network=network, shown_at=timezone.now()).person for _number in range(2)
    )
    members = reverse("accounts:community_members", args=[network.pk])
    assert other.name in as_(one).get(members).text
    assert as_(one).get(reverse("programmes:safety", args=["member", other.pk])).status_code == 200
    assert as_(one).get(reverse("programmes:safety_report", args=["member", other.pk])).status_code == 404
    assert as_(one).post(reverse("programmes:safety_block", args=["member", other.pk])).status_code == 302
    for person, hidden in ((one, other), (other, one)):
        assert hidden.name not in as_(person).get(members).text.split("<main", 1)[1]
        address = reverse("programmes:safety", args=["member", hidden.pk])
        same(as_(person), address, reverse("programmes:safety", args=["member", uuid4()]))
