"""The page of the outbox, for those who run the site."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, AuditReason, Person
from notifications.enums import Part
from notifications.models import Heartbeat, Notification, RefusedAddress
from notifications.operations.heartbeats import beat
from tests import factories as make

pytestmark = pytest.mark.django_db

PAGE = "/admin/outbox/"
GONE = "550 5.1.1 … nobody is there"


@pytest.fixture
def operator() -> Person:
    person: Person = make.PersonFactory(user__is_staff=True, user__is_superuser=True)
    return person


@pytest.fixture
def client(client: Client, operator: Person) -> Client:
    client.force_login(operator.user)
    Heartbeat.objects.all().delete()
    return client


def letter(state: str, **more: Any) -> Notification:
    made: Notification = make.NotificationFactory(
        state=state, **{"created_at": timezone.now(), "not_before": timezone.now(), **more}
    )
    return made


def audited(action: str) -> tuple[Any, str]:
    """Who did it, and to which letters."""
    event = AuditEvent.objects.get(action=action)
    return event.actor_id, AuditReason.objects.filter(event_id=event.pk).values_list(
        "text", flat=True
    ).first() or ""


def test_it_says_what_is_wrong_and_what_waits(client: Client) -> None:
    now = timezone.now()
    beat("celery@web-7", Part.WORKER, now=now)
    beat("mail server", Part.MAIL, now=now, fault="ConnectionRefusedError")
    letter("queued", not_before=now - timedelta(minutes=1))
    letter("failed", kind="check_in", failure=GONE)
    letter("gathered", not_before=now + timedelta(hours=3))
    letter("sent", sent_at=now)
    said = client.get(PAGE).text
    for words in (
        "1 worker is there.",
        "celery@web-7",
        "Beat has not rung yet.",
        "The mail server takes no letters since",
        "ConnectionRefusedError",
        GONE,
        "the next at",
    ):
        assert words in said


def test_an_empty_outbox_says_so(client: Client) -> None:
    said = client.get(PAGE).text
    assert "No letter was given up." in said
    assert "Mail goes to every address." in said


def test_it_costs_the_same_whatever_it_holds(client: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    letter("failed", failure=GONE)
    make.RefusedAddressFactory()
    beat("celery@web-7", Part.WORKER, now=timezone.now())
    one = cost()
    for number in range(3):
        letter("failed", failure=f"{GONE} {number}")
        letter("sent", sent_at=timezone.now(), kind="check_in")
        letter("suppressed", failure=f"{GONE} {number}")
        letter("queued")
        make.RefusedAddressFactory()
        beat(f"celery@web-{number}", Part.WORKER, now=timezone.now())
    assert cost() == one


def test_letters_that_were_given_up_are_tried_again(client: Client, operator: Person) -> None:
    mine, other = (
        letter("failed", kind="check_in", failure=GONE),
        letter("failed", kind="check_in", failure="x"),
    )
    link = f"{PAGE}retry/?kind=check_in&reason=550%205.1.1%20%E2%80%A6%20nobody%20is%20there"
    assert link.replace("&", "&amp;") in client.get(PAGE).text
    said = client.get(link).text
    assert ("Try 1 letter again?" in said, GONE in said) == (True, True)
    assert f'href="{PAGE}">Leave them' in said
    assert set(Notification.objects.values_list("state", flat=True)) == {
        "failed"
    }  # it asked, and did nothing
    said = client.post(link, follow=True).text
    assert "1 letter is tried again." in said
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.state, other.state) == ("queued", "failed")
    assert audited("mail.retry") == (operator.pk, f"letters: 1, check_in, {GONE}")
    # Somebody pressed twice, or was there first.
    assert "There was nothing left to do." in client.post(link, follow=True).text
    assert "There is none of these letters any more." in client.get(link).text


def test_letters_are_put_aside(client: Client, operator: Person) -> None:
    letter("failed", kind="check_in", failure=GONE)
    assert "Put 1 letter aside?" in client.get(f"{PAGE}aside/").text
    assert "1 letter is put aside." in client.post(f"{PAGE}aside/", follow=True).text
    assert Notification.objects.get().state == "suppressed"
    assert audited("mail.put_aside") == (operator.pk, "letters: 1")


def test_what_was_held_back_is_taken_up_once_its_address_is_lifted(client: Client, operator: Person) -> None:
    reader = make.UserFactory(email="here@example.org")
    make.RefusedAddressFactory(address="here@example.org")
    letter("suppressed", failure="the address refuses mail", recipient=reader)
    assert "stands still" not in client.get(PAGE).text
    lift = reverse("accounts:outbox_lift", args=[RefusedAddress.objects.get().pk])
    assert "Let mail go to here@example.org again?" in client.get(lift).text
    assert "Mail goes to this address again." in client.post(lift, follow=True).text
    assert not RefusedAddress.objects.exists()
    assert audited("mail.lift_address")[0] == operator.pk
    assert client.get(lift).status_code == 404
    assert "Mail went to this address again already." in client.post(lift, follow=True).text
    assert "1 letter stands still" in client.get(PAGE).text
    assert "Take up 1 letter?" in client.get(f"{PAGE}requeue/").text
    assert "1 letter is taken up." in client.post(f"{PAGE}requeue/", follow=True).text
    assert Notification.objects.get().state == "queued"
    assert audited("mail.requeue") == (operator.pk, "letters: 1")


def test_mail_to_an_address_is_stopped(client: Client, operator: Person) -> None:
    answer = client.post(f"{PAGE}stop/", {"address": "not an address"})
    assert (answer.status_code, "not an address" in answer.text) == (200, True)
    assert not RefusedAddress.objects.exists()
    client.post(f"{PAGE}stop/", {"address": "Some.Body@example.org"})
    assert RefusedAddress.objects.get().address == "some.body@example.org"
    assert audited("mail.stop_address") == (operator.pk, "")


def test_an_operator_without_a_person_does_the_same(client: Client) -> None:
    client.force_login(make.UserFactory(is_staff=True, is_superuser=True))
    letter("failed")
    client.post(f"{PAGE}retry/")
    assert audited("mail.retry")[0] is None


@pytest.mark.parametrize("path", ["", "retry/", "aside/", "requeue/", "stop/"])
def test_for_organisers_it_is_not_there(client: Client, path: str) -> None:
    client.force_login(make.OrganiserFactory().person.user)
    assert client.get(PAGE + path).status_code == 404


# --- letter by letter, in the admin


def act(client: Client, action: str, *rows: Notification) -> str:
    sent = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    return client.post(reverse("admin:notifications_notification_changelist"), sent, follow=True).text


def test_single_letters_are_tried_again_and_put_aside(client: Client, operator: Person) -> None:
    failed, other, sent = letter("failed"), letter("failed"), letter("sent", sent_at=timezone.now())
    said = act(client, "retry", failed, sent)
    assert "1 letter is tried again." in said
    assert "1 letter was left as it is" in said
    failed.refresh_from_db()
    other.refresh_from_db()
    assert (failed.state, other.state) == ("queued", "failed")
    assert audited("mail.retry")[0] == operator.pk
    assert "1 letter is put aside." in act(client, "put_aside", failed)
    failed.refresh_from_db()
    assert failed.state == "suppressed"


def test_the_list_of_letters_asks_no_rows_which_kinds_there_are(client: Client) -> None:
    letter("failed", kind="check_in")
    with CaptureQueriesContext(connection) as queries:
        said = client.get(reverse("admin:notifications_notification_changelist") + "?kind=check_in").text
    assert PAGE in said
    assert not [query for query in queries if "DISTINCT" in query["sql"]]
