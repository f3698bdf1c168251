"""The letters of the site as organisers see them, with people of fiction."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from notifications.kinds import registry
from notifications.models import Notification
from programmes.models import Programme
from tests import factories as make
from tests.pages.markup import Markup

pytestmark = pytest.mark.django_db

URL = "/admin/organise/open-doors/letters/"


@pytest.fixture
def programme() -> Programme:
    programme: Programme = make.ProgrammeFactory(
        slug="open-doors", name="Open Doors", organisation__name="Quay Trust"
    )
    return programme


@pytest.fixture
def as_olga(client: Client, programme: Programme) -> Client:
    client.force_login(make.OrganiserFactory(programme=programme, person__name="Olga").person.user)
    return client


def page(client: Client, path: str = "") -> Markup:
    response = client.get(URL + path)
    assert response.status_code == 200
    return Markup(response.content.decode())


def test_every_letter_is_listed_with_whom_it_goes_to_and_when(as_olga: Client) -> None:
    found = page(as_olga)
    links = {tag.attributes["href"] for tag in found.all("a")}
    assert {f"{URL}{name}/" for name in registry.kinds} <= links
    rows = [tag for tag in found.all("tr") if tag.within("tbody")]
    assert len(rows) == len(registry.kinds)
    assert all(tag.text for tag in found.all("td"))


def test_the_settings_lead_to_it(as_olga: Client) -> None:
    response = as_olga.get("/admin/organise/open-doors/settings/")
    assert URL in response.content.decode()


def test_a_letter_speaks_of_this_programme(as_olga: Client) -> None:
    response = as_olga.get(f"{URL}enrolment_moved/")
    message = response.context["mail"]
    assert message.subject == "You are now in Open Doors"
    assert "another programme of Quay Trust" in message.body
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    ("query", "subject"),
    [
        ("", "Welcome to Open Doors"),
        ("?variant=declined", "Your application to Open Doors"),
        ("?variant=nonsense&language=xx&width=huge&colours=pink", "Welcome to Open Doors"),
    ],
)
def test_it_is_shown_as_it_was_asked_for(as_olga: Client, query: str, subject: str) -> None:
    response = as_olga.get(f"{URL}enrolment_decided/{query}")
    assert response.context["mail"].subject == subject
    frame = Markup(response.content.decode()).all("iframe")[0].attributes
    assert frame["sandbox"] == ""
    inside = as_olga.get(frame["src"]).content.decode()
    assert subject in Markup(inside).all("h1")[0].text


def test_an_answer_goes_where_the_page_says(as_olga: Client) -> None:
    assert "wanjiru@example.org" in as_olga.get(f"{URL}help_message/").content.decode()


def test_it_can_be_read_in_another_language(as_olga: Client) -> None:
    found = page(as_olga, "check_in/?language=de")
    chosen = [tag.attributes["value"] for tag in found.having("selected")]
    assert "de" in chosen
    inside = Markup(as_olga.get(f"{URL}check_in/html/?language=de").content.decode())
    assert inside.all("html")[0].attributes["lang"] == "de"
    assert found.all("html")[0].attributes["lang"] == "en-gb"


def test_the_frame_runs_nothing_and_shows_both_schemes(as_olga: Client) -> None:
    light = as_olga.get(f"{URL}check_in/html/")
    dark = as_olga.get(f"{URL}check_in/html/?colours=dark")
    assert "@media not all" in light.content.decode()
    assert "@media all" in dark.content.decode()
    for answer in (light, dark):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert policy.count("'sha256-") == answer.content.decode().count("<style>")
        assert "unsafe" not in policy
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_phone_is_narrow(as_olga: Client) -> None:
    frame = page(as_olga, "check_in/?width=phone").all("iframe")[0]
    assert "letterframe--phone" in frame.attributes["class"]


def test_there_is_no_letter_of_another_name(as_olga: Client) -> None:
    assert as_olga.get(f"{URL}nonsense/").status_code == 404
    assert as_olga.get(f"{URL}nonsense/html/").status_code == 404


@pytest.mark.parametrize("path", ["", "invitation/", "invitation/html/"])
def test_looking_costs_the_same_however_many_take_part(
    as_olga: Client, programme: Programme, path: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert as_olga.get(URL + path).status_code == 200
        return len(found)

    as_olga.get(URL + path)
    few: Any = queries()
    for _number in range(3):
        make.MentorshipFactory(mentee__programme=programme, mentor__programme=programme)
        make.InvitationFactory(programme=programme)
    assert queries() == few
