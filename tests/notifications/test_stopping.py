"""Stopping one kind of letter by its link (RFC 8058): no sign-in, nothing on GET, one kind alone, and back again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Person
from notifications import links, stopping
from notifications.enums import Delivery
from notifications.models import MailChoice
from notifications.queries.choices import choices_of
from notifications.stopping import stop_url, token_of
from tests import factories as make

pytestmark = pytest.mark.django_db

FREE, OTHER, KEPT = "request_declined", "request_expired", "request_received"
ONE_CLICK = "List-Unsubscribe=One-Click"


@pytest.fixture
def alice() -> Person:
    person: Person = make.PersonFactory(name="Alice Adeyemi")
    return person


def path_of(person: Person, kind: str = FREE) -> str:
    return stop_url(person.user_id, kind).removeprefix(settings.SITE_URL)


def chosen(person: Person) -> list[tuple[str, str]]:
    return list(MailChoice.objects.filter(user=person.user).order_by("kind").values_list("kind", "delivery"))


def test_the_address_is_whole_and_of_this_site(alice: Person) -> None:
    assert stop_url(alice.user_id, FREE).startswith(f"{settings.SITE_URL}/mail/stop/")


@pytest.mark.parametrize("ask", ["get", "head"])
def test_looking_changes_nothing(client: Client, alice: Person, ask: str) -> None:
    """Mail programs and their scanners open every link of a letter."""
    response = getattr(client, ask)(path_of(alice))
    assert (response.status_code, chosen(alice)) == (200, [])
    assert "no-store" in response["Cache-Control"]


def test_a_press_stops_one_kind_and_undo_brings_it_back(client: Client, alice: Person) -> None:
    page = client.post(path_of(alice), follow=True)
    assert "No more letters of this kind come" in page.content.decode()
    assert chosen(alice) == [(FREE, "off")]
    client.post(path_of(alice))
    assert chosen(alice) == [(FREE, "off")]  # twice is once
    page = client.post(path_of(alice), {"back": "at_once"}, follow=True)
    assert "Stop these letters?" in page.content.decode()
    assert chosen(alice) == []


def test_undo_brings_it_back_as_it_came(client: Client, alice: Person) -> None:
    make.MailChoiceFactory(user=alice.user, kind=FREE, delivery="digest")
    page = client.post(path_of(alice), follow=True)
    assert 'name="back" value="digest"' in page.content.decode()
    client.post(path_of(alice), {"back": "digest"})
    assert chosen(alice) == [(FREE, "digest")]


@pytest.mark.parametrize("back", ["off", "never", "<script>"])
def test_a_way_back_that_is_none_is_the_usual_one(client: Client, alice: Person, back: str) -> None:
    make.MailChoiceFactory(user=alice.user, kind=FREE, delivery="off")
    assert 'value="at_once"' in client.get(path_of(alice), {"was": back}).content.decode()
    client.post(path_of(alice), {"back": back})
    assert chosen(alice) == []


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_mail_provider_stops_it_with_one_post(alice: Person, content_type: str) -> None:
    """No cookie, no token against forged requests, no Referer, no redirect: as RFC 8058 has it."""
    provider = Client(enforce_csrf_checks=True)
    part = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    body = part if content_type.startswith("multipart") else ONE_CLICK
    for _ in range(2):
        response = provider.post(path_of(alice), body, content_type=content_type)
        assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert response.content.decode() == "No more letters of this kind come: A mentor has no room.\n"
    assert not response.cookies
    assert chosen(alice) == [(FREE, "off")]


def test_the_link_counts_and_not_who_is_signed_in(client: Client, alice: Person) -> None:
    bob = make.PersonFactory(name="Bob Baptiste")
    client.force_login(bob.user)
    assert "not of the one that is signed in here" in client.get(path_of(alice)).content.decode()
    client.post(path_of(alice))
    assert (chosen(alice), chosen(bob)) == ([(FREE, "off")], [])


@pytest.mark.parametrize("stopped", [True, False])
def test_the_page_says_nothing_of_its_reader(client: Client, alice: Person, stopped: Any) -> None:
    if stopped:
        client.post(path_of(alice))
    text = client.get(path_of(alice)).content.decode()
    assert not [word for word in (alice.user.email, "Alice", "Adeyemi") if word in text]


def test_what_is_essential_stays(client: Client, alice: Person) -> None:
    assert "These letters come always" in client.get(path_of(alice, KEPT)).content.decode()
    for body in ({}, {"List-Unsubscribe": "One-Click"}, {"back": "digest"}):
        assert client.post(path_of(alice, KEPT), body).status_code == 409
    assert chosen(alice) == []


@pytest.mark.parametrize("ask", ["get", "post"])
def test_a_kind_or_an_account_that_is_gone(client: Client, alice: Person, ask: str) -> None:
    nobody = stop_url(uuid4(), FREE).removeprefix(settings.SITE_URL)
    for path in (path_of(alice, "no_such_kind"), nobody):
        response = getattr(client, ask)(path)
        assert response.status_code == 410
        assert "There are no such letters any more" in response.content.decode()
    assert not MailChoice.objects.exists()


@pytest.mark.parametrize("ask", ["get", "post"])
def test_a_link_older_than_a_year(
    client: Client, alice: Person, ask: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopping, "LASTS", timedelta(seconds=-1))
    response = getattr(client, ask)(path_of(alice))
    assert response.status_code == 410
    assert ("This link has had its time" in response.content.decode(), chosen(alice)) == (True, [])


def test_a_link_for_one_thing_opens_no_other(client: Client, alice: Person) -> None:
    """Neither the token of another purpose, nor one whose kind or account was put in from another."""
    mine, yours = token_of(alice.user_id, FREE), token_of(alice.user_id, OTHER)
    facts, stamp, sign = mine.split(":")
    forged = [
        f"{yours.split(':')[0]}:{stamp}:{sign}",
        f"{facts}:{stamp}:{'A' * len(sign)}",
        mine[:-2],
        "nothing",
        links.sign("pause", {"user": str(alice.user_id), "kind": FREE}),
        links.sign("stop", {"user": "not an id", "kind": FREE}),
        links.sign("stop", {"check_in": str(alice.user_id)}),
    ]
    for token in forged:
        for ask in (client.get, client.post):
            assert ask(f"/mail/stop/{token}/").status_code == 404, token
    assert chosen(alice) == []
    client.post(path_of(alice, OTHER))
    assert choices_of(alice.user_id)[FREE] == Delivery.AT_ONCE
    assert chosen(alice) == [(OTHER, "off")]
