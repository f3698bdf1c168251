"""Guessing is stopped, and nobody can shut the door for somebody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from accounts.limits import LIMITS
from tests import factories as make

pytestmark = pytest.mark.django_db

ALICE, RIGHT = "alice@example.org", "a long and lovely password"
HOME, BROWSER = "192.0.2.7", "Mozilla/5.0 (X11; Linux) Firefox/140.0"
MANY = LIMITS["password"].anywhere
TOO_MANY = "Too many failed"


@pytest.fixture(autouse=True)
def _nobody_was_here_before() -> None:
    cache.clear()  # allauth's own counts


@pytest.fixture
def alice() -> Any:
    person = make.PersonFactory(user__email=ALICE)
    person.user.set_password(RIGHT)
    person.user.save()
    person.user.emailaddress_set.get_or_create(email=ALICE, defaults={"verified": True, "primary": True})
    return person


def knock(password: str, *, address: str, browser: str = "curl", email: str = ALICE, **headers: str) -> Any:
    return Client().post(
        "/accounts/login/",
        {"login": email, "password": password},
        REMOTE_ADDR=address,
        HTTP_USER_AGENT=browser,
        **headers,
    )


def is_in(response: Any) -> bool:
    return bool(response.status_code == 302 and "inactive" not in response["Location"])


def guess_from_everywhere(*, email: str = ALICE) -> None:
    """As many wrong ones as an account takes, four from each of many networks."""
    for number in range(MANY):
        assert not is_in(knock("wrong", address=f"203.0.{number // 4}.1", email=email))


def test_one_address_guesses_five_times(alice: Any) -> None:
    pages = [knock("wrong", address="203.0.113.1").text for _n in range(7)]
    assert [TOO_MANY in page for page in pages] == [False] * 5 + [True] * 2
    # Now not even the right one: it would say which it is.
    assert not is_in(knock(RIGHT, address="203.0.113.1"))


def test_whoever_guesses_does_not_shut_the_owner_out(alice: Any) -> None:
    for _n in range(7):
        knock("wrong", address="203.0.113.1")
    assert is_in(knock(RIGHT, address=HOME, browser=BROWSER))


def test_guessing_from_everywhere_ends_and_the_owner_comes_in_as_ever(alice: Any) -> None:
    assert is_in(knock(RIGHT, address=HOME, browser=BROWSER))
    guess_from_everywhere()
    assert TOO_MANY in knock("wrong", address="203.1.200.1").text
    assert not is_in(knock(RIGHT, address="203.1.200.1"))
    assert is_in(knock(RIGHT, address=HOME, browser=BROWSER))


def test_guessing_at_nobody_ends_in_the_same_way(alice: Any) -> None:
    guess_from_everywhere(email="nobody@example.org")
    assert TOO_MANY in knock("wrong", address="203.1.200.1", email="nobody@example.org").text


def test_the_owner_gets_a_code_while_others_ask_for_codes_to_the_same_mailbox(alice: Any) -> None:
    assert is_in(knock(RIGHT, address=HOME, browser=BROWSER))
    mail.outbox.clear()
    for number in range(LIMITS["mailbox"].anywhere):
        ask_for_code(address=f"203.0.{number // 4}.1")
    assert len(mail.outbox) == LIMITS["mailbox"].anywhere
    stranger = ask_for_code(address="203.1.200.1")
    assert (stranger.status_code, len(mail.outbox)) == (429, LIMITS["mailbox"].anywhere)
    assert ask_for_code(address=HOME, browser=BROWSER).status_code == 302
    assert mail.outbox[-1].to == [ALICE]
    assert len(mail.outbox) == LIMITS["mailbox"].anywhere + 1


def ask_for_code(*, address: str, browser: str = "curl", email: str = ALICE) -> Any:
    return Client().post(
        "/accounts/login/code/", {"email": email}, REMOTE_ADDR=address, HTTP_USER_AGENT=browser
    )


@pytest.mark.parametrize("email", [ALICE, "nobody@example.org"])
@pytest.mark.parametrize("path", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_a_mailbox_is_not_filled_from_one_address(alice: Any, email: str, path: str) -> None:
    most = LIMITS["code_letter"].address
    answers = [Client().post(path, {"email": email.upper() if n % 2 else email}) for n in range(most + 2)]
    assert [answer.status_code for answer in answers] == [302] * most + [429] * 2
    assert len(mail.outbox) == most
    late = answers[-1]
    assert int(late["Retry-After"]) > 0
    assert "Please wait a little" in late.text
    assert "It goes on in about" in late.text
    # Nothing of one mailbox is held against another.
    assert Client().post(path, {"email": "kai@example.org"}).status_code == 302


def test_changing_the_header_passes_no_limit(alice: Any, settings: Settings) -> None:
    for proxies in (0, 1):
        cache.clear()
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        pages = [
            knock(
                "wrong",
                address="10.0.0.1",
                HTTP_X_FORWARDED_FOR=f"198.51.100.{n}, 203.0.113.{proxies}",
                HTTP_X_REAL_IP=f"198.51.100.{n}",
                HTTP_FORWARDED=f"for=198.51.100.{n}",
            ).text
            for n in range(6)
        ]
        assert [TOO_MANY in page for page in pages] == [False] * 5 + [True]


def test_behind_a_proxy_two_clients_are_two(alice: Any, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _n in range(6):
        knock("wrong", address="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.1")
    assert is_in(knock(RIGHT, address="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.2"))


def test_a_household_guesses_as_one(alice: Any) -> None:
    pages = [knock("wrong", address=f"2001:db8:1:2::{n:x}").text for n in range(1, 7)]
    assert [TOO_MANY in page for page in pages] == [False] * 5 + [True]


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_FORWARDED": "host=evil.example"},
        {"HTTP_HOST": "other.example"},
    ],
)
@pytest.mark.parametrize("email", [ALICE, "nobody@example.org"])
@pytest.mark.parametrize("path", ["/accounts/login/code/", "/accounts/password/reset/", "/accounts/signup/"])
def test_letters_lead_to_this_site_whatever_host_was_asked(
    alice: Any, settings: Settings, path: str, email: str, headers: dict[str, str]
) -> None:
    # An operator may let more names in than the one that letters name.
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    form = {
        "email": email,
        "password1": "quite another long password",
        "name": "Kai",
        "zone": "Europe/London",
    }
    assert Client().post(path, form, **headers).status_code == 302
    (letter,) = mail.outbox
    whole = str(letter.message())
    assert all(link.startswith(settings.SITE_URL + "/") for link in re.findall(r"https?://\S+", whole))
    assert "nobody" not in email or "/accounts/" in whole or path == "/accounts/signup/"
    for stranger in ("evil.example", "other.example", "testserver"):
        assert stranger not in whole
