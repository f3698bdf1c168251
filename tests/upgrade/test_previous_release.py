"""The database of the release before, with the demo's people in it, becomes one of this release: nothing is lost, and it is made
exactly as one that begins empty."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from mentorship.localservices import CHECKOUT
from tests import conftest
from tests.upgrade import catalog

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Upgraded:
    """`open` is a connection to the database that was upgraded, `changed` are tables in which something is not as it was."""

    open: catalog.Connection
    said: str
    changed: list[str]
    rows: int
    answers: dict[str, int]


@pytest.fixture(scope="module")
def upgraded(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    with catalog.database(catalog.previous_release()) as name:
        said, found = upgrade(name, tmp_path_factory.mktemp("static"))
        opened = catalog.connect(name)
        yield Upgraded(opened, said, **found)
        opened.close()


def upgrade(name: str, static: Path) -> tuple[str, dict[str, Any]]:
    """Upgrades database `name` in a process of its own; returns what was said and what was found (tests.upgrade.whole)."""
    env = {**conftest.test_environment(), "MENTORSHIP_STATIC_ROOT": str(static)}
    del env["DJANGO_ALLOW_ASYNC_UNSAFE"]  # is for the tests themselves, and refused by the checks of a site
    env["DATABASE_URL"] = catalog.address(env["DATABASE_URL"], name)
    command = (sys.executable, "-m", "tests.upgrade.whole")
    done = subprocess.run(command, cwd=CHECKOUT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    *lines, found = done.stdout.splitlines()
    return "\n".join(lines), json.loads(found)


def test_every_row_is_there_as_it_was(upgraded: Upgraded) -> None:
    assert upgraded.rows > 5000
    assert upgraded.changed == []


def test_a_changed_value_would_be_seen(upgraded: Upgraded) -> None:
    known = catalog.columns(upgraded.open)
    before = catalog.digests(upgraded.open, known)
    with upgraded.open.cursor() as cursor:
        cursor.execute("BEGIN; UPDATE accounts_person SET name = name || ' ' WHERE name = 'Amara Okafor'")
        assert cursor.rowcount == 1
        found = catalog.differences(upgraded.open, known, before)
        cursor.execute("ROLLBACK")
    assert found == ["accounts_person"]


def test_it_is_made_as_a_new_one_is(upgraded: Upgraded) -> None:
    new = catalog.connect(connection.settings_dict["NAME"])
    assert catalog.shape(upgraded.open) ^ catalog.shape(new) == set()
    new.close()


@pytest.mark.parametrize(
    "change",
    [
        "DROP INDEX matching_mentorship_programme_id_{}",
        "ALTER TABLE accounts_person ALTER name SET DEFAULT ''",
        "ALTER TABLE accounts_auditevent DISABLE TRIGGER accounts_auditevent_only_added_to",
    ],
)
def test_what_is_made_otherwise_would_be_seen(upgraded: Upgraded, change: str) -> None:
    before = catalog.shape(upgraded.open)
    ((name,),) = catalog.rows(
        upgraded.open,
        "SELECT indexname FROM pg_indexes WHERE indexname LIKE 'matching_mentorship_programme_id_%' AND indexdef NOT LIKE '%UNIQUE%' LIMIT 1",
    )
    with upgraded.open.cursor() as cursor:
        cursor.execute("BEGIN; " + change.format(name.rpartition("_")[2]))
        found = before ^ catalog.shape(upgraded.open)
        cursor.execute("ROLLBACK")
    assert found


def test_its_people_find_their_pages(upgraded: Upgraded) -> None:
    assert len(upgraded.answers) > 15
    assert any("/mentorships/" in asked for asked in upgraded.answers)
    assert {asked: status for asked, status in upgraded.answers.items() if status != 200} == {}


def test_each_step_is_told(upgraded: Upgraded) -> None:
    for step in ("plan", "tables", "skills", "styles", "done"):
        assert f" s  {step:<8}  " in upgraded.said
