"""The working agreement: proposed by one, changed by the other, signed by both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, Person
from accounts.transitions import StaleState
from journeys.models import Agreement, AgreementEvent, CadenceProposal, PairGoal, Signature
from journeys.operations.agreement import (
    CHANGED_MAIL,
    PROPOSED_MAIL,
    REMINDER_MAIL,
    SIGNED_MAIL,
    AgreementMoved,
    SameAgain,
    make_goals,
    propose,
    remind_due,
    sign,
    withdraw,
)
from journeys.operations.cadence import answer_cadence, propose_cadence
from journeys.operations.goals import add_goal
from journeys.queries.agreement import in_force, proposed
from journeys.terms import Terms
from matching.models import Mentorship
from notifications.models import Notification
from programmes.enums import Cadence
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = make.NOW
LATER = NOW + timedelta(hours=3)
TERMS = Terms(
    goals="Lead one project.\nSpeak up in meetings.",
    cadence=Cadence.MONTHLY,
    minutes=60,
    channel="Video call",
    between="",
    ends_on=date(2027, 6, 30),
    mentee_expects="Honest feedback.",
    mentor_expects="",
    confidentiality="It stays between us.",
    if_it_fails="We say so.",
)


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
    return sorted(Notification.objects.values_list("kind", "recipient__person__name"))


def states(pair: Mentorship) -> list[tuple[int, str]]:
    return list(Agreement.objects.filter(mentorship=pair).order_by("version").values_list("version", "state"))


def signed(pair: Mentorship, **more: object) -> Agreement:
    """A version that both signed."""
    made = propose(pair, terms=replace(TERMS, **more), seen=newest(pair), by=pair.mentee.person, now=NOW)
    return sign(pair, version=made.version, by=pair.mentor.person, now=LATER)


def newest(pair: Mentorship) -> int:
    return max((version for version, _state in states(pair)), default=0)


def test_a_proposal_is_signed_by_whoever_makes_it_and_changes_nothing(
    pair: Mentorship, alice: Person
) -> None:
    made = propose(pair, terms=TERMS, message="Good?", seen=0, by=alice, now=NOW)
    assert (made.version, made.state, made.message) == (1, "proposed", "Good?")
    assert list(made.signatures.values_list("person", flat=True)) == [alice.pk]
    assert letters() == [(PROPOSED_MAIL, "Bob Brown")]
    pair.refresh_from_db()
    assert (pair.cadence, pair.tended_at, in_force(pair)) == ("", NOW, None)


def test_the_second_signature_puts_it_in_force_and_check_ins_follow(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    propose(pair, terms=TERMS, seen=0, by=alice, now=NOW)
    sign(pair, version=1, by=bob, now=LATER)
    held = in_force(pair)
    assert held is not None
    assert (held.version, held.signed_at, held.remind_at) == (1, LATER, None)
    pair.refresh_from_db()
    assert (pair.cadence, pair.tended_at) == ("monthly", None)
    assert letters() == [(PROPOSED_MAIL, "Bob Brown"), (SIGNED_MAIL, "Alice Adeyemi")]
    assert list(AgreementEvent.objects.order_by("pk").values_list("from_state", "to_state")) == [
        ("", "proposed"),
        ("proposed", "signed"),
    ]
    assert list(AuditEvent.objects.order_by("at").values_list("action", flat=True)) == [
        "agreement.propose",
        "agreement.sign",
    ]


def test_nobody_signs_alone_and_nobody_takes_back_what_is_not_theirs(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    propose(pair, terms=TERMS, seen=0, by=alice, now=NOW)
    with pytest.raises(ValueError, match="has signed it"):
        sign(pair, version=1, by=alice, now=NOW)
    with pytest.raises(ValueError, match="takes it back"):
        withdraw(pair, version=1, by=bob, now=NOW)
    assert states(pair) == [(1, "proposed")]


def test_a_change_takes_the_place_of_the_proposal(pair: Mentorship, alice: Person, bob: Person) -> None:
    propose(pair, terms=TERMS, seen=0, by=alice, now=NOW)
    made = propose(pair, terms=replace(TERMS, minutes=30), seen=1, by=bob, now=LATER)
    assert states(pair) == [(1, "changed"), (2, "proposed")]
    assert letters() == [(CHANGED_MAIL, "Alice Adeyemi"), (PROPOSED_MAIL, "Bob Brown")]
    with pytest.raises(AgreementMoved) as fault:
        sign(pair, version=1, by=bob, now=LATER)
    assert fault.value.newest == made
    sign(pair, version=2, by=alice, now=LATER)
    assert states(pair) == [(1, "changed"), (2, "signed")]


def test_a_later_version_replaces_the_one_in_force(pair: Mentorship) -> None:
    signed(pair)
    signed(pair, cadence=Cadence.WEEKLY)
    assert states(pair) == [(1, "replaced"), (2, "signed")]
    pair.refresh_from_db()
    assert pair.cadence == "weekly"


def test_whoever_has_not_read_the_newest_version_proposes_nothing(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    propose(pair, terms=TERMS, seen=0, by=alice, now=NOW)
    with pytest.raises(AgreementMoved):
        propose(pair, terms=replace(TERMS, minutes=30), seen=0, by=bob, now=LATER)
    assert states(pair) == [(1, "proposed")]


def test_the_same_words_again_are_no_proposal(pair: Mentorship, alice: Person, bob: Person) -> None:
    made = propose(pair, terms=TERMS, seen=0, by=alice, now=NOW)
    for person in (alice, bob):
        with pytest.raises(SameAgain) as fault:
            propose(pair, terms=TERMS, seen=1, by=person, now=NOW)
        assert fault.value.standing == made
    sign(pair, version=1, by=bob, now=NOW)
    with pytest.raises(SameAgain):
        propose(pair, terms=TERMS, seen=1, by=bob, now=NOW)


def test_taken_back_it_tells_nobody_and_can_be_proposed_again(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    propose(pair, terms=TERMS, seen=0, by=alice, now=NOW)
    withdraw(pair, version=1, by=alice, now=LATER)
    with pytest.raises(AgreementMoved):
        sign(pair, version=1, by=bob, now=LATER)
    propose(pair, terms=TERMS, seen=1, by=alice, now=LATER)
    assert states(pair) == [(1, "withdrawn"), (2, "proposed")]
    assert letters() == [(PROPOSED_MAIL, "Bob Brown")] * 2


def test_after_the_end_nothing_changes(pair: Mentorship, alice: Person, bob: Person) -> None:
    propose(pair, terms=TERMS, seen=0, by=alice, now=NOW)
    Mentorship.objects.filter(pk=pair.pk).update(state="ended", closed_at=NOW)
    for act in (
        lambda: propose(pair, terms=replace(TERMS, minutes=30), seen=1, by=bob, now=LATER),
        lambda: sign(pair, version=1, by=bob, now=LATER),
        lambda: withdraw(pair, version=1, by=alice, now=LATER),
        lambda: make_goals(pair, version=1, by=alice, now=LATER),
    ):
        with pytest.raises(StaleState):
            act()
    assert states(pair) == [(1, "proposed")]


# --- check-ins never come otherwise than agreed


@pytest.mark.parametrize(("cadence", "agreed"), [(Cadence.MONTHLY, True), (Cadence.WEEKLY, False)])
def test_a_signature_answers_the_cadence_that_was_proposed_beside_it(
    pair: Mentorship, alice: Person, bob: Person, cadence: Cadence, agreed: bool
) -> None:
    propose_cadence(pair, cadence=cadence, by=bob, now=NOW)
    signed(pair)
    proposal = CadenceProposal.objects.get()
    assert (proposal.agreed, proposal.answered_by, proposal.answered_at) == (agreed, bob, LATER)


def test_a_cadence_agreed_by_letter_is_a_new_version_signed_by_both(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    signed(pair)
    proposal = propose_cadence(pair, cadence=Cadence.WEEKLY, by=bob, now=LATER)
    answer_cadence(proposal, agreed=True, by=alice, now=LATER)
    held = in_force(pair)
    assert held is not None
    assert Terms.of(held) == replace(TERMS, cadence=Cadence.WEEKLY)
    assert (held.version, held.proposed_by) == (2, bob)
    assert set(held.signatures.values_list("person", flat=True)) == {alice.pk, bob.pk}
    assert states(pair) == [(1, "replaced"), (2, "signed")]


def test_a_cadence_kept_or_without_an_agreement_makes_no_version(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    proposal = propose_cadence(pair, cadence=Cadence.WEEKLY, by=bob, now=NOW)
    answer_cadence(proposal, agreed=True, by=alice, now=NOW)
    assert states(pair) == []
    signed(pair)
    answer_cadence(
        propose_cadence(pair, cadence=Cadence.WEEKLY, by=bob, now=LATER), agreed=False, by=alice, now=LATER
    )
    assert states(pair) == [(1, "signed")]


def test_an_open_proposal_outlives_a_cadence_agreed_by_letter(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    signed(pair)
    propose(pair, terms=replace(TERMS, minutes=30), seen=1, by=alice, now=LATER)
    answer_cadence(
        propose_cadence(pair, cadence=Cadence.WEEKLY, by=bob, now=LATER), agreed=True, by=alice, now=LATER
    )
    assert states(pair) == [(1, "replaced"), (2, "proposed"), (3, "signed")]
    sign(pair, version=2, by=bob, now=LATER)
    assert states(pair) == [(1, "replaced"), (2, "signed"), (3, "replaced")]


# --- goals


def test_its_lines_become_goals_once_without_those_that_are_there(pair: Mentorship, alice: Person) -> None:
    add_goal(pair, text="lead one project.", by=alice, now=NOW)
    signed(pair)
    assert [goal.text for goal in make_goals(pair, version=1, by=alice, now=LATER)] == [
        "Speak up in meetings."
    ]
    assert make_goals(pair, version=1, by=alice, now=LATER) == []
    assert PairGoal.objects.count() == 2
    with pytest.raises(AgreementMoved):
        make_goals(pair, version=2, by=alice, now=LATER)


def test_a_private_goal_is_not_given_away_by_what_is_left_out(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    add_goal(pair, text="Lead one project.", private=True, by=alice, now=NOW)
    signed(pair)
    assert len(make_goals(pair, version=1, by=bob, now=LATER)) == 2


# --- the reminder


def test_whoever_has_not_signed_is_reminded_once(pair: Mentorship, alice: Person) -> None:
    propose(pair, terms=TERMS, seen=0, by=alice, now=NOW)
    assert remind_due(now=NOW + timedelta(days=4)) == 0
    assert remind_due(now=NOW + timedelta(days=5)) == 1
    assert remind_due(now=NOW + timedelta(days=50)) == 0
    assert letters() == [(PROPOSED_MAIL, "Bob Brown"), (REMINDER_MAIL, "Bob Brown")]


def test_in_a_pause_the_reminder_waits(pair: Mentorship, alice: Person) -> None:
    propose(pair, terms=TERMS, seen=0, by=alice, now=NOW)
    Mentorship.objects.filter(pk=pair.pk).update(state="paused")
    assert remind_due(now=NOW + timedelta(days=6)) == 0
    Mentorship.objects.filter(pk=pair.pk).update(state="active")
    assert remind_due(now=NOW + timedelta(days=12)) == 1


def test_nobody_is_reminded_of_what_is_signed_or_over(pair: Mentorship, alice: Person) -> None:
    signed(pair)
    propose(pair, terms=replace(TERMS, minutes=30), seen=1, by=alice, now=NOW)
    Mentorship.objects.filter(pk=pair.pk).update(state="ended", closed_at=NOW)
    assert remind_due(now=NOW + timedelta(days=30)) == 0
    with CaptureQueriesContext(
        connection,
    ) as queries:
        remind_due(now=NOW + timedelta(days=60))
    assert len(queries) == 1


def test_only_one_waits_and_only_one_holds_in_the_database_too(pair: Mentorship) -> None:
    signed(pair)
    assert proposed(pair) is None
    assert Signature.objects.count() == 2
