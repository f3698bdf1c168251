"""What the security log says, and that nobody writes a line into it, or into any other log, but the site."""

from __future__ import annotations

import logging
import sys
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from mentorship.logs import LineFormatter, on_one_line
from mentorship.security_log import typed
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Any:
    caplog.set_level(logging.INFO, logger="mentorship.security")
    return lambda: [one.getMessage() for one in caplog.records if one.name == "mentorship.security"]


@pytest.fixture
def alice() -> Person:
    person: Person = make.PersonFactory()
    person.user.set_password(PASSWORD)
    person.user.save(update_fields=["password"])
    EmailAddress.objects.create(user=person.user, email=person.user.email, verified=True, primary=True)
    return person


def test_signing_in_failing_to_and_signing_out(client: Client, alice: Person, lines: Any) -> None:
    login = reverse("account_login")
    client.post(login, {"login": alice.user.email, "password": "wrong"})
    client.post(login, {"login": "nobody@example.org", "password": "wrong"})
    failed = [line for line in lines() if line.startswith("sign_in.failed ")]
    assert f"sign_in.failed account={typed(alice.user.email)}" in failed
    assert f"sign_in.failed account={typed('nobody@example.org')}" in failed
    client.post(login, {"login": alice.user.email, "password": PASSWORD})
    client.post(reverse("account_logout"))
    assert f"sign_in user={alice.user.pk}" in lines()
    assert f"sign_out user={alice.user.pk}" in lines()
    said = "\n".join(lines())
    for private in (alice.user.email, alice.name, "nobody@", PASSWORD, "wrong"):
        assert private not in said


def test_the_code_of_an_address_is_the_same_for_the_same_and_tells_nothing() -> None:
    assert typed(" Alice@Example.org") == typed("alice@example.org") != typed("bob@example.org")
    assert "alice" not in typed("alice@example.org")


@pytest.mark.parametrize("signal", ["authenticator_added", "authenticator_removed", "authenticator_reset"])
def test_a_changed_second_step_is_noted(alice: Person, lines: Any, signal: str) -> None:
    class Kind:
        pk, type = 1, "totp"

    getattr(mfa, signal).send_robust(sender=Kind, request=None, user=alice.user, authenticator=Kind())
    assert [line for line in lines() if line.startswith("second_step.")] == [
        f"second_step.{ {'added': 'add', 'removed': 'remove', 'reset': 'reset'}[signal.partition('_')[2]] } user={alice.user.pk} kind=totp"
    ]


def test_a_look_at_what_is_not_theirs_is_noted_by_the_name_of_the_route(
    client: Client, alice: Person, lines: Any
) -> None:
    client.force_login(alice.user)
    other = make.MentorshipFactory()
    client.get(reverse("journeys:mentorship", args=[other.pk]))
    client.get("/no/such/page/")
    assert [line for line in lines() if line.startswith("refused")] == [
        f"refused status=404 method=GET route=journeys:mentorship user={alice.user.pk}"
    ]
    assert str(other.pk) not in "\n".join(lines())


def test_a_forged_form_is_noted(alice: Person, lines: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice.user)
    assert client.post(reverse("accounts:settings"), {"mail_hour": "9"}).status_code == 403
    assert f"refused status=403 method=POST route=accounts:settings user={alice.user.pk}" in lines()


FORGED = "x\nsign_in user=1\r\u2028\x1b[31m\x00\u202e"


def written(record: logging.LogRecord) -> str:
    return LineFormatter("{levelname} {message}", style="{").format(record)


def test_what_somebody_sends_begins_no_line_of_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/no/such%0Asign_in%20user=1/")
    assert "sign_in user=1" not in "\n".join(record.getMessage() for record in caplog.records)
    # The line would be forged without the formatter.
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "no such\nsign_in user=1", (), None)
    assert "\n" not in written(record)
    assert r"such\nsign_in user=1" in written(record)
    assert on_one_line(FORGED).isprintable()
    try:
        raise ValueError(FORGED)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "%s", (FORGED,), sys.exc_info())
    first, *rest = written(record).split("\n")
    assert first.startswith("ERROR x")
    assert all(line.startswith("    ") for line in rest)


def test_a_key_in_an_address_stands_in_no_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get(reverse("programmes:invitation", args=["a-secret-token"]))
    said = [one.getMessage() for one in caplog.records]
    assert any("programmes:invitation" in line for line in said)
    assert "a-secret-token" not in "\n".join(
        line for line in said if "reference" in line or "refused" in line
    )


def test_the_site_writes_its_log_by_that_formatter(settings: Any) -> None:
    assert settings.LOGGING["formatters"]["line"]["()"] == "mentorship.logs.LineFormatter"
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
