"""Counting: how much, for how long, whom, and what is said to whoever has to wait."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils.translation import override

from accounts import limits
from accounts.limits import LIMITS, Limit, count, in_words, limited, seconds_to_wait, too_often
from accounts.models import User

HOUR = 3600
START = 1_800_000_000 - 1_800_000_000 % HOUR  # the beginning of an interval


class Clock:
    def __init__(self) -> None:
        self.now = float(START)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(limits, "time", clock)
    return clock


@pytest.fixture(autouse=True)
def _table(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {
        **LIMITS,
        "three": Limit(3, 5, HOUR),
        "any": Limit(0, 0, HOUR, anywhere=3),
        "by_address": Limit(0, 3, HOUR),
    }
    monkeypatch.setattr(limits, "LIMITS", table)


ALICE, BOB = User(email="alice@example.org"), User(email="bob@example.org")


def press(user: User | None = None, *, address: str = "203.0.113.1", **data: Any) -> HttpRequest:
    request = RequestFactory().post("/somewhere/?page=2", data, REMOTE_ADDR=address)
    request.user = user or AnonymousUser()
    request.person = None  # type: ignore[attr-defined]
    return request


def test_so_many_and_then_no_more(clock: Clock) -> None:
    waits = []
    for _n in range(5):
        waits.append(count(press(ALICE), "three"))
        clock.now += 1
    assert waits[:3] == [0, 0, 0]
    # A third of the three has to be behind: 20 minutes into the next hour.
    assert waits[3:] == [HOUR - 3 + HOUR // 3, HOUR - 4 + HOUR // 3]
    # Presses that were refused were not counted.
    clock.now = START + HOUR + HOUR // 3 - 1
    assert seconds_to_wait(press(ALICE), "three") == 1
    clock.now += 1
    assert (seconds_to_wait(press(ALICE), "three"), count(press(ALICE), "three")) == (0, 0)
    assert count(press(ALICE), "three") == HOUR // 3


@pytest.mark.parametrize("into", [0, 0.5, 17, 1799.9, 3599])
def test_whoever_waits_as_long_as_was_said_goes_on(clock: Clock, into: float) -> None:
    clock.now = START + into
    for _n in range(3):
        assert count(press(ALICE), "three") == 0
    for _turn in range(6):
        wait = count(press(ALICE), "three")
        assert 0 < wait <= 2 * HOUR
        clock.now += wait
        assert count(press(ALICE), "three") == 0


def test_no_stretch_of_an_interval_holds_twice_as_much(clock: Clock) -> None:
    done = []
    for second in range(0, 4 * HOUR, 150):
        clock.now = START + second
        if count(press(ALICE), "three") == 0:
            done.append(second)
    most = max(sum(1 for other in done if first <= other < first + HOUR) for first in done)
    assert most < 2 * 3
    # And over long it is three an hour.
    assert len(done) <= 4 * 3


def test_two_people_behind_one_address_are_two(clock: Clock) -> None:
    assert [count(press(ALICE), "three") for _n in range(3)] == [0, 0, 0]
    assert [count(press(BOB), "three") for _n in range(2)] == [0, 0]
    # Now the address has had its five.
    assert count(press(BOB), "three") > 0
    assert count(press(), "three") > 0
    assert count(press(BOB, address="203.0.113.2"), "three") == 0


def test_a_person_is_one_wherever_they_are(clock: Clock) -> None:
    waits = [count(press(ALICE, address=f"203.0.113.{n}"), "three") for n in range(5)]
    assert [bool(wait) for wait in waits] == [False] * 3 + [True] * 2


def test_what_it_is_about_is_counted_apart(clock: Clock) -> None:
    for about in ("one", "two"):
        waits = [count(press(address=f"203.0.113.{n}"), "any", about=about) for n in range(4)]
        assert [bool(wait) for wait in waits] == [False] * 3 + [True]


def test_an_address_of_ipv6_is_a_household(clock: Clock) -> None:
    waits = [count(press(address=f"2001:db8:1:2::{n:x}"), "by_address") for n in range(1, 5)]
    assert [bool(wait) for wait in waits] == [False] * 3 + [True]
    assert count(press(address="2001:db8:1:3::1"), "by_address") == 0


def test_presses_at_once_are_all_counted(clock: Clock) -> None:
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda n: count(press(address="203.0.113.1"), "by_address"), range(40)))
    assert sum(1 for wait in waits if not wait) <= 3
    # Those that were one too many took themselves back.
    assert int(cache.get(next(iter(_keys()))[0])) <= 3


def _keys() -> list[tuple[str, int]]:
    return [
        (f"{key}:{START // HOUR}", most)
        for key, most in limits._keys(press(address="203.0.113.1"), "by_address", "")
    ]


def test_no_count_lives_for_ever(clock: Clock) -> None:
    """With an expiry, even where the cache dropped the key between two of our calls."""
    assert count(press(), "by_address") == 0
    key = cache.make_key(_keys()[0][0])
    redis = cache._cache.get_client(None, write=True)
    assert HOUR < redis.ttl(key) <= 2 * HOUR + 60
    cache.delete(_keys()[0][0])
    limits._one_more(_keys()[0][0], HOUR)
    assert HOUR < redis.ttl(key) <= 2 * HOUR + 60


def test_a_key_that_vanishes_at_the_wrong_moment_is_begun_anew(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "add", lambda *given: True)
    assert count(press(), "by_address") == 0
    monkeypatch.undo()
    monkeypatch.setattr(limits, "time", clock)


# --- the page


@limited("message")
def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


def sent(user: User = ALICE, **data: Any) -> HttpResponse:
    return view(press(user, **data))


def test_a_view_is_limited_by_its_posts_alone(clock: Clock) -> None:
    looked = RequestFactory().get("/somewhere/")
    looked.user = ALICE  # type: ignore[assignment]
    assert {view(looked).status_code for _n in range(LIMITS["message"].person + 5)} == {200}
    assert [sent().status_code for _n in range(LIMITS["message"].person)] == [200] * LIMITS["message"].person
    late = sent(text="Dear Kai, how was it?")
    assert (late.status_code, int(late["Retry-After"]) > 0) == (429, True)
    assert sent(BOB).status_code == 200


def test_what_was_typed_is_given_back(clock: Clock) -> None:
    request = press(
        text="Dear <b>Kai</b>, how was it?",
        email="kai@example.org",
        day=["2", "3"],
        token="b6e1ad19-8b49-4a9d-9c9b-0f3bd6a9b0aa",
        password="correct horse battery",
        csrfmiddlewaretoken="x y",
    )
    page = too_often(request, 600).content.decode()
    assert "<b>Kai</b>" not in page
    assert (
        page.count("Dear &lt;b&gt;Kai&lt;/b&gt;, how was it?") == 1
    )  # to read; a password is never sent again
    assert page.count("kai@example.org") == 1
    assert "correct horse" not in page
    assert "x y" not in page
    assert "b6e1ad19" not in page
    assert 'href="/somewhere/"' in page
    assert "It goes on in about 10 minutes." in page


def test_one_press_sends_it_again(clock: Clock) -> None:
    page = too_often(press(text="Dear Kai, how was it?", day=["2", "3"]), 1).content.decode()
    assert 'action="/somewhere/?page=2"' in page
    assert '<input type="hidden" name="text" value="Dear Kai, how was it?">' in page
    assert page.count('name="day"') == 2
    assert "csrfmiddlewaretoken" in page
    assert "Send it again" in page


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "in about a minute"),
        (61, "in about 2 minutes"),
        (90 * 60, "in about 90 minutes"),
        (90 * 60 + 1, "in about 2 hours"),
        (86400, "in about 24 hours"),
    ],
)
def test_the_wait_is_said_in_words(seconds: int, words: str) -> None:
    with override("en-gb"):
        assert in_words(seconds) == words


def test_a_name_that_is_not_in_the_table_stops_the_start() -> None:
    with pytest.raises(KeyError):
        limited("whatever")
