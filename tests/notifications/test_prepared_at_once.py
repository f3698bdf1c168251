"""The first who ask for a prepared query at the same moment: gunicorn's threads, after a start."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from journeys.models import CheckIn
from notifications.prepared import _Plan

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)


def test_its_statement_is_written_by_one_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """No `django_db`: each gets as far as the database, and no further."""
    written, write = [], _Plan._write

    def slowly(plan: _Plan, using: str) -> Any:
        written.append(using)
        time.sleep(0.05)
        return write(plan, using)

    monkeypatch.setattr(_Plan, "_write", slowly)
    plan = _Plan(lambda pk, at: CheckIn.objects.filter(mentorship=pk, due_at__lt=at), [uuid4(), NOW])
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(plan.rows, [uuid4(), NOW]) for _ in range(8)]
    assert {type(one.exception()) for one in asked} == {RuntimeError}
    assert written == ["default"]
