"""The configuration of providers, and of the organisers' second factor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mentorship.config import Config
from mentorship.providers import read_providers

GOOD: dict[str, Any] = {
    "id": "northbridge",
    "name": "Northbridge",
    "issuer": "https://login.northbridge.org/realms/staff/",
    "client_id": "mentorship",
    "client_secret": "a-secret-that-nobody-may-read",
    "vouches_for": ["Northbridge.org"],
}
BASE = {
    "DATABASE_URL": "postgres://a@b/c",
    "REDIS_URL": "redis://b",
    "MENTORSHIP_SECRET_KEY": "x" * 50,
    "MENTORSHIP_EMAIL_URL": "smtp://b",
}


def test_providers_are_read_from_json_and_from_toml(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from a file\n")
    (one,) = read_providers(json.dumps([GOOD]))
    assert one.app() == {
        "provider_id": "northbridge",
        "name": "Northbridge",
        "client_id": "mentorship",
        "secret": "a-secret-that-nobody-may-read",
        "settings": {
            "server_url": "https://login.northbridge.org/realms/staff",
            "oauth_pkce_enabled": True,
            "vouches_for": ["northbridge.org"],
        },
    }
    toml = f"""
        # our own
        [[provider]]
        id = "northbridge"
        name = "Northbridge"
        issuer = "https://login.northbridge.org"
        client_id = "mentorship"
        client_secret_file = "{secret}"

        [[provider]]
        id = "other"
        name = "Other"
        issuer = "http://localhost:9000"
        client_id = "mentorship-there"
        client_secret = "x"
    """
    assert [(one.id, one.secret) for one in read_providers(toml)] == [
        ("northbridge", "from a file"),
        ("other", "x"),
    ]
    assert read_providers("  ") == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"issuer": "http://login.northbridge.org"}, "issuer"),
        ({"issuer": "login.northbridge.org"}, "issuer"),
        ({"id": "North Bridge"}, "id"),
        ({"client_secret": ""}, "client_secret"),
        ({"client_secret_file": "/x"}, "client_secret"),
        ({"client_secret": "", "client_secret_file": "/nowhere/at/all"}, "/nowhere/at/all cannot be read"),
        ({"vouches_for": ["@northbridge.org"]}, "vouches_for"),
        ({"trusted": True}, "trusted"),
        ({"name": ""}, "name"),
    ],
)
def test_a_fault_is_named_and_no_secret_is(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match="provider") as fault:
        read_providers(json.dumps([GOOD | change]))
    assert said in str(fault.value)
    assert "a-secret-that-nobody-may-read" not in str(fault.value)


@pytest.mark.parametrize("text", ["{}", "[1]", "provider = 1", "not a list", '[["a"]]'])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="JSON"):
        read_providers(text)


@pytest.mark.parametrize("same", [{"id": "northbridge"}, {"client_id": "mentorship"}])
def test_two_may_not_be_taken_for_each_other(same: dict[str, str]) -> None:
    other = GOOD | {"id": "other", "client_id": "other"} | same
    with pytest.raises(ValueError, match="two providers"):
        read_providers(json.dumps([GOOD, other]))


def test_the_start_stops_at_a_bad_provider() -> None:
    with pytest.raises(ValueError, match="MENTORSHIP_OIDC"):
        Config(**BASE, MENTORSHIP_OIDC="nonsense")
    assert len(Config(**BASE, MENTORSHIP_OIDC=json.dumps([GOOD])).providers) == 1


@pytest.mark.parametrize(
    ("demo", "said", "needed"),
    [(False, None, True), (True, None, False), (True, True, True), (False, False, False)],
)
def test_organisers_need_a_second_factor_save_in_the_demo(
    demo: bool, said: bool | None, needed: bool
) -> None:
    config = Config(**BASE, MENTORSHIP_DEMO=demo, MENTORSHIP_ORGANISERS_SECOND_FACTOR=said)
    assert config.second_factor is needed
