"""Nobody waits for an upgrade, and the upgrade waits for whoever is in its way."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection

from mentorship.upgrade import tables
from mentorship.upgrade.alone import alone
from tests.upgrade import catalog

TABLE = "next_release_parcel"
WAITING = """
    SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()
"""
LONG = 2  # seconds that somebody reads on while others wait
SHORT = 200  # milliseconds of lock_timeout


@pytest.fixture(autouse=True)
def _one_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "PAUSES", (0.2,))


def lock_timeout(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {milliseconds:d}")


def change(patience: float = 60) -> list[str]:
    said: list[str] = []
    tables.change(patience=patience, own=0, tell=said.append)
    return said


@contextmanager
def reading(seconds: float | None = None, what: str = f"SELECT FROM {TABLE}") -> Iterator[int]:
    """Somebody reads the table in one long transaction: for `seconds` after somebody began to wait for it, or until the end.

    The value is their process."""
    reader = catalog.connect(connection.settings_dict["NAME"])
    with reader.cursor() as cursor:
        cursor.execute(f"BEGIN; {what}; SELECT pg_backend_pid()")
        ((process,),) = cursor.fetchall()
    over = threading.Event()

    def leave() -> None:
        watching = catalog.connect(connection.settings_dict["NAME"])
        while not over.is_set() and catalog.rows(watching, WAITING) == [(0,)]:
            time.sleep(0.02)
        watching.close()
        over.wait(seconds)
        reader.close()

    thread = threading.Thread(target=leave)
    thread.start()
    try:
        yield process
    finally:
        over.set()
        thread.join()


def writing(seconds: float | None = None) -> AbstractContextManager[int]:
    """Somebody writes to it."""
    return reading(seconds, f"INSERT INTO {TABLE} (weight) VALUES (1)")


@contextmanager
def visiting() -> Iterator[list[float]]:
    """Somebody opens pages one after another; the list holds how long each waited for the table, in seconds."""
    waits: list[float] = []
    over = threading.Event()

    def visit() -> None:
        visitor = catalog.connect(connection.settings_dict["NAME"])
        while not over.is_set():
            began = time.monotonic()
            catalog.rows(visitor, f"SELECT weight FROM {TABLE}")
            waits.append(time.monotonic() - began)
            time.sleep(0.02)
        visitor.close()

    thread = threading.Thread(target=visit)
    thread.start()
    try:
        yield waits
    finally:
        over.set()
        thread.join()


def is_there(column: str) -> bool:
    return column in catalog.columns(connection)[TABLE]


def test_readers_go_on_while_the_change_waits_for_one_of_them(next_release: None) -> None:
    lock_timeout(SHORT)
    with visiting() as waits, reading(LONG):
        said = change()
    assert is_there("colour")
    assert max(waits) < LONG / 2
    assert any("next_release.0002_colour got no lock" in line for line in said)


def test_without_lock_timeout_everybody_would_wait_behind_it(next_release: None) -> None:
    lock_timeout(60_000)
    with visiting() as waits, reading(LONG):
        change()
    assert max(waits) > LONG / 2


def test_a_connection_without_lock_timeout_gets_one(next_release: None) -> None:
    lock_timeout(0)
    change()
    assert catalog.rows(connection, "SHOW lock_timeout") == [("3s",)]


def test_who_is_in_the_way_for_too_long_is_named(next_release: None) -> None:
    lock_timeout(SHORT)
    with reading() as process:
        time.sleep(1)
        with pytest.raises(tables.Unable, match=rf"pg_terminate_backend\({process}\)"):
            change(patience=0.5)
        assert not is_there("colour")
    change()
    assert is_there("colour")


def test_an_index_beside_the_work_waits_for_as_long_as_it_must(next_release: None) -> None:
    lock_timeout(SHORT)
    call_command("migrate", "next_release", "0002", verbosity=0)
    with visiting() as waits, writing(LONG):
        said = change()
    assert max(waits) < LONG / 2
    assert not any("got no lock" in line for line in said)
    assert catalog.rows(
        connection, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'parcel_by_weight'::regclass"
    ) == [(True,)]


def test_an_index_that_was_left_half_made_is_made_anew(next_release: None) -> None:
    other = catalog.connect(connection.settings_dict["NAME"])
    with writing(), other.cursor() as cursor:
        cursor.execute("SET lock_timeout = 100")
        with pytest.raises(psycopg2.errors.LockNotAvailable):
            cursor.execute(f"CREATE INDEX CONCURRENTLY parcel_by_weight ON {TABLE} (weight)")
    other.close()
    said = change()
    assert any("parcel_by_weight was left half made" in line for line in said)


def test_two_upgrades_go_one_after_the_other(transactional_db: None) -> None:
    said, entered = [], threading.Event()

    def second() -> None:
        with alone(connection, said.append):
            entered.set()
        connection.close()

    with alone(connection, said.append):
        thread = threading.Thread(target=second)
        thread.start()
        assert not entered.wait(0.5)
        assert said == ["another upgrade runs on this database; waiting until it has ended"]
    thread.join(10)
    assert entered.is_set()
