"""An app for codes and recovery codes: set up, used, used up, taken off."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.sign_in.flows import (
    PASSWORD,
    app_code,
    minutes_pass,
    set_up,
    sign_in_by_code,
    somebody,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commits")]


@pytest.fixture(autouse=True)
def a_clock_that_stands(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The time of the second factor, as a list of one number, so that a test can let half minutes pass."""
    cache.clear()
    now = [1_800_000_000.0]
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: now[0])
    yield now
    cache.clear()


def password_step(client: Client, user: User) -> None:
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_authenticate")


def test_an_app_is_set_up_and_asked_for_from_then_on(
    client: Client, a_clock_that_stands: list[float]
) -> None:
    now, user = a_clock_that_stands, somebody(password=PASSWORD).user
    sign_in_by_code(client, user)
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert wrong.status_code == 200
    assert not Authenticator.objects.exists()
    secret = set_up(client, now[0])
    assert {letter.subject for letter in mail.outbox} >= {"An authenticator app was added"}

    other = Client()
    now[0] += 30
    password_step(other, user)
    assert other.get(reverse("journeys:dashboard")).status_code == 302, "half signed in is not signed in"
    assert "Incorrect code" in other.post(reverse("mfa_authenticate"), {"code": "123"}).text
    code = app_code(secret, at=now[0])
    assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert other.get(reverse("journeys:dashboard")).status_code == 200

    again = Client()
    password_step(again, user)
    assert "Incorrect code" in again.post(reverse("mfa_authenticate"), {"code": code}).text, (
        "seen over a shoulder"
    )
    now[0] += 30
    assert "Incorrect code" in again.post(reverse("mfa_authenticate"), {"code": code}).text, "too old"
    assert again.post(reverse("mfa_authenticate"), {"code": app_code(secret, at=now[0])}).status_code == 302


def test_a_code_by_letter_does_not_go_past_the_app(client: Client, a_clock_that_stands: list[float]) -> None:
    user = somebody().user
    sign_in_by_code(client, user)
    set_up(client, a_clock_that_stands[0])
    other = Client()
    assert sign_in_by_code(other, user) == reverse("mfa_authenticate")
    # A letter is no way around what the letter's reader is asked for besides.
    minutes_pass(client)
    answer = client.get(reverse("accounts:is_it_you"))
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))


def test_a_recovery_code_works_once(client: Client, a_clock_that_stands: list[float]) -> None:
    user = somebody(password=PASSWORD).user
    sign_in_by_code(client, user)
    set_up(client, a_clock_that_stands[0])
    codes = re.findall(r"\b\d{8}\b", client.get(reverse("mfa_download_recovery_codes")).text)
    assert len(codes) == 10
    other = Client()
    password_step(other, user)
    assert other.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    again = Client()
    password_step(again, user)
    assert again.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200
    assert again.post(reverse("mfa_authenticate"), {"code": codes[1]}).status_code == 302
    client.post(reverse("mfa_generate_recovery_codes"))
    assert mail.outbox[-1].subject == "You have new recovery codes"
    last = Client()
    password_step(last, user)
    assert last.post(reverse("mfa_authenticate"), {"code": codes[2]}).status_code == 200, "of the old sheet"


def test_it_is_taken_off_by_whoever_shows_it_once_more(
    client: Client, a_clock_that_stands: list[float]
) -> None:
    now, user = a_clock_that_stands, somebody(password=PASSWORD).user
    sign_in_by_code(client, user)
    secret = set_up(client, now[0])
    minutes_pass(client)
    asked = client.get(reverse("mfa_deactivate_totp"))
    assert (
        asked.headers["Location"]
        == f"{reverse('account_reauthenticate')}?next=%2Faccounts%2F2fa%2Ftotp%2Fdeactivate%2F"
    )
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert Authenticator.objects.filter(type="totp").exists()
    now[0] += 30
    back = client.post(
        reverse("mfa_reauthenticate"),
        {"code": app_code(secret, at=now[0]), "next": reverse("mfa_deactivate_totp")},
    )
    assert back.headers["Location"] == reverse("mfa_deactivate_totp")
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=user).exists(), "and no recovery codes that lead nowhere"
    assert mail.outbox[-1].subject == "Your authenticator app was removed"


def test_guessing_codes_ends(client: Client, a_clock_that_stands: list[float]) -> None:
    user = somebody(password=PASSWORD).user
    sign_in_by_code(client, user)
    secret = set_up(client, a_clock_that_stands[0])
    a_clock_that_stands[0] += 30
    other = Client()
    password_step(other, user)
    for number in range(5):
        other.post(reverse("mfa_authenticate"), {"code": f"{number:06d}"})
    right = other.post(reverse("mfa_authenticate"), {"code": app_code(secret, at=a_clock_that_stands[0])})
    assert right.status_code == 200, "the right one is not heard any more"
    assert "Too many" in right.text
