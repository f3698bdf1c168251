"""The tick: every sweep alone, whatever happens to the one before; what it costs where nothing is due."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matching.models import Mentorship
from mentorship import tasks
from tests import factories as make


def killed(*, now: datetime) -> None:
    """PostgreSQL goes in the middle of a query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def broken(*, now: datetime) -> None:
    raise ValueError("a fault of our own")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", [killed, broken])
def test_a_sweep_that_fails_takes_no_other_along(
    fault: object, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seen = []
    monkeypatch.setattr(
        tasks, "SWEEPS", [fault, lambda *, now: seen.append(Mentorship.objects.count()), fault]
    )
    tasks.tick()
    assert seen == [0]
    assert [record.message.split()[2] for record in caplog.records if record.name == "mentorship.tasks"] == [
        fault.__name__  # type: ignore[attr-defined]
    ] * 2


@pytest.mark.django_db(transaction=True)
def test_without_a_new_connection_the_next_sweep_fails_too() -> None:
    """The negative control of the test above."""
    with pytest.raises(OperationalError):
        killed(now=timezone.now())
    with pytest.raises(Exception, match="closed"):
        Mentorship.objects.count()
    connection.close()


@pytest.mark.django_db
def test_an_idle_tick_asks_as_much_at_one_pair_as_at_many() -> None:
    now = timezone.now()

    def cost(pairs: int) -> dict[str, int]:
        """Queries by sweep, once everything that is new is settled."""
        make.MentorshipFactory.create_batch(pairs, started_at=now)
        for sweep in tasks.SWEEPS:
            sweep(now=now)
        found = {}
        for place, sweep in enumerate(tasks.SWEEPS):
            with CaptureQueriesContext(connection) as queries:
                sweep(now=now)
            asked = [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
            found[f"{place} {sweep.__module__}.{sweep.__name__}"] = len(asked)
        return found

    one = cost(1)
    assert cost(299) == one
    assert {name: count for name, count in one.items() if "journeys" in name} == {
        "6 journeys.operations.beginnings.tend": 1,
        "7 journeys.operations.check_ins.ask_due": 1,
        "8 journeys.operations.reminders.remind_due": 1,
    }
