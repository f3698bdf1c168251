from __future__ import annotations

from typing import Any

import pytest
from kombu.exceptions import OperationalError

from notifications import tasks
from notifications.operations import delivery
from notifications.operations.outbox import BATCH
from notifications.tasks import BELLS, SHIFT, deliver, ring, ring_for_backlog
from tests.factories import NOW, NotificationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """How workers were rung."""
    rung: list[dict[str, Any]] = []
    monkeypatch.setattr(deliver, "apply_async", lambda **how: rung.append(how))
    return rung


@pytest.mark.parametrize(
    ("letters", "times"),
    [(0, 0), (1, 1), (BATCH, 1), (BATCH + 1, 2), (BATCH * BELLS + 1, BELLS)],
)
def test_the_tick_rings_once_for_each_batch(bells: list[Any], letters: int, times: int) -> None:
    if letters:
        first = NotificationFactory(not_before=NOW)
        rows = [
            NotificationFactory.build(not_before=NOW, recipient=first.recipient) for _ in range(letters - 1)
        ]
        type(first).objects.bulk_create(rows)
    assert ring_for_backlog(now=NOW) == len(bells) == times


def test_idling_is_one_query(bells: list[Any], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        ring_for_backlog(now=NOW)


def test_a_queue_out_of_reach_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(deliver, "apply_async", away)
    assert ring() is False


def test_a_worker_sends_batch_after_batch_until_nothing_is_left(
    bells: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = iter([50, 50, 7, 0])
    monkeypatch.setattr(delivery, "deliver_due", lambda **_: next(left))
    deliver()
    assert (next(left, None), bells) == (None, [])


def test_after_its_shift_it_rings_for_another_if_there_is_more(
    bells: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 1.0, SHIFT + 1.0])
    batches: list[int] = []
    monkeypatch.setattr(tasks.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(delivery, "deliver_due", lambda **_: batches.append(50) or 50)
    NotificationFactory(not_before=NOW)
    deliver()
    assert (len(batches), len(bells)) == (2, 1)
