"""What both commands ask of PostgreSQL: digests of rows, and letters that are held back."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import Person
from accounts.operations.erasures import erase
from mentorship.backup import afterwards, checking, laying, making, places, tables
from mentorship.backup.archive import Member
from mentorship.backup.checking import Checked
from mentorship.backup.making import Made
from mentorship.backup.manifest import Manifest
from mentorship.backup.programs import Failed
from mentorship.backup.restoring import HOLD, look, was_kept
from mentorship.management.commands.restore import Command
from notifications.enums import Part
from notifications.models import Heartbeat, Notification
from notifications.operations.digests import DIGEST_MAIL
from notifications.operations.heartbeats import beat
from notifications.wanted import HELD_BY_RESTORE
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db
MANIFEST = Manifest(
    made_at=NOW, site="", release="", key="", postgres=17, migrations=[], tables={}, left_out={}
)


def digest(table: str) -> tuple[int, str]:
    with connection.cursor() as cursor:
        found = tables.measure(cursor)[table]
    return found.rows, found.digest


def test_a_digest_tells_rows_apart_and_does_not_mind_their_order() -> None:
    empty = digest("accounts_person")
    one = make.PersonFactory(name="Amara")
    first = digest("accounts_person")
    other = make.PersonFactory(name="Beata")
    both = digest("accounts_person")
    assert (empty[0], first[0], both[0]) == (0, 1, 2)
    assert len({empty[1], first[1], both[1]}) == 3
    Person.objects.filter(pk=one.pk).update(name="Amara")  # the row now lies behind the other
    assert digest("accounts_person") == both
    Person.objects.filter(pk=other.pk).update(name="Beate")
    assert digest("accounts_person") != both
    assert digest("accounts_user") == digest("accounts_user")


def test_sessions_and_signs_of_life_are_not_measured() -> None:
    with connection.cursor() as cursor:
        measured = set(tables.measure(cursor))
    assert measured & set(tables.WITHOUT_ROWS) == set()
    assert {"accounts_person", "django_migrations", "notifications_notification"} <= measured


def test_what_may_have_been_sent_since_is_held_back() -> None:
    def letter(state: str, **more: Any) -> Notification:
        past = {"not_before": NOW - timedelta(hours=1), "created_at": NOW - timedelta(hours=1)}
        return make.NotificationFactory(state=state, **{**past, **more})

    lease = {"lease_token": uuid4(), "lease_until": NOW + timedelta(minutes=5)}
    daily, tomorrow = letter("queued", kind=DIGEST_MAIL), {"not_before": NOW + timedelta(days=1)}
    held = [
        daily,
        letter("queued"),
        letter("inflight", **lease),
        letter("gathered"),
        letter("gathered", digest=daily, **tomorrow),
    ]
    others = [
        letter("queued", **tomorrow),
        letter("gathered", **tomorrow),
        letter("sent", sent_at=NOW),
        letter("failed"),
    ]
    before = [(row.state, row.failure) for row in others]
    with connection.cursor() as cursor:
        cursor.execute(HOLD.format(reason=HELD_BY_RESTORE, now=NOW.isoformat()))
        assert cursor.fetchone() == (len(held),)
    for row in [*held, *others]:
        row.refresh_from_db()
    assert {(row.state, row.failure, row.lease_until) for row in held} == {
        ("suppressed", HELD_BY_RESTORE, None)
    }
    assert [(row.state, row.failure) for row in others] == before


def test_a_database_in_which_nobody_is_counts_as_empty() -> None:
    assert (look(now=NOW).is_empty, look(now=NOW).accounts) == (True, 0)
    make.UserFactory()
    there = look(now=NOW)
    assert (there.is_empty, there.accounts) == (False, 1)


def test_whoever_was_erased_is_found_however_it_was_asked_for() -> None:
    asked, by_command, _stays = make.ErasureFactory().person, make.PersonFactory(), make.PersonFactory()
    assert look(now=NOW).erased == frozenset()
    for person in (asked, by_command):
        erase(person=person, now=NOW)
    assert look(now=NOW).erased == {asked.pk, by_command.pk}


def test_where_a_worker_works_a_backup_does_not_come_into_an_empty_database_either() -> None:
    beat("celery@host", Part.WORKER, now=NOW)
    there = look(now=NOW)
    assert there.is_empty
    with pytest.raises(CommandError, match=r"Something works on the database .*celery@host"):
        Command()._check_there(there, replace=False, yes=False)
    Command()._check_there(replace(there, at_work=()), replace=False, yes=False)


def test_letters_are_held_back_round_after_round(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As a sweep that takes so many rows at a time, and writes nothing about some of them."""
    rounds = []

    def sweep(*, now: datetime) -> None:
        rounds.append(now)
        if len(rounds) in {1, 2, 4}:
            make.NotificationFactory(not_before=now)

    def fails(*, now: datetime) -> None:
        raise RuntimeError

    monkeypatch.setattr(afterwards, "SWEEPS", [fails, sweep])
    assert afterwards.play_first_rounds(now=NOW) == 3
    assert rounds == [NOW] * (4 + afterwards.QUIET_ROUNDS)
    assert set(Notification.objects.values_list("failure", flat=True)) == {HELD_BY_RESTORE}
    assert len(caplog.records) == 1
    monkeypatch.setattr(afterwards, "MOST_ROUNDS", 4)
    rounds.clear()
    assert afterwards.play_first_rounds(now=NOW) == 3
    assert "letters still came due after 4 rounds" in caplog.text


