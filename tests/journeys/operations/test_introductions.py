"""Introductions: who is asked when, who learns what, and that nobody learns who said no."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.models import Person
from accounts.transitions import StaleState
from journeys.models import Introduction
from journeys.operations.exchanges import TooMany
from journeys.operations.introductions import (
    ASKED_MAIL,
    CLOSED_MAIL,
    LASTS,
    MADE_MAIL,
    MOST_OPEN,
    OFFERED_MAIL,
    OUTCOME_MAIL,
    OUTSIDE_MAIL,
    REMINDS_AFTER,
    NamedBefore,
    TooManyOpen,
    answer_as_contact,
    answer_as_introduced,
    offer_introduction,
    say_outcome,
    take_back_introduction,
    tend_introductions_due,
)
from journeys.queries.introductions import SETTLES, Stand, stand_of
from matching.models import Mentorship
from notifications.kinds import Letter, registry
from notifications.models import Notification, RefusedAddress
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = make.NOW
DAY = timedelta(days=1)
INGRID = "ingrid@elsewhere.example"


@pytest.fixture
def pair() -> Mentorship:
    return make.MentorshipFactory(mentee__person__name="Alice Adeyemi", mentor__person__name="Bob Brown")


@pytest.fixture
def alice(pair: Mentorship) -> Person:
    return pair.mentee.person


@pytest.fixture
def bob(pair: Mentorship) -> Person:
    return pair.mentor.person


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters are loaded at the time of the story."""
    monkeypatch.setattr("journeys.mails.introductions.timezone.now", lambda: NOW)


def offer(pair: Mentorship, by: Person, email: str = INGRID, *, at: datetime = NOW) -> Introduction:
    return offer_introduction(
        pair, name="Ingrid Halvorsen", email=email, about="A chair.", reason="Both lead.", by=by, now=at
    )


def agreed(pair: Mentorship, alice: Person, bob: Person, email: str = INGRID) -> Introduction:
    introduction = offer(pair, bob, email)
    answer_as_introduced(introduction, agrees=True, about="An analyst.", by=alice, now=NOW)
    return fresh(introduction)


def fresh(introduction: Introduction) -> Introduction:
    return Introduction.objects.get(pk=introduction.pk)


def letters() -> list[tuple[str, str | None]]:
    """The kinds of what waits, each with the address it goes to; None where it would not go out."""
    rows = Notification.objects.order_by("kind", "recipient__person__name", "dedupe_key")
    return [(one.kind, found.to if (found := load(one)) else None) for one in rows]


def load(one: Notification) -> Letter | None:
    return registry[one.kind].load(one)


