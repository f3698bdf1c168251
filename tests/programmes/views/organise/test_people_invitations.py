"""Inviting people on the organisers' pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from notifications.models import Notification
from programmes.forms.organise_people import parse_invited
from programmes.models import Enrolment, Invitation, Programme
from programmes.operations.invitations import Invited
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return make.ProgrammeFactory(name="Ours", slug="ours")


@pytest.fixture
def client(client: Client, programme: Programme) -> Client:
    person = make.OrganiserFactory(programme=programme, person__name="Olga Organiser").person
    client.force_login(person.user)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"programmes:organise_{name}", args=["ours", *args])


def sent(**more: Any) -> dict[str, Any]:
    day = (timezone.localdate() + timedelta(days=7)).isoformat()
    return {
        "addresses": "Amara Obi <Amara@Example.org>\nbob@example.org\n",
        "role": "mentee",
        "kind": "join",
        "message": "Come along.",
        "closes_on": day,
        **more,
    }


def test_addresses_as_people_paste_them() -> None:
    text = (
        ' Amara Obi <Amara@Example.org>,\n\nbob@example.org;\n"Obi, Ada" <ada@example.org>\nBOB@example.org'
    )
    assert parse_invited(text) == [
        Invited("amara@example.org", "Amara Obi"),
        Invited("bob@example.org"),
        Invited("ada@example.org", "Obi, Ada"),
    ]
    with pytest.raises(ValidationError) as fault:
        parse_invited("bob@example.org\nBob Bo\nx@y")
    assert [message[:7] for message in fault.value.messages] == ["Line 2:", "Line 3:"]
    with pytest.raises(ValidationError, match="at once"):
        parse_invited("\n".join(f"p{n}@example.org" for n in range(2001)))


def test_the_letter_is_shown_and_nothing_written(client: Client) -> None:
    page = client.post(url("invite"), sent(preview="1"))
    for words in ("It goes to 2 people", "Hello Amara,", "Olga Organiser writes:", "Come along."):
        assert words in page.text
    assert (Invitation.objects.count(), Notification.objects.count()) == (0, 0)
    assert not User.objects.filter(email="amara@example.org").exists()


def test_sending_says_to_whom_not(client: Client, programme: Programme) -> None:
    there = make.MenteeFactory(programme=programme).person.user.email
    said = client.post(url("invite"), sent(addresses=f"new@example.org\n{there}"), follow=True).text
    assert "1 invitation goes out." in said
    assert f"In the programme already, so not invited: {there}." in said
    assert Invitation.objects.get().person.user.email == "new@example.org"


def test_enrolling_at_once(client: Client) -> None:
    client.post(url("invite"), sent(kind="enrolled", role="mentor"))
    assert set(Enrolment.objects.values_list("role", "state")) == {("mentor", "approved")}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"addresses": "nonsense"}, "Line 1: “nonsense” holds no e-mail address."),
        ({"closes_on": "2020-01-01"}, "Choose today or a later day."),
        ({"closes_on": "2099-01-01"}, "Choose a day within a month"),
        ({"kind": "profile"}, "Select a valid choice"),
        ({"addresses": ""}, "Write at least one address."),
    ],
)
def test_faults_are_named_and_nothing_is_lost(client: Client, wrong: dict[str, str], words: str) -> None:
    page = client.post(url("invite"), sent(**wrong))
    assert (words in page.text, "Come along." in page.text) == (True, True)
    assert not Invitation.objects.exists()


def test_a_draft_invites_nobody(client: Client, programme: Programme) -> None:
    Programme.objects.filter(pk=programme.pk).update(state="draft")
    assert "Open it for joining first" in client.post(url("invite"), sent()).text
    assert not Invitation.objects.exists()


def test_imported_people_are_asked(client: Client, programme: Programme) -> None:
    person = make.PersonFactory()
    make.ImportedPersonFactory(programme=programme, person=person)
    make.MenteeFactory(programme=programme, person=person)
    assert "1 person was imported and has never signed in." in client.get(url("invitations")).text
    client.post(url("invite_imported"), {"message": "", "closes_on": sent()["closes_on"]})
    assert Invitation.objects.get().kind == "profile"
    assert "There is nobody to ask" in client.get(url("invite_imported")).text


def test_sending_again_and_taking_back(client: Client) -> None:
    client.post(url("invite"), sent(addresses="new@example.org"))
    invitation = Invitation.objects.get()
    said = client.post(url("invitation_again", invitation.pk), follow=True).text
    assert "The letter goes to new@example.org once more." in said
    said = client.post(url("invitation_again", invitation.pk), follow=True).text
    assert "less than an hour ago" in said
    client.post(url("invitation_withdraw", invitation.pk))
    invitation.refresh_from_db()
    assert invitation.state == "withdrawn"
    for action in ("again", "withdraw"):
        said = client.post(url(f"invitation_{action}", invitation.pk), follow=True).text
        assert "answered or taken back already" in said


def test_an_invitation_of_another_programme_is_not_there(client: Client) -> None:
    foreign = make.InvitationFactory()
    for action in ("again", "withdraw"):
        assert client.post(url(f"invitation_{action}", foreign.pk)).status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == "open"


def test_as_many_queries_for_many_as_for_one(client: Client, programme: Programme) -> None:
    numbers = []
    for many in (1, 20):
        for _one in range(many):
            make.InvitationFactory(programme=programme, invited_by=make.PersonFactory())
        with CaptureQueriesContext(connection) as queries:
            client.get(url("invitations"))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
