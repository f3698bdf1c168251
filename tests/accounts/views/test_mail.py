"""The page "Your mail": how each kind comes, stopping all at once, and letters that come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Person
from notifications.enums import Delivery
from notifications.kinds import registry
from notifications.models import MailChoice, RefusedAddress
from notifications.queries.choices import choices_of
from tests import factories as make
from tests.pages.markup import Markup

pytestmark = pytest.mark.django_db

MAIL, STOP = "/settings/mail/", "/settings/mail/stop/"
FREE, KEPT = "request_declined", "request_received"


@pytest.fixture
def amara(client: Client) -> Person:
    person: Person = make.PersonFactory(name="Amara")
    client.force_login(person.user)
    return person


def chosen(person: Person) -> dict[str, str]:
    return dict(MailChoice.objects.filter(user=person.user).values_list("kind", "delivery"))


def offered(client: Client) -> dict[str, list[str]]:
    """The ways in which each kind is offered, with the one that is chosen in front."""
    found: dict[str, list[str]] = {}
    boxes = [
        tag
        for tag in Markup(client.get(MAIL).content.decode()).all("input")
        if tag.attributes.get("type") == "radio"
    ]
    for box in sorted(boxes, key=lambda box: "checked" not in box.attributes):
        found.setdefault(box.attributes["name"], []).append(box.attributes["value"])
    return found


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(MAIL)
    return len(queries)


def test_every_kind_is_offered_in_its_own_ways(client: Client, amara: Person) -> None:
    make.MailChoiceFactory(user=amara.user, kind=FREE, delivery="digest")
    found = offered(client)
    assert found[FREE] == ["digest", "at_once", "off"]
    assert found[KEPT] == ["at_once", "digest"]
    assert found["invitation"] == ["at_once", "off"]
    shown = {
        kind.name
        for kind in registry.kinds.values()
        if kind.topic not in {"organising", "site"} and len(kind.deliveries) > 1
    }
    assert set(found) - {"theme"} == shown


def test_kinds_for_organisers_are_theirs_alone(client: Client, amara: Person) -> None:
    assert "Questions from visitors" not in client.get(MAIL).content.decode()
    client.post(MAIL, {"enquiry": "digest"})
    assert chosen(amara) == {}
    amara.user.is_staff = True
    amara.user.save()
    text = client.get(MAIL).content.decode()
    assert ("Questions from visitors" in text, "Comes always, at once" in text) == (True, True)
    client.post(MAIL, {"enquiry": "digest"})
    assert chosen(amara) == {"enquiry": "digest"}


def test_only_what_changed_is_written(client: Client, amara: Person) -> None:
    response = client.post(MAIL, {FREE: "off", KEPT: "at_once", "request_expired": "digest"})
    assert response.url == reverse("accounts:mail")
    assert chosen(amara) == {FREE: "off", "request_expired": "digest"}
    (event,) = AuditEvent.objects.filter(action="person.mail")
    assert event.fields == [FREE, "request_expired"]
    client.post(MAIL, {FREE: "off", "request_expired": "at_once"})
    assert chosen(amara) == {FREE: "off"}
    client.post(MAIL, {})
    assert chosen(amara) == {FREE: "off"}
    assert AuditEvent.objects.filter(action="person.mail").count() == 2


def test_a_way_that_a_kind_does_not_have_saves_nothing(client: Client, amara: Person) -> None:
    response = client.post(MAIL, {KEPT: "off", FREE: "off"})
    assert "<title>Error:" in response.content.decode()
    assert chosen(amara) == {}


def test_the_page_costs_the_same_for_many_choices(client: Client, amara: Person) -> None:
    client.get(MAIL)
    few = queries_of(client)
    for kind in registry.kinds.values():
        if Delivery.OFF in kind.deliveries:
            make.MailChoiceFactory(user=amara.user, kind=kind.name, delivery="off")
    assert queries_of(client) == few


def test_the_next_daily_letter_is_told_in_the_readers_zone(client: Client, amara: Person) -> None:
    amara.zone, amara.mail_hour = "Asia/Kathmandu", 8
    amara.save()
    assert ", 08:00, your time" in client.get(MAIL).content.decode()


# --- everything at once


def test_stopping_everything_asks_first_and_can_be_undone(client: Client, amara: Person) -> None:
    make.MailChoiceFactory(user=amara.user, kind=FREE, delivery="digest")
    make.MailChoiceFactory(user=amara.user, kind="request_expired", delivery="off")
    assert "Stop everything that can be stopped?" in client.get(STOP).content.decode()
    assert len(chosen(amara)) == 2
    page = client.post(STOP, follow=True).content.decode()
    assert "Undo" in page
    ways = choices_of(amara.user_id)
    expected = {
        kind.name
        for kind in registry.kinds.values()
        if not kind.essential and kind.topic not in {"organising", "site"}
    }
    assert {name for name, way in ways.items() if way == Delivery.OFF} == expected
    client.post("/settings/mail/undo/")
    assert chosen(amara) == {FREE: "digest", "request_expired": "off"}
    client.post("/settings/mail/undo/")  # nothing is left to undo
    assert chosen(amara) == {FREE: "digest", "request_expired": "off"}


def test_undo_leaves_what_was_chosen_since(client: Client, amara: Person) -> None:
    client.post(STOP)
    MailChoice.objects.filter(kind=FREE).update(delivery="digest")
    client.post("/settings/mail/undo/")
    assert chosen(amara) == {FREE: "digest"}


def test_saving_ends_the_undo(client: Client, amara: Person) -> None:
    client.post(STOP)
    client.post(MAIL, {FREE: "at_once"})
    assert "Undo" not in client.get(MAIL).content.decode()


# --- letters that come back


def test_letters_that_come_back_are_shown_at_home_and_here(client: Client, amara: Person) -> None:
    assert "Letters to you come back" not in client.get("/home/").content.decode()
    make.RefusedAddressFactory(
        address=amara.user.email.lower(), refused_at=timezone.now() - timedelta(days=2)
    )
    for page in ("/home/", MAIL):
        text = client.get(page).content.decode()
        assert ("Letters to you come back" in text, amara.user.email in text) == (True, True)
        assert ("There is no mailbox at this address." in text, "It works again" in text) == (True, True)


def test_that_it_works_again_is_believed_once_a_day(client: Client, amara: Person) -> None:
    refused = make.RefusedAddressFactory(
        address=amara.user.email.lower(), refused_at=timezone.now() - timedelta(hours=23)
    )
    assert "It works again" not in client.get(MAIL).content.decode()
    page = client.post("/settings/mail/arrives/", follow=True).content.decode()
    assert ("less than a day ago" in page, RefusedAddress.objects.count()) == (True, 1)
    refused.refused_at -= timedelta(hours=1)
    refused.save()
    page = client.post("/settings/mail/arrives/", follow=True).content.decode()
    assert ("Letters go to your address again" in page, RefusedAddress.objects.count()) == (True, 0)
    assert AuditEvent.objects.filter(action="person.arrives").count() == 1
    client.post("/settings/mail/arrives/")
    assert AuditEvent.objects.filter(action="person.arrives").count() == 1


def test_nobody_speaks_for_the_address_of_another(client: Client, amara: Person) -> None:
    other = make.PersonFactory()
    make.RefusedAddressFactory(
        address=other.user.email.lower(), refused_at=timezone.now() - timedelta(days=9)
    )
    client.post("/settings/mail/arrives/")
    assert RefusedAddress.objects.count() == 1
    assert "come back" not in client.get(MAIL).content.decode()


def test_a_new_address_is_written_to_at_once(client: Client, amara: Person) -> None:
    """What is refused is an address and not a person: confirming another is enough, as allauth then puts it in place."""
    make.RefusedAddressFactory(
        address=amara.user.email.lower(), refused_at=timezone.now() - timedelta(days=2)
    )
    old = EmailAddress.objects.create(user=amara.user, email=amara.user.email, verified=True, primary=True)
    new = EmailAddress.objects.create(user=amara.user, email="amara@elsewhere.example", verified=True)
    new.set_as_primary()
    email_changed.send(
        sender=type(amara.user), request=None, user=amara.user, from_email_address=old, to_email_address=new
    )
    amara.user.refresh_from_db()
    assert amara.user.email == "amara@elsewhere.example"
    assert "Letters to you come back" not in client.get(MAIL).content.decode()