def test_the_introduced_is_asked_first_and_reads_no_address(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    introduction = offer(pair, bob)
    assert (introduction.state, introduction.expires_at) == ("offered", NOW + LASTS)
    assert letters() == [(OFFERED_MAIL, alice.user.email)]
    found = load(Notification.objects.get())
    assert found is not None
    assert INGRID not in str(found.context)


def test_after_their_yes_the_contact_is_asked_at_their_address_alone(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    introduction = agreed(pair, alice, bob)
    assert letters() == [(OFFERED_MAIL, None), (OUTSIDE_MAIL, INGRID)]
    found = load(Notification.objects.get(kind=OUTSIDE_MAIL))
    assert found is not None
    assert (found.context["introduced_about"], found.context["introduced_first"]) == ("An analyst.", "Alice")
    assert "Adeyemi" not in str(found.context)
    assert alice.user.email not in str(found.context)
    assert (found.reply_to, found.context["choices_url"]) == ("", "")
    assert introduction.contact_said_at is None


def test_both_said_yes_and_all_three_hear_of_it(pair: Mentorship, alice: Person, bob: Person) -> None:
    introduction = agreed(pair, alice, bob)
    answer_as_contact(introduction, agrees=True, now=NOW + DAY)
    introduction = fresh(introduction)
    assert (introduction.state, introduction.shared_at) == ("shared", NOW + DAY)
    made = {one.recipient: load(one) for one in Notification.objects.filter(kind=MADE_MAIL)}
    assert set(made) == {alice.user, bob.user}
    to_alice, to_bob = made[alice.user], made[bob.user]
    assert to_alice is not None
    assert to_bob is not None
    assert (to_alice.context["address"], to_alice.reply_to) == (INGRID, INGRID)
    assert "address" not in to_bob.context
    outside = [load(one) for one in Notification.objects.filter(kind=OUTSIDE_MAIL)]
    assert {(one.to, one.reply_to) for one in outside if one} == {(INGRID, alice.user.email)}
    assert [event.to_state for event in introduction.history.all()] == ["offered", "shared"]


def test_a_contact_with_an_account_gets_letters_there(pair: Mentorship, alice: Person, bob: Person) -> None:
    contact = make.PersonFactory(user__email=INGRID, name="Ingrid Halvorsen")
    introduction = agreed(pair, alice, bob, "Ingrid@Elsewhere.example")
    assert introduction.contact == contact
    assert letters() == [(ASKED_MAIL, INGRID), (OFFERED_MAIL, None)]
    answer_as_contact(introduction, agrees=True, now=NOW + DAY)
    assert Notification.objects.filter(kind=MADE_MAIL).count() == 3
    assert not Notification.objects.filter(kind=OUTSIDE_MAIL).exists()


@pytest.mark.parametrize("who", ["bob", "alice"])
def test_who_blocked_one_of_the_two_is_never_asked_and_nobody_sees_it(
    who: str, pair: Mentorship, alice: Person, bob: Person
) -> None:
    contact = make.PersonFactory(user__email=INGRID)
    make.BlockFactory(blocker=contact, blocked={"bob": bob, "alice": alice}[who])
    introduction = agreed(pair, alice, bob)
    assert letters() == [(ASKED_MAIL, None), (OFFERED_MAIL, None)]
    assert stand_of(introduction, bob, now=NOW) == Stand.WAITS


@pytest.mark.parametrize("who", ["introduced", "contact", "nobody in time"])
def test_nobody_learns_who_said_no(who: str, pair: Mentorship, alice: Person, bob: Person) -> None:
    if who == "introduced":
        introduction = offer(pair, bob)
        answer_as_introduced(introduction, agrees=False, by=alice, now=NOW)
        closed_at = NOW
        assert stand_of(fresh(introduction), alice, now=NOW) == Stand.NOT
    else:
        introduction = agreed(pair, alice, bob)
        closed_at = NOW + LASTS if who == "nobody in time" else NOW + DAY
        if who == "contact":
            answer_as_contact(introduction, agrees=False, now=closed_at)
        else:
            tend_introductions_due(now=NOW + REMINDS_AFTER)
            tend_introductions_due(now=closed_at)
    introduction = fresh(introduction)
    assert (introduction.state, introduction.closed_at) == ("closed", closed_at)
    assert stand_of(introduction, bob, now=closed_at + DAY) == Stand.WAITS
    assert stand_of(introduction, bob, now=closed_at + SETTLES) == Stand.NOT
    told = Notification.objects.filter(kind=CLOSED_MAIL)
    readers = {bob.user} if who == "introduced" else {alice.user, bob.user}
    assert {one.recipient for one in told} == readers
    assert {one.not_before for one in told} == {closed_at + SETTLES}
    to_bob = load(told.get(recipient=bob.user))
    assert to_bob is not None
    assert set(to_bob.context) >= {"mine", "contact"}
    assert introduction.offered_by == bob


def test_never_again_is_heard(pair: Mentorship, alice: Person, bob: Person) -> None:
    introduction = agreed(pair, alice, bob)
    answer_as_contact(introduction, agrees=False, never_again=True, now=NOW)
    assert RefusedAddress.objects.get().address == INGRID


def test_each_answers_once(pair: Mentorship, alice: Person, bob: Person) -> None:
    introduction = offer(pair, bob)
    with pytest.raises(StaleState):
        answer_as_contact(introduction, agrees=True, now=NOW)  # before the introduced said yes
    with pytest.raises(ValueError, match="only who is introduced"):
        answer_as_introduced(introduction, agrees=True, about="I.", by=bob, now=NOW)
    answer_as_introduced(introduction, agrees=True, about="An analyst.", by=alice, now=NOW)
    with pytest.raises(StaleState):
        answer_as_introduced(introduction, agrees=False, by=alice, now=NOW)
    answer_as_contact(introduction, agrees=True, now=NOW)
    with pytest.raises(StaleState):
        answer_as_contact(introduction, agrees=False, now=NOW)
    with pytest.raises(StaleState):
        take_back_introduction(introduction, by=bob, now=NOW)


def test_it_is_taken_back_even_while_a_no_settles(pair: Mentorship, alice: Person, bob: Person) -> None:
    introduction = offer(pair, bob)
    answer_as_introduced(introduction, agrees=False, by=alice, now=NOW)
    take_back_introduction(introduction, by=bob, now=NOW + DAY)
    assert fresh(introduction).state == "withdrawn"
    assert letters() == [(CLOSED_MAIL, None), (OFFERED_MAIL, None)]
    with pytest.raises(ValueError, match="what they offered"):
        take_back_introduction(introduction, by=alice, now=NOW + DAY)


def test_whoever_has_not_answered_is_reminded_once(pair: Mentorship, alice: Person, bob: Person) -> None:
    waits = offer(pair, bob)
    asked = agreed(pair, alice, bob, "other@elsewhere.example")
    at = NOW + REMINDS_AFTER
    assert tend_introductions_due(now=at - DAY) == 0
    assert (tend_introductions_due(now=at), tend_introductions_due(now=at + DAY)) == (2, 0)
    again = Notification.objects.filter(dedupe_key__endswith=":again").values_list("kind", "subject_id")
    assert set(again) == {(OFFERED_MAIL, waits.pk), (OUTSIDE_MAIL, asked.pk)}


def test_after_three_weeks_the_introduced_says_what_came_of_it(
    pair: Mentorship, alice: Person, bob: Person
) -> None:
    introduction = agreed(pair, alice, bob)
    with pytest.raises(StaleState):
        say_outcome(introduction, outcome="spoke", by=alice, now=NOW)  # type: ignore[arg-type]
    answer_as_contact(introduction, agrees=True, now=NOW)
    assert tend_introductions_due(now=NOW + 21 * DAY) == 1
    one = Notification.objects.get(kind=OUTCOME_MAIL)
    assert one.recipient == alice.user
    assert load(one) is not None
    say_outcome(introduction, outcome="goes_on", by=alice, now=NOW + 22 * DAY)  # type: ignore[arg-type]
    assert load(one) is None
    assert fresh(introduction).outcome == "goes_on"


def test_there_are_limits(pair: Mentorship, alice: Person, bob: Person) -> None:
    with pytest.raises(ValueError, match="themself"):
        offer(pair, bob, alice.user.email.upper())
    first = offer(pair, bob)
    with pytest.raises(NamedBefore):
        offer(pair, alice, INGRID.upper())
    for number in range(MOST_OPEN - 1):
        offer(pair, alice, f"person{number}@elsewhere.example")
    with pytest.raises(TooManyOpen):
        offer(pair, bob, "one-more@elsewhere.example")
    take_back_introduction(first, by=bob, now=NOW)
    offer(pair, alice, "fifth@elsewhere.example")
    other = make.MentorshipFactory(mentor=pair.mentor)
    for number in range(4):
        offer(other, bob, f"there{number}@elsewhere.example")
    third = make.MentorshipFactory(mentor=pair.mentor)
    with pytest.raises(TooMany):
        offer(third, bob, "sixth@elsewhere.example")
    offer(third, bob, "sixth@elsewhere.example", at=NOW + 2 * DAY)
