"""Which address a request is counted under, whatever its headers say."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from accounts.addresses import client_address, counted_address

PEER = "198.51.100.9"


def asked(forwarded: str | None = None, *, peer: str = PEER, **headers: Any) -> HttpRequest:
    if forwarded is not None:
        headers["HTTP_X_FORWARDED_FOR"] = forwarded
    return RequestFactory().get("/", REMOTE_ADDR=peer, **headers)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, None, PEER),
        (0, "203.0.113.1", PEER),
        (0, "203.0.113.1, 203.0.113.2", PEER),
        (1, None, PEER),
        (1, "", PEER),
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "1.1.1.1, 2.2.2.2, 203.0.113.1", "203.0.113.1"),
        (1, "1.1.1.1,", "1.1.1.1"),
        (2, "1.1.1.1, 203.0.113.1, 10.0.0.1", "203.0.113.1"),
        (2, "203.0.113.1, 10.0.0.1", "203.0.113.1"),
        (3, "1.1.1.1, 203.0.113.1, 10.0.0.2, 10.0.0.1", "203.0.113.1"),
        # Fewer entries than proxies: it came past one of them, and is still answered.
        (2, "203.0.113.1", "203.0.113.1"),
        (3, "203.0.113.1, 10.0.0.1", "203.0.113.1"),
        # With a port, as some proxies write it.
        (1, "203.0.113.1:54321", "203.0.113.1"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "  203.0.113.1  ", "203.0.113.1"),
        # What is no address is as good as none.
        (1, "unknown", PEER),
        (1, "1.1.1.1, _hidden", PEER),
        (1, "203.0.113.1; DROP TABLE", PEER),
        (1, "999.1.1.1", PEER),
        (1, "\x00", PEER),
    ],
)
def test_only_what_our_own_proxies_wrote_counts(
    settings: Settings, proxies: int, forwarded: str | None, expected: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert client_address(asked(forwarded)) == expected
    assert get_adapter().get_client_ip(asked(forwarded)) == expected


@pytest.mark.parametrize("proxies", [0, 1, 2])
@pytest.mark.parametrize(
    "header",
    [
        "HTTP_FORWARDED",
        "HTTP_X_REAL_IP",
        "HTTP_X_CLIENT_IP",
        "HTTP_CLIENT_IP",
        "HTTP_TRUE_CLIENT_IP",
        "HTTP_CF_CONNECTING_IP",
        "HTTP_X_CLUSTER_CLIENT_IP",
        "HTTP_X_FORWARDED",
        "HTTP_FORWARDED_FOR",
        "HTTP_VIA",
    ],
)
def test_no_other_header_is_read(settings: Settings, proxies: int, header: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    said = "for=203.0.113.1" if header == "HTTP_FORWARDED" else "203.0.113.1"
    assert client_address(asked(**{header: said})) == PEER


@pytest.mark.parametrize(
    ("peer", "address", "counted"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2::1", "2001:db8:1:2::"),
        ("2001:DB8:1:2:ffff:0:0:7", "2001:db8:1:2:ffff::7", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::1", "2001:db8:1:3::"),
        # A socket that hears both kinds writes IPv4 in this way: by /64 the whole of it would be one.
        ("::ffff:203.0.113.1", "203.0.113.1", "203.0.113.1"),
        ("203.0.113.1", "203.0.113.1", "203.0.113.1"),
        ("fe80::1%eth0", "fe80::1", "fe80::"),
        ("", None, "none"),
    ],
)
def test_a_household_is_one_address(peer: str, address: str | None, counted: str) -> None:
    request = asked(peer=peer)
    assert (client_address(request), counted_address(request)) == (address, counted)


def test_a_request_without_an_address_is_refused_where_one_is_kept() -> None:
    with pytest.raises(PermissionDenied):
        get_adapter().get_client_ip(asked(peer=""))
