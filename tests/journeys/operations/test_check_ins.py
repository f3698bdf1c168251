"""The sweep plans, asks, marks what was missed; people answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from accounts.transitions import StaleState
from journeys.enums import CheckInState, SkipReason
from journeys.models import CheckIn, CheckInEvent
from journeys.operations.beginnings import tend
from journeys.operations.check_ins import CHECK_IN_MAIL, QUIET_MAIL, answer, ask_due, say_more
from matching.enums import MentorshipState
from matching.models import Mentorship
from notifications.kinds import registry
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


def sweep(now: datetime) -> int:
    """The two sweeps of one tick; how many were asked."""
    tend(now=now)
    return ask_due(now=now)


def test_what_is_due_is_asked_once_however_often_the_sweep_runs(pair: Mentorship) -> None:
    tend(now=NOW)
    assert ask_due(now=DUE - timedelta(minutes=1)) == 0
    assert states(pair) == [("Alice Adeyemi", 1, "scheduled"), ("Bob Brown", 1, "scheduled")]
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
    tend(now=NOW)
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
    assert missed.remind_at is None


def test_periods_in_which_nobody_looked_are_recorded_and_the_present_one_is_asked(pair: Mentorship) -> None:
    tend(now=NOW)
    assert ask_due(now=DUE + 45 * DAY) == 2
    rows = pair.check_ins.filter(person=pair.mentee.person).order_by("number")
    assert list(rows.values_list("number", "state", "skip_reason", "due_at")) == [
        (1, "skipped", SkipReason.SITE_DOWN, DUE),
        (2, "skipped", SkipReason.SITE_DOWN, DUE + 14 * DAY),
        (3, "skipped", SkipReason.SITE_DOWN, DUE + 28 * DAY),
        (4, "due", "", DUE + 45 * DAY),
        (5, "scheduled", "", DUE + 56 * DAY),
    ]
    assert Notification.objects.filter(kind=CHECK_IN_MAIL).count() == 2
    history = CheckInEvent.objects.filter(check_in__person=pair.mentee.person).order_by("check_in__number")
    assert list(history.values_list("from_state", "to_state", "at")) == [
        *[("scheduled", "skipped", DUE + 45 * DAY)] * 3,
        ("scheduled", "due", DUE + 45 * DAY),
    ]


def test_after_an_outage_two_check_ins_are_half_a_period_apart(pair: Mentorship) -> None:
    tend(now=NOW)
    ask_due(now=DUE + 12 * DAY)
    coming = pair.check_ins.filter(state=CheckInState.SCHEDULED)
    assert set(coming.values_list("due_at", flat=True)) == {DUE + 20 * DAY}
    ask_due(now=DUE + 20 * DAY)
    assert set(coming.values_list("due_at", flat=True)) == {DUE + 28 * DAY}


def test_at_night_nobody_is_asked_before_the_morning(pair: Mentorship) -> None:
    tend(now=NOW)
    assert ask_due(now=DUE + timedelta(hours=14)) == 0
    planned = pair.check_ins.filter(state=CheckInState.SCHEDULED)
    assert set(planned.values_list("due_at", flat=True)) == {DUE + timedelta(hours=22)}
    assert ask_due(now=DUE + timedelta(hours=22)) == 2


@pytest.mark.parametrize("state", [MentorshipState.PAUSED, MentorshipState.COMPLETED, MentorshipState.ENDED])
def test_only_pairs_that_go_on_are_asked_and_no_alarm_of_others_is_left(pair: Mentorship, state: str) -> None:
    tend(now=NOW)
    closed = None if state == MentorshipState.PAUSED else NOW
    Mentorship.objects.update(state=state, closed_at=closed)
    assert ask_due(now=DUE + 20 * DAY) == 0
    assert not Notification.objects.filter(kind=CHECK_IN_MAIL).exists()
    assert not CheckIn.objects.exists()


def test_a_changed_hour_that_nobody_planned_for_is_respected_when_the_alarm_rings(pair: Mentorship) -> None:
    tend(now=NOW)
    alice = pair.mentee.person
    alice.mail_hour = 18
    alice.save()
    assert ask_due(now=DUE) == 1
    planned = pair.check_ins.get(person=alice)
    assert (planned.state, planned.due_at) == (CheckInState.SCHEDULED, DUE + timedelta(hours=9))
    assert ask_due(now=DUE + timedelta(hours=9)) == 1
    alice.mail_hour = 20
    alice.save()
    assert sweep(DUE + timedelta(hours=11)) == 0, "a later hour does not ask twice on one day"


def test_somebody_who_cannot_sign_in_is_left_alone_and_asked_again_when_they_can(pair: Mentorship) -> None:
    user = pair.mentor.person.user
    user.is_active = False
    user.save()
    assert [sweep(NOW), ask_due(now=DUE), ask_due(now=DUE + 13 * DAY)] == [0, 1, 0]
    ask_due(now=DUE + 14 * DAY)
    bobs = pair.check_ins.filter(person=pair.mentor.person).order_by("number")
    assert list(bobs.values_list("state", "skip_reason")) == [("skipped", "no_hour"), ("scheduled", "")]
    user.is_active = True
    user.save()
    ask_due(now=DUE + 28 * DAY)
    assert list(bobs.values_list("state", "skip_reason")) == [
        ("skipped", "no_hour"), ("skipped", "no_hour"), ("due", ""), ("scheduled", ""),
    ]  # fmt: skip


def test_a_person_can_have_one_planned_at_a_time(pair: Mentorship) -> None:
    make.CheckInFactory(mentorship=pair)
    with pytest.raises(IntegrityError, match="journeys_checkin_one_planned"), transaction.atomic():
        make.CheckInFactory(mentorship=pair, number=2)


def test_after_two_missed_in_a_row_another_letter_asks_and_nothing_follows_it(pair: Mentorship) -> None:
    alice = pair.mentee.person
    tend(now=NOW)
    for period in range(4):
        ask_due(now=DUE + period * 14 * DAY)
    asked = {c.pk: c.number for c in pair.check_ins.filter(person=alice)}
    mails = Notification.objects.filter(recipient=alice.user, subject_id__in=asked)
    kinds = {asked[one.subject_id]: one.kind for one in mails}
    assert kinds == {1: CHECK_IN_MAIL, 2: CHECK_IN_MAIL, 3: QUIET_MAIL, 4: QUIET_MAIL}
    waiting = pair.check_ins.get(person=alice, state=CheckInState.DUE)
    assert (waiting.number, waiting.remind_at) == (4, None)
    answer(waiting, met=True, pulse=None, confidence=None, blocker="", by=alice, now=DUE + 43 * DAY)
    ask_due(now=DUE + 56 * DAY)
    waiting = pair.check_ins.get(person=alice, state=CheckInState.DUE)
    assert Notification.objects.get(subject_id=waiting.pk).kind == CHECK_IN_MAIL


def test_a_period_in_which_nobody_was_asked_neither_counts_as_missed_nor_breaks_the_row(
    pair: Mentorship,
) -> None:
    tend(now=NOW)
    for days in (0, 28, 42):  # the second period falls into an outage
        ask_due(now=DUE + days * DAY)
    rows = pair.check_ins.filter(person=pair.mentee.person).order_by("number")
    assert list(rows.values_list("state", flat=True)) == ["missed", "skipped", "missed", "due", "scheduled"]
    kinds = [
        Notification.objects.get(subject_id=row.pk).kind for row in rows if row.state in {"missed", "due"}
    ]
    assert kinds == [CHECK_IN_MAIL, CHECK_IN_MAIL, QUIET_MAIL]


def test_a_batch_costs_the_same_at_any_size_and_one_query_where_nothing_is_due() -> None:
    def cost(pairs: int, now: datetime) -> int:
        make.MentorshipFactory.create_batch(pairs)
        sweep(now)
        with CaptureQueriesContext(connection) as queries:
            ask_due(now=now + 14 * DAY)
        return len([query for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]])

    assert cost(1, DUE) == cost(6, DUE + 14 * DAY)
    assert cost(0, DUE + 17 * DAY) == 1


def test_batches_follow_each_other_until_nothing_is_left() -> None:
    make.MentorshipFactory.create_batch(5)
    tend(now=NOW)
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


def test_more_can_be_said_after_an_answer_and_the_answer_stands(pair: Mentorship) -> None:
    check_in = make.CheckInFactory(mentorship=pair, state=CheckInState.DUE, remind_at=NOW + DAY)
    more = {"pulse": 4, "confidence": None, "blocker": "Exams", "by": check_in.person, "now": NOW}
    with pytest.raises(StaleState):
        say_more(check_in, **more)
    answer(check_in, met=True, pulse=3, confidence=None, blocker="", by=check_in.person, now=NOW)
    say_more(check_in, **more)
    check_in.refresh_from_db()
    assert (check_in.met, check_in.pulse, check_in.blocker, check_in.answered_at) == (True, 4, "Exams", NOW)
    assert check_in.remind_at is None
    event = AuditEvent.objects.get(action="check_in.say_more")
    assert event.fields == ["blocker", "pulse"]


def test_the_letter_is_not_wanted_once_it_is_answered_or_the_pair_rests(pair: Mentorship) -> None:
    sweep(DUE)
    alice, bob = pair.mentee.person, pair.mentor.person
    mails = {mail.recipient_id: mail for mail in Notification.objects.filter(kind=CHECK_IN_MAIL)}
    check_in = pair.check_ins.get(person=alice, state=CheckInState.DUE)
    answer(check_in, met=True, pulse=None, confidence=None, blocker="", by=alice, now=DUE)
    assert registry[CHECK_IN_MAIL].load(mails[alice.user_id]) is None
    assert registry[CHECK_IN_MAIL].load(mails[bob.user_id]) is not None
    Mentorship.objects.update(state=MentorshipState.PAUSED)
    assert registry[CHECK_IN_MAIL].load(mails[bob.user_id]) is None
