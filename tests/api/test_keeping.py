"""Tokens are made, seen and ended: in the admin, in the terminal, and by whom they concern on "Your data"."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from api.models import Token
from api.operations.expiring import ENDING_MAIL, NOTICE, tell_due
from api.queries.tokens import Standing, standing_of
from api.secret import fresh_secret
from notifications.kinds import registry
from notifications.models import Notification
from tests import factories as make
from tests.accounts.sign_in.flows import minutes_pass
from tests.api.house import System, build_house

pytestmark = pytest.mark.django_db
ADD = "/admin/api/token/add/"
PASSWORD = "a long password of a test"
SENT = {"name": "HR", "scopes": ["people:read"], "expires_on": "2099-01-01"}


@pytest.fixture
def operator(client: Client) -> Client:
    user = make.UserFactory(is_staff=True, is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def opens(secret: str) -> bool:
    return Client().get("/api/v1/", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def test_the_secret_is_shown_once(operator: Client) -> None:
    organisation = make.OrganisationFactory()
    sent = {
        "organisation": organisation.pk,
        "name": "HR",
        "scopes": ["people:read"],
        "expires_on": "2099-01-01",
    }
    made = operator.post(ADD, sent)
    token = Token.objects.get()
    secret = made.text.split('value="mnt_')[1].split('"')[0]
    assert opens(f"mnt_{secret}")
    assert "no-store" in made.headers["Cache-Control"]
    assert (token.scopes, token.expires_at) == (["people:read"], datetime(2099, 1, 1, tzinfo=UTC))
    shown = operator.get(reverse("admin:api_token_change", args=[token.pk]))
    assert f"…{token.hint}" in shown.text
    assert secret not in shown.text + operator.get(reverse("admin:api_token_changelist")).text
    revoke = reverse("admin:api_token_revoke", args=[token.pk])
    assert operator.get(revoke).status_code == 200
    assert opens(f"mnt_{secret}"), "a look ended it"
    operator.post(revoke)
    assert not opens(f"mnt_{secret}")
    assert operator.post(revoke).status_code == 302
    actions = AuditEvent.objects.filter(object_id=str(token.pk)).order_by("pk")
    assert [event.action for event in actions] == ["token.make", "token.revoke"]


def test_whoever_makes_one_shows_first_that_it_is_still_they(operator: Client) -> None:
    """Whoever finds a browser open takes nobody's name and address along; what was typed is not lost."""
    minutes_pass(operator)
    assert operator.get(ADD).headers["Location"].startswith(reverse("account_reauthenticate"))
    asked = operator.post(ADD, {**SENT, "organisation": make.OrganisationFactory().pk})
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert not Token.objects.exists()
    made = operator.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": ADD})
    assert 'value="mnt_' in made.text
    assert Token.objects.get().name == "HR"
    organiser = Client()
    organiser.force_login(make.UserFactory(is_staff=True))
    assert organiser.get(ADD).status_code == 403


@pytest.mark.parametrize(
    "wrong", [{"scopes": []}, {"scopes": ["all"]}, {"expires_on": "2020-01-01"}, {"name": ""}]
)
def test_a_form_that_is_wrong_makes_none(operator: Client, wrong: dict[str, Any]) -> None:
    organisation = make.OrganisationFactory()
    sent = {
        "organisation": organisation.pk,
        "name": "HR",
        "scopes": ["people:read"],
        "expires_on": "2099-01-01",
    }
    answer = operator.post(ADD, {**sent, **wrong})
    assert answer.status_code == 200
    assert "errorlist" in answer.text
    assert not Token.objects.exists()


def test_how_a_token_stands() -> None:
    now = timezone.now()
    token: Token = make.TokenFactory.build(organisation=None)
    found = []
    for expires, revoked in ((None, None), (now + timedelta(days=31), None), (now + timedelta(days=30), None), (now, None), (None, now)):  # fmt: skip
        token.expires_at, token.revoked_at = expires, revoked
        found.append(standing_of(token, now=now))
    assert found == [
        Standing.WORKS,
        Standing.WORKS,
        Standing.ENDS_SOON,
        Standing.EXPIRED,
        Standing.REVOKED,
    ]


