"""Every place where somebody who is nobody types an address, and the kinds of addresses that they might tell apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import Person
from accounts.operations.erasures import erase
from tests import factories as make

PASSWORD, WRONG, NEW = (
    "a long and lovely password",
    "another one that is wrong",
    "kettles sing at half past nine",
)


def person_with(
    email: str, *, password: str | None = PASSWORD, verified: bool = True, active: bool = True
) -> Person:
    person: Person = make.PersonFactory(user__email=email, user__is_active=active)
    if password is None:
        person.user.set_unusable_password()
    else:
        person.user.set_password(password)
    person.user.save()
    EmailAddress.objects.create(user=person.user, email=email, verified=verified, primary=True)
    return person


def _unknown(email: str) -> None:
    """Nobody has it."""


def _erased(email: str) -> None:
    erase(person=person_with(email), now=timezone.now())


# How an address of each kind is made. Those that must be like one another are all of them.
KINDS: dict[str, Callable[[str], object]] = {
    "known": person_with,
    "unknown": _unknown,
    "passwordless": lambda email: person_with(email, password=None),
    "unverified": lambda email: person_with(email, verified=False),
    "inactive": lambda email: person_with(email, active=False),
    "erased": _erased,
}


@dataclass(frozen=True)
class Door:
    """What is sent where; `{}` stands for the address. `then` are pages and presses that follow in the same browser."""

    path: str
    sent: dict[str, str]
    then: tuple[tuple[str, dict[str, str] | None], ...] = ()
    signed_in: bool = False

    def knock(self, client: Client, email: str) -> HttpResponse:
        answer: Any = client.post(self.path, {name: value.format(email) for name, value in self.sent.items()})
        return answer  # type: ignore[no-any-return]


WRONG_CODE = {"code": "ZZZZZZ"}
DOORS = {
    "sign_in": Door("/accounts/login/", {"login": "{}", "password": WRONG}),
    "code": Door(
        "/accounts/login/code/",
        {"email": "{}"},
        (
            ("/accounts/login/code/confirm/", None),
            ("/accounts/login/code/confirm/", WRONG_CODE),
            ("/accounts/login/code/confirm/", {"action": "resend"}),
            ("/accounts/login/code/confirm/", WRONG_CODE),
            ("/accounts/login/code/confirm/", WRONG_CODE),
            ("/accounts/login/code/confirm/", None),
        ),
    ),
    "reset": Door(
        "/accounts/password/reset/",
        {"email": "{}"},
        (
            ("/accounts/password/reset/confirm/", None),
            ("/accounts/password/reset/confirm/", WRONG_CODE),
            ("/accounts/password/reset/confirm/", WRONG_CODE),
            ("/accounts/password/reset/confirm/", WRONG_CODE),
            ("/accounts/password/reset/confirm/", None),
        ),
    ),
    "sign_up": Door(
        "/accounts/signup/",
        {"email": "{}", "password1": NEW, "name": "Kai", "zone": "Europe/London"},
        (
            ("/accounts/confirm-email/", None),
            ("/accounts/confirm-email/", WRONG_CODE),
            ("/accounts/confirm-email/", WRONG_CODE),
            ("/accounts/confirm-email/", WRONG_CODE),
            ("/accounts/confirm-email/", None),
            ("/accounts/login/", None),
        ),
    ),
    "sign_up_faulty": Door(
        "/accounts/signup/", {"email": "{}", "password1": "short", "name": "", "zone": "Nowhere"}
    ),
    "new_address": Door(
        "/accounts/email/",
        {"email": "{}", "action_add": ""},
        (
            ("/accounts/email/", None),
            ("/accounts/confirm-email/", None),
            ("/accounts/confirm-email/", WRONG_CODE),
            ("/accounts/confirm-email/", WRONG_CODE),
            ("/accounts/confirm-email/", WRONG_CODE),
            ("/accounts/email/", None),
        ),
        signed_in=True,
    ),
}


# --- what is seen of an answer

MASKS = [
    (re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'), b"TOKEN"),
    (re.compile(rb"[\w-]+@[\w.]+\.example"), b"ADDRESS"),
    (re.compile(rb"[\w-]+%40[\w.]+\.example"), b"ADDRESS"),
]


def masked(text: bytes) -> bytes:
    for pattern, word in MASKS:
        text = pattern.sub(word, text)
    return text


def _held(name: str, value: str) -> object:
    """What a cookie says: a message its words, which are packed; any other how long it is."""
    if name != "messages" or not value:
        return len(value)
    words = CookieStorage(RequestFactory().get("/"))._decode(value) or []
    return [masked(str(word).encode()) for word in words]


def seen(client: Client, response: Any) -> tuple[object, ...]:
    """Whatever a stranger can tell answers apart by: status, every header, every cookie but for its value, every byte."""
    cookies = [
        (name, _held(name, morsel.value), {key: value for key, value in morsel.items() if key != "expires"})
        for name, morsel in sorted(response.cookies.items())
    ]
    headers = {
        name: masked(value.encode())
        for name, value in response.items()
        if name not in {"Set-Cookie", "Expires", "X-Request-ID"}  # the last is drawn anew for every request
    }
    return response.status_code, headers, cookies, masked(response.content)
