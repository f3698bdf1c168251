"""docs/operators/webhooks.md says what is."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import translation
from django.utils.timezone import now as present

from api.enums import HookEvent
from api.events import table
from api.retrying import WAITS
from api.signing import key, secret, signed_headers
from mentorship.config import ROOT

DOCUMENT = (ROOT / "docs" / "operators" / "webhooks.md").read_text(encoding="utf-8")
LINE = re.compile(r"^\| `([a-z.]+)` \| ([^|]+) \| ([^|]*)\|$", re.MULTILINE)


def test_the_table_of_events_is_the_codes() -> None:
    with translation.override("en-gb"):
        lines = [
            (line.event.value, str(HookEvent(line.event).label), sorted(line.states)) for line in table()
        ]
    said = [
        (name, when, sorted(re.findall(r"`(\w+)`", states)))
        for name, when, states in LINE.findall(DOCUMENT)
        if name != "type"
    ]
    assert said == lines


def test_the_retries_are_the_codes() -> None:
    minutes = [wait for wait in WAITS if wait < timedelta(hours=1)]
    hours = [wait for wait in WAITS if wait >= timedelta(hours=1)]
    assert [wait.seconds // 60 for wait in minutes] == [1, 5, 30]
    assert [wait.total_seconds() / 3600 for wait in hours] == [2, 5, 10, 14, 24]
    assert "after about 1, 5 and 30 minutes, 2, 5, 10, 14 and 24 hours" in DOCUMENT
    assert timedelta(days=2, hours=6) < sum(WAITS, timedelta()) < timedelta(days=2, hours=12)


def receive(hook: UUID, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The function of the document, as somebody would copy it."""
    monkeypatch.setenv("MENTORSHIP_WEBHOOK_KEY", key(hook, 1))
    found: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)[0], found)
    return found["receive"]


def headers(hook: UUID, body: bytes, *, version: int = 1, sent_at: datetime | None = None) -> dict[str, str]:
    return signed_headers(
        message=uuid4(), body=body, secrets=[secret(hook, version)], sent_at=sent_at or present()
    )


def test_the_python_of_the_document_takes_what_is_signed_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hook, body = uuid4(), b'{"type":"ping","data":{}}'
    function = receive(hook, monkeypatch)
    assert function(body, headers(hook, body)) == 204
    assert capsys.readouterr().out == "ping {}\n"
    assert function(body + b" ", headers(hook, body)) == 400
    assert function(body, headers(hook, body, version=2)) == 400
    assert function(body, headers(hook, body, sent_at=present() - timedelta(minutes=6))) == 400
    assert function(body, {}) == 400
