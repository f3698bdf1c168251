"""A request has a reference, and ends as one line that tells no address."""

from __future__ import annotations

import logging
import re
from threading import Thread
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from mentorship import origin
from mentorship.figures import OWN
from mentorship.middleware import BusyMiddleware
from mentorship.origin import Origin, reference_from
from mentorship.requests import RequestMiddleware

MADE = re.compile(r"[0-9a-f]{12}")


@pytest.mark.parametrize(
    ("given", "proxies", "taken"),
    [
        ("7f3a-0001-abcd", 1, True),
        ("7f3a-0001-abcd", 0, False),  # somebody's own choice
        ("short", 1, False),
        ("x" * 64, 1, True),
        ("x" * 65, 1, False),
        ("7f3a0001 abcd", 1, False),
        ("7f3a0001\nabcd", 1, False),
        ("7f3a0001é", 1, False),
        (None, 1, False),
    ],
)
def test_a_reference_is_taken_from_a_proxy_of_ours_alone(
    given: str | None, proxies: int, taken: bool
) -> None:
    found = reference_from(given, trusted_proxies=proxies)
    assert (found == given) is taken
    assert taken or MADE.fullmatch(found)


def test_what_a_thread_works_at_is_its_own_and_ends_with_it() -> None:
    seen: list[Origin | None] = []
    with origin.working_at(Origin(reference="outer")):
        thread = Thread(target=lambda: seen.append(origin.current()))
        thread.start()
        thread.join()
        with pytest.raises(ValueError), origin.working_at(Origin(reference="inner")):  # noqa: PT011, PT012
            seen.append(origin.current())
            raise ValueError
        seen.append(origin.current())
    assert [one and one.reference for one in seen] == [None, "inner", "outer"]
    assert origin.current() is None


@pytest.mark.django_db
def test_every_answer_shows_its_reference_and_no_two_are_alike(client: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    answers = [
        client.get(path, headers={"X-Request-ID": "mine-0001"}) for path in ("/", "/", "/nothing/", "/home/")
    ]
    references = [answer["X-Request-ID"] for answer in answers]
    assert len(set(references)) == 4
    assert all(MADE.fullmatch(one) for one in references)
    assert references[2] in answers[2].text  # the page that tells of the fault
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client.get("/", headers={"X-Request-ID": "mine-0001"})["X-Request-ID"] == "mine-0001"


def test_the_page_of_a_lock_that_was_waited_for_shows_the_reference() -> None:
    class Locked(Exception):
        pgcode = "55P03"

    def view(request: HttpRequest) -> HttpResponse:
        fault = OperationalError()
        fault.__cause__ = Locked()
        answer = BusyMiddleware(view).process_exception(request, fault)
        assert answer is not None
        return answer

    answer = RequestMiddleware(view)(RequestFactory().get("/"))
    assert answer.status_code == 503
    assert answer["X-Request-ID"] in answer.text  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_request_ends_as_one_line_of_its_route(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="mentorship.requests")
    for path in (
        "/?q=kkzz",
        "/kkzz/",
        "/invitations/kkzz/",
        "/health/alive/",
        "/static/kkzz.css",
        "/metrics",
    ):
        client.get(path)
    client.generic("KKZZ", "/")
    lines = [one for one in caplog.records if one.name == "mentorship.requests"]
    told = [(one.levelname, one.method, one.route, one.status) for one in lines]  # type: ignore[attr-defined]
    assert told == [
        ("INFO", "GET", "programmes:home", 200),
        ("INFO", "GET", "-", 404),
        ("INFO", "GET", "programmes:invitation", 404),
        ("DEBUG", "GET", "health_alive", 200),
        ("INFO", "GET", "static", 404),
        ("INFO", "GET", "metrics", 404),
        ("INFO", "other", "-", 405),
    ]
    assert "kkzz" not in " ".join(one.getMessage() for one in lines).lower()
    assert lines[0].statements >= 1  # type: ignore[attr-defined]
    assert lines[0].milliseconds > 0  # type: ignore[attr-defined]


def count(route: str, method: str = "GET", status: str = "2xx") -> float:
    labels = {"route": route, "method": method, "status": status}
    return OWN.get_sample_value("mentorship_request_seconds_count", labels) or 0


def test_that_a_process_lives_is_said_without_any_server_and_under_any_name(client: Client) -> None:
    # This test has no database: asking it would fail.
    before = count("health_alive")
    answer = client.get("/health/alive/", headers={"Host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.text, answer["Cache-Control"]) == (200, "alive\n", "no-store")
    assert client.get("/health/", headers={"Host": "10.0.0.7:8000"}).status_code == 400  # the control
    assert client.post("/health/alive/").status_code == 404
    assert count("health_alive") == before + 1


@pytest.mark.django_db
def test_what_is_counted_has_no_label_that_somebody_can_make_up(client: Client) -> None:
    client.get("/")

    def labels() -> set[tuple[str, ...]]:
        return {
            tuple(one.labels.values())
            for family in OWN.collect()
            for one in family.samples
            if one.name.startswith("mentorship_request_") and "kk" in str(one.labels)
        }

    for number in range(3):
        client.get(f"/kk{number}/")
        client.get(f"/invitations/kk{number}/")
        client.generic(f"KK{number}", "/")
    assert labels() == set()
    assert OWN.get_sample_value("mentorship_requests_in_flight") == 0
