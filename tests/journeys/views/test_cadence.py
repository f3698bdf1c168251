"""How often check-ins come, and a pause, on the pages of those who are signed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Person
from journeys.models import CadenceProposal, CheckIn
from journeys.operations.cadence import answer_cadence, propose_cadence
from matching.enums import EndReason
from matching.models import Mentorship
from matching.operations.mentorships import end_mentorship, pause_mentorship
from notifications.models import Notification
from programmes.enums import Cadence
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Mentorship:
    mentor = make.MentorFactory(person__name="Bob Brown", active_mentorships=1)
    return make.MentorshipFactory(
        mentor=mentor,
        mentee__programme=mentor.programme,
        mentee__person__name="Alice Adeyemi",
        mentee__active_mentorships=1,
        started_at=timezone.now() - timedelta(days=40),
    )


def as_one(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def url(pair: Mentorship, name: str = "cadence") -> str:
    return reverse(f"journeys:{name}", args=[pair.pk])


def test_both_see_a_proposal_that_waits_and_one_of_them_answers(pair: Mentorship) -> None:
    alice, bob = as_one(pair.mentee.person), as_one(pair.mentor.person)
    assert alice.post(url(pair), {"cadence": "weekly"}).headers["Location"] == url(pair)
    for page in (url(pair), url(pair, "mentorship")):
        assert "You proposed every week; Bob has not answered yet" in alice.get(page).content.decode()
        assert "Alice would like them every week" in bob.get(page).content.decode()
    proposal = CadenceProposal.objects.get()
    bob.post(url(pair), {"answer": "agree", "proposal": str(proposal.pk)})
    assert "So you and Alice agreed" in bob.get(url(pair)).content.decode()
    assert "Check-ins every week" in alice.get(url(pair, "mentorship")).content.decode()


def test_what_holds_is_refused_in_words(pair: Mentorship) -> None:
    answer = as_one(pair.mentee.person).post(url(pair), {"cadence": "fortnightly"})
    assert answer.status_code == 200
    assert "Check-ins come every two weeks already" in answer.content.decode()
    assert not CadenceProposal.objects.exists()


def test_nobody_agrees_with_themself_nor_takes_back_what_is_not_theirs(pair: Mentorship) -> None:
    proposal = propose_cadence(pair, cadence=Cadence.MONTHLY, by=pair.mentee.person, now=timezone.now())
    for person, said in (
        (pair.mentee.person, "agree"),
        (pair.mentor.person, "take-back"),
        (pair.mentor.person, "x"),
    ):
        answer = as_one(person).post(url(pair), {"answer": said, "proposal": str(proposal.pk)})
        assert answer.status_code == 409
    proposal.refresh_from_db()
    assert proposal.answered_at is None


def test_a_stale_page_says_what_changed(pair: Mentorship) -> None:
    alice, bob, now = pair.mentee.person, pair.mentor.person, timezone.now()
    first = propose_cadence(pair, cadence=Cadence.MONTHLY, by=alice, now=now)
    propose_cadence(pair, cadence=Cadence.WEEKLY, by=alice, now=now)
    stale = as_one(bob).post(url(pair), {"answer": "agree", "proposal": str(first.pk)})
    assert stale.status_code == 409
    assert "every week is proposed now" in stale.content.decode()
    answer_cadence(CadenceProposal.objects.get(answered_at=None), agreed=True, by=bob, now=now)
    stale = as_one(bob).post(url(pair), {"answer": "agree", "proposal": str(first.pk)})
    assert "check-ins come every week" in stale.content.decode()
    pause_mentorship(pair, until=None, by=alice, now=now)
    stale = as_one(bob).post(url(pair), {"cadence": "monthly"})
    assert (stale.status_code, "having a pause" in stale.content.decode()) == (409, True)
    assert as_one(bob).post(url(pair, "pause"), {"length": "14"}).status_code == 409
    end_mentorship(pair, reason=EndReason.OTHER, by=None, now=now)
    for name, data in (
        ("cadence", {"cadence": "monthly"}),
        ("pause", {"length": "14"}),
        ("pause", {"resume": "1"}),
    ):
        stale = as_one(bob).post(url(pair, name), data)
        assert (stale.status_code, "is over" in stale.content.decode()) == (409, True)


@pytest.mark.parametrize("name", ["cadence", "pause"])
def test_after_the_end_there_is_only_the_page_of_the_pair(pair: Mentorship, name: str) -> None:
    end_mentorship(pair, reason=EndReason.OTHER, by=None, now=timezone.now())
    answer = as_one(pair.mentee.person).get(url(pair, name))
    assert answer.headers["Location"] == url(pair, "mentorship")
    page = as_one(pair.mentee.person).get(url(pair, "mentorship")).content.decode()
    assert url(pair, name) not in page


def test_one_of_the_two_lets_it_rest_and_the_other_is_told_who(pair: Mentorship) -> None:
    alice, bob = pair.mentee.person, pair.mentor.person
    as_one(alice).post(url(pair, "pause"), {"length": "14"})
    told = Notification.objects.get(kind="mentorship_paused")
    assert told.recipient_id == bob.user_id
    assert "A pause until" in as_one(bob).get(url(pair, "pause")).content.decode()
    assert url(pair, "pause") in as_one(bob).get(url(pair, "mentorship")).content.decode()
    assert "You are having a pause" in as_one(bob).get(url(pair)).content.decode()
    as_one(bob).post(url(pair, "pause"), {"resume": "1"})
    pair.refresh_from_db()
    assert pair.state == "active"


def test_a_check_in_is_put_off_on_its_page_while_it_waits(pair: Mentorship) -> None:
    asked = make.CheckInFactory(mentorship=pair, state="due", due_at=timezone.now())
    alice = as_one(pair.mentee.person)
    page, later = (reverse(f"journeys:{name}", args=[asked.pk]) for name in ("check_in", "later"))
    assert later in alice.get(page).content.decode()
    assert alice.post(later, {"at": "tomorrow"}).headers["Location"] == later
    assert CheckIn.objects.get(pk=asked.pk).snoozed_at is not None
    CheckIn.objects.update(state="missed")
    assert later not in alice.get(page).content.decode()
    assert alice.get(later).headers["Location"] == page
    assert as_one(pair.mentor.person).get(later).status_code == 404


def test_a_check_in_that_was_left_out_says_so(pair: Mentorship) -> None:
    left_out = make.CheckInFactory(
        mentorship=pair, state="skipped", skip_reason="site_down", due_at=timezone.now()
    )
    alice = as_one(pair.mentee.person)
    page = reverse("journeys:check_in", args=[left_out.pk])
    assert "The site did not run at its time" in alice.get(page).content.decode()
    assert alice.post(page, {"met": "yes"}).status_code == 200
    left_out.refresh_from_db()
    assert left_out.state == "skipped"
    assert "Left out; it counts for nothing" in alice.get(url(pair, "mentorship")).content.decode()


def test_what_was_left_out_of_an_answer_is_added_on_its_page(pair: Mentorship) -> None:
    answered = make.CheckInFactory(
        mentorship=pair, state="answered", met=True, answered_at=timezone.now(), blocker="We lost a week."
    )
    alice, page = as_one(pair.mentee.person), reverse("journeys:check_in", args=[answered.pk])
    assert "We lost a week." in alice.get(page).content.decode()
    assert "Added. Thank you." in alice.post(page, {"more-pulse": "3"}, follow=True).content.decode()
    answered.refresh_from_db()
    assert (answered.pulse, answered.blocker) == (3, "We lost a week.")


def test_the_page_costs_the_same_with_few_and_many_proposals(
    pair: Mentorship, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_one(pair.mentee.person)

    def cost() -> int:
        with django_assert_max_num_queries(9) as queries:
            assert client.get(url(pair)).status_code == 200
        return len(queries)

    few = cost()
    for cadence in (Cadence.MONTHLY, Cadence.WEEKLY) * 3:
        propose_cadence(pair, cadence=cadence, by=pair.mentor.person, now=timezone.now())
    assert cost() == few
