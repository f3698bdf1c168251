"""Files in a folder and in a bucket: the same journeys, through the same pages, with the same ends."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import tasks
from accounts.models import DataExport, Person
from accounts.operations import copies
from matching.snapshot import stored
from mentorship import storage
from mentorship.bucket import BucketAway, BucketStorage
from mentorship.config import Config
from mentorship.storage import Place
from programmes.models import PeopleImport, Resource
from programmes.operations import people_imports
from tests import factories as make
from tests.accounts.leaving.signed_in import signed_in
from tests.matching.engine.worlds import random_world
from tests.mentorship.test_config import GOOD
from tests.programmes.test_uploads import PDF
from tests.servers.buckets import Bucket, bucket_server

LARGE = PDF + b"%" * (storage.IN_MEMORY + 1)  # more than is held in memory


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    with bucket_server(tmp_path_factory.mktemp("s3") / "served") as bucket:
        yield bucket


@pytest.fixture(params=["folder", "bucket"])
def lies(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Path:
    """The folder in which what the site lays is found, whichever way it goes there."""
    if request.param == "folder":
        settings.MEDIA_ROOT = tmp_path
        return tmp_path
    served: Bucket = request.getfixturevalue("bucket")
    settings.MEDIA_ROOT = ""
    settings.STORAGES = {**settings.STORAGES, "default": served.backend(location=tmp_path.name)}
    return served.folder / tmp_path.name


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


# --- the journeys


@pytest.mark.django_db
def test_a_file_goes_onto_the_shelf_comes_down_for_members_alone_and_leaves(
    lies: Path, django_capture_on_commit_callbacks: Any
) -> None:
    programme = make.ProgrammeFactory(slug="ours")
    organiser = signed_in(make.OrganiserFactory(programme=programme).person)
    add = reverse("programmes:organise_resource_add", args=["ours"])
    upload = SimpleUploadedFile("plan.pdf", LARGE, content_type="application/pdf")
    organiser.post(add, {"title": "A plan", "audience": "everybody", "file": upload})
    item = Resource.objects.get()
    assert files(lies) == [item.file.name]
    address = reverse("programmes:shelf_file", args=["ours", item.pk])
    answer = signed_in(make.MenteeFactory(programme=programme).person).get(address)
    assert b"".join(answer.streaming_content) == LARGE  # type: ignore[attr-defined]
    assert answer["Content-Length"] == str(len(LARGE))
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert signed_in(make.PersonFactory()).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        organiser.post(reverse("programmes:organise_resource_remove", args=["ours", item.pk]))
    assert files(lies) == []


@pytest.mark.django_db
def test_a_file_that_is_gone_is_said_to_be_gone(lies: Path) -> None:
    programme = make.ProgrammeFactory(slug="ours")
    member = signed_in(make.MenteeFactory(programme=programme).person)
    item = make.ResourceFactory(
        programme=programme, url="", file=default_storage.save("shelf/it", ContentFile(PDF))
    )
    default_storage.delete("shelf/it")
    answer = member.get(reverse("programmes:shelf_file", args=["ours", item.pk]))
    assert answer.status_code == 404


def test_a_snapshot_of_a_ranking_is_written_read_and_removed(
    lies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copied := tmp_path / "copied").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(copied))
    problem = random_world(3).problem()
    ids = [uuid4() for _ in range(problem.mentees.size + problem.mentors.size)]
    mentees, mentors = ids[: problem.mentees.size], ids[problem.mentees.size :]
    digest = stored.write("job/version", problem, mentees, mentors)
    assert stored.folders() == ["job"]
    found = stored.read("job/version", digest)
    assert (found.mentees, found.mentors) == (mentees, mentors)
    assert found.problem.mentees.size == problem.mentees.size
    with pytest.raises(FileExistsError):
        stored.write("job/version", problem, mentees, mentors)
    default_storage.delete("rankings/job/version/0.npy")
    stored.remove("job")
    assert (stored.folders(), [one for one in files(lies) if one.startswith("rankings")]) == ([], [])
    with pytest.raises(stored.DamagedSnapshot, match="is not in the storage"):
        stored.read("job/version", digest)


@pytest.mark.django_db
def test_a_copy_of_data_is_made_fetched_and_thrown_away(
    lies: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(tasks.copy_data, "apply_async", lambda args, **_: None)
    person: Person = make.PersonFactory(
        photo=default_storage.save("photos/of-them.webp", ContentFile(b"RIFF"))
    )
    export = copies.ask_for_copy(person=person, by=person, now=timezone.now())
    tasks.copy_data(str(export.job_id))
    client = signed_in(person)
    answer = client.post(reverse("accounts:copy_file", args=[export.pk]))
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:  # type: ignore[attr-defined]
        assert "files/of-them.webp" in archive.namelist()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("accounts:copy_discard", args=[export.pk]))
    assert files(lies) == ["photos/of-them.webp"]
    assert client.post(reverse("accounts:copy_file", args=[export.pk])).status_code == 302


@pytest.mark.django_db
def test_what_belongs_to_nothing_is_swept_away_when_it_is_old(lies: Path) -> None:
    """An upload that broke off, and the copy of a worker that died."""
    copies.throw_old_away_due(now=timezone.now())
    people_imports.forget_old_files(now=timezone.now())
    for place in ("copies/stray.zip", "imports/stray/people", "imports/stray/table.json"):
        default_storage.save(place, ContentFile(b"x"))
    assert (DataExport.objects.count(), PeopleImport.objects.count()) == (0, 0)
    for now, left in ((timezone.now(), 3), (timezone.now() + timedelta(days=2), 0)):
        copies.throw_old_away_due(now=now)
        people_imports.forget_old_files(now=now)
        assert len(files(lies)) == left


# --- a bucket that does not do as it should


def test_a_bucket_that_is_away_or_refuses_is_an_error_of_files_as_a_disk_would_give_it(
    bucket: Bucket,
) -> None:
    options = bucket.backend()["OPTIONS"]
    wrong = BucketStorage(**{**options, "secret_key": "another"})
    with pytest.raises(BucketAway, match="the bucket refuses"):
        wrong.save("shelf/x", ContentFile(b"x"))
    away = BucketStorage(**{**options, "endpoint_url": "http://127.0.0.1:1"})
    for asks in (lambda: away.open("shelf/x"), lambda: away.exists("shelf/x"), lambda: away.listdir("shelf")):
        with pytest.raises(BucketAway, match="the bucket does not answer"):
            asks()
    right = BucketStorage(**options)
    with pytest.raises(FileNotFoundError):
        right.open("shelf/nothing")
    right.delete("shelf/nothing")  # as a folder does


# --- what MENTORSHIP_STORAGE may say


def test_a_folder_and_a_bucket_are_told_apart() -> None:
    assert Place.of("/srv/files").folder == Path("/srv/files")
    assert Place.of("s3://ours/a%20b/c/?endpoint=https://s3.example.org/&region=eu-north-1") == Place(
        bucket="ours", prefix="a b/c", endpoint="https://s3.example.org", region="eu-north-1"
    )
    assert Place.of("s3://ours") == Place(bucket="ours")
    assert Place.of("/srv/files").backend()["BACKEND"] == "mentorship.folder.FolderStorage"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("ftp://host/folder", "is a folder, or s3://"),
        ("s3:///prefix", "is a folder, or s3://"),
        ("s3://key:word@ours", "give it as MENTORSHIP_S3_KEY"),
        ("s3://ours?endpoint=s3.example.org", "begins with https://"),
        ("s3://ours?bucket=other", "and not bucket"),
    ],
)
def test_an_address_that_cannot_be_meant_is_refused_in_words(value: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Place.of(value)
    with pytest.raises(ValueError, match=words):
        Config(**{**GOOD, "MENTORSHIP_STORAGE": value})


def test_half_a_key_and_missing_packages_are_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {**GOOD, "MENTORSHIP_STORAGE": "s3://ours"}
    with pytest.raises(ValueError, match="go together"):
        Config(**given, MENTORSHIP_S3_KEY="one")
    config = Config(**given)
    monkeypatch.setattr(storage, "find_spec", lambda name: None)
    with pytest.raises(
        ValueError, match="MENTORSHIP_STORAGE names a bucket, and the packages for that are not installed"
    ):
        assert config.storage is None
