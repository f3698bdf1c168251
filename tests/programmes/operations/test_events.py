"""Events: who has a place, who waits, who is told, also where many press at one moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditEvent, Person
from accounts.transitions import StaleState
from notifications.models import Notification
from programmes.enums import SignUpState
from programmes.event_list import coming_for, event_card, going_to
from programmes.models import Event, Programme, SignUp
from programmes.operations import events
from programmes.operations.events import EventDetails, stamp_of
from programmes.operations.leaving import withdraw_enrolment
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = make.NOW
WEEK = NOW + timedelta(days=7)


@pytest.fixture
def programme() -> Programme:
    return make.ProgrammeFactory()


@pytest.fixture
def event(programme: Programme) -> Event:
    return make.EventFactory(programme=programme, places=1, remind_at=WEEK - timedelta(days=1))


def member(programme: Programme, role: str = "mentee") -> Person:
    person: Person = make.EnrolmentFactory(programme=programme, role=role, state="approved").person
    return person


def details_of(event: Event, **changes: Any) -> EventDetails:
    return replace(EventDetails(**{name: getattr(event, name) for name in events.FIELDS}), **changes)


def change(event: Event, **changes: Any) -> list[str]:
    found = Event.objects.get(pk=event.pk)
    return events.change_event(
        found, details=details_of(found, **changes), stamp=stamp_of(found), by=None, now=NOW
    )


def states(event: Event) -> dict[Person, str]:
    return {row.person: row.state for row in SignUp.objects.filter(event=event).select_related("person")}


def letters(kind: str) -> set[Any]:
    return set(Notification.objects.filter(kind=kind).values_list("recipient", flat=True))


def minutes(n: int) -> datetime:
    return NOW + timedelta(minutes=n)


def test_the_one_after_the_last_place_waits_and_moves_up_when_it_is_free(
    programme: Programme, event: Event
) -> None:
    first, second, third = (member(programme) for _ in range(3))
    for number, person in enumerate((first, second, third)):
        events.sign_up(event, by=person, now=minutes(number))
    assert states(event) == {first: "going", second: "waiting", third: "waiting"}
    assert [event_card(event, person=one, now=NOW).standing for one in (first, second, third)] == [
        "You are going",
        "Number 1 on the waiting list",
        "Number 2 on the waiting list",
    ]
    assert letters("event_signed_up") == {first.user_id}
    events.sign_off(event, by=first, now=minutes(5))
    assert states(event) == {first: "off", second: "going", third: "waiting"}
    assert letters("event_place") == {second.user_id}
    event.refresh_from_db()
    assert event.taken == 1
    moved = SignUp.objects.get(event=event, person=second)
    assert list(moved.history.values_list("from_state", "to_state")) == [
        ("", "waiting"),
        ("waiting", "going"),
    ]


def test_pressed_twice_it_is_one(programme: Programme, event: Event) -> None:
    person = member(programme)
    assert events.sign_up(event, by=person, now=NOW) == events.sign_up(event, by=person, now=NOW)
    assert events.sign_off(event, by=person, now=NOW) is not None
    assert events.sign_off(event, by=person, now=NOW) is None
    event.refresh_from_db()
    assert event.taken == 0


def test_whoever_comes_back_stands_at_the_end_and_has_a_letter_again(
    programme: Programme, event: Event
) -> None:
    first, second = member(programme), member(programme)
    events.sign_up(event, by=first, now=NOW)
    events.sign_up(event, by=second, now=minutes(1))
    events.sign_off(event, by=first, now=minutes(2))
    events.sign_up(event, by=first, now=minutes(3))
    assert states(event) == {first: "waiting", second: "going"}
    events.sign_off(event, by=second, now=minutes(4))
    assert states(event) == {first: "going", second: "off"}
    events.sign_off(event, by=first, now=minutes(5))
    events.sign_up(event, by=first, now=minutes(6))
    assert Notification.objects.filter(kind="event_signed_up", recipient=first.user_id).count() == 2


def test_more_places_move_people_up_and_fewer_than_taken_are_refused(
    programme: Programme, event: Event
) -> None:
    people = [member(programme) for _ in range(4)]
    for number, person in enumerate(people):
        events.sign_up(event, by=person, now=minutes(number))
    change(event, places=3)
    assert list(states(event).values()).count("going") == 3
    assert letters("event_place") == {people[1].user_id, people[2].user_id}
    with pytest.raises(events.PlacesTaken):
        change(event, places=2)
    change(event, places=None)
    assert set(states(event).values()) == {"going"}
    assert letters("event_changed") == set()


def test_another_time_or_place_is_told_to_all_who_signed_up(programme: Programme, event: Event) -> None:
    going, waiting, off = (member(programme) for _ in range(3))
    for number, person in enumerate((going, waiting, off)):
        events.sign_up(event, by=person, now=minutes(number))
    events.sign_off(event, by=off, now=minutes(4))
    assert change(event, about="Bring a pen.") == ["about"]
    assert letters("event_changed") == set()
    later = WEEK + timedelta(days=2)
    assert change(event, starts_at=later, ends_at=later + timedelta(hours=1)) == ["starts_at", "ends_at"]
    event.refresh_from_db()
    assert (event.sequence, event.remind_at) == (1, later - timedelta(days=1))
    assert letters("event_changed") == {going.user_id, waiting.user_id}
    change(event, place="The garden")
    assert Notification.objects.filter(kind="event_changed").count() == 4
    assert change(event) == []


def test_of_two_organisers_the_second_learns_of_the_first(event: Event) -> None:
    stamp = stamp_of(event)
    change(event, place="The garden")
    with pytest.raises(events.ChangedMeanwhile):
        events.change_event(event, details=details_of(event, title="Mine"), stamp=stamp, by=None, now=NOW)


def test_a_cancelled_event_is_told_once_and_nothing_moves_any_more(
    programme: Programme, event: Event
) -> None:
    going, waiting = member(programme), member(programme)
    events.sign_up(event, by=going, now=NOW)
    events.sign_up(event, by=waiting, now=minutes(1))
    events.cancel_event(event, words="Our speaker is ill.", by=None, now=minutes(2))
    assert letters("event_cancelled") == {going.user_id, waiting.user_id}
    event.refresh_from_db()
    assert (event.state, event.sequence, event.remind_at) == ("cancelled", 1, None)
    with pytest.raises(StaleState):
        events.cancel_event(event, by=None, now=minutes(3))
    for press in (events.sign_up, events.sign_off):
        with pytest.raises(StaleState):
            press(event, by=going, now=minutes(3))
    assert going_to(going, now=NOW) == []
    assert AuditEvent.objects.filter(action="event.cancel").count() == 1


def test_nobody_signs_up_or_off_once_it_has_begun(programme: Programme, event: Event) -> None:
    person = member(programme)
    events.sign_up(event, by=person, now=NOW)
    for press in (events.sign_up, events.sign_off):
        with pytest.raises(events.TooLate):
            press(event, by=person, now=WEEK)
    with pytest.raises(events.TooLate):
        events.cancel_event(event, by=None, now=event.ends_at)


def test_the_day_before_everybody_with_a_place_is_reminded_once(
    programme: Programme, event: Event, django_assert_num_queries: Any
) -> None:
    going, waiting = member(programme), member(programme)
    events.sign_up(event, by=going, now=NOW)
    events.sign_up(event, by=waiting, now=minutes(1))
    with django_assert_num_queries(1):
        assert events.remind_due(now=WEEK - timedelta(days=2)) == 0
    assert events.remind_due(now=WEEK - timedelta(hours=23)) == 1
    assert events.remind_due(now=WEEK - timedelta(hours=22)) == 0
    assert letters("event_soon") == {going.user_id}


def test_whoever_leaves_the_programme_leaves_its_events(
    programme: Programme, event: Event, django_assert_num_queries: Any
) -> None:
    leaver, waiting = make.MenteeFactory(programme=programme, state="approved"), member(programme)
    events.sign_up(event, by=leaver.person, now=NOW)
    events.sign_up(event, by=waiting, now=minutes(1))
    with django_assert_num_queries(1):
        assert events.sign_off_left_behind(now=minutes(2)) == 0
    withdraw_enrolment(leaver, by=leaver.person, now=minutes(3))
    assert events.sign_off_left_behind(now=minutes(4)) == 1
    assert states(event) == {leaver.person: "off", waiting: "going"}


def test_a_place_goes_past_somebody_for_whom_the_event_is_not_any_more(
    programme: Programme, event: Event
) -> None:
    going, left, third = member(programme), make.MenteeFactory(programme=programme), member(programme)
    for number, person in enumerate((going, left.person, third)):
        events.sign_up(event, by=person, now=minutes(number))
    withdraw_enrolment(left, by=left.person, now=minutes(4))
    events.sign_off(event, by=going, now=minutes(5))
    assert states(event)[third] == "going"


def test_events_are_for_their_audience(programme: Programme) -> None:
    mentee, mentor, stranger = member(programme), member(programme, "mentor"), make.PersonFactory()
    for audience in ("everybody", "mentees", "mentors"):
        make.EventFactory(programme=programme, title=audience, audience=audience)
    make.EventFactory(programme=programme, title="cancelled", state="cancelled", cancelled_at=NOW)
    make.EventFactory(title="elsewhere")

    def seen(person: Person) -> set[str]:
        return {card.event.title for card in coming_for(person, now=NOW, limit=9)}

    assert seen(mentee) == {"everybody", "mentees"}
    assert seen(mentor) == {"everybody", "mentors"}
    assert seen(stranger) == set()


def test_the_database_keeps_the_places(event: Event) -> None:
    with pytest.raises(IntegrityError, match="programmes_event_places"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(taken=2)


# --- many at one moment

CROWD, PLACES = 12, 3


def together(people: list[Person], press: Callable[[Person], object]) -> None:
    """Everybody presses at one moment, each on a connection of their own."""
    start = Barrier(len(people), timeout=20)

    def run(person: Person) -> None:
        try:
            start.wait()
            press(person)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)


def crowd() -> tuple[Event, list[Person]]:
    programme = make.ProgrammeFactory()
    event = make.EventFactory(programme=programme, places=PLACES)
    return event, [member(programme) for _ in range(CROWD)]


def going(event: Event) -> int:
    return SignUp.objects.filter(event=event, state=SignUpState.GOING).count()


@pytest.mark.django_db(transaction=True)
def test_a_crowd_gets_the_places_there_are_and_everybody_else_waits() -> None:
    event, people = crowd()
    together(people, lambda person: events.sign_up(event, by=person, now=NOW))
    event.refresh_from_db()
    assert (going(event), event.taken, SignUp.objects.count()) == (PLACES, PLACES, CROWD)
    # And while all of them sign off or up at one moment, no place is lost and none is given twice.
    have = {row.person_id for row in SignUp.objects.filter(event=event, state=SignUpState.GOING)}

    def turn(person: Person) -> None:
        press = events.sign_off if person.pk in have else events.sign_up
        press(event, by=person, now=minutes(5))

    together(people, turn)
    event.refresh_from_db()
    assert (going(event), event.taken) == (PLACES, PLACES)


@pytest.mark.django_db(transaction=True)
def test_a_site_that_counts_first_gives_places_twice() -> None:
    """The negative control: if this fails, the test above proves nothing on this machine."""
    event, people = crowd()
    counted = Barrier(CROWD, timeout=20)

    def careless(person: Person) -> None:
        free = going(event) < PLACES
        counted.wait()
        state = SignUpState.GOING if free else SignUpState.WAITING
        SignUp.objects.create(event=event, person=person, state=state, asked_at=NOW)

    together(people, careless)
    assert going(event) > PLACES
