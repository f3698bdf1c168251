import logging
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from ui import views


@pytest.mark.django_db
@override_settings(DEMO=True)
def test_the_components_page_shows_every_component(client: Client) -> None:
    html = client.get(reverse("ui:components")).content.decode()
    assert "<title>Error: Components" in html
    for part in (
        "avatar",
        "person",
        "ring",
        "bar",
        "parts",
        "reasons",
        "tags",
        "badge",
        "count",
        "stages",
        "tabs",
        "crumbs",
    ):
        assert re.search(rf'class="{part}[" -]', html), part
    assert "style=" not in html


@pytest.mark.django_db
@override_settings(DEMO=False)
def test_the_components_page_is_absent_outside_the_demo(client: Client) -> None:
    assert client.get(reverse("ui:components")).status_code == 404


def reference_of(answer: HttpResponse) -> str:
    found = re.search(r"<code>([0-9a-f]{12})</code>", answer.content.decode())
    assert found
    return found[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "status"),
    [
        (views.bad_request, 400),
        (views.forbidden, 403),
        (views.not_found, 404),
        (views.nothing_sent, 405),
        (views.csrf_failure, 403),
        (views.server_error, 500),
    ],
)
def test_an_error_page_names_a_reference_that_stands_in_the_log(
    view, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    request = visitor("/somewhere/")
    with caplog.at_level(logging.WARNING, logger="ui.views"):
        answer = view(request)
    assert answer.status_code == status
    # Not by what was asked for: it may be a key that somebody mistyped.
    assert f"reference {reference_of(answer)}: GET - " in caplog.text
    assert "somewhere" not in caplog.text
    assert answer.content.decode().count("<h1>") == 1


@pytest.mark.django_db
def test_the_address_of_a_button_has_words_for_whoever_reads_it(client: Client) -> None:
    address = reverse("accounts:language")
    read = client.get(address)
    assert (read.status_code, read.headers["Allow"]) == (405, "POST")
    assert "Nothing was sent" in read.content.decode()
    assert not client.head(address).content
    assert not client.put(address).content


@pytest.mark.django_db
def test_a_refusal_gives_its_reason_escaped() -> None:
    answer = views.forbidden(visitor("/x/"), PermissionError("Only <the two> of you see this page."))
    assert "Only &lt;the two&gt; of you see this page." in answer.content.decode()


def test_a_broken_database_still_gets_a_page() -> None:
    """No `django_db`: a query in this page would fail here as it would when the database is down."""
    assert views.server_error(RequestFactory().get("/x/")).status_code == 500


def visitor(path: str):
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    request.person = None
    return request
