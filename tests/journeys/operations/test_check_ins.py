"""The sweep plans, asks, marks what was missed; people answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.transitions import StaleState
from journeys.enums import CheckInState
from journeys.models import CheckIn
from journeys.operations.check_ins import CHECK_IN_MAIL, answer, ask_due
from matching.enums import MentorshipState
from matching.models import Mentorship
from notifications.kinds import registry
from notifications.letters import write
from notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = make.NOW  # Tuesday 24 November 2026, 10:00; the programme asks every two weeks
DUE = datetime(2026, 12, 8, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def pair() -> Mentorship:
    return make.MentorshipFactory(mentee__person__name="Alice Adeyemi", mentor__person__name="Bob Brown")


def states(mentorship: Mentorship) -> list[tuple[str, int, str]]:
    rows = mentorship.check_ins.order_by("person__name", "number")
    return list(rows.values_list("person__name", "number", "state"))


def test_a_new_pair_is_planned_for_both_sides_and_nobody_is_asked(pair: Mentorship) -> None:
    assert ask_due(now=NOW + DAY) == 0
    assert states(pair) == [("Alice Adeyemi", 1, "scheduled"), ("Bob Brown", 1, "scheduled")]
    assert set(pair.check_ins.values_list("due_at", flat=True)) == {DUE}
    assert not Notification.objects.exists()


def test_what_is_due_is_asked_once_however_often_the_sweep_runs(pair: Mentorship) -> None:
    ask_due(now=NOW)
    assert ask_due(now=DUE - timedelta(minutes=1)) == 0
    assert ask_due(now=DUE) == 2
    assert ask_due(now=DUE) == 0
    assert ask_due(now=DUE + DAY) == 0
    assert states(pair) == [
        ("Alice Adeyemi", 1, "due"), ("Alice Adeyemi", 2, "scheduled"), ("Bob Brown", 1, "due"), ("Bob Brown", 2, "scheduled"),
    ]  # fmt: skip
    mails = Notification.objects.filter(kind=CHECK_IN_MAIL)
    assert {m.recipient_id for m in mails} == {pair.mentee.person.user_id, pair.mentor.person.user_id}
    assert {m.subject_id for m in mails} == set(CheckIn.objects.waiting().values_list("pk", flat=True))
    asked = CheckIn.objects.waiting().first()
    assert asked is not None
    assert list(asked.history.values_list("from_state", "to_state", "at")) == [("scheduled", "due", DUE)]


def test_what_is_not_answered_when_the_next_one_comes_is_missed(pair: Mentorship) -> None:
    ask_due(now=DUE)
    alice = pair.check_ins.get(person=pair.mentee.person, state=CheckInState.DUE)
    answer(alice, met=True, pulse=4, confidence=3, blocker="", by=pair.mentee.person, now=DUE + DAY)
    ask_due(now=DUE + 14 * DAY)
    assert states(pair) == [
        ("Alice Adeyemi", 1, "answered"), ("Alice Adeyemi", 2, "due"), ("Alice Adeyemi", 3, "scheduled"),
        ("Bob Brown", 1, "missed"), ("Bob Brown", 2, "due"), ("Bob Brown", 3, "scheduled"),
    ]  # fmt: skip
    missed = pair.check_ins.get(state=CheckInState.MISSED)
    assert list(missed.history.values_list("from_state", "to_state")) == [
        ("scheduled", "due"),
        ("due", "missed"),
    ]


def test_a_sweep_that_was_away_for_weeks_asks_once_and_for_the_last_period(pair: Mentorship) -> None:
    assert ask_due(now=DUE + 45 * DAY) == 2
    assert set(CheckIn.objects.waiting().values_list("number", "due_at")) == {(1, DUE + 42 * DAY)}
    assert Notification.objects.filter(kind=CHECK_IN_MAIL).count() == 2


def test_at_night_the_mail_waits_for_the_morning(pair: Mentorship) -> None:
    ask_due(now=DUE + timedelta(hours=14))
    assert set(Notification.objects.values_list("not_before", flat=True)) == {DUE + timedelta(hours=22)}


@pytest.mark.parametrize("state", [MentorshipState.PAUSED, MentorshipState.COMPLETED, MentorshipState.ENDED])
def test_only_pairs_that_go_on_are_asked(pair: Mentorship, state: str) -> None:
    ask_due(now=NOW)
    closed = None if state == MentorshipState.PAUSED else NOW
    Mentorship.objects.update(state=state, closed_at=closed)
    assert ask_due(now=DUE + 20 * DAY) == 0
    assert not Notification.objects.exists()


def test_after_a_pause_the_days_of_the_pause_do_not_count(pair: Mentorship) -> None:
    ask_due(now=NOW)
    make.PauseFactory(mentorship=pair, paused_at=NOW + 4 * DAY, resumed_at=NOW + 24 * DAY)
    assert ask_due(now=NOW + 24 * DAY) == 0
    assert set(pair.check_ins.values_list("state", "due_at")) == {("scheduled", DUE + 20 * DAY)}
    assert ask_due(now=DUE + 20 * DAY) == 2


def test_a_changed_hour_moves_the_planned_one(pair: Mentorship) -> None:
    ask_due(now=NOW)
    alice = pair.mentee.person
    alice.mail_hour = 18
    alice.save()
    assert ask_due(now=DUE) == 1
    planned = pair.check_ins.get(person=alice)
    assert (planned.state, planned.due_at) == (CheckInState.SCHEDULED, DUE + timedelta(hours=9))
    assert ask_due(now=DUE + timedelta(hours=9)) == 1
    alice.mail_hour = 20
    alice.save()
    assert ask_due(now=DUE + timedelta(hours=12)) == 0, "a later hour does not ask twice on one day"


def test_somebody_who_cannot_sign_in_is_left_alone(pair: Mentorship) -> None:
    user = pair.mentor.person.user
    user.is_active = False
    user.save()
    assert ask_due(now=DUE) == 1
    assert not pair.check_ins.filter(person=pair.mentor.person).exists()


def test_a_person_can_have_one_planned_at_a_time(pair: Mentorship) -> None:
    make.CheckInFactory(mentorship=pair)
    with pytest.raises(IntegrityError, match="journeys_checkin_one_planned"), transaction.atomic():
        make.CheckInFactory(mentorship=pair, number=2)


def test_a_batch_costs_the_same_at_any_size() -> None:
    def cost(pairs: int, now: datetime) -> int:
        make.MentorshipFactory.create_batch(pairs)
        ask_due(now=now)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask_due(now=now + 14 * DAY)
        return len(queries)

    assert cost(1, DUE) == cost(6, DUE + 14 * DAY)


def test_batches_follow_each_other_until_nothing_is_left() -> None:
    make.MentorshipFactory.create_batch(5)
    assert ask_due(now=DUE, limit=2) == 10


def test_an_answer_is_kept_with_its_history(pair: Mentorship) -> None:
    check_in = make.CheckInFactory(mentorship=pair, state=CheckInState.DUE)
    answer(check_in, met=False, pulse=2, confidence=None, blocker="Exams", by=check_in.person, now=NOW)
    check_in.refresh_from_db()
    assert (check_in.state, check_in.met, check_in.pulse, check_in.confidence, check_in.blocker, check_in.answered_at) == (
        "answered", False, 2, None, "Exams", NOW,
    )  # fmt: skip
    event = check_in.history.get()
    assert (event.from_state, event.to_state, event.by) == ("due", "answered", check_in.person)
    assert AuditEvent.objects.get().action == "check_in.answer"


def test_a_missed_one_can_be_answered_late_an_answered_one_not_again(pair: Mentorship) -> None:
    check_in = make.CheckInFactory(mentorship=pair, state=CheckInState.MISSED)
    said = {"met": True, "pulse": None, "confidence": None, "blocker": "", "by": check_in.person, "now": NOW}
    answer(check_in, **said)
    with pytest.raises(StaleState):
        answer(check_in, **said)
    planned = make.CheckInFactory(mentorship=pair, number=2)
    with pytest.raises(StaleState):
        answer(planned, **said)


def test_the_letter_asks_one_question_and_its_links_bring_the_answer_along(pair: Mentorship) -> None:
    ask_due(now=DUE)
    mail = Notification.objects.get(recipient=pair.mentee.person.user)
    letter = registry[CHECK_IN_MAIL].load(mail)
    assert letter is not None
    message = write(mail, letter)
    page = reverse("journeys:check_in", args=[mail.subject_id])
    assert message.subject == "Did you and Bob meet?"
    for text in (message.body, str(message.alternatives[0][0]).replace("&amp;", "&")):
        assert f"{page}?met=yes&pulse=4" in text
        assert f"{page}?met=no" in text
        assert reverse("journeys:help", args=[pair.pk]) in text


def test_the_letter_is_not_wanted_once_it_is_answered_or_the_pair_rests(pair: Mentorship) -> None:
    ask_due(now=DUE)
    alice, bob = pair.mentee.person, pair.mentor.person
    mails = {mail.recipient_id: mail for mail in Notification.objects.all()}
    check_in = pair.check_ins.get(person=alice, state=CheckInState.DUE)
    answer(check_in, met=True, pulse=None, confidence=None, blocker="", by=alice, now=DUE)
    assert registry[CHECK_IN_MAIL].load(mails[alice.user_id]) is None
    assert registry[CHECK_IN_MAIL].load(mails[bob.user_id]) is not None
    Mentorship.objects.update(state=MentorshipState.PAUSED)
    assert registry[CHECK_IN_MAIL].load(mails[bob.user_id]) is None
