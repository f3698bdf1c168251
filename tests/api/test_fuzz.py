"""The API against its own contract (tests/api/fuzzing.py), and against one that it does not keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone

from accounts import limits
from api.queries import programmes
from tests.api.fuzzing import HELD, FailureGroup, contract, fuzz, operations_of
from tests.api.house import System, build_house

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LIMITS", {**limits.LIMITS, "token": limits.Limit(0, 0, 60, anywhere=10**6)})


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A request would give back the connection in which this test lies, as the test client knows as well."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_answer_is_as_the_contract_says() -> None:
    assert len(HELD) == 6
    house = build_house(state="running")
    system = System(house, used_at=timezone.now())
    statuses = {
        operation.label: set(fuzz(operation, house=house, secret=system.secret))
        for operation in operations_of(contract())
    }
    assert len(statuses) == 15
    # A fuzz that only ever meets the door, or nothing, proves nothing.
    assert [label for label, seen in statuses.items() if not seen & {200, 201}] == []
    assert {422, 404} <= set().union(*statuses.values())


def test_an_answer_that_is_not_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a month that is none, which the shape forbids, and an answer that breaks."""
    house = build_house(state="running")
    system = System(house, used_at=timezone.now())
    schema = contract()
    listed = next(one for one in operations_of(schema) if one.label == "GET /api/v1/programmes")
    real = programmes.programme_shape
    monkeypatch.setattr(
        programmes, "programme_shape", lambda row: real(row).model_copy(update={"starts_on": "soon"})
    )
    with pytest.raises(FailureGroup):
        fuzz(listed, house=house, secret=system.secret, examples=3)

    def breaks(row: Any) -> Any:
        raise KeyError(row)

    monkeypatch.setattr(programmes, "programme_shape", breaks)
    with pytest.raises(FailureGroup):
        fuzz(listed, house=house, secret=system.secret, examples=3)
