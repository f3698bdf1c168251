"""The letters that ask, and those about how often: whom they reach, what they say, and what they cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Person
from journeys.mails.check_ins import load_many
from journeys.models import CheckIn
from journeys.operations.cadence import AGREED_MAIL, KEPT_MAIL, PROPOSED_MAIL, answer_cadence, propose_cadence
from journeys.operations.check_ins import CHECK_IN_MAIL, FOLLOW_UP_MAIL, QUIET_MAIL
from journeys.operations.help_actions import NUDGE_MAIL
from matching.models import Mentorship
from notifications.enums import Delivery
from notifications.kinds import registry
from notifications.letters import write
from notifications.models import Notification
from notifications.operations.choices import choose
from programmes.enums import Cadence
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = make.NOW
DAY = timedelta(days=1)
ASKING = [CHECK_IN_MAIL, FOLLOW_UP_MAIL, QUIET_MAIL]
ABOUT_CADENCE = [PROPOSED_MAIL, AGREED_MAIL, KEPT_MAIL]


@pytest.fixture
def pair() -> Mentorship:
    return make.MentorshipFactory(
        mentee__person__name="Alice Adeyemi",
        mentee__person__zone="Pacific/Auckland",
        mentor__person__name="Bob Brown",
        mentee__programme__name="Open doors",
    )


@pytest.fixture
def asked(pair: Mentorship) -> CheckIn:
    return make.CheckInFactory(mentorship=pair, number=2, state="due", due_at=NOW)


def note(kind: str, reader: Person, subject: Any) -> Notification:
    return make.NotificationFactory(kind=kind, recipient=reader.user, subject_id=subject.pk)


def about(kind: str, pair: Mentorship) -> Notification:
    """A letter of `kind` to Alice that is wanted now."""
    alice, bob = pair.mentee.person, pair.mentor.person
    if kind in ASKING:
        asked = CheckIn.objects.filter(mentorship=pair, person=alice, state="due").first()
        return note(kind, alice, asked or make.CheckInFactory(mentorship=pair, state="due", due_at=NOW))
    by = bob if kind == PROPOSED_MAIL else alice
    proposal = propose_cadence(pair, cadence=Cadence.MONTHLY, by=by, now=NOW)
    if kind != PROPOSED_MAIL:
        answer_cadence(proposal, agreed=kind == AGREED_MAIL, by=bob, now=NOW + DAY)
    Notification.objects.all().delete()
    return note(kind, alice, proposal)


def words(notification: Notification) -> tuple[str, str, str]:
    """Subject, text and HTML."""
    letter = registry[notification.kind].load(notification)
    assert letter is not None
    message = write(notification, letter)
    return message.subject, str(message.body), str(message.alternatives[0][0])


def wanted(notification: Notification) -> bool:
    return registry[notification.kind].load(notification) is not None


# --- whom they reach


@pytest.mark.parametrize("kind", [*ASKING, *ABOUT_CADENCE])
def test_each_letter_names_the_other_and_has_its_one_address(pair: Mentorship, kind: str) -> None:
    notification = about(kind, pair)
    letter = registry[kind].load(notification)
    assert letter is not None
    assert (letter.to, letter.name, letter.zone) == (
        pair.mentee.person.user.email,
        "Alice",
        "Pacific/Auckland",
    )
    assert str(letter.context["action_url"]).startswith("http")
    assert letter.context["action_label"]
    subject, text, html = words(notification)
    assert "Bob" in subject + text
    assert "Adeyemi" not in subject + text + html
    assert "Brown" not in subject + text + html
    assert "{" not in text


@pytest.mark.parametrize("kind", [*ASKING, *ABOUT_CADENCE])
@pytest.mark.parametrize("happened", ["paused", "ended", "inactive", "erased", "blocks", "blocked"])
def test_nobody_is_written_to_for_nothing(pair: Mentorship, kind: str, happened: str) -> None:
    notification = about(kind, pair)
    assert wanted(notification)
    alice, bob = pair.mentee.person, pair.mentor.person
    if happened == "paused":
        Mentorship.objects.update(state="paused")
    elif happened == "ended":
        Mentorship.objects.update(state="ended", closed_at=NOW)
    elif happened == "inactive":
        alice.user.is_active = False
        alice.user.save()
    elif happened == "erased":
        Person.objects.filter(pk=alice.pk).update(erased_at=NOW)
    else:
        blocker, blocked = (alice, bob) if happened == "blocks" else (bob, alice)
        make.BlockFactory(blocker=blocker, blocked=blocked)
    assert not wanted(notification)


@pytest.mark.parametrize("kind", ASKING)
@pytest.mark.parametrize("state", ["answered", "missed", "scheduled", "skipped"])
def test_only_what_waits_is_asked(pair: Mentorship, kind: str, state: str) -> None:
    notification = about(kind, pair)
    changes: dict[str, Any] = {"met": True, "answered_at": NOW} if state == "answered" else {}
    if state == "skipped":
        changes["skip_reason"] = "site_down"
    CheckIn.objects.update(state=state, **changes)
    assert not wanted(notification)


def test_the_other_one_is_not_asked_in_this_ones_place(pair: Mentorship, asked: CheckIn) -> None:
    assert not wanted(note(CHECK_IN_MAIL, pair.mentor.person, asked))


def test_whoever_turned_check_ins_off_is_not_asked_again_unless_they_wished_it(
    pair: Mentorship, asked: CheckIn
) -> None:
    alice = pair.mentee.person
    follow_up, quiet = note(FOLLOW_UP_MAIL, alice, asked), note(QUIET_MAIL, alice, asked)
    choose(user_id=alice.user_id, kind=CHECK_IN_MAIL, delivery=Delivery.OFF, now=NOW)
    assert not wanted(follow_up)
    assert not wanted(quiet)
    CheckIn.objects.update(snoozed_at=NOW)
    assert wanted(follow_up)


@pytest.mark.parametrize("kind", ABOUT_CADENCE)
def test_a_letter_about_a_proposal_says_only_what_is_still_so(pair: Mentorship, kind: str) -> None:
    notification = about(kind, pair)
    propose_cadence(pair, cadence=Cadence.WEEKLY, by=pair.mentee.person, now=NOW + DAY)
    assert wanted(notification) is (kind != PROPOSED_MAIL)
    pair.refresh_from_db()
    pair.cadence = {PROPOSED_MAIL: "", AGREED_MAIL: "fortnightly", KEPT_MAIL: "monthly"}[kind]
    pair.save()
    assert not wanted(notification)


def test_a_reminder_of_the_organisers_does_not_join_those_of_whom_one_blocked_the_other(
    pair: Mentorship,
) -> None:
    action = make.HelpActionFactory(mentorship=pair, kind="nudge", taken_at=NOW)
    notification = note(NUDGE_MAIL, pair.mentor.person, action)
    assert wanted(notification)
    make.BlockFactory(blocker=pair.mentee.person, blocked=pair.mentor.person)
    assert not wanted(notification)


# --- what they say


def test_the_follow_up_says_when_we_asked_and_that_it_is_the_last(pair: Mentorship, asked: CheckIn) -> None:
    subject, text, html = words(note(FOLLOW_UP_MAIL, pair.mentee.person, asked))
    assert subject == "Once more: did you and Bob meet?"
    for body in (text, html):
        assert "Tuesday 24 November" in body
        assert "the last letter about this check-in" in body


def test_after_a_snooze_it_says_that_they_asked_for_it(pair: Mentorship, asked: CheckIn) -> None:
    CheckIn.objects.update(snoozed_at=NOW)
    subject, text, _html = words(note(FOLLOW_UP_MAIL, pair.mentee.person, asked))
    assert subject == "As you asked: did you and Bob meet?"
    assert "You asked us to ask again" in text
    assert "Tuesday" not in text


def test_each_names_the_day_until_which_its_links_work(pair: Mentorship) -> None:
    last = timezone.localtime(timezone.now() + 35 * DAY - timedelta(hours=25), timezone.zoneinfo.ZoneInfo("Pacific/Auckland"))  # type: ignore[attr-defined] # fmt: skip
    for kind in (*ASKING, PROPOSED_MAIL):
        _subject, text, html = words(about(kind, pair))
        for body in (text, html):
            assert f"The links work until {last.day} {last:%B %Y}" in body, kind


def test_the_quiet_letter_asks_what_would_help_before_it_asks_the_question(
    pair: Mentorship, asked: CheckIn
) -> None:
    _subject, text, html = words(note(QUIET_MAIL, pair.mentee.person, asked))
    for body in (text, html):
        order = [body.index(part) for part in ("/cadence/", "/pause/", "/help/", "met=yes")]
        assert order == sorted(order)
        assert "Nobody is at fault" in body


# --- what they cost


def test_a_batch_costs_the_same_at_any_size() -> None:
    def cost(number: int) -> int:
        asked = [make.CheckInFactory(state="due", due_at=NOW) for _ in range(number)]
        for check_in in asked:
            make.CheckInFactory(mentorship=check_in.mentorship, number=2)
        notes = [note(CHECK_IN_MAIL, check_in.person, check_in) for check_in in asked]
        with CaptureQueriesContext(connection) as queries:
            letters = load_many(notes)
        assert set(letters) == {one.pk for one in notes}
        assert all(letter.context["next_at"] for letter in letters.values())
        return len(queries)

    assert cost(1) == cost(7) == 4


def test_an_empty_batch_costs_next_to_nothing(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(1):
        assert load_many([]) == {}
