"""Redis goes away and comes back: nobody gets an error, nothing is shut, and nothing is without a limit."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from accounts.limits import LIMITS
from mentorship import cache as module
from mentorship.cache import LOOKS_AGAIN, Away, SturdyCache
from tests import factories as make

NOBODY = "redis://127.0.0.1:1/1"


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The site's cache asks a port on which nothing hears."""
    broken = SturdyCache(NOBODY, {})
    broken.own.clear()
    before = getattr(caches._connections, "default", None)  # type: ignore[attr-defined]
    caches["default"] = broken
    yield
    Away.until = 0.0
    broken.own.clear()
    if before is not None:
        caches["default"] = before
    else:
        del caches["default"]


def test_a_process_counts_by_itself(caplog: pytest.LogCaptureFixture) -> None:
    mine = SturdyCache(NOBODY, {})
    mine.own.clear()
    began = monotonic()
    assert mine.get("x") is None
    assert mine.add("x", 0, 60) is True
    assert mine.add("x", 0, 60) is False
    assert (mine.incr("x"), mine.incr("x"), mine.decr("x"), mine.get("x")) == (1, 2, 1, 1)
    mine.set("y", [1], 60)
    assert (mine.get("y"), mine.delete("y"), mine.get("y", "none")) == ([1], True, "none")
    # Nobody waits for it again and again, and the log says it once.
    assert monotonic() - began < 1
    assert [record.message for record in caplog.records] == [
        "Redis is away: this process keeps its own cache for now"
    ]
    Away.until = 0.0


def test_what_was_counted_meanwhile_is_forgotten_when_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    given = caches["default"]
    assert isinstance(given, SturdyCache)
    mine = SturdyCache(given._servers[0], {})  # type: ignore[attr-defined]
    mine.set("kept", "there", 60)
    Away.until = monotonic() + LOOKS_AGAIN
    assert mine.get("kept") is None
    mine.set("kept", "here", 60)
    assert mine.get("kept") == "here"
    monkeypatch.setattr(module, "monotonic", lambda: Away.until + 1)
    assert mine.get("kept") == "there"
    assert (Away.until, mine.own.get("kept")) == (0.0, None)


@pytest.mark.django_db
def test_the_site_goes_on_and_still_counts(client: Client, away: Any) -> None:
    person = make.PersonFactory(user__email="alice@example.org")
    person.user.set_password("a long and lovely password")
    person.user.save()
    assert client.get("/").status_code == 200
    wrong = {"login": "alice@example.org", "password": "wrong"}
    for _n in range(5):
        assert "not correct" in client.post("/accounts/login/", wrong).text
    assert "Too many failed" in client.post("/accounts/login/", wrong).text
    programme = make.ProgrammeFactory(listed=False, join_code="HARBOUR26")
    for number in range(LIMITS["code"].address):
        assert client.post("/join/", {"code": f"GUESS{number}"}).status_code == 200
    assert client.post("/join/", {"code": programme.join_code}).status_code == 429


@pytest.mark.django_db
def test_people_sign_in_without_it(client: Client, away: Any) -> None:
    person = make.PersonFactory(user__email="alice@example.org")
    person.user.set_password("a long and lovely password")
    person.user.save()
    response = client.post(
        "/accounts/login/", {"login": "alice@example.org", "password": "a long and lovely password"}
    )
    assert response.status_code == 302
