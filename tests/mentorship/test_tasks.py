"""The tick: every sweep alone, whatever happens to the one before; what it costs where nothing is due."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.ticks import NOW, fill
from matching.models import Mentorship
from mentorship import tasks


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
        f"test_tasks.{fault.__name__}"  # type: ignore[attr-defined]
    ] * 2


@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_away_the_tick_tries_one_sweep_and_ends(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse() -> None:
        raise OperationalError("the database system is starting up")

    seen: list[int] = []
    monkeypatch.setattr(tasks, "SWEEPS", [killed, lambda *, now: seen.append(1)])
    with monkeypatch.context() as patch:
        patch.setattr(connection, "connect", refuse)
        tasks.tick()
    assert seen == []
    assert [record.message for record in caplog.records if record.name == "mentorship.tasks"][1:] == [
        "the database is away; the next tick looks again"
    ]
    connection.ensure_connection()


@pytest.mark.django_db(transaction=True)
def test_without_a_new_connection_the_next_sweep_fails_too() -> None:
    """The negative control of the test above."""
    with pytest.raises(OperationalError):
        killed(now=timezone.now())
    with pytest.raises(Exception, match="closed"):
        Mentorship.objects.count()
    connection.close()


def cost_of_idling(pairs: int) -> dict[str, int]:
    """Queries by sweep on a site with so many mentorships of which none is due. What was written goes again."""
    with transaction.atomic():
        fill(pairs)
        for sweep in tasks.SWEEPS:
            sweep(now=NOW)
        found = {}
        for sweep in tasks.SWEEPS:
            with CaptureQueriesContext(connection) as queries:
                sweep(now=NOW)
            asked = [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
            found[f"{sweep.__module__}.{sweep.__name__}"] = len(asked)
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_an_idle_tick_asks_one_query_of_what_grows_with_the_mentorships() -> None:
    many = cost_of_idling(300)
    assert cost_of_idling(1) == many
    few = {name for name, count in many.items() if count == 1}
    assert few >= {
        "journeys.operations.agreement.remind_due",
        "journeys.operations.beginnings.tend",
        "journeys.operations.check_ins.ask_due",
        "journeys.operations.introductions.tend_introductions_due",
        "journeys.operations.reminders.remind_due",
        "journeys.operations.reviews.ask_due",
        "journeys.operations.reviews.remind_due",
        "matching.operations.mentorships.end_left_behind",
        "matching.operations.mentorships.resume_due",
        "matching.operations.requests.close_left_behind",
        "matching.operations.requests.expire_due",
        "matching.operations.requests.remind_due",
    }
    assert sum(many.values()) <= 45
