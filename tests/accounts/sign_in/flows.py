"""What the tests of signing in have in common: codes of letters, codes of an app, and people who signed in just now."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Person, User
from tests import factories as make

PASSWORD = "four walnuts under a bridge"
CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")


def somebody(email: str = "rosa@example.org", password: str | None = None, **more: object) -> Person:
    """A person with a confirmed address."""
    person: Person = make.PersonFactory(user__email=email, **more)
    user = person.user
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return person


def code_of_letter() -> str:
    """The code in the newest letter."""
    found = CODE.search(str(mail.outbox[-1].body))
    assert found is not None, mail.outbox[-1].body
    return found.group()


def sign_in_by_code(client: Client, user: User, **headers: str) -> str:
    """Signs in as people do; returns where that led."""
    client.post(reverse("account_request_login_code"), {"email": user.email}, headers=headers)
    answer = client.post(reverse("account_confirm_login_code"), {"code": code_of_letter()}, headers=headers)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def app_code(secret: str, *, at: float | None = None) -> str:
    """RFC 6238 by hand: what an authenticator app shows at that time."""
    counter = int(time.time() if at is None else at) // 30
    key = base64.b32decode(secret)
    digest = hmac.new(key, struct.pack(">Q", counter), "sha1").digest()
    start = digest[-1] & 0xF
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def minutes_pass(client: Client, minutes: int = 30) -> None:
    """Whatever was shown in this session was shown that long ago."""
    session = client.session
    for record in session.get("account_authentication_methods", []):
        record["at"] -= minutes * 60
    session.save()


def set_up(client: Client, now: float) -> str:
    """Sets up an app for codes; returns its secret."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r'id="authenticator_secret" value="([A-Z2-7]+)"', page.text)
    assert secret is not None, page.text
    done = client.post(reverse("mfa_activate_totp"), {"code": app_code(secret.group(1), at=now)})
    assert done.status_code == 302, done.text
    return secret.group(1)
