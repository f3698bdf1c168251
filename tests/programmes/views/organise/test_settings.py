"""The settings of a programme: what is checked, what is kept, and two organisers at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, Person
from programmes.models import Programme
from programmes.operations.programmes import stamp_of
from tests import factories as make

pytestmark = pytest.mark.django_db

URL = "/admin/organise/open-doors/settings/"


@pytest.fixture
def olga() -> Person:
    return make.PersonFactory(name="Olga Organiser", user__is_staff=True, zone="Asia/Tokyo")


@pytest.fixture
def programme(olga: Person) -> Programme:
    programme: Programme = make.ProgrammeFactory(
        slug="open-doors",
        about="One.\n\nTwo.",
        guidelines="Be kind.",
        enrolment_closes_at=datetime(2027, 6, 1, 17, 0, 30, tzinfo=UTC),
    )
    make.OrganiserFactory(programme=programme, person=olga)
    return programme


@pytest.fixture
def as_olga(client: Client, olga: Person) -> Client:
    client.force_login(olga.user)
    return client


def shown(client: Client) -> dict[str, Any]:
    """What a browser would post of the page as it stands."""
    form = client.get(URL).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {
        name: "on" if value is True else value for name, value in values.items() if value not in (None, False)
    }
    # Browsers end lines in texts in their own way.
    return {
        name: value.replace("\n", "\r\n") if isinstance(value, str) else value for name, value in sent.items()
    }


def test_saving_what_is_shown_changes_nothing(as_olga: Client, programme: Programme) -> None:
    before = stamp_of(Programme.objects.get())
    answer = as_olga.post(URL, shown(as_olga), follow=True)
    assert "Nothing was different" in answer.text
    assert stamp_of(Programme.objects.get()) == before
    assert not AuditEvent.objects.filter(action="programme.change").exists()


def test_settings_are_saved_by_name_and_hours_by_the_clock_of_the_programme(
    as_olga: Client, programme: Programme, olga: Person
) -> None:
    # The organiser sits in Tokyo; the programme is in London, in summer.
    assert as_olga.get(URL).context["form"]["enrolment_closes_at"].value() == "2027-06-01T18:00"
    new = {"summary": "A first step.", "enrolment_closes_at": "2027-06-02T09:30", "join_code": "spring-27"}
    answer = as_olga.post(URL, shown(as_olga) | new)
    assert (answer.status_code, answer["Location"]) == (302, URL)
    programme.refresh_from_db()
    assert programme.enrolment_closes_at == datetime(2027, 6, 2, 8, 30, tzinfo=UTC)
    assert (programme.summary, programme.join_code) == ("A first step.", "SPRING27")
    event = AuditEvent.objects.get(action="programme.change")
    assert (event.actor_id, event.fields) == (olga.pk, ["enrolment_closes_at", "join_code", "summary"])


def test_hours_keep_their_clock_where_the_zone_changes(as_olga: Client, programme: Programme) -> None:
    as_olga.post(URL, shown(as_olga) | {"zone": "America/New_York"})
    programme.refresh_from_db()
    assert programme.enrolment_closes_at == datetime(2027, 6, 1, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("new", "field", "words"),
    [
        (
            {"enrolment_opens_at": "2027-06-03T08:00"},
            "enrolment_closes_at",
            "Joining closes before it opens.",
        ),
        (
            {"starts_on": "2027-07-01", "ends_on": "2027-06-01"},
            "ends_on",
            "The last day is before the first.",
        ),
        ({"matching_on": "2027-07-01", "ends_on": "2027-06-01"}, "matching_on", "matched after the last day"),
        ({"join_code": "a b"}, "join_code", "Use 4 to 16 letters"),
        ({"join_code": "taken-1"}, "join_code", "Another programme has this code."),
        ({"summary": ""}, "summary", "Say in one sentence what it is."),
        ({"request_days": "1"}, "request_days", "greater than or equal to 2"),
        ({"enrolment_closes_at": "soon"}, "enrolment_closes_at", "Choose a day and a time"),
        ({"guidelines": "Be kinder."}, "guidelines_version", "people agreed to the old ones"),
    ],
)
def test_what_cannot_be_is_said_and_kept_on_the_page(
    as_olga: Client, programme: Programme, new: dict[str, str], field: str, words: str
) -> None:
    make.ProgrammeFactory(join_code="TAKEN1")
    make.MenteeFactory(programme=programme)
    before = stamp_of(Programme.objects.get(pk=programme.pk))
    answer = as_olga.post(URL, shown(as_olga) | {"about": "Typed here."} | new)
    assert answer.status_code == 400
    assert words in str(answer.context["form"].errors[field])
    assert set(answer.context["form"].errors) == {field}
    assert "Typed here." in answer.text
    assert stamp_of(Programme.objects.get(pk=programme.pk)) == before


def test_whoever_saves_second_is_told_what_the_first_one_changed(
    as_olga: Client, programme: Programme, olga: Person
) -> None:
    opened = shown(as_olga)
    rival = make.OrganiserFactory(programme=programme, person__name="Rita Rival").person
    other = Client()
    other.force_login(rival.user)
    other.post(URL, opened | {"summary": "Rita's words.", "request_days": "21", "listed": ""})
    answer = as_olga.post(URL, opened | {"summary": "Olga's words.", "audience": "Everybody."})
    assert answer.status_code == 409
    assert "Rita Rival saved other settings" in answer.text
    said = [(str(label), value, typed) for label, _anchor, value, typed in answer.context["meanwhile"]]
    assert said == [
        ("In one sentence", "Rita's words.", True),
        ("Everybody may find it", "no", False),
        ("Days to answer a request", "21", False),
    ]
    form = answer.context["form"]
    assert (form["summary"].value(), form["audience"].value()) == ("Olga's words.", "Everybody.")
    assert (form["request_days"].value(), form["listed"].value()) == ("21", False)
    programme.refresh_from_db()
    assert programme.summary == "Rita's words."
    # Saved again from that page, it counts, and what only the other changed stays.
    again = {name: form[name].value() for name in form.fields}
    kept = {name: value for name, value in again.items() if value not in (None, False)}
    assert as_olga.post(URL, kept).status_code == 302
    programme.refresh_from_db()
    assert (programme.summary, programme.request_days, programme.listed) == ("Olga's words.", 21, False)


def test_a_limit_below_those_who_are_in_is_allowed_and_said(as_olga: Client, programme: Programme) -> None:
    make.MenteeFactory.create_batch(3, programme=programme)
    page = as_olga.post(URL, shown(as_olga) | {"mentee_places": "2"}, follow=True)
    assert "3 people are enrolled already, more than the places" in page.text
    programme.refresh_from_db()
    assert programme.mentee_places == 2
    make.MenteeFactory(programme=programme, state="waitlisted")
    page = as_olga.post(URL, shown(as_olga) | {"mentee_places": "9"}, follow=True)
    assert "look who waits, under People" in page.text


def test_more_mentors_a_mentee_are_for_those_who_are_in_too(as_olga: Client, programme: Programme) -> None:
    one, two = (
        make.MenteeFactory(programme=programme),
        make.MenteeFactory(programme=programme, capacity=2, active_mentorships=2),
    )
    mentor = make.MentorFactory(programme=programme, capacity=5)
    as_olga.post(URL, shown(as_olga) | {"mentors_a_mentee": "3"})
    for row in (one, two, mentor):
        row.refresh_from_db()
    assert (one.capacity, two.capacity, mentor.capacity) == (3, 3, 5)
    as_olga.post(URL, shown(as_olga) | {"mentors_a_mentee": "1"})
    for row in (one, two):
        row.refresh_from_db()
    assert (one.capacity, two.capacity) == (1, 2)
