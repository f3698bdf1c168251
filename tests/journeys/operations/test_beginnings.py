from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.operations.profile import change_person
from journeys.enums import CheckInState
from journeys.operations.beginnings import STARTED_MAIL, tend
from journeys.operations.check_ins import ask_due
from matching.models import Mentorship
from matching.operations.mentorships import pause_mentorship, resume_mentorship
from notifications.kinds import registry
from notifications.letters import write
from notifications.models import Notification
from programmes.operations.programmes import change_programme, stamp_of
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = make.NOW  # Tuesday 24 November 2026, 10:00; the programme asks every two weeks
DUE = datetime(2026, 12, 8, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_a_mentor_who_said_yes_is_told_once_and_the_mentee_by_another_letter() -> None:
    request = make.RequestFactory(state="accepted", closed_at=NOW)
    pair = make.MentorshipFactory(mentee=request.mentee, mentor=request.mentor, request=request)
    assert tend(now=NOW) == 1
    assert tend(now=NOW + HOUR) == 0
    Mentorship.objects.update(tended_at=None)
    assert tend(now=NOW + 2 * HOUR) == 1
    assert [mail.recipient for mail in Notification.objects.all()] == [pair.mentor.person.user]


def test_a_pair_that_organisers_made_is_told_on_both_sides() -> None:
    pair = make.MentorshipFactory()
    tend(now=NOW)
    told = set(Notification.objects.values_list("recipient", flat=True))
    assert told == {pair.mentee.person.user_id, pair.mentor.person.user_id}


def test_an_outage_of_some_days_loses_no_first_letter() -> None:
    make.MentorshipFactory(started_at=NOW - 6 * DAY)
    tend(now=NOW)
    assert Notification.objects.filter(kind=STARTED_MAIL).count() == 2


def test_old_and_resting_pairs_are_no_news() -> None:
    make.MentorshipFactory(started_at=NOW - 15 * DAY)
    make.MentorshipFactory(state="ended", closed_at=NOW)
    tend(now=NOW)
    assert not Notification.objects.exists()


def test_the_letter_gives_the_address_of_the_other_one_in_text_and_html() -> None:
    pair = make.MentorshipFactory(mentor__person__name="Bob O'Neill")
    tend(now=NOW)
    for mail in Notification.objects.all():
        letter = registry[STARTED_MAIL].load(mail)
        assert letter is not None
        message = write(mail, letter)
        other = pair.mentor if mail.recipient_id == pair.mentee.person.user_id else pair.mentee
        html = str(message.alternatives[0][0])
        assert other.person.user.email in message.body
        assert other.person.user.email in html
        assert "&#x27;" not in message.subject + message.body


def test_nothing_is_sent_once_the_pair_has_ended() -> None:
    pair = make.MentorshipFactory()
    tend(now=NOW)
    pair.state, pair.closed_at = "ended", NOW
    pair.save()
    assert {registry[STARTED_MAIL].load(mail) for mail in Notification.objects.all()} == {None}


def planned(pair: Mentorship) -> dict[str, datetime]:
    rows = pair.check_ins.filter(state=CheckInState.SCHEDULED)
    return dict(rows.values_list("person__name", "due_at"))


@pytest.fixture
def pair() -> Mentorship:
    return make.MentorshipFactory(mentee__person__name="Alice Adeyemi", mentor__person__name="Bob Brown")


def test_a_new_pair_is_planned_for_both_sides(pair: Mentorship) -> None:
    tend(now=NOW + HOUR)
    assert planned(pair) == {"Alice Adeyemi": DUE, "Bob Brown": DUE}
    assert set(pair.check_ins.values_list("number", flat=True)) == {1}
    pair.refresh_from_db()
    assert pair.tended_at == NOW + HOUR


def test_what_fell_due_before_anybody_looked_is_planned_for_then(pair: Mentorship) -> None:
    tend(now=DUE + 30 * DAY)
    assert set(planned(pair).values()) == {DUE}


def test_another_hour_moves_what_is_planned_in_every_mentorship_of_the_person(pair: Mentorship) -> None:
    other = make.MentorshipFactory(mentee__person=pair.mentee.person)
    over = make.MentorshipFactory(mentor__person=pair.mentee.person, state="ended", closed_at=NOW)
    tend(now=NOW)
    alice = pair.mentee.person
    change_person(person=alice, changes={"job_title": "Analyst"}, by=alice, now=NOW + HOUR)
    assert tend(now=NOW + HOUR) == 0
    change_person(person=alice, changes={"mail_hour": 8, "zone": "Europe/Berlin"}, by=alice, now=NOW + HOUR)
    assert tend(now=NOW + HOUR) == 2
    assert planned(pair) == {"Alice Adeyemi": DUE - 2 * HOUR, "Bob Brown": DUE}
    assert planned(other)["Alice Adeyemi"] == DUE - 2 * HOUR
    assert planned(over) == {}


def test_another_cadence_of_the_programme_is_that_of_pairs_without_their_own(pair: Mentorship) -> None:
    own = make.MentorshipFactory(mentee__programme=pair.programme, cadence="monthly")
    tend(now=NOW)
    before = planned(own)
    programme = pair.programme
    change_programme(
        programme, changes={"cadence": "weekly"}, stamp=stamp_of(programme), by=None, now=NOW + DAY
    )
    assert tend(now=NOW + DAY) == 1
    assert set(planned(pair).values()) == {DUE - 7 * DAY}
    assert planned(own) == before


def test_a_cadence_that_both_agreed_on_begins_at_once_and_asks_nobody_twice(pair: Mentorship) -> None:
    tend(now=NOW)
    ask_due(now=DUE)
    Mentorship.objects.update(cadence="weekly", tended_at=None)
    tend(now=DUE + HOUR)
    assert set(planned(pair).values()) == {DUE + 7 * DAY}
    assert ask_due(now=DUE + 2 * HOUR) == 0
    Mentorship.objects.update(cadence="monthly", tended_at=None)
    tend(now=DUE + 3 * HOUR)
    # The month that began with the mentorship is the one in which they were asked before it is over, so it is the next.
    assert set(planned(pair).values()) == {datetime(2026, 12, 24, 9, tzinfo=UTC)}


def test_after_a_rest_its_days_do_not_count(pair: Mentorship) -> None:
    tend(now=NOW)
    pause_mentorship(pair, until=None, by=None, now=NOW + 4 * DAY)
    assert ask_due(now=DUE + DAY) == 0
    assert planned(pair) == {}, "the alarm of what rests is gone, so that nobody looks at it any more"
    resume_mentorship(pair, by=None, now=NOW + 24 * DAY)
    tend(now=NOW + 24 * DAY)
    assert set(planned(pair).values()) == {DUE + 20 * DAY}
    assert ask_due(now=DUE + 20 * DAY) == 2


def test_a_rest_that_is_over_before_anything_was_due_moves_the_alarm(pair: Mentorship) -> None:
    tend(now=NOW)
    pause_mentorship(pair, until=None, by=None, now=NOW + 4 * DAY)
    resume_mentorship(pair, by=None, now=NOW + 6 * DAY)
    tend(now=NOW + 6 * DAY)
    assert set(planned(pair).values()) == {DUE + 2 * DAY}


def test_an_alarm_whose_time_has_come_is_left_to_ring(pair: Mentorship) -> None:
    tend(now=NOW)
    Mentorship.objects.update(tended_at=None)
    tend(now=DUE + HOUR)
    assert set(planned(pair).values()) == {DUE}
    assert ask_due(now=DUE + HOUR) == 2


def test_whoever_cannot_sign_in_has_an_alarm_at_the_end_of_each_period(pair: Mentorship) -> None:
    user = pair.mentor.person.user
    user.is_active = False
    user.save()
    tend(now=NOW)
    assert planned(pair) == {"Alice Adeyemi": DUE, "Bob Brown": datetime(2026, 12, 22, tzinfo=UTC)}


def test_a_batch_costs_the_same_at_any_size_and_one_query_where_nothing_changed() -> None:
    def cost(pairs: int) -> int:
        make.MentorshipFactory.create_batch(pairs)
        with CaptureQueriesContext(connection) as queries:
            tend(now=NOW)
        return len([query for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]])

    assert cost(1) == cost(6)
    assert cost(0) == 1


def test_batches_follow_each_other_until_nothing_is_left() -> None:
    make.MentorshipFactory.create_batch(5)
    assert tend(now=NOW, limit=2) == 5
