"""How often check-ins come: proposed by one, agreed by the other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import AuditEvent, Person
from accounts.transitions import StaleState
from journeys.models import CadenceProposal
from journeys.operations.cadence import (
    AGREED_MAIL,
    KEPT_MAIL,
    PROPOSED_MAIL,
    HoldsAlready,
    ProposalClosed,
    answer_cadence,
    propose_cadence,
)
from matching.models import Mentorship
from notifications.models import Notification
from programmes.enums import Cadence
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = make.NOW
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def pair() -> Mentorship:
    return make.MentorshipFactory(
        mentee__person__name="Alice Adeyemi", mentor__person__name="Bob Brown", tended_at=NOW
    )


@pytest.fixture
def alice(pair: Mentorship) -> Person:
    return pair.mentee.person


@pytest.fixture
def bob(pair: Mentorship) -> Person:
    return pair.mentor.person


def letters() -> list[tuple[str, str]]:
    rows = Notification.objects.order_by("pk").values_list("kind", "recipient__person__name")
    return sorted(rows)


def held(mentorship: Mentorship) -> tuple[str, bool]:
    """The agreed cadence, and whether the sweep has yet to look at it."""
    mentorship.refresh_from_db()
    return mentorship.cadence, mentorship.tended_at is None


def test_a_proposal_changes_nothing_and_the_other_gets_a_letter(pair: Mentorship, alice: Person) -> None:
    proposal = propose_cadence(pair, cadence=Cadence.MONTHLY, by=alice, now=NOW)
    assert (proposal.cadence, proposal.proposed_by, proposal.answered_at) == ("monthly", alice, None)
    assert held(pair) == ("", False)
    assert letters() == [(PROPOSED_MAIL, "Bob Brown")]


def test_from_the_agreement_on_it_holds_and_the_sweep_looks_again(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    proposal = propose_cadence(pair, cadence=Cadence.MONTHLY, by=alice, now=NOW)
    answer_cadence(proposal, agreed=True, by=bob, now=LATER)
    assert held(pair) == ("monthly", True)
    proposal.refresh_from_db()
    assert (proposal.agreed, proposal.answered_by, proposal.answered_at) == (True, bob, LATER)
    assert letters() == [(AGREED_MAIL, "Alice Adeyemi"), (PROPOSED_MAIL, "Bob Brown")]
    assert list(AuditEvent.objects.order_by("at").values_list("action", flat=True)) == [
        "cadence.propose",
        "cadence.agree",
    ]


def test_keeping_what_holds_tells_who_proposed(pair: Mentorship, alice: Person, bob: Person) -> None:
    proposal = propose_cadence(pair, cadence=Cadence.MONTHLY, by=alice, now=NOW)
    answer_cadence(proposal, agreed=False, by=bob, now=LATER)
    assert held(pair) == ("", False)
    assert letters() == [(KEPT_MAIL, "Alice Adeyemi"), (PROPOSED_MAIL, "Bob Brown")]


def test_to_propose_what_the_other_proposed_is_to_agree(pair: Mentorship, alice: Person, bob: Person) -> None:
    first = propose_cadence(pair, cadence=Cadence.WEEKLY, by=alice, now=NOW)
    assert propose_cadence(pair, cadence=Cadence.WEEKLY, by=bob, now=LATER) == first
    assert held(pair) == ("weekly", True)
    assert CadenceProposal.objects.count() == 1


@pytest.mark.parametrize("second", ["alice", "bob"])
def test_another_proposal_takes_the_place_of_the_open_one(
    pair: Mentorship, alice: Person, bob: Person, second: str
) -> None:
    first = propose_cadence(pair, cadence=Cadence.WEEKLY, by=alice, now=NOW)
    by = {"alice": alice, "bob": bob}[second]
    other = propose_cadence(pair, cadence=Cadence.MONTHLY, by=by, now=LATER)
    first.refresh_from_db()
    assert (first.agreed, first.answered_by) == (False, by)
    assert CadenceProposal.objects.get(answered_at__isnull=True) == other
    assert held(pair) == ("", False)
    reader = "Bob Brown" if second == "alice" else "Alice Adeyemi"
    assert letters() == sorted([(PROPOSED_MAIL, "Bob Brown"), (PROPOSED_MAIL, reader)])


def test_pressed_twice_it_is_one_proposal_and_one_letter(pair: Mentorship, alice: Person) -> None:
    first = propose_cadence(pair, cadence=Cadence.MONTHLY, by=alice, now=NOW)
    assert propose_cadence(pair, cadence=Cadence.MONTHLY, by=alice, now=LATER) == first
    assert letters() == [(PROPOSED_MAIL, "Bob Brown")]


def test_what_holds_already_cannot_be_proposed(pair: Mentorship, alice: Person) -> None:
    with pytest.raises(HoldsAlready):
        propose_cadence(pair, cadence=Cadence.FORTNIGHTLY, by=alice, now=NOW)
    pair.cadence = "weekly"
    pair.save()
    with pytest.raises(HoldsAlready):
        propose_cadence(pair, cadence=Cadence.WEEKLY, by=alice, now=NOW)
    propose_cadence(pair, cadence=Cadence.FORTNIGHTLY, by=alice, now=NOW)


def test_whoever_proposed_takes_it_back_and_nobody_is_told(pair: Mentorship, alice: Person) -> None:
    proposal = propose_cadence(pair, cadence=Cadence.MONTHLY, by=alice, now=NOW)
    with pytest.raises(ValueError, match="with themself"):
        answer_cadence(proposal, agreed=True, by=alice, now=LATER)
    answer_cadence(proposal, agreed=False, by=alice, now=LATER)
    assert held(pair) == ("", False)
    assert letters() == [(PROPOSED_MAIL, "Bob Brown")]


def test_a_proposal_is_answered_once(pair: Mentorship, alice: Person, bob: Person) -> None:
    proposal = propose_cadence(pair, cadence=Cadence.MONTHLY, by=alice, now=NOW)
    answer_cadence(CadenceProposal.objects.get(), agreed=False, by=bob, now=LATER)
    with pytest.raises(ProposalClosed):
        answer_cadence(proposal, agreed=True, by=bob, now=LATER)
    assert held(pair) == ("", False)


@pytest.mark.parametrize("state", ["paused", "completed", "ended"])
def test_only_a_pair_that_goes_on_proposes(pair: Mentorship, alice: Person, state: str) -> None:
    closed = None if state == "paused" else NOW
    Mentorship.objects.update(state=state, closed_at=closed)
    with pytest.raises(StaleState):
        propose_cadence(pair, cadence=Cadence.MONTHLY, by=alice, now=NOW)
    assert not CadenceProposal.objects.exists()


@pytest.mark.parametrize(("state", "answered"), [("paused", True), ("completed", False), ("ended", False)])
def test_a_proposal_can_be_answered_while_there_is_a_pair(
    pair: Mentorship, alice: Person, bob: Person, state: str, answered: bool
) -> None:
    proposal = propose_cadence(pair, cadence=Cadence.MONTHLY, by=alice, now=NOW)
    closed = None if state == "paused" else NOW
    Mentorship.objects.update(state=state, closed_at=closed)
    if answered:
        answer_cadence(proposal, agreed=True, by=bob, now=LATER)
    else:
        with pytest.raises(StaleState):
            answer_cadence(proposal, agreed=True, by=bob, now=LATER)
    assert (held(pair)[0] == "monthly") is answered
