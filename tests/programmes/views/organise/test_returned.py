"""Letters that did not arrive, as organisers see it: whom nothing reaches and why, and what was given up, without words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Person
from notifications.models import Notification
from programmes.models import Programme
from programmes.returned_letters import failed_letters, returned_page
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def programme(client: Client) -> Programme:
    organiser = make.OrganiserFactory(programme=make.ProgrammeFactory(slug="spring", state="running"))
    organiser.person.user.is_staff = True
    organiser.person.user.save()
    client.force_login(organiser.person.user)
    programme: Programme = organiser.programme
    return programme


def refused(person: Person, reason: str = "5.1.1 nobody") -> None:
    make.RefusedAddressFactory(address=person.user.email.lower(), refused_at=NOW, reason=reason)


def given_up(person: Person, kind: str = "request_received", failure: str = "552 5.2.2 full") -> Notification:
    letter: Notification = make.NotificationFactory(
        recipient=person.user, kind=kind, state="failed", failure=failure, created_at=NOW
    )
    return letter


def names(programme: Programme) -> list[str]:
    return [row.person.name for row in returned_page(programme, page=1, now=NOW).rows]


def test_those_who_take_part_apply_or_are_invited_are_shown(programme: Programme) -> None:
    for state in ("approved", "applied", "waitlisted", "withdrawn", "declined"):
        refused(make.MenteeFactory(programme=programme, state=state, person__name=state.title()).person)
    invited = make.InvitationFactory(
        programme=programme, person__name="Idris", invited_at=NOW, closes_at=NOW + timedelta(days=9)
    )
    refused(invited.person)
    over = make.InvitationFactory(
        programme=programme, person__name="Owen", invited_at=NOW, closes_at=NOW - timedelta(days=9)
    )
    refused(over.person)
    refused(make.MenteeFactory(person__name="Elsewhere").person)
    make.MenteeFactory(programme=programme, person__name="Reachable")
    assert names(programme) == ["Applied", "Approved", "Idris", "Waitlisted"]


def test_whoever_is_both_is_one_row(client: Client, programme: Programme) -> None:
    person = make.PersonFactory(name="Bo Both")
    make.MenteeFactory(programme=programme, person=person)
    make.MentorFactory(programme=programme, person=person)
    person.user.email = "Bo.Both@Example.org"
    person.user.save()
    refused(person, "5.2.1 disabled")
    text = client.get("/admin/organise/spring/letters/returned/").content.decode()
    assert "Letters to 1 person come back" in text
    assert ("Mentee, Mentor" in text, "The mailbox is closed." in text) == (True, True)


def test_what_was_given_up_is_counted_by_kind_and_cause(client: Client, programme: Programme) -> None:
    people = [make.MenteeFactory(programme=programme).person for _ in range(2)]
    for person in people:
        given_up(person)
    given_up(people[0], failure="552 mailbox over quota")
    given_up(people[0], failure="TemplateDoesNotExist")
    given_up(people[0], kind="enquiry")  # as an organiser
    given_up(people[0], kind="no_such_kind")
    given_up(make.PersonFactory())
    Notification.objects.filter(pk=given_up(people[1]).pk).update(created_at=NOW - timedelta(days=31))
    make.NotificationFactory(recipient=people[1].user, state="suppressed", failure="552 5.2.2 full")
    rows = [(row.kind.name, row.cause, row.number) for row in failed_letters(programme, now=NOW)]
    assert rows == [("request_received", "full", 3), ("request_received", "ours", 1)]
    text = client.get("/admin/organise/spring/letters/returned/").content.decode()
    assert ("Somebody would like your help" in text, people[0].name in text) == (True, False)


def test_the_overview_leads_there_where_something_is_wrong(client: Client, programme: Programme) -> None:
    mentee = make.MenteeFactory(programme=programme)
    overview = "/admin/organise/spring/"
    assert "Letters that did not arrive" not in client.get(overview).content.decode()
    refused(mentee.person)
    given_up(mentee.person)
    text = client.get(overview).content.decode()
    assert ("Letters to 1 person come back" in text, "1 letter could not be sent lately" in text) == (
        True,
        True,
    )
    assert "/admin/organise/spring/letters/returned/" in text


def test_nothing_wrong_is_said_too(client: Client, programme: Programme) -> None:
    text = client.get("/admin/organise/spring/letters/returned/").content.decode()
    assert "Every letter has arrived, as far as mail servers say" in text


def test_other_organisers_find_nothing_there(programme: Programme) -> None:
    refused(make.MenteeFactory(programme=programme).person)
    other = make.OrganiserFactory(programme=make.ProgrammeFactory(slug="autumn", state="running"))
    other.person.user.is_staff = True
    other.person.user.save()
    client = Client()
    client.force_login(other.person.user)
    assert client.get("/admin/organise/spring/letters/returned/").status_code == 404
    text = client.get("/admin/organise/autumn/letters/returned/").content.decode()
    assert "Every letter has arrived" in text


def test_many_cost_as_many_queries_as_one(client: Client, programme: Programme) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/admin/organise/spring/letters/returned/")
        return len(found)

    for _ in range(2):
        person = make.MenteeFactory(programme=programme).person
        refused(person)
        given_up(person)
    client.get("/admin/organise/spring/letters/returned/")
    few = queries()
    for number in range(9):
        person = make.MenteeFactory(programme=programme).person
        make.MentorFactory(programme=programme, person=person)
        refused(person)
        given_up(person, failure=f"55{number} 5.{number}.1")
    assert queries() == few
