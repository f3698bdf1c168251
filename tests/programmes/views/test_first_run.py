"""The first account of a new site: the link in its log, the page behind it, and that there is neither once somebody runs the site."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, FirstRun, Person, User
from accounts.operations.first_run import make_link
from mentorship.first_run import announce
from programmes.models import Organisation
from tests import factories as make

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Olu Operator",
    "email": "Olu@Example.org",
    "password": "four words and more",
    "zone": "Africa/Lagos",
    "organisation": "Harbour College",
}


def address() -> str:
    secret = make_link(now=timezone.now())
    assert secret
    return reverse("programmes:first_run", args=[secret])


def set_up(url: str, **changes: str) -> tuple[Client, Any]:
    client = Client()
    return client, client.post(url, {**TYPED, **changes})


def test_the_first_account_runs_the_site_and_is_signed_in() -> None:
    client, answer = set_up(address())
    assert (answer.status_code, answer.headers["Location"]) == (302, "/first-steps/")
    user = User.objects.get()
    assert (user.email, user.is_superuser, user.is_staff, user.check_password(TYPED["password"])) == (
        "olu@example.org",
        True,
        True,
        True,
    )
    assert EmailAddress.objects.filter(user=user, verified=True, primary=True).exists()
    person = Person.objects.get(user=user)
    assert (person.name, person.zone) == ("Olu Operator", "Africa/Lagos")
    made = Organisation.objects.get()
    assert (made.name, made.slug) == ("Harbour College", "harbour-college")
    assert set(AuditEvent.objects.values_list("action", "actor_id")) == {
        ("site.set_up", person.pk),
        ("organisation.make", person.pk),
    }
    page = client.get("/first-steps/").content.decode()
    assert "Make your first programme" in page
    assert "No worker is there." in page  # what the doctor finds


def test_they_sign_in_again_with_their_password() -> None:
    set_up(address())
    client = Client()
    client.post(reverse("account_login"), {"login": "olu@example.org", "password": TYPED["password"]})
    assert client.get("/first-steps/").status_code == 200


def test_without_a_password_they_have_an_account_that_signs_in_by_code() -> None:
    _client, answer = set_up(address(), password="")
    assert answer.status_code == 302
    assert not User.objects.get().has_usable_password()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password": "short"}, "too short"),
        ({"email": "nobody"}, "valid email address"),
        ({"organisation": ""}, "required"),
        ({"email": "taken@example.org"}, "joined with this address already"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_still_works(changes: dict[str, str], words: str) -> None:
    make.UserFactory(email="taken@example.org")
    url = address()
    _client, answer = set_up(url, **changes)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert Client().get(url).status_code == 200
    assert not User.objects.filter(is_superuser=True).exists()


def test_the_secret_is_kept_as_a_digest_and_leaves_for_no_other_site() -> None:
    url = address()
    assert url.strip("/").split("/")[-1] not in FirstRun.objects.get().digest
    answer = Client().get(url)
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_newer_link_ends_the_one_before() -> None:
    first, second = address(), address()
    assert [Client().get(url).status_code for url in (first, second)] == [410, 200]
    assert set_up(first)[1].status_code == 410
    assert not User.objects.exists()


def test_it_works_for_a_day() -> None:
    url = address()
    FirstRun.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = Client().get(url)
    assert answer.status_code == 410
    assert "manage.py first_run" in answer.content.decode()


def test_once_somebody_runs_the_site_there_is_no_such_page() -> None:
    url = address()
    set_up(url)
    assert Client().get(url).status_code == 404
    assert set_up(url, email="second@example.org")[1].status_code == 404
    assert User.objects.count() == 1
    assert make_link(now=timezone.now()) is None


def test_an_account_made_in_a_terminal_ends_the_link_too() -> None:
    url = address()
    User.objects.create_superuser("root@example.org")
    assert Client().get(url).status_code == 404
    assert set_up(url)[1].status_code == 404


def test_the_front_page_tells_visitors_until_then() -> None:
    words = "This site is not set up yet."
    assert words in Client().get("/").content.decode()
    set_up(address())
    assert words not in Client().get("/").content.decode()


def test_the_front_page_of_a_site_with_programmes_asks_nothing() -> None:
    """A site whose last operator has left is no new one to its visitors."""
    make.ProgrammeFactory(state="running", listed=True)
    assert "not set up yet" not in Client().get("/").content.decode()


def test_the_command_prints_a_link_that_works_and_none_later() -> None:
    def printed() -> str:
        out = StringIO()
        call_command("first_run", stdout=out)
        return out.getvalue()

    said = printed()
    url = next(word for word in said.split() if word.startswith("http"))
    path = url.partition("://")[2].partition("/")[2]
    assert set_up(f"/{path}")[1].status_code == 302
    assert "Somebody runs this site already" in printed()


def test_web_says_it_at_its_start_and_whatever_happens_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def say(text: str, *words: object) -> None:
        said.append(text % words)

    monkeypatch.setattr("mentorship.first_run.connections.close_all", lambda: None)
    announce(say)
    assert "/first-run/" in said.pop()

    def away(**_: object) -> None:
        raise OSError("the database is away")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("mentorship.first_run.make_link", away)
        announce(say)
    assert "cannot be told yet (OSError)" in said.pop()
    set_up(address())
    announce(say)
    assert said == []


def test_first_steps_are_for_those_who_run_the_site() -> None:
    client = Client()
    client.force_login(make.PersonFactory().user)
    assert client.get("/first-steps/").status_code == 404
