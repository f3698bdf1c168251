"""The second letter about a check-in: once, after three days or when somebody put it off, and then no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from accounts.transitions import StaleState
from journeys.enums import CheckInState
from journeys.models import CheckIn
from journeys.operations.beginnings import tend
from journeys.operations.check_ins import FOLLOW_UP_MAIL, answer, ask_due
from journeys.operations.reminders import remind_due, snooze
from matching.models import Mentorship
from notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = make.NOW  # Tuesday 24 November 2026, 10:00; the programme asks every two weeks
DUE = datetime(2026, 12, 8, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
AGAIN = DUE + 3 * DAY


@pytest.fixture
def pair() -> Mentorship:
    pair = make.MentorshipFactory(mentee__person__name="Alice Adeyemi", mentor__person__name="Bob Brown")
    tend(now=NOW)
    ask_due(now=DUE)
    return pair


@pytest.fixture
def question(pair: Mentorship) -> CheckIn:
    return pair.check_ins.get(person=pair.mentee.person, state=CheckInState.DUE)


def letters() -> list[tuple[str, int]]:
    """The readers of second letters, by name, with how many each has."""
    found = Notification.objects.filter(kind=FOLLOW_UP_MAIL).values_list("recipient__person__name", flat=True)
    return [(name, list(found).count(name)) for name in sorted(set(found))]


def test_who_has_not_answered_is_reminded_once_after_three_days(pair: Mentorship, question: CheckIn) -> None:
    answer(question, met=True, pulse=4, confidence=3, blocker="", by=question.person, now=DUE + DAY)
    assert remind_due(now=AGAIN - timedelta(minutes=1)) == 0
    assert remind_due(now=AGAIN) == 1
    assert remind_due(now=AGAIN) == 0
    assert remind_due(now=DUE + 13 * DAY) == 0
    assert letters() == [("Bob Brown", 1)]
    bobs = pair.check_ins.get(person=pair.mentor.person, state=CheckInState.DUE)
    assert (bobs.remind_at, bobs.reminders) == (None, 1)


def test_at_night_it_waits_for_the_morning(question: CheckIn) -> None:
    assert remind_due(now=AGAIN + 14 * HOUR) == 0
    question.refresh_from_db()
    assert question.remind_at == AGAIN + 22 * HOUR
    assert remind_due(now=AGAIN + 22 * HOUR) == 2


def test_what_rests_and_whoever_cannot_sign_in_gets_none(pair: Mentorship) -> None:
    user = pair.mentor.person.user
    user.is_active = False
    user.save()
    assert remind_due(now=AGAIN) == 1
    assert letters() == [("Alice Adeyemi", 1)]
    CheckIn.objects.filter(state=CheckInState.DUE).update(remind_at=AGAIN + DAY)
    Mentorship.objects.update(state="paused")
    assert remind_due(now=AGAIN + DAY) == 0
    assert not CheckIn.objects.filter(remind_at__isnull=False).exists()


def test_what_was_put_off_comes_when_it_was_put_off_to(question: CheckIn) -> None:
    person = question.person
    snooze(question, until=DUE + DAY, by=person, now=DUE + HOUR)
    question.refresh_from_db()
    assert (question.remind_at, question.snoozed_at) == (DUE + DAY, DUE + HOUR)
    assert AuditEvent.objects.filter(action="check_in.snooze", actor_id=person.pk).count() == 1
    assert remind_due(now=DUE + DAY) == 1
    assert remind_due(now=AGAIN) == 1, "the other one's"
    snooze(question, until=AGAIN + DAY, by=person, now=AGAIN)
    assert remind_due(now=AGAIN + DAY) == 1
    assert letters() == [("Alice Adeyemi", 2), ("Bob Brown", 1)]


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (DUE - HOUR, "still to come"),
        (DUE + 14 * HOUR, "outside your quiet hours"),
        (DUE + 14 * DAY, "before your next check-in"),
    ],
)
def test_it_is_put_off_to_a_time_at_which_it_may_come(question: CheckIn, until: datetime, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        snooze(question, until=until, by=question.person, now=DUE)
    question.refresh_from_db()
    assert (question.remind_at, question.snoozed_at) == (AGAIN, None)


def test_what_is_answered_cannot_be_put_off(question: CheckIn) -> None:
    stale = CheckIn.objects.get(pk=question.pk)
    answer(question, met=False, pulse=None, confidence=None, blocker="", by=question.person, now=DUE)
    with pytest.raises(StaleState):
        snooze(stale, until=DUE + DAY, by=question.person, now=DUE)


def test_a_batch_costs_the_same_at_any_size_and_one_query_where_nothing_is_due() -> None:
    def cost(pairs: int) -> int:
        make.MentorshipFactory.create_batch(pairs)
        tend(now=NOW)
        ask_due(now=DUE)
        with CaptureQueriesContext(connection) as queries:
            remind_due(now=AGAIN)
        return len([query for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]])

    assert cost(1) == cost(6)
    assert cost(0) == 1


def test_batches_follow_each_other_until_nothing_is_left() -> None:
    make.MentorshipFactory.create_batch(5)
    tend(now=NOW)
    ask_due(now=DUE)
    assert remind_due(now=AGAIN, limit=2) == 10
