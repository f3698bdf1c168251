"""The pages on which those who run the site look after webhooks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from api.enums import DeliveryState, HookEvent, WebhookState
from api.models import Webhook
from api.signing import key
from programmes.models import Organisation
from tests import factories as make
from tests.api.receiver import Receiver, receiver, says
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client: Client) -> Client:
    user = make.UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


@pytest.fixture
def other(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_INSIDE = frozenset({"127.0.0.1"})
    with receiver() as found:
        yield found


def address(name: str, hook: Webhook | None = None) -> str:
    return reverse(f"webhooks:{name}", args=[hook.pk] if hook else [])


def deeds() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def typed(organisation: Organisation, **more: Any) -> dict[str, Any]:
    return {
        "organisation": organisation.pk,
        "name": "HR system",
        "url": "https://hr.example.org/hook?a=b",
        "events": [HookEvent.ENROLMENT_APPROVED, HookEvent.MENTORSHIP_BEGUN],
        **more,
    }


def test_a_webhook_is_made_changed_and_deleted(client: Client) -> None:
    client.post(address("make"), typed(make.OrganisationFactory()))
    hook = Webhook.objects.get()
    assert (hook.state, hook.url, hook.events) == (
        WebhookState.ON,
        "https://hr.example.org/hook?a=b",
        ["enrolment.approved", "mentorship.begun"],
    )
    assert "HR system" in client.get(address("list")).text
    elsewhere = make.OrganisationFactory()
    client.post(address("change", hook), typed(elsewhere, url="https://hr.example.org/other"))
    hook.refresh_from_db()
    assert hook.url == "https://hr.example.org/other"
    assert hook.organisation != elsewhere
    assert client.get(address("delete", hook)).status_code == 200
    client.post(address("delete", hook))
    assert not Webhook.objects.exists()
    assert deeds() == ["webhook.make", "webhook.change", "webhook.delete"]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("hr.example.org", "no address such as"),
        ("ftp://hr.example.org/", "no address such as"),
        ("https://hr.example.org:port/", "no address such as"),
        ("http://hr.example.org/", "begins with https"),
        ("https://ann:secret@hr.example.org/", "Leave out the name and password"),
        ("https://hr.example.org/a b", "without spaces"),
        ("https://bücher.example.org/", "plain letters"),
        ("https://localhost/", "not public"),
        ("https://db.internal/", "not public"),
        ("https://10.0.0.1/", "not public"),
        ("https://[::1]/", "not public"),
        ("https://169.254.169.254/latest/meta-data/", "not public"),
    ],
)
def test_an_address_that_is_not_to_be_called_is_refused_in_words(
    url: str, words: str, client: Client, settings: Any
) -> None:
    settings.WEBHOOK_INSIDE = frozenset()
    page = client.post(address("make"), typed(make.OrganisationFactory(), url=url))
    assert page.status_code == 200
    assert words in page.text
    assert not Webhook.objects.exists()


def test_a_host_that_the_operator_named_may_be_inside(client: Client, settings: Any) -> None:
    settings.WEBHOOK_INSIDE = frozenset({"hr"})
    client.post(address("make"), typed(make.OrganisationFactory(), url="http://hr:8080/hook"))
    assert Webhook.objects.get().url == "http://hr:8080/hook"


def test_the_key_is_shown_to_whoever_shows_that_it_is_they_and_that_is_written_down(client: Client) -> None:
    hook = make.WebhookFactory()
    page = client.post(address("key", hook))
    assert key(hook.pk, 1) in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert deeds() == ["webhook.show_key"]
    assert key(hook.pk, 1) not in client.get(address("page", hook)).text
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    refused = client.post(address("key", hook))
    assert refused.status_code == 302
    assert refused.headers["Location"].startswith(reverse("accounts:is_it_you"))


def test_another_key_is_shown_beside_the_one_before(client: Client) -> None:
    hook = make.WebhookFactory()
    client.post(address("rotate", hook))
    page = client.post(address("key", hook)).text
    assert page.index(key(hook.pk, 2)) < page.index(key(hook.pk, 1))
    assert deeds() == ["webhook.rotate", "webhook.show_key"]


def test_it_is_switched_off_and_on(client: Client) -> None:
    hook = make.WebhookFactory()
    for state in (WebhookState.OFF, WebhookState.ON):
        assert client.get(address("switch", hook)).status_code == 200
        client.post(address("switch", hook))
        hook.refresh_from_db()
        assert hook.state == state
    assert deeds() == ["webhook.switch_off", "webhook.switch_on"]


def test_a_try_says_at_once_how_it_went(client: Client, other: Receiver) -> None:
    hook = make.WebhookFactory(url=other.url)
    page = client.post(address("ping", hook), follow=True)
    assert "The try was taken: the answer was 200." in page.text
    assert other.verified(key(hook.pk, 1))["type"] == "ping"
    other.answers = [says(404)]
    page = client.post(address("ping", hook), follow=True)
    assert "It did not answer with 2xx. The answer was 404." in page.text


def test_what_was_given_up_is_sent_once_more(client: Client) -> None:
    hook = make.WebhookFactory()
    assert "Nothing was given up" in client.get(address("again", hook)).text
    failed = make.DeliveryFactory(webhook=hook, state="failed", settled_at=NOW, fault="slow")
    page = client.get(address("page", hook)).text
    assert "No answer within ten seconds." in page
    client.post(f"{address('again', hook)}?delivery={failed.pk}")
    failed.refresh_from_db()
    assert failed.state == DeliveryState.QUEUED


def test_while_it_is_off_nothing_is_sent_once_more_and_no_slip_sends_all(client: Client) -> None:
    hook = make.WebhookFactory()
    failed = make.DeliveryFactory(webhook=hook, state="failed", settled_at=NOW)
    again = address("again", hook)
    assert again in client.get(address("page", hook)).text
    assert client.post(f"{again}?delivery=").status_code == 404
    assert client.get(f"{again}?delivery={str(failed.pk)[:-1]}").status_code == 404
    Webhook.objects.update(state=WebhookState.OFF, stopped_at=NOW)
    assert again not in client.get(address("page", hook)).text
    assert "Switch it on first" in client.get(again).text
    assert "Switch it on first" in client.post(again, follow=True).text
    failed.refresh_from_db()
    assert failed.state == DeliveryState.FAILED


def test_the_list_shows_one_state(client: Client) -> None:
    hook = make.WebhookFactory()
    sent = make.DeliveryFactory(webhook=hook, state="sent", settled_at=NOW)
    waits = make.DeliveryFactory(webhook=hook)
    page = client.get(f"{address('page', hook)}?state=sent").text
    assert str(sent.pk) in page
    assert str(waits.pk) not in page


def test_pages_cost_the_same_at_few_and_many_rows(client: Client) -> None:
    hook = make.WebhookFactory()

    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    make.DeliveryFactory(webhook=hook)
    few = [cost(address("list")), cost(address("page", hook))]
    for _ in range(8):
        make.DeliveryFactory(webhook=hook)
        make.DeliveryFactory()
    assert [cost(address("list")), cost(address("page", hook))] == few
    assert max(few) <= 12
