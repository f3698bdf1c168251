"""Answers about identity are opened for a reason alone: by whom, for how long, and who learns of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, AuditReason, Person
from programmes.enums import PrivateContent
from programmes.exporting.answers import answers
from programmes.models import Enrolment, PrivateReading, Programme
from programmes.operations.readings import open_private
from programmes.readings import reading_open, readings_in, readings_of
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = make.NOW
SECRET = "Very private"
REASON = "The audit of our fairness figures."


@pytest.fixture
def programme() -> Programme:
    made: Programme = make.ProgrammeFactory(slug="doors", state="running")
    return made


@pytest.fixture
def olga(programme: Programme) -> Person:
    person: Person = make.OrganiserFactory(programme=programme, person__name="Olga Organiser").person
    person.user.is_staff = True
    person.user.save(update_fields=["is_staff"])
    return person


@pytest.fixture
def client(client: Client, olga: Person) -> Client:
    client.force_login(olga.user)
    return client


@pytest.fixture
def alice(programme: Programme) -> Enrolment:
    made: Enrolment = make.MenteeFactory(programme=programme, person__name="Alice")
    question = make.QuestionFactory(
        version__programme=programme, version__number=1, key="origin", text="Your origin?", identity=True
    )
    make.QuestionOptionFactory(question=question, key="secret", label=SECRET)
    make.AnswerFactory(enrolment=made, question=question, choices=["secret"])
    return made


def page_of(client: Client, alice: Enrolment) -> str:
    return client.get(reverse("programmes:organise_person", args=["doors", alice.pk])).text


def ask(client: Client, alice: Enrolment, reason: str) -> int:
    address = reverse("programmes:organise_identity_open", args=["doors", alice.pk])
    response = client.post(address, {"reason": reason})
    if response.status_code == 400:
        assert reason in response.text
    return response.status_code


def test_closed_until_a_reason_is_given_and_then_open_for_an_hour(
    client: Client, alice: Enrolment, olga: Person
) -> None:
    assert SECRET not in (page := page_of(client, alice))
    assert "answered 1 question about who they are" in page
    assert ask(client, alice, REASON) == 302
    assert SECRET in (page := page_of(client, alice))
    assert REASON in page
    reading = PrivateReading.objects.get()
    assert (reading.person, reading.reader, reading.what) == (alice.person, olga, "identity")
    assert reading.closes_at - reading.opened_at == timedelta(hours=1)
    # Everything is as before when the hour is over.
    of = {"reader": olga, "what": PrivateContent.IDENTITY}
    assert reading_open(alice.programme, alice.person, now=reading.closes_at, **of) is None
    assert reading_open(alice.programme, alice.person, now=reading.opened_at, **of) == reading


@pytest.mark.parametrize("reason", ["", "because", "          x          "])
def test_without_a_reason_nothing_opens(client: Client, alice: Enrolment, reason: str) -> None:
    assert ask(client, alice, reason) == 400
    assert not PrivateReading.objects.exists()
    assert SECRET not in page_of(client, alice)


def test_what_one_opens_stays_closed_to_the_next(client: Client, alice: Enrolment) -> None:
    ask(client, alice, REASON)
    other = make.OrganiserFactory(programme=alice.programme).person
    client.force_login(other.user)
    assert SECRET not in (page := page_of(client, alice))
    assert "Last opened by Olga Organiser" in page


def test_an_operator_without_a_profile_opens_nothing(client: Client, alice: Enrolment) -> None:
    client.force_login(make.UserFactory(is_staff=True, is_superuser=True))
    assert ask(client, alice, REASON) == 403
    assert SECRET not in page_of(client, alice)


@pytest.mark.parametrize("who", ["organiser", "operator"])
def test_no_other_way_leads_to_them(client: Client, alice: Enrolment, who: str) -> None:
    """The administration, the comparison and the tables, even while they are open."""
    ask(client, alice, REASON)
    if who == "operator":
        client.force_login(make.PersonFactory(user__is_staff=True, user__is_superuser=True).user)
    addresses = [
        reverse("admin:programmes_enrolment_change", args=[alice.pk]),
        reverse("admin:programmes_enrolment_history", args=[alice.pk]),
        reverse("programmes:organise_compare", args=["doors"]) + f"?pick={alice.pk}",
        reverse("programmes:organise_people", args=["doors"]),
    ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200
        assert SECRET not in response.text, address
    for name in ("people", "answers"):
        table = client.get(reverse("programmes:organise_export", args=["doors", name]))
        content = b"".join(table.streaming_content) if table.streaming else table.content
        assert SECRET.encode() not in content, name
    taken = answers(alice.programme)
    assert "Your origin?" not in taken.columns


def test_whom_it_is_about_reads_who_when_and_why(client: Client, alice: Enrolment) -> None:
    client.force_login(alice.person.user)
    own = reverse("programmes:readings")
    assert "Nobody opened anything" in client.get(own).text
    make.PrivateReadingFactory(
        person=alice.person, programme=alice.programme, reader__name="Olga", reason=REASON
    )
    page = client.get(own).text
    for words in ("Olga", REASON, str(alice.programme), "Your answers about who you are"):
        assert words in page
    client.force_login(make.PersonFactory().user)
    assert REASON not in client.get(own).text


def test_who_is_reported_never_learns_of_a_reading(alice: Enrolment, olga: Person) -> None:
    report = make.SafetyReportFactory(programme=alice.programme, about=alice.person)
    given = {"programme": alice.programme, "person": alice.person, "by": olga, "now": NOW}
    of_report = open_private(
        what=PrivateContent.MESSAGES, reason="Looking into a report.", report=report, **given
    )
    other = open_private(what=PrivateContent.MESSAGES, reason="She asked me to look.", **given)
    assert other != of_report
    assert [one.reason for one in readings_of(alice.person)] == ["She asked me to look."]
    assert [one.reason for one in readings_in(alice.programme)] == ["She asked me to look."]
    # Nor does the log of the programme, which the reported may read as one of its organisers, say that there was one.
    assert set(AuditEvent.objects.values_list("action", flat=True)) == {"safety.open", "reading.open"}


def test_the_reason_stands_in_no_log_and_a_second_press_opens_nothing_more(
    alice: Enrolment, olga: Person
) -> None:
    given = {
        "programme": alice.programme,
        "person": alice.person,
        "what": PrivateContent.IDENTITY,
        "by": olga,
    }
    first = open_private(reason=REASON, now=NOW, **given)
    assert open_private(reason="Another reason now.", now=NOW + timedelta(minutes=5), **given) == first
    assert open_private(reason=REASON, now=NOW + timedelta(minutes=61), **given) != first
    events = AuditEvent.objects.filter(action="reading.open", programme_id=alice.programme.pk)
    assert [event.fields for event in events] == [["identity"], ["identity"]]
    assert not AuditReason.objects.exists()
    with pytest.raises(ValidationError):
        open_private(reason="x", now=NOW, **given)


def test_the_organisers_see_what_each_of_them_opened(client: Client, alice: Enrolment) -> None:
    address = reverse("programmes:organise_readings", args=["doors"])
    assert "Nothing was opened" in client.get(address).text
    ask(client, alice, REASON)
    page = client.get(address).text
    assert REASON in page
    assert "Olga Organiser" in page
    log = client.get(reverse("programmes:organise_audit", args=["doors"])).text
    assert "opened what is private, for an hour" in log
    assert REASON not in log


@pytest.mark.parametrize("whose", ["own", "organisers"])
def test_the_lists_ask_the_same_for_one_and_for_many(client: Client, alice: Enrolment, whose: str) -> None:
    address = reverse("programmes:organise_readings", args=["doors"])
    if whose == "own":
        client.force_login(alice.person.user)
        address = reverse("programmes:readings")
    numbers = []
    for many in (1, 4):
        make.PrivateReadingFactory.create_batch(many, person=alice.person, programme=alice.programme)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