def test_from_the_terminal() -> None:
    make.OrganisationFactory(slug="northbridge", name="Northbridge")
    out, err = StringIO(), StringIO()
    call_command(
        "api_token", "make", "northbridge", "HR", "people:read", "figures:read", stdout=out, stderr=err
    )
    secret = out.getvalue().strip()
    assert opens(secret)
    assert secret not in err.getvalue()
    listed = StringIO()
    call_command("api_token", "list", stdout=listed)
    assert f"…{secret[-4:]}" in listed.getvalue()
    assert str(Token.objects.get().pk) in listed.getvalue()
    assert secret not in listed.getvalue()
    call_command("api_token", "revoke", f"…{secret[-4:]}", stdout=StringIO())
    assert not opens(secret)
    again = StringIO()
    call_command("api_token", "revoke", secret[-4:], stdout=again)
    call_command("api_token", "revoke", str(Token.objects.get().pk), stdout=again)
    assert "revoked before" in again.getvalue()
    for wrong, words in (
        (("make", "nowhere", "HR", "people:read"), "There are: northbridge"),
        (("make", "northbridge", " ", "people:read"), "Give it a name"),
        (("make", "northbridge", "HR", "people:read", "--days", "9999"), "number of days"),
        (("revoke", "none"), "No token"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("api_token", *wrong, stdout=StringIO())


def test_no_hint_looks_like_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    tails = iter(["x-abc", "xx-bc"])
    monkeypatch.setattr("api.secret.secrets.token_urlsafe", lambda _size: next(tails))
    assert fresh_secret() == "mnt_xx-bc"


def test_those_who_run_the_site_are_told_once_that_a_token_ends() -> None:
    now = timezone.now()
    operator = make.UserFactory(is_staff=True, is_superuser=True)
    make.UserFactory(is_staff=True)
    long_ago, soon = now - timedelta(days=300), now + NOTICE
    make.TokenFactory(created_at=long_ago, expires_at=soon + timedelta(minutes=1))
    make.TokenFactory(created_at=long_ago, expires_at=soon, revoked_at=now)
    make.TokenFactory(created_at=long_ago, expires_at=now)
    make.TokenFactory(created_at=long_ago)
    make.TokenFactory(created_at=now, expires_at=soon)  # made for so short a time
    token = make.TokenFactory(created_at=long_ago, expires_at=soon)
    assert tell_due(now=now) == 1
    with CaptureQueriesContext(connection) as queries:
        assert tell_due(now=now + timedelta(seconds=30)) == 0
    assert len([query for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]) == 1
    letter = Notification.objects.get()
    assert (letter.kind, letter.subject_id, letter.recipient) == (ENDING_MAIL, token.pk, operator)
    found = registry[ENDING_MAIL].load(letter)
    assert found is not None
    assert (found.context["hint"], found.context["ends"]) == (token.hint, soon)
    Token.objects.filter(pk=token.pk).update(revoked_at=now)
    assert registry[ENDING_MAIL].load(letter) is None


def test_people_see_what_is_connected_to_their_programmes(client: Client) -> None:
    house, other = build_house(), build_house()
    System(house, name="Northbridge HR", scopes=["people:read"], used_at=datetime(2026, 11, 2, tzinfo=UTC))
    System(house, name="An old one", revoked_at=timezone.now())
    System(other, name="Somebody else's")
    client.force_login(house.mentee.person.user)
    seen = client.get(reverse("accounts:your_data")).text
    assert "Northbridge HR" in seen
    assert "names, addresses and enrolments" in seen
    assert "Last used on 2 Nov" in seen
    assert "An old one" not in seen
    assert "Somebody else" not in seen
    client.logout()
    assert "Northbridge HR" not in client.get(reverse("accounts:your_data")).text
