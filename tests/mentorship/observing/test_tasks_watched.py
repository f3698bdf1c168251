"""What is noted of tasks: by which request they were rung for, how long they took and waited, how they ended."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import redis

from mentorship import origin, task_watch
from mentorship.celery import app
from mentorship.origin import Origin
from mentorship.task_watch import KEY, REFERENCE, SENT, Server, counted, gathered, note


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    Server.get().delete(KEY)
    yield
    Server.get().delete(KEY)


def run(headers: dict[str, Any], *, state: str = "SUCCESS") -> Origin | None:
    """One task with these headers, as Celery's worker runs it; what its lines are told by."""
    task = SimpleNamespace(name="a.task", request=headers)
    task_watch._begin("id-1", task)
    seen = origin.current()
    task_watch._end("id-1", task, state)
    return seen


def test_a_task_bears_the_reference_of_the_request_that_rang_for_it() -> None:
    headers: dict[str, Any] = {}
    with origin.working_at(Origin(reference="7f3a0001")):
        task_watch._ring(headers)
    assert headers[REFERENCE] == "7f3a0001"
    seen = run(headers)
    assert seen is not None
    assert (seen.reference, seen.task, seen.task_name) == ("7f3a0001", "id-1", "a.task")
    assert origin.current() is None
    # And hands it on to what it rings for itself.
    further: dict[str, Any] = {}
    with origin.working_at(seen):
        task_watch._ring(further)
    assert further[REFERENCE] == "7f3a0001"


def test_a_task_that_no_request_rang_for_bears_none() -> None:
    headers: dict[str, Any] = {}
    task_watch._ring(headers)
    assert set(headers) == {SENT}
    seen = run({SENT: "no number", REFERENCE: 7})
    assert seen is not None
    assert seen.reference == ""


def test_celery_itself_hands_these_headers_over() -> None:
    """By its own signals and its own message, without a worker."""
    app.control.purge()
    with origin.working_at(Origin(reference="7f3a0002")):
        app.send_task("mentorship.tests.nobody")
    with app.connection_for_read() as link, link.SimpleQueue("housekeeping") as queue:
        message = queue.get(timeout=10)
        message.ack()
    assert (message.headers[REFERENCE], message.headers[SENT] > 0) == ("7f3a0002", True)


def test_what_was_counted_is_read_as_it_was_noted() -> None:
    for took, waited, end in ((0.01, 0.2, "succeeded"), (0.3, None, "succeeded"), (4000.0, 0.2, "failed")):
        note("a.task", end, took=took, waited=waited)
    found = counted()
    assert found.ends == {"a.task": {"succeeded": 2, "failed": 1}}
    took = found.took["a.task"]
    assert took.sum == pytest.approx(4000.31)
    assert took.cumulated() == [
        ("0.05", 1), ("0.25", 1), ("1.0", 2), ("5.0", 2), ("30.0", 2), ("120.0", 2), ("600.0", 2), ("+Inf", 3)
    ]  # fmt: skip
    assert found.waited["a.task"].cumulated()[1] == ("0.25", 2)


def test_a_task_that_ran_is_counted_by_how_it_ended() -> None:
    run({SENT: 1.0})
    run({}, state="FAILURE")
    run({}, state="IGNORED")
    assert counted().ends == {"a.task": {"succeeded": 1, "failed": 1, "other": 1}}
    assert sum(counted().waited["a.task"].counts.values()) == 1


def test_where_redis_is_away_tasks_run_and_nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(
            Server, "link", redis.Redis.from_url("unix:///tmp/nobody-is-here", decode_responses=True)
        )
        run({SENT: 1.0})
        with pytest.raises(redis.RedisError):
            counted()
    assert gathered([]).ends == counted().ends == {}
