"""What is decided about backups without looking at any: which are kept, which release may read them, which programs serve."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.postgres.operations import CreateExtension
from django.db.migrations.loader import MigrationLoader

from mentorship.backup import afterwards, manifest, places, programs, tables
from mentorship.backup.archive import Unreadable
from mentorship.backup.checking import Keeping, superfluous
from mentorship.backup.manifest import Manifest, Table
from mentorship.backup.programs import NoPrograms, Programs

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
NAMES = [f"mentorship-2026-11-{day:02}T033000Z.backup" for day in (1, 20, 25, 26, 27)]


def of_now(**more: object) -> Manifest:
    known = {
        "made_at": NOW,
        "site": "https://m.example.org",
        "release": "9.9",
        "key": "0" * 12,
        "postgres": 17,
        "migrations": sorted(manifest.known_migrations()),
        "tables": {},
        "left_out": {},
    }
    return Manifest.model_validate({**known, **more})


@pytest.mark.parametrize(
    ("keep", "gone"),
    [
        ("2", NAMES[:3]),
        ("9", []),
        ("1", NAMES[:4]),
        ("3d", NAMES[:2]),
        ("1d", NAMES[:4]),
        ("0d", None),
        ("0", None),
        ("-1", None),
        ("two", None),
        ("²", None),
    ],
)
def test_which_backups_go(keep: str, gone: list[str] | None) -> None:
    if gone is None:
        with pytest.raises(ValueError, match="--keep takes"):
            Keeping.of(keep)
        return
    others = ["notes.txt", "mentorship-before-the-move.backup", ".mentorship-2026-11-01T033000Z.backup.half"]
    assert superfluous([*others, *NAMES], Keeping.of(keep), now=NOW) == gone


def test_the_newest_stays_however_old_it_is() -> None:
    assert superfluous(NAMES[:2], Keeping.of("2d"), now=datetime(2027, 5, 1, tzinfo=UTC)) == NAMES[:1]


def test_a_backup_of_a_newer_release_is_known_by_its_migrations() -> None:
    own = of_now()
    assert (manifest.unknown_to_us(own), manifest.missing_in(own)) == ([], [])
    newer = of_now(migrations=[*own.migrations, "accounts.9999_of_tomorrow"])
    assert manifest.unknown_to_us(newer) == ["accounts.9999_of_tomorrow"]
    last = next(name for name in reversed(own.migrations) if name.startswith("notifications."))
    older = of_now(migrations=[name for name in own.migrations if name != last])
    assert (manifest.unknown_to_us(older), manifest.missing_in(older)) == ([], [last])


def test_a_format_of_tomorrow_is_refused_with_the_release_that_reads_it() -> None:
    with pytest.raises(Unreadable, match=r"Install release 9\.9"):
        manifest.read(of_now(format=manifest.FORMAT + 1).model_dump_json().encode())
    with pytest.raises(Unreadable, match="cannot be understood"):
        manifest.read(b'{"format": 1}')
    assert manifest.read(of_now().model_dump_json().encode()) == of_now()


def test_a_backup_that_does_not_say_what_wrote_it_is_read_all_the_same() -> None:
    text = of_now(pg_dump=17).model_dump_json()
    assert manifest.read(text.encode()).pg_dump == 17
    before = text.replace('"pg_dump":17,', "")
    assert before != text
    assert manifest.read(before.encode()).pg_dump == 0


@pytest.mark.parametrize(("server", "taken"), [(14, 15), (15, 15), (16, 17), (17, 17)])
def test_the_programs_nearest_to_the_server_serve(
    server: int, taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = [Programs(Path(f"/pg/{version}"), version) for version in (17, 15, 18)]
    monkeypatch.setattr(programs, "_installed", lambda: there)
    assert programs.found(server).version == taken


@pytest.mark.parametrize(
    ("server", "dumped_with", "taken"), [(15, 17, 17), (15, 16, 17), (15, 15, 15), (15, 0, 15), (17, 15, 17)]
)
def test_to_bring_back_they_are_not_older_than_those_that_wrote_the_backup(
    server: int, dumped_with: int, taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = [Programs(Path(f"/pg/{version}"), version) for version in (17, 15, 18)]
    monkeypatch.setattr(programs, "_installed", lambda: there)
    assert programs.found(server, dumped_with=dumped_with).version == taken
    with pytest.raises(
        NoPrograms, match=r"by pg_dump 19, and pg_restore here is of version 18.*postgresql-client-19"
    ):
        programs.found(server, dumped_with=19)


def test_programs_that_are_older_than_the_server_or_missing_are_told_with_the_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(programs, "_installed", lambda: [Programs(Path("/pg"), 15)])
    with pytest.raises(NoPrograms, match=r"pg_dump here is of version 15.*apt install postgresql-client-17"):
        programs.found(17)
    monkeypatch.setattr(programs, "_installed", list)
    with pytest.raises(NoPrograms, match=r"not installed.*apt install postgresql-client-17"):
        programs.found(17)


def test_differences_are_told_in_words() -> None:
    expected = {
        "a": Table(rows=1, digest="x"),
        "b": Table(rows=2, digest="y"),
        "c": Table(rows=3, digest="z"),
    }
    found = {"a": Table(rows=1, digest="x"), "b": Table(rows=2, digest="?"), "d": Table(rows=0, digest="-")}
    assert list(map(str, tables.differences(expected, found))) == [
        "b has as many rows (2), and not the same",
        "c is missing",
        "d is not in the backup",
    ]
    more = {**expected, "a": Table(rows=9, digest="w")}
    assert list(map(str, tables.differences(expected, more))) == ["a has 9 rows, and 1 in the backup"]


def test_the_tables_and_extensions_that_are_named_are_those_of_the_site() -> None:
    ours = {model._meta.db_table for model in apps.get_models()}
    assert set(tables.WITHOUT_ROWS) - ours == set()
    loader = MigrationLoader(None, ignore_no_migrations=True)
    made = {
        operation.name
        for (app, _name), migration in loader.disk_migrations.items()
        for operation in migration.operations
        if isinstance(operation, CreateExtension)
    }
    assert made == set(tables.EXTENSIONS)


def test_a_list_of_erased_people_is_read_as_psql_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "erased.csv"
    one, other = "7b0c4a52-6f0e-4f6e-9a52-8d1f2b7c1a01", "7b0c4a52-6f0e-4f6e-9a52-8d1f2b7c1a02"
    path.write_text(f"person_id,done_at\n{one},2026-11-27 04:00:00+00\n\n{other}\n")
    assert {str(found) for found in afterwards.erased_in(path)} == {one, other}
    path.write_text(f"{one}\nada@example.org\n")
    with pytest.raises(ValueError, match="line 2 of"):
        afterwards.erased_in(path)


def test_a_list_is_whole_and_for_its_owner_alone_and_those_of_other_backups_are_read_too(
    tmp_path: Path,
) -> None:
    one, other = UUID(int=1), UUID(int=2)
    backup = tmp_path / "mentorship-2026-11-01T033000Z.backup"
    path = afterwards.list_beside(backup)
    assert path.name == "mentorship-2026-11-01T033000Z.erased.csv"
    assert afterwards.lists_beside(backup) == set()
    for ids in ([other, one], [one]):  # the second time it is there
        afterwards.keep_list(path, ids)
        assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]
    afterwards.keep_list(tmp_path / "another.erased.csv", [other])
    assert (afterwards.erased_in(path), afterwards.lists_beside(backup)) == ({one}, {one, other})


def test_every_field_that_holds_a_file_is_read() -> None:
    assert {one.what for one in places.named()} == {
        "accounts.Person.photo",
        "journeys.PairResource.file",
        "matching.MatchRun.version",
        "matching.ProgrammeRanking.version",
        "programmes.PeopleImport.path",
        "programmes.Resource.file",
    }
