from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from django.core.cache import cache
from oidc_provider_mock import run_server_in_thread

from mentorship.providers import Provider


@dataclass(frozen=True)
class Elsewhere:
    """A provider that runs in a thread of the tests."""

    id: str
    issuer: str

    def knows(self, sub: str, **claims: Any) -> None:
        """Somebody has an account there, and this is said of them."""
        answer = requests.put(f"{self.issuer}/users/{sub}", json=claims, timeout=5)
        assert answer.status_code == 204, answer.text


@pytest.fixture(scope="session")
def two_servers() -> Iterator[tuple[str, str]]:
    with run_server_in_thread() as one, run_server_in_thread() as other:
        yield f"http://localhost:{one.server_port}", f"http://localhost:{other.server_port}"


@pytest.fixture
def providers(settings: Any, two_servers: tuple[str, str]) -> tuple[Elsewhere, Elsewhere]:
    """Northbridge, which vouches for its own addresses, and Anybody, which vouches for none."""
    cache.clear()
    rows = [
        Provider(
            id="northbridge",
            name="Northbridge",
            issuer=two_servers[0],
            client_id="us",
            client_secret="quiet",
            vouches_for=("northbridge.org",),
        ),
        Provider(
            id="anybody", name="Anybody", issuer=two_servers[1], client_id="ours", client_secret="quiet"
        ),
    ]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [row.app() for row in rows]}}
    return Elsewhere("northbridge", two_servers[0]), Elsewhere("anybody", two_servers[1])


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the end of a transaction happens at once, within the request: here a test is one transaction."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda done, **_options: done())
