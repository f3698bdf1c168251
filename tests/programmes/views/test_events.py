"""Events as people of a programme and its organisers see them, in the browser, the letter and the calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from notifications.kinds import registry
from notifications.models import Notification
from programmes.models import Event, Programme, SignUp
from programmes.operations.events import cancel_event, sign_up, stamp_of
from tests import factories as make

pytestmark = pytest.mark.django_db
CALL = "https://meet.example.org/ours"


@pytest.fixture
def programme() -> Programme:
    return make.ProgrammeFactory(name="Ours", slug="ours", zone="Europe/Paris", listed=True)


@pytest.fixture
def alice(programme: Programme) -> Person:
    person: Person = make.MenteeFactory(
        programme=programme, person__name="Alice A", person__zone="Europe/London"
    ).person
    return person


@pytest.fixture
def event(programme: Programme) -> Event:
    starts = timezone.now().replace(hour=17, minute=0, second=0, microsecond=0) + timedelta(days=7)
    made: Event = make.EventFactory(
        programme=programme,
        title="A walk",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        place="The canal",
        private_place=CALL,
        places=1,
    )
    return made


def url(name: str, *args: Any) -> str:
    return reverse(f"programmes:{name}", args=["ours", *args])


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def test_a_person_signs_up_and_off(alice: Person, event: Event) -> None:
    client = signed_in(alice)
    page = client.get(url("event", event.pk)).text
    assert "1 place left of 1" in page
    assert CALL not in page
    assert "For the programme: " in page
    page = client.post(url("event_sign_up", event.pk), follow=True).text
    assert "You are going" in page
    assert CALL in page
    page = client.post(url("event_sign_off", event.pk), follow=True).text
    assert "You are signed off." in page
    assert CALL not in page


def test_a_place_that_others_wait_for_is_asked_about(
    alice: Person, event: Event, programme: Programme
) -> None:
    other = make.MentorFactory(programme=programme).person
    for person in (alice, other):
        sign_up(event, by=person, now=timezone.now())
    client = signed_in(alice)
    page = client.get(url("event", event.pk)).text
    assert f'href="{url("event_sign_off", event.pk)}"' in page
    assert "Somebody waits for a place" in client.get(url("event_sign_off", event.pk)).text
    client.post(url("event_sign_off", event.pk))
    assert "You are going" in signed_in(other).get(url("event", event.pk)).text
    assert "All places are taken" in client.get(url("event", event.pk)).text


def test_too_late_is_said_and_changes_nothing(alice: Person, event: Event) -> None:
    client, now = signed_in(alice), timezone.now()
    sign_up(event, by=alice, now=now)
    cancel_event(event, words="Our speaker is ill.", by=None, now=now)
    answer = client.post(url("event_sign_off", event.pk))
    assert answer.status_code == 409
    assert "cancelled meanwhile" in answer.text
    assert "Our speaker is ill." in answer.text
    assert SignUp.objects.get().state == "going"
    assert "A walk" in client.get(url("events")).text
    bystander = make.MenteeFactory(programme=event.programme).person
    assert "A walk" not in signed_in(bystander).get(url("events")).text


def letter_of(kind: str, person: Person) -> Any:
    notification = Notification.objects.get(kind=kind, recipient=person.user)
    return registry[kind].load(notification)


def test_letters_bear_the_date_and_the_private_place_for_guests_alone(
    alice: Person, event: Event, programme: Programme
) -> None:
    now, other = timezone.now(), make.MentorFactory(programme=programme).person
    for person in (alice, other):
        sign_up(event, by=person, now=now)
    letter = letter_of("event_signed_up", alice)
    invited = icalendar.Calendar.from_ical(letter.calendar.text)
    found = invited.walk("VEVENT")[0]
    assert (invited["method"], found["sequence"], str(found["location"])) == (
        "REQUEST",
        0,
        f"The canal · {CALL}",
    )
    assert found["dtstart"].dt == event.starts_at
    assert letter.context["private_url"] == CALL
    cancel_event(event, by=None, now=now)
    gone = letter_of("event_cancelled", alice)
    taken_out = icalendar.Calendar.from_ical(gone.calendar.text)
    again = taken_out.walk("VEVENT")[0]
    assert (taken_out["method"], again["sequence"], again["uid"]) == ("CANCEL", 1, found["uid"])
    waiting = letter_of("event_cancelled", other)
    assert (waiting.calendar, waiting.context["private_url"]) == (None, "")
    # Whoever signed off has no news of it.
    SignUp.objects.filter(person=alice).update(state="off")
    assert letter_of("event_cancelled", alice) is None


def test_the_download_tells_the_private_place_to_guests_alone(alice: Person, event: Event) -> None:
    client = signed_in(alice)
    answer = client.get(url("event_calendar", event.pk))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="a-walk.ics"'
    assert "meet.example" not in answer.text
    sign_up(event, by=alice, now=timezone.now())
    assert "meet.example" in client.get(url("event_calendar", event.pk)).text


def test_the_lists_cost_the_same_with_many(alice: Person, event: Event, programme: Programme) -> None:
    organiser = make.OrganiserFactory(programme=programme).person
    pages = [
        (signed_in(person), address)
        for person, address in (
            (alice, url("events")),
            (alice, reverse("journeys:dashboard")),
            (organiser, url("organise_events")),
            (organiser, url("organise_event", event.pk)),
        )
    ]
    sign_up(event, by=alice, now=timezone.now())

    def costs() -> list[int]:
        found = []
        for client, address in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    costs()
    few = costs()
    for number in range(5):
        more = make.EventFactory(
            programme=programme,
            starts_at=event.starts_at + timedelta(days=number),
            ends_at=event.ends_at + timedelta(days=number),
        )
        sign_up(more, by=alice, now=timezone.now())
        sign_up(event, by=make.MenteeFactory(programme=programme).person, now=timezone.now())
    assert costs() == few


def test_visitors_are_told_of_what_is_for_everybody_and_never_where(
    client: Client, event: Event, programme: Programme
) -> None:
    make.EventFactory(
        programme=programme, title="Among mentors", audience="mentors", starts_at=event.starts_at, ends_at=event.ends_at
    )  # fmt: skip
    page = client.get(reverse("programmes:programme", args=["ours"])).text
    assert "A walk" in page
    assert "Among mentors" not in page
    assert CALL not in page
    Programme.objects.update(listed=False)
    organiser = make.OrganiserFactory(programme=programme).person
    page = signed_in(organiser).get(reverse("programmes:programme", args=["ours"])).text
    assert "A walk" not in page


# --- organisers


@pytest.fixture
def organiser(programme: Programme) -> Client:
    return signed_in(make.OrganiserFactory(programme=programme).person)


def said(**more: Any) -> dict[str, Any]:
    day = (timezone.now() + timedelta(days=20)).date()
    return {
        "title": "Asking for things",
        "audience": "everybody",
        "starts_at": f"{day}T18:00",
        "ends_at": f"{day}T20:00",
        "places": "12",
        **more,
    }


def test_an_organiser_adds_an_event_on_the_programmes_clock(organiser: Client, programme: Programme) -> None:
    answer = organiser.post(url("organise_event_add"), said())
    event = Event.objects.get()
    assert answer["Location"] == url("organise_event", event.pk)
    assert event.starts_at.astimezone(timezone.get_fixed_timezone(60)).hour in {18, 17}
    page = organiser.get(url("organise_event_change", event.pk)).text
    assert f'value="{said()["starts_at"]}"' in page
    # Saved as it is shown, nothing is different.
    again = organiser.post(
        url("organise_event_change", event.pk), said(stamp=stamp_of(event)), follow=True
    ).text
    assert "Nothing was different." in again


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"title": ""}, "Give the event a title."),
        ({"starts_at": ""}, "Choose a day and a time."),
        ({"starts_at": "2020-01-01T10:00"}, "This time has passed."),
        ({"ends_at": "2020-01-01T10:00"}, "It ends before it starts."),
        ({"places": "0"}, "Write 1 or more."),
    ],
)
def test_faults_are_said_and_what_was_typed_is_kept(
    organiser: Client, fault: dict[str, str], words: str
) -> None:
    page = organiser.post(url("organise_event_add"), said(place="The library", **fault))
    assert page.status_code == 200
    assert words in page.text
    assert 'value="The library"' in page.text
    assert not Event.objects.exists()


def test_of_two_organisers_the_second_keeps_what_they_typed(organiser: Client, event: Event) -> None:
    stamp = stamp_of(event)
    Event.objects.filter(pk=event.pk).update(place="The garden")
    answer = organiser.post(url("organise_event_change", event.pk), said(stamp=stamp, title="Mine"))
    assert answer.status_code == 409
    assert "Somebody else changed this event" in answer.text
    assert "The garden" in answer.text
    assert 'value="Mine"' in answer.text
    fresh = Event.objects.get(pk=event.pk)
    assert f'value="{stamp_of(fresh)}"' in answer.text


def test_a_cancelled_event_says_so_and_takes_no_more_changes(
    organiser: Client, event: Event, alice: Person
) -> None:
    sign_up(event, by=alice, now=timezone.now())
    page = organiser.get(url("organise_event_cancel", event.pk)).text
    assert "Going: 1. Waiting: 0." in page
    page = organiser.post(url("organise_event_cancel", event.pk), {"words": "Ill."}, follow=True).text
    assert "everybody who signed up gets a letter" in page
    answer = organiser.post(url("organise_event_change", event.pk), said(stamp=stamp_of(event)))
    assert answer.status_code == 409
    assert "It is cancelled now." in answer.text


def test_the_guests_are_taken_away_as_a_table(organiser: Client, event: Event, alice: Person) -> None:
    sign_up(event, by=alice, now=timezone.now())
    answer = organiser.post(url("organise_export", "events"), {"format": "csv"})
    assert "Alice A" in b"".join(answer).decode()
