"""What a database is to this program, and in which words it is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from mentorship.upgrade import ready, standing
from mentorship.upgrade.standing import Standing

OLD = {("a", "0001_initial"), ("a", "0002_more")}
FOLDED = ("a", "0001_squashed_0002_more")
NEXT = ("a", "0003_next")
REPLACED = {FOLDED: tuple(sorted(OLD))}
GIB = 1024**3
NOW = datetime(2026, 11, 27, 4, 30, tzinfo=UTC)


def compared(*applied: tuple[str, str]) -> Standing:
    return standing.compare(frozenset(applied), frozenset({FOLDED, NEXT}), REPLACED)


def test_an_empty_one_and_one_of_this_release() -> None:
    assert compared() == Standing(empty=True)
    assert compared(*OLD, FOLDED, NEXT) == Standing(empty=False)
    assert standing.refusal(compared(*OLD, FOLDED)) == ""


def test_one_of_the_release_before_has_yet_to_note_what_stands_for_its_migrations() -> None:
    found = compared(*OLD)
    assert found == Standing(empty=False, noted=False)
    assert not found.up_to_date


def test_one_that_is_too_old_is_sent_to_the_release_before() -> None:
    found = compared(("a", "0001_initial"))
    assert found.lacking == ("a.0002_more",)
    assert "it lacks a.0002_more" in standing.refusal(found)
    assert "Install the release before first" in standing.refusal(found)


def test_one_that_is_newer_is_left_alone() -> None:
    found = compared(*OLD, FOLDED, NEXT, ("a", "0004_later"), ("b", "0001_initial"))
    assert found.unknown == ("a.0004_later", "b.0001_initial")
    assert "newer than this program, which does not know a.0004_later, b.0001_initial" in standing.refusal(
        found
    )


def test_a_long_list_is_cut() -> None:
    found = Standing(empty=False, unknown=("a.1", "a.2", "a.3", "a.4", "a.5"))
    assert "a.1, a.2, a.3 and 2 more" in standing.refusal(found)


@pytest.mark.django_db
def test_this_database_is_of_this_release() -> None:
    found = standing.look(connection)
    assert found == Standing(empty=False)
    assert found.up_to_date


def facts(**changed: Any) -> ready.Facts:
    usual = {
        "now": NOW,
        "backed_up_at": NOW - timedelta(hours=3),
        "backup_lacks": "",
        "largest": 2 * GIB,
        "database_free": 9 * GIB,
        "styles_free": 9 * GIB,
    }
    return ready.Facts(**{**usual, **changed})


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, ""),
        ({"database_free": None, "styles_free": None}, ""),
        ({"database_free": 2 * GIB}, "The disk of the database has 2.0 GiB free"),
        ({"styles_free": 100 * 1024**2}, "100 MiB free: 128 MiB should be"),
    ],
)
def test_room(changed: dict[str, Any], words: str) -> None:
    found = ready.room(facts(**changed))
    assert words in found
    assert bool(words) == bool(found)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOW - timedelta(hours=24), ""),
        (NOW - timedelta(hours=25), "The last backup is of 2026-11-26 03:30 UTC"),
        (None, "No backup was noted"),
    ],
)
def test_backup(at: datetime | None, words: str) -> None:
    found = ready.backup(facts(backed_up_at=at))
    assert words in found
    assert bool(words) == bool(found)


def test_what_a_backup_lacks_is_told_and_keeps_it_from_nothing() -> None:
    lacking = facts(backup_lacks="3 files were lost before it")
    assert (ready.backup(lacking), ready.caution(facts())) == ("", "")
    assert "the site lacks files (3 files were lost before it), which no backup can have" in ready.caution(
        lacking
    )