def test_a_list_keeps_those_who_are_not_erased_here(tmp_path: Path) -> None:
    erased, other, unknown = make.PersonFactory(), make.PersonFactory(), uuid4()
    erase(person=erased, now=NOW)
    path = tmp_path / "a.erased.csv"
    assert afterwards.settle_list(path, {erased.pk, other.pk, unknown}) == 2
    assert afterwards.erased_in(path) == {other.pk, unknown}
    assert afterwards.settle_list(path, {erased.pk}) == 0
    assert not path.exists()


def test_only_files_that_do_not_lie_there_need_room(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    default_storage.save("shelf/large", ContentFile(bytes(100)))
    files = {
        place: Member(f"files/{place}", size, "")
        for place, size in {"shelf/large": 100, "shelf/b": 5}.items()
    }
    checked = Checked(tmp_path / "x.backup", MANIFEST, files, (), 0)
    for free, is_room in ((5, True), (4, False)):
        monkeypatch.setattr(laying.shutil, "disk_usage", lambda folder, free=free: SimpleNamespace(free=free))
        with nullcontext() if is_room else pytest.raises(laying.NoRoom, match="that are not there take"):
            laying.check_room(checked)


@pytest.mark.django_db(transaction=True)
def test_postgresql_is_asked_whether_it_has_kept_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    def number(cursor: Any) -> str:
        cursor.execute("SELECT pg_current_xact_id()::text")
        return str(cursor.fetchone()[0])

    with connection.cursor() as cursor:
        kept = number(cursor)
    with transaction.atomic(), connection.cursor() as cursor:
        undone = number(cursor)
        transaction.set_rollback(True)
    assert (was_kept(kept), was_kept(undone)) == (True, False)
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    assert was_kept(kept) is None


def test_a_backup_that_does_not_read_back_counts_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = tmp_path / "mentorship-2026-11-01T033000Z.backup"
    older.touch()

    def garbage(file: IO[bytes], **_: Any) -> Made:
        file.write(b"no tar")
        return Made(MANIFEST)

    monkeypatch.setattr(making, "make", garbage)
    with pytest.raises(CommandError, match="did not read back as it was written, so it was removed"):
        call_command("backup", str(tmp_path), "--keep", "1", stderr=StringIO())
    assert list(tmp_path.iterdir()) == [older]
    assert not Heartbeat.objects.exists()


def test_an_older_one_that_cannot_be_removed_does_not_speak_against_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mentorship-2026-11-01T033000Z.backup").mkdir()  # what unlink refuses, to root too
    monkeypatch.setattr(making, "make", lambda *_, **__: Made(MANIFEST))
    monkeypatch.setattr(checking, "check", lambda _path: None)
    with pytest.raises(CommandError, match="The backup is made, and an older one could not be removed"):
        call_command("backup", str(tmp_path), "--keep", "1", stdout=StringIO(), stderr=StringIO())
    assert Heartbeat.objects.filter(pk="backup", fault="").exists()


def test_of_a_pipe_it_does_not_say_that_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fails(*_: Any, **__: Any) -> Made:
        raise Failed("out of memory")

    monkeypatch.setattr(making, "make", fails)
    with pytest.raises(CommandError, match="What went into the pipe is no backup: remove what became of it"):
        call_command("backup", "-", stderr=StringIO())
    with pytest.raises(CommandError, match="Nothing is left of the file"):
        call_command("backup", str(tmp_path), stderr=StringIO())


def test_people_who_were_erased_since_are_erased_again() -> None:
    back, stays = make.PersonFactory(name="Amara"), make.PersonFactory(name="Beata")
    assert afterwards.erase_again({back.pk, uuid4()}, now=NOW) == (1, 0)
    back.refresh_from_db()
    stays.refresh_from_db()
    assert (back.erased_at, back.name == "Amara", stays.name) == (NOW, False, "Beata")
    assert afterwards.erase_again({back.pk}, now=NOW) == (0, 0)


def test_the_files_that_rows_name_are_found() -> None:
    make.PersonFactory(photo="photos/a.webp")
    make.ResourceFactory(url="", file="shelf/b")
    with connection.cursor() as cursor:
        assert places.read_places(cursor) == {
            "photos/a.webp": ("accounts.Person.photo", False),
            "shelf/b": ("programmes.Resource.file", False),
        }


def test_neither_command_goes_through_a_pool(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(settings.CONFIG, "MENTORSHIP_POOLED", True)
    for command in (["backup", "x"], ["restore", "x"]):
        with pytest.raises(CommandError, match="leads to a pool"):
            call_command(*command)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["backup", "--keep", "all"], "--keep takes a number"),
        (["backup", "/tmp/x.backup", "--keep", "3"], "--keep looks after a folder"),
        (["backup", "--verify", "/nowhere/x.backup"], "cannot be read: No such file"),
        (["restore"], "Name the file"),
        (["restore", "/nowhere/x.backup"], "cannot be read: No such file"),
    ],
)
def test_what_cannot_be_meant_is_told_in_words(words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command(*words)
