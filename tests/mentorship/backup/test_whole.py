"""Both commands run to their end on a site of its own, and are broken off where it hurts."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from accounts.models import AuditEvent, AuditReason, Person
from mentorship.backup import afterwards, checking, laying, manifest, restoring
from mentorship.backup.archive import first_of
from mentorship.backup.programs import Failed
from mentorship.upgrade import ready
from notifications.models import Notification
from notifications.wanted import HELD_BY_RESTORE
from tests import factories as make
from tests.servers.processes import eventually
from tests.upgrade import catalog


@pytest.fixture
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "storage")


@pytest.fixture
def _elsewhere(transactional_db: None, _own_folder: None) -> Iterator[None]:
    """A database of its own, with the tables of this release and nobody in them."""
    template = connection.settings_dict["NAME"]
    connection.close()
    with catalog.database(template=template) as name, pytest.MonkeyPatch.context() as patch:
        patch.setitem(connection.settings_dict, "NAME", name)
        yield
        connection.close()


def pair() -> tuple[Person, Person]:
    """Two who work together, a file of theirs, and a letter that is due to the second of them."""
    pair = make.MentorshipFactory(mentee__person__name="Amara", mentor__person__name="Beata")
    amara, beata = pair.mentee.person, pair.mentor.person
    make.PairResourceFactory(mentorship=pair, url="", file="pairs/a", added_by=amara)
    default_storage.save("pairs/a", ContentFile(b"a chapter"))
    make.NotificationFactory(recipient=beata.user)
    return amara, beata


def backed_up(folder: Path) -> Path:
    call_command("backup", str(folder), stdout=io.StringIO(), stderr=io.StringIO())
    (backup,) = folder.glob("*.backup")
    return backup


def restore(backup: Path, *words: str) -> str:
    """What it says, once those who worked on the database before are gone."""
    with connection.cursor() as cursor:
        assert eventually(lambda: list(restoring._at_work(cursor, set(), timezone.now())) == [], 10)
    said = io.StringIO()
    try:
        call_command("restore", str(backup), *words, stdout=said, stderr=said)
    except (CommandError, KeyboardInterrupt) as fault:
        said.write(f"refused: {fault}")
    return said.getvalue()


def replace(backup: Path) -> str:
    return restore(backup, "--replace", "--yes")


def is_erased(person: Person) -> bool:
    found = Person.objects.get(pk=person.pk)
    assert (found.erased_at is None) == (found.name == person.name)
    return found.erased_at is not None


def to_send() -> int:
    return Notification.objects.sendable(timezone.now() + timedelta(days=1)).count()


def restores_noted() -> int:
    noted = AuditEvent.objects.filter(action=afterwards.RESTORED)
    assert AuditReason.objects.filter(event_id__in=noted.values("pk")).count() == noted.count()
    return noted.count()


@pytest.mark.usefixtures("_elsewhere")
def test_whoever_was_erased_since_stays_so_though_the_restore_is_broken_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    amara, beata = pair()
    backup = backed_up(tmp_path)
    told = manifest.read(first_of(backup))
    assert told.pg_dump >= told.postgres
    assert ready.look(now=timezone.now()).backed_up_at
    call_command("erase_person", amara.user.email, "--yes", stdout=io.StringIO())
    kept = afterwards.list_beside(backup)
    end = restoring._Script.end

    def interrupted(script: Any) -> None:
        end(script)
        raise KeyboardInterrupt

    def lost(script: Any) -> None:
        end(script)
        raise Failed("server closed the connection unexpectedly")

    # When PostgreSQL has kept it, and before anything else is done: the new database does not know that she was erased.
    with monkeypatch.context() as patch:
        patch.setattr(restoring._Script, "end", interrupted)
        said = replace(backup)
    assert "refused: PostgreSQL has kept the database of the backup; what follows was not done." in said
    assert not is_erased(amara)
    assert (kept.read_text(), kept.stat().st_mode & 0o777) == (f"{amara.pk}\n", 0o600)
    assert default_storage.exists("pairs/a")

    # An answer of PostgreSQL that is lost on its way is made up for by asking.
    with monkeypatch.context() as patch:
        patch.setattr(restoring._Script, "end", lost)
        said = replace(backup)
    assert "The same site as on" in said
    assert "Erased once more, as they had been erased since the backup: 1 of 1 in the list." in said
    assert "Now start" in said
    assert (is_erased(amara), is_erased(beata), kept.exists()) == (True, False, False)
    # Beata reads of it once: the site that was there before told her, with whatever else was due.
    assert Notification.objects.filter(failure=HELD_BY_RESTORE, recipient=beata.user).count() > 1
    assert (to_send(), restores_noted()) == (0, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_own_folder")
def test_a_backup_of_an_older_release_is_finished_after_the_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are those that are there already: what is tested comes after them."""
    amara, _beata = pair()
    loader = MigrationLoader(None)
    newest = next(key for key in loader.graph.leaf_nodes() if not loader.disk_migrations[key].replaces)
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied(*newest)
    backup = backed_up(tmp_path)
    kept = afterwards.list_beside(backup)
    afterwards.keep_list(kept, [amara.pk])
    monkeypatch.setattr(restoring, "bring_back", lambda *_, **__: 0)
    checked = checking.check(backup)
    newer = checked.manifest.model_copy(update={"pg_dump": 99})
    with monkeypatch.context() as patch:
        patch.setattr(checking, "check", lambda _path: dataclasses.replace(checked, manifest=newer))
        assert "apt install postgresql-client-99" in replace(backup)
    with monkeypatch.context() as patch:
        patch.setattr(laying, "settle", _the_bucket_is_away)
        said = replace(backup)
    assert "The database is back, and what follows was broken off." in said
    assert "the bucket is away" in said
    said = replace(backup)
    assert f"  manage.py upgrade --no-backup\n  manage.py restore {backup} --finish\n" in said
    assert "Now start" not in said
    assert "refused: The tables are not those of this release yet" in restore(backup, "--finish")
    recorder.record_applied(*newest)  # what an upgrade does
    assert (is_erased(amara), kept.read_text()) == (False, f"{amara.pk}\n")

    with monkeypatch.context() as patch:
        patch.setattr(afterwards, "erase", _fails)
        said = restore(backup, "--finish")
    assert f"refused: 1 people could not be erased; the log says why, and {kept}" in said
    assert f"manage.py restore {backup} --finish" in said
    assert (to_send(), restores_noted()) == (0, 1)
    assert kept.read_text() == f"{amara.pk}\n"

    said = restore(backup, "--finish")
    assert "Now start" in said
    assert (is_erased(amara), to_send(), restores_noted()) == (True, 0, 1)
    assert not kept.exists()


def _the_bucket_is_away(*_: object, **__: object) -> int:
    raise OSError("the bucket is away")


def _fails(**_: object) -> bool:
    raise RuntimeError
