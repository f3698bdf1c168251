"""No answer says by how long it takes whether an address has an account.

The short form counts the work (hashes, letters) and times a few; `make soak-enumeration` times SOAK_ENUMERATION of each kind
with the site's own password hasher, and prints what it found (docs/operators/limits.md has the last)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from hashlib import scrypt
from time import sleep
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import hashers
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from mentorship import settings as of_the_site
from tests.accounts.enumeration.doors import DOORS, KINDS, Door, person_with
from tests.accounts.enumeration.timing import Difference, Knock, difference, interleaved

pytestmark = pytest.mark.django_db

SOAK = int(os.environ.get("SOAK_ENUMERATION", "0"))
TIMED = ["sign_in", "code", "reset", "sign_up", "new_address"]
ASKED = (
    set(os.environ.get("SOAK_KINDS", "known unknown passwordless inactive").split())
    if SOAK
    else {"known", "unknown"}
)
ASKING = "asking@a.example"
FEW = 4  # queries by which kinds may differ, of about a third of a millisecond each
HASHED: list[str] = []


class SlowHasher(MD5PasswordHasher):
    """Takes three milliseconds, and is counted."""

    def encode(self, password: str, salt: str) -> str:
        HASHED.append(self.algorithm)
        sleep(0.003)
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def _hasher(settings: Settings) -> Iterator[None]:
    slow = f"{SlowHasher.__module__}.{SlowHasher.__qualname__}"
    settings.PASSWORD_HASHERS = of_the_site.PASSWORD_HASHERS if SOAK else [slow]
    settings.ACCOUNT_RATE_LIMITS = False  # what is measured is what is answered below them
    yield
    hashers.get_hashers.cache_clear()


def asking(door: Door) -> Callable[[], Client]:
    if not door.signed_in:
        return Client
    client = Client()
    client.force_login(person_with(ASKING).user)
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value

    def signed_in() -> Client:
        other = Client()
        other.cookies[django_settings.SESSION_COOKIE_NAME] = cookie
        session = other.session
        session.pop("account_email_verification_code", None)
        session.save()
        return other

    return signed_in


def knocks(door: Door, *, slower: str = "") -> dict[str, Callable[[int], Knock]]:
    """For each kind of address, what prepares one knock. Of `slower` each takes some milliseconds more."""
    client_of = asking(door)
    emails = {kind: f"{kind:x<14}@b.example" for kind in ASKED}
    for kind, email in emails.items():
        KINDS[kind](email)

    def prepare(kind: str) -> Callable[[int], Knock]:
        def prepared(number: int) -> Knock:
            cache.clear()
            mail.outbox.clear()
            # Whoever signed up in the round before is known by now.
            email = f"n{number + 2:05}-unknown@b.example" if kind == "unknown" else emails[kind]
            client = client_of()

            def knock() -> None:
                door.knock(client, email)
                if kind == slower:
                    scrypt(b"slower", salt=b"salt", n=2**14, r=8, p=1)

            return knock

        return prepared

    return {kind: prepare(kind) for kind in sorted(ASKED)}


def measured(name: str, *, rounds: int, slower: str = "") -> dict[str, tuple[Difference, Difference]]:
    """How each kind differs from an unknown address, by the clock and by the processor."""
    both = interleaved(knocks(DOORS[name], slower=slower), rounds=rounds, seed=7)
    clock, processor = (
        {kind: difference(times, taken["unknown"]) for kind, times in taken.items() if kind != "unknown"}
        for taken in both
    )
    return {kind: (clock[kind], processor[kind]) for kind in clock}


@pytest.mark.parametrize("name", TIMED)
def test_every_kind_is_as_much_work(name: str) -> None:
    """What takes long is counted: passwords hashed, letters sent, questions to the database."""
    door, client_of = DOORS[name], asking(DOORS[name])
    work: dict[str, Any] = {}
    queries: dict[str, int] = {}
    for kind in sorted(KINDS):
        email = f"{kind:x<14}@b.example"
        KINDS[kind](email)
        client = client_of()
        cache.clear()
        mail.outbox.clear()
        HASHED.clear()
        with CaptureQueriesContext(connection) as asked:
            door.knock(client, email)
        work[kind] = (len(HASHED), len(mail.outbox))
        queries[kind] = len(asked)
    assert set(work.values()) == {work["unknown"]}, work
    assert max(queries.values()) - min(queries.values()) <= FEW, queries


@pytest.mark.skipif(bool(SOAK), reason="the long form is below")
@pytest.mark.parametrize("name", TIMED)
def test_every_kind_takes_as_long(name: str) -> None:
    for kind, (clock, processor) in measured(name, rounds=14).items():
        # By the clock only where the machine is quiet enough to tell.
        assert clock.within(ms=8, percent=40) or not clock.shows, f"{name}, {kind}: {clock}"
        assert processor.within(ms=8, percent=40) or not processor.shows, f"{name}, {kind}: {processor}"


@pytest.mark.skipif(bool(SOAK), reason="a control of the short form")
def test_what_takes_longer_is_found() -> None:
    ((_clock, processor),) = measured("code", rounds=14, slower="known").values()
    assert processor.shows
    assert processor.found > 10


@pytest.mark.skipif(not SOAK, reason="make soak-enumeration")
@pytest.mark.parametrize("name", TIMED)
def test_soak(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = measured(name, rounds=SOAK)
    with capsys.disabled():
        for kind, both in found.items():
            for by, one in zip(("clock", "processor"), both, strict=True):
                print(
                    f"\n{name:12} {kind:13} {by:10} unknown {one.median:7.2f} ms, difference {one.found:+6.2f} ms"
                    f" ({one.low:+.2f} to {one.high:+.2f}), noise {one.noise:.2f} ms",
                    end="",
                )
    for kind, (clock, processor) in found.items():
        assert processor.within(ms=2, percent=5), f"{name}, {kind}: {processor}"
        # On a machine that does other things as well, the clock says nothing as fine as that.
        assert clock.within(ms=2, percent=5) or not clock.shows, f"{name}, {kind}: {clock}"
