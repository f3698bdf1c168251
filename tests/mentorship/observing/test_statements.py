"""Slow statements are told without their values, and every statement is counted for what asked it."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.signals import connection_created
from psycopg2.sql import SQL, Identifier

from accounts.models import Person
from mentorship import origin
from mentorship.figures import OWN
from mentorship.origin import Origin
from mentorship.statements import MOST, in_short, listen, watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture, settings: Any) -> Any:
    settings.SLOW_QUERY_MS = 20
    caplog.set_level(logging.WARNING, logger="mentorship.statements")
    connection.ensure_connection()
    return lambda: [one for one in caplog.records if one.name == "mentorship.statements"]


def ask(sql: Any, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)


def slow() -> float:
    return OWN.get_sample_value("mentorship_slow_statements_total") or 0


def test_a_slow_statement_is_told_by_its_text_alone(told: Any) -> None:
    before = slow()
    with origin.working_at(Origin(reference="r", route="somewhere")) as work:
        ask("SELECT pg_sleep(0.03),\n  %s", "kkzz")
        ask("SELECT %s", "kkzz")
    (one,) = told()
    assert one.sql == "SELECT pg_sleep(0.03), %s"
    assert (one.rows, one.route, one.milliseconds >= 20) == (1, "somewhere", True)
    assert "kkzz" not in one.getMessage()
    assert (work.statements, slow() - before) == (2, 1)


def test_one_that_is_slow_and_fails_is_told_as_well(told: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        ask("SELECT ('kkzz' || pg_sleep(0.03)::text)::int + %s", 1)
    assert [(one.rows, one.sql) for one in told()] == [
        (None, "SELECT ('…' || pg_sleep(0.03)::text)::int + %s")
    ]


def test_one_that_psycopg_composes_is_told(told: Any) -> None:
    ask(SQL("SELECT {}, pg_sleep(0.03) FROM (SELECT %s AS kind) AS one").format(Identifier("kind")), "kkzz")
    assert [one.sql for one in told()] == ['SELECT "kind", pg_sleep(0.03) FROM (SELECT %s AS kind) AS one']


def test_nothing_is_told_where_the_limit_is_nought(told: Any, settings: Any) -> None:
    settings.SLOW_QUERY_MS = 0
    ask("SELECT pg_sleep(0.03)")
    assert told() == []


def test_what_stands_in_quotes_is_not_told_and_long_ones_are_cut() -> None:
    assert (
        in_short("SELECT 'it''s kkzz', $$kkzz$$, $x$ kk'zz $x$, \"name\"") == "SELECT '…', '…', '…', \"name\""
    )
    cut = in_short("SELECT " + "a, " * 2000)
    assert (len(cut), cut[-1]) == (MOST, "…")


def test_every_query_of_the_site_leaves_its_values_apart(told: Any, settings: Any) -> None:
    """What Django builds: no value of a filter, an update or a new row stands in the text."""
    settings.SLOW_QUERY_MS = 0.0001
    mark = "kkzzmark"
    list(Person.objects.filter(name__icontains=mark).exclude(user__email__in=[mark]).order_by("name")[:3])
    Person.objects.filter(name=mark).update(pronouns=mark)
    list(Person.objects.extra(where=["name = %s"], params=[mark]))
    assert len(told()) == 3
    assert mark not in " ".join(one.getMessage() for one in told())


def test_a_connection_is_watched_once_however_often_it_is_made(told: Any) -> None:
    listen()
    for _ in range(2):
        connection_created.send(sender=type(connection), connection=connection)
    assert connection.execute_wrappers.count(watch) == 1
