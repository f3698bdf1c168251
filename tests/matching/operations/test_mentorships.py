"""What happens to a mentorship after it began: rest, going on, an end that frees the places once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import AuditEvent, AuditReason
from accounts.transitions import StaleState
from journeys.models import CheckIn
from journeys.operations.check_ins import ask_due
from matching.enums import EndReason
from matching.models import Mentorship, MentorshipEvent, Pause
from matching.operations.mentorships import (
    end_left_behind,
    end_mentorship,
    pause_mentorship,
    resume_due,
    resume_mentorship,
)
from notifications.kinds import registry
from notifications.letters import write
from notifications.models import Notification
from tests import factories as make

DAY = timedelta(days=1)
NOW = make.NOW


@pytest.fixture
def pair(db: None) -> Mentorship:
    return make.MentorshipFactory(
        mentee__person__name="Alice Adeyemi",
        mentor__person__name="Bob Brown",
        mentor__capacity=2,
        started_at=NOW - 30 * DAY,
    )


def taken(pair: Mentorship) -> tuple[int, int]:
    pair.mentee.refresh_from_db()
    pair.mentor.refresh_from_db()
    return pair.mentee.active_mentorships, pair.mentor.active_mentorships


def letters(kind: str) -> dict[str, str]:
    """What is written in each letter of `kind`, by the name of its reader."""
    found = {}
    for one in Notification.objects.filter(kind=kind):
        letter = registry[kind].load(one)
        if letter is not None:
            message = write(one, letter)
            found[letter.name] = f"{message.subject}\n{message.body}"
    return found


def test_a_pause_keeps_the_places_and_stops_the_check_ins(pair: Mentorship) -> None:
    organiser = make.PersonFactory()
    pause_mentorship(pair, until=date(2026, 12, 24), by=organiser, now=NOW)
    pair.refresh_from_db()
    assert (pair.state, taken(pair)) == ("paused", (1, 1))
    assert [(one.resumes_on, one.paused_by, one.resumed_at) for one in pair.pauses.all()] == [
        (date(2026, 12, 24), organiser, None)
    ]
    make.CheckInFactory(mentorship=pair, due_at=NOW - DAY)
    assert ask_due(now=NOW + DAY) == 0
    told = letters("mentorship_paused")
    assert set(told) == {"Alice", "Bob"}
    assert "It goes on by itself on 24 December 2026." in told["Alice"]


def test_it_goes_on_and_the_rest_is_closed(pair: Mentorship) -> None:
    pause_mentorship(pair, until=None, by=None, now=NOW)
    resume_mentorship(pair, by=None, now=NOW + 5 * DAY)
    assert list(Pause.objects.values_list("paused_at", "resumed_at")) == [(NOW, NOW + 5 * DAY)]
    assert list(MentorshipEvent.objects.values_list("from_state", "to_state")) == [
        ("active", "paused"),
        ("paused", "active"),
    ]
    assert letters("mentorship_paused") == {}  # no longer so when it is written
    assert "go on" in letters("mentorship_resumed")["Alice"]
    with pytest.raises(StaleState):
        resume_mentorship(pair, by=None, now=NOW)


def test_a_pause_until_a_day_ends_on_that_day_of_the_programme(pair: Mentorship) -> None:
    pause_mentorship(pair, until=(NOW + 3 * DAY).date(), by=None, now=NOW)
    assert resume_due(now=NOW + 2 * DAY) == 0
    assert resume_due(now=NOW + 3 * DAY) == 1
    assert resume_due(now=NOW + 3 * DAY) == 0
    pair.refresh_from_db()
    assert pair.state == "active"


@pytest.mark.parametrize(
    ("reason", "state", "words"),
    [
        (EndReason.NOT_THE_FIT, "ended", "Nobody is at fault"),
        (EndReason.FINISHED, "completed", "what you two agreed is done"),
    ],
)
def test_an_end_frees_both_places_and_blames_nobody(
    pair: Mentorship, reason: EndReason, state: str, words: str
) -> None:
    due = make.CheckInFactory(mentorship=pair, state="due", due_at=NOW - DAY)
    organiser = make.PersonFactory()
    end_mentorship(pair, reason=reason, by=organiser, now=NOW, note="They agreed on the phone.")
    pair.refresh_from_db()
    assert (pair.state, pair.end_reason, pair.closed_by, taken(pair)) == (state, reason, organiser, (0, 0))
    told = letters("mentorship_ended")
    assert set(told) == {"Alice", "Bob"}
    assert all(words in one and "phone" not in one for one in told.values())
    assert "you can ask another mentor" in told["Alice"]
    assert "free at once for somebody else" in told["Bob"]
    assert not CheckIn.objects.waiting().filter(pk=due.pk).exists()
    event = AuditEvent.objects.get(action="mentorship.end")
    assert AuditReason.objects.get(event_id=event.pk).text == "They agreed on the phone."


def test_an_end_closes_an_open_rest_and_comes_once(pair: Mentorship) -> None:
    pause_mentorship(pair, until=None, by=None, now=NOW)
    end_mentorship(pair, reason=EndReason.NO_TIME, by=None, now=NOW + DAY)
    assert Pause.objects.get().resumed_at == NOW + DAY
    with pytest.raises(StaleState):
        end_mentorship(pair, reason=EndReason.NO_TIME, by=None, now=NOW + DAY)
    assert taken(pair) == (0, 0)


def test_whoever_leaves_the_programme_leaves_their_mentorships(pair: Mentorship) -> None:
    other = make.MentorshipFactory()
    pair.mentor.state = "withdrawn"
    pair.mentor.save(update_fields=["state"])
    assert end_left_behind(now=NOW) == 1
    assert end_left_behind(now=NOW) == 0
    pair.refresh_from_db()
    other.refresh_from_db()
    assert (pair.state, pair.end_reason, other.state, taken(pair)) == (
        "ended",
        "person_left",
        "active",
        (0, 0),
    )
    told = letters("mentorship_ended")
    assert set(told) == {"Alice"}  # Bob knows
    assert "Bob Brown has left" in told["Alice"]


@pytest.mark.django_db(transaction=True)
def test_two_who_end_it_at_once_free_the_places_once() -> None:
    for _round in range(4):
        mentor = make.MentorFactory(capacity=3, active_mentorships=2)
        pair = make.MentorshipFactory(mentor=mentor, mentee__programme=mentor.programme)
        start = Barrier(2)

        def press(pk: object, start: Barrier = start) -> str:
            mine = Mentorship.objects.with_people().get(pk=pk)
            start.wait()
            try:
                end_mentorship(mine, reason=EndReason.OTHER, by=None, now=NOW)
            except StaleState:
                return "late"
            finally:
                connection.close()
            return "done"

        with ThreadPoolExecutor(2) as crowd:
            assert sorted(crowd.map(press, [pair.pk, pair.pk])) == ["done", "late"]
        assert taken(pair) == (0, 1)
        assert MentorshipEvent.objects.filter(mentorship=pair).count() == 1
