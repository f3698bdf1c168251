"""`manage.py upgrade` as it is typed: what it says, what it leaves alone, and with which status it ends."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from accounts.models import Skill
from mentorship.upgrade import styles
from notifications.enums import Part
from notifications.operations import heartbeats
from tests.upgrade import catalog

FAILED, REFUSED = 1, 2


@pytest.fixture(autouse=True)
def _as_on_a_site(settings: Any, tmp_path: Path) -> None:
    settings.SILENCED_SYSTEM_CHECKS = ["async.E001"]  # what the tests themselves need in their environment
    settings.STATIC_ROOT = tmp_path / "static"


def upgrade(**options: Any) -> str:
    said = io.StringIO()
    call_command("upgrade", stdout=said, **options)
    return said.getvalue()


def refused(**options: Any) -> str:
    with pytest.raises(CommandError) as refusal:
        upgrade(**options)
    assert refusal.value.returncode == REFUSED
    assert "Nothing was changed." in str(refusal.value)
    return str(refusal.value)


def applied(app: str) -> int:
    return sum(one == app for one, _ in MigrationRecorder(connection).applied_migrations())


def test_it_may_be_run_as_often_as_one_likes(transactional_db: None) -> None:
    first = upgrade()
    assert "the tables are those of this release" in first
    assert "skills    new or changed" in first
    assert Skill.objects.exists()
    assert "styles    collected in" in first
    second = upgrade()
    assert "skills    as they were" in second
    assert "styles    as they were" in second


def test_a_plan_changes_nothing(next_release: None, settings: Any) -> None:
    said = upgrade(plan=True, no_backup=True)
    assert "plan      apply next_release.0002_colour" in said
    assert "plan      apply next_release.0003_by_weight" in said
    assert applied("next_release") == 1
    assert not Skill.objects.exists()
    assert not settings.STATIC_ROOT.exists()


def test_it_wants_a_backup_of_today_before_it_changes_tables(next_release: None) -> None:
    assert "No backup was noted" in refused()
    assert applied("next_release") == 1
    yesterday = timezone.now() - timedelta(hours=25)
    heartbeats.beat("backup", Part.BACKUP, now=yesterday)
    assert "The last backup is of" in refused()
    # A file that the site has lost is in no backup, so that making another one helps nobody.
    heartbeats.beat("backup", Part.BACKUP, now=timezone.now(), fault="1 files were lost before it")
    said = upgrade()
    assert "caution   the site lacks files (1 files were lost before it)" in said
    assert "tables    next_release.0002_colour: " in said
    assert "tables    next_release.0003_by_weight: " in said
    assert applied("next_release") == 3


def test_a_newer_database_is_refused(db: None) -> None:
    MigrationRecorder(connection).record_applied("accounts", "0999_of_next_year")
    assert "newer than this program" in refused()
    assert "accounts.0999_of_next_year" in refused(plan=True)


def test_going_back_is_no_way_to_jump_over_a_release(db: None) -> None:
    MigrationRecorder(connection).record_unapplied("accounts", "0006_trust")
    assert "it lacks accounts.0006_trust" in refused(back=True)


def test_on_the_way_back_it_is_left_as_it_is(transactional_db: None) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("accounts", "0999_of_next_year")
    said = upgrade(back=True)
    recorder.record_unapplied("accounts", "0999_of_next_year")
    assert "newer than this program, and stays as it is" in said
    assert "styles    collected in" in said
    assert not Skill.objects.exists()


def test_one_that_is_too_old_is_refused(db: None) -> None:
    MigrationRecorder(connection).record_unapplied("accounts", "0006_trust")
    assert "it lacks accounts.0006_trust" in refused()


def test_settings_with_a_fault_are_refused_before_anything_else(db: None, settings: Any) -> None:
    settings.SILENCED_SYSTEM_CHECKS = []
    assert "async.E001" in refused()


def test_a_database_that_does_not_answer_is_said(transactional_db: None) -> None:
    connection.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", "/nowhere")
        with pytest.raises(CommandError, match=r"The database says: .*No such file") as fault:
            upgrade()
    assert fault.value.returncode == FAILED


def test_of_an_empty_database_no_backup_is_wanted(transactional_db: None) -> None:
    with catalog.database() as name, pytest.MonkeyPatch.context() as patch:
        connection.close()
        patch.setitem(connection.settings_dict, "NAME", name)
        said = upgrade(plan=True)
        connection.close()
    assert "the database is empty: " in said


def test_what_got_no_lock_may_be_run_again(next_release: None) -> None:
    reader = catalog.connect(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 100")
    with reader.cursor() as cursor:
        cursor.execute("BEGIN; SELECT FROM next_release_parcel")
    with pytest.raises(CommandError, match="Nothing of it was done") as fault:
        upgrade(no_backup=True, patience=0)
    assert fault.value.returncode == FAILED
    reader.close()
    assert "next_release.0002_colour: " in upgrade(no_backup=True)


def test_an_image_brings_its_styles(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(styles.Unwritable, match="holds no styles"):
        styles.collect()
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / styles.MANIFEST).write_text("{}")
    assert styles.collect() == f"{settings.STATIC_ROOT} came with the program"
