"""One message over a real connection: what of it is judged, and that nobody is led astray."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api import posting
from api.enums import DeliveryFault
from api.posting import Answer, post
from tests.api.receiver import certificate, drips, leads_to, receiver, says

HERE = frozenset({"127.0.0.1", "hooks.test"})


def send(url: str, **more: Any) -> Answer:
    return post(url, b"{}", {"Content-Type": "application/json"}, **{"inside": HERE, **more})


def goes_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Whatever name is asked for leads there; returns the names that were."""
    asked: list[str] = []

    def found(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(posting.socket, "getaddrinfo", found)
    return asked


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (200, None),
        (204, None),
        (400, DeliveryFault.ANSWER),
        (401, DeliveryFault.ANSWER),
        (410, DeliveryFault.GONE),
        (429, DeliveryFault.ANSWER),
        (500, DeliveryFault.ANSWER),
    ],
)
def test_the_status_decides(status: int, fault: DeliveryFault | None) -> None:
    with receiver(says(status)) as other:
        assert send(other.url) == Answer(status, fault)
    assert other.raw == [b"{}"]


def test_the_path_and_the_question_are_sent_as_they_stand_and_the_host_by_its_name() -> None:
    with receiver() as other:
        assert send(f"{other.url}/a%20b?c=d").is_taken
    host = other.url.removeprefix("http://").removesuffix("/hook")
    assert other.headers[0]["host"] == host


def test_a_redirect_is_not_followed() -> None:
    with receiver() as elsewhere, receiver(leads_to(elsewhere.url)) as other:
        assert send(other.url) == Answer(307, DeliveryFault.REDIRECT)
        assert elsewhere.raw == []


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with receiver() as other:
        assert send(other.url).is_taken


@pytest.mark.parametrize("slow", [says(200, after=1), drips])
def test_nobody_waits_for_longer_than_they_said(slow: Any) -> None:
    with receiver(slow) as other:
        began = time.monotonic()
        assert send(other.url, total=0.3) == Answer(None, DeliveryFault.SLOW)
        assert time.monotonic() - began < 0.9


def test_nobody_there() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    assert send(f"http://127.0.0.1:{port}/") == Answer(None, DeliveryFault.CONNECTION)


def test_what_is_no_http_is_said_so() -> None:
    def babble(handler: Any) -> None:
        handler.wfile.write(b"\x00\x01 good day\r\n\r\n")
        handler.close_connection = True

    with receiver(babble) as other:
        assert send(other.url) == Answer(None, DeliveryFault.BROKEN)


def test_a_server_without_tls_is_said_so() -> None:
    with receiver() as other:
        answer = send(other.url.replace("http://", "https://"))
    assert answer in {Answer(None, DeliveryFault.TLS), Answer(None, DeliveryFault.BROKEN)}
    assert other.raw == []


# --- who may be reached


def test_this_machine_is_not_reached_unless_it_is_named() -> None:
    with receiver() as other:
        secure = other.url.replace("http://", "https://")
        assert send(secure, inside=frozenset()) == Answer(None, DeliveryFault.INSIDE)
        assert send(other.url, inside=frozenset()) == Answer(None, DeliveryFault.PLAIN)
        assert other.raw == []
        assert send(other.url).is_taken  # the control


@pytest.mark.parametrize("address", ["169.254.169.254", "10.0.0.7", "127.0.0.1"])
def test_a_name_that_leads_inside_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_to(monkeypatch, address)
    assert send("https://innocent.example.org/") == Answer(None, DeliveryFault.INSIDE)


def test_one_address_inside_spoils_all(monkeypatch: pytest.MonkeyPatch) -> None:
    goes_to(monkeypatch, "93.184.216.34", "127.0.0.1")
    assert send("https://innocent.example.org/") == Answer(None, DeliveryFault.INSIDE)


def test_a_name_is_looked_up_once_and_what_was_judged_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere when it is asked again is not asked again."""
    with receiver() as other:
        port = other.url.rpartition(":")[2].partition("/")[0]
        asked = goes_to(monkeypatch, "127.0.0.1")
        assert send(f"http://hooks.test:{port}/hook").is_taken
        assert asked == ["hooks.test"]
        assert other.headers[0]["host"] == f"hooks.test:{port}"


@pytest.mark.parametrize("host", ["no-such-name.invalid", "a" * 64 + ".example.org"])
def test_a_name_that_nobody_knows(host: str) -> None:
    assert send(f"https://{host}/") == Answer(None, DeliveryFault.NAME)


# --- certificates


@pytest.fixture
def fresh_trust() -> Iterator[None]:
    posting._tls.cache_clear()
    yield
    posting._tls.cache_clear()


@pytest.mark.parametrize(
    ("name", "trusts", "answer"),
    [
        ("hooks.test", True, Answer(200, None)),
        ("other.test", True, Answer(None, DeliveryFault.CERTIFICATE)),
        ("hooks.test", False, Answer(None, DeliveryFault.CERTIFICATE)),
    ],
    ids=["as it should be", "for another name", "from nobody known"],
)
def test_a_certificate_is_for_the_name_and_from_somebody_known(
    name: str,
    trusts: bool,
    answer: Answer,
    fresh_trust: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The connection goes to an address; the certificate is asked for the name all the same."""
    trusted, context = certificate(tmp_path, name)
    if trusts:
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with receiver(tls=context) as other:
        port = other.url.rpartition(":")[2].partition("/")[0]
        goes_to(monkeypatch, "127.0.0.1")
        assert send(f"https://hooks.test:{port}/hook") == answer
    assert len(other.raw) == answer.is_taken
