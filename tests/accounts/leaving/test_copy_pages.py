"""Asking for a copy, the worker that makes it, fetching it, and its end."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import tasks
from accounts.copy_mails import READY_ACTION
from accounts.enums import JobState
from accounts.models import AuditEvent, DataExport, Job, Person
from accounts.operations import copies
from accounts.operations.copies import (
    FOLDER,
    KEPT,
    LEASE,
    READY_MAIL,
    Busy,
    ask_for_copy,
    claim_copy,
    make_copy,
    stop_copy,
    throw_old_away_due,
)
from notifications.kinds import registry
from notifications.models import Notification
from tests import factories as make
from tests.accounts.leaving.signed_in import signed_in
from tests.factories import NOW

pytestmark = pytest.mark.django_db

COPY, ASK = "/your-data/copy/", "/your-data/copy/ask/"


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    cache.clear()
    rung: list[Any] = []
    monkeypatch.setattr(tasks.copy_data, "apply_async", lambda args, **_: rung.append(args))
    return rung


@pytest.fixture
def amara() -> Person:
    person: Person = make.PersonFactory(name="Amara")
    return person


def made(person: Person, *, now: Any = None) -> DataExport:
    moment = now or timezone.now()
    export = ask_for_copy(person=person, by=person, now=moment)
    job = claim_copy(job_id=export.job_id, now=moment)
    assert job is not None
    make_copy(job=job, clock=lambda: moment)
    export.refresh_from_db()
    return export


def deeds() -> list[str]:
    return list(
        AuditEvent.objects.filter(action__startswith="copy").order_by("pk").values_list("action", flat=True)
    )


# --- from asking to fetching


def test_a_copy_from_asking_to_fetching(
    amara: Person, no_worker: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(amara)
    assert "Make a copy" in client.get(COPY).content.decode()
    answer = client.post(ASK, follow=True)
    assert "being made" in answer.content.decode()
    export = DataExport.objects.get()
    assert no_worker == [(str(export.job_id),)]
    with django_capture_on_commit_callbacks(execute=True):
        tasks.copy_data(str(export.job_id))
    page = client.get(COPY).content.decode()
    assert "Your copy is ready" in page
    file = client.post(reverse("accounts:copy_file", args=[export.pk]))
    assert file.headers["Content-Disposition"].startswith('attachment; filename="mentorship-')
    assert file.headers["Content-Type"] == "application/zip"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in file.headers["Cache-Control"]
    with ZipFile(BytesIO(b"".join(file.streaming_content))) as archive:  # type: ignore[attr-defined]
        assert "data.json" in archive.namelist()
    export.refresh_from_db()
    assert export.fetched_at is not None
    assert deeds() == ["copy.ask", "copy.make", "copy.fetch"]
    letter = Notification.objects.get(kind=READY_MAIL)
    written = registry[READY_MAIL].load(letter)
    assert written is not None
    assert written.context["action_url"].endswith(COPY)  # type: ignore[attr-defined]
    assert written.context["action_label"] == READY_ACTION
    client.post(reverse("accounts:copy_discard", args=[export.pk]))
    assert registry[READY_MAIL].load(letter) is None


@pytest.mark.parametrize("name", ["copy_file", "copy_discard", "copy_stop"])
def test_nobody_else_gets_at_a_copy_even_by_its_address(amara: Person, name: str) -> None:
    export = made(amara)
    charlie = signed_in(make.PersonFactory())
    assert charlie.post(reverse(f"accounts:{name}", args=[export.pk])).status_code == 404
    assert charlie.post(reverse(f"accounts:{name}", args=[uuid4()])).status_code == 404
    export.refresh_from_db()
    assert (bool(export.path), export.fetched_at) == (True, None)
    assert "Your copy is ready" not in charlie.get(COPY).content.decode()


def test_a_stolen_session_gets_no_copy(amara: Person) -> None:
    export = made(amara)
    thief = signed_in(amara, lately=False)
    for address in (ASK, reverse("accounts:copy_file", args=[export.pk])):
        answer = thief.post(address)
        assert answer.status_code == 302
        assert "next=" in answer.headers["Location"]
        assert answer.headers["Location"] != COPY
    assert DataExport.objects.count() == 1


def test_nothing_is_served_from_where_copies_lie(amara: Person) -> None:
    export = made(amara)
    assert export.path.startswith(f"{FOLDER}/")
    assert str(amara.pk) not in export.path
    assert str(export.pk) not in export.path
    client = signed_in(amara)
    assert client.get(f"/{export.path}").status_code == 404
    assert client.get(f"/media/{export.path}").status_code == 404


def test_a_copy_whose_file_is_gone_says_so(amara: Person) -> None:
    export = made(amara)
    default_storage.delete(export.path)
    answer = signed_in(amara).post(reverse("accounts:copy_file", args=[export.pk]), follow=True)
    assert "not there any more" in answer.content.decode()


def test_asking_too_often_is_refused(amara: Person) -> None:
    client = signed_in(amara)
    for _time in range(5):
        client.post(ASK)
        Job.objects.update(state=JobState.CANCELLED)
    assert client.post(ASK).status_code == 429


def test_the_page_polls_while_a_copy_is_made_and_reloads_when_it_is_done(amara: Person) -> None:
    export = ask_for_copy(person=amara, by=amara, now=timezone.now())
    client = signed_in(amara)
    answer = client.get(COPY, headers={"HX-Request": "true"})
    assert "HX-Refresh" not in answer.headers
    assert "every 2s" in answer.content.decode()
    Job.objects.filter(pk=export.job_id).update(state=JobState.FAILED)
    answer = client.get(COPY, headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert "did not work out" in answer.content.decode()


def test_the_page_costs_the_same_with_many_copies(amara: Person) -> None:
    client = signed_in(amara)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(COPY)
        return len(queries)

    made(amara)
    one = cost()
    for _copy in range(3):
        made(amara)
    assert cost() == one


# --- the work


def test_one_copy_at_a_time(amara: Person) -> None:
    ask_for_copy(person=amara, by=amara, now=NOW)
    with pytest.raises(Busy):
        ask_for_copy(person=amara, by=amara, now=NOW)
    ask_for_copy(person=make.PersonFactory(), by=amara, now=NOW)
    answer = signed_in(amara).post(ASK, follow=True)
    assert "being made already" in answer.content.decode()


def test_a_newer_copy_takes_the_place_of_the_older(
    amara: Person, django_capture_on_commit_callbacks: Any
) -> None:
    first = made(amara)
    with django_capture_on_commit_callbacks(execute=True):
        second = made(amara)
    assert not default_storage.exists(first.path)
    assert default_storage.exists(second.path)
    first.refresh_from_db()
    assert first.path == ""


def test_a_copy_that_is_stopped_leaves_nothing(amara: Person) -> None:
    export = ask_for_copy(person=amara, by=amara, now=NOW)
    job = claim_copy(job_id=export.job_id, now=NOW)
    assert job is not None
    assert stop_copy(export=export, by=amara, now=NOW)
    assert make_copy(job=job, clock=lambda: NOW).state == JobState.CANCELLED
    export.refresh_from_db()
    assert (export.path, Notification.objects.count()) == ("", 0)


def test_a_worker_that_dies_is_followed_by_another_three_times(amara: Person) -> None:
    export = ask_for_copy(person=amara, by=amara, now=NOW)
    moment = NOW
    for _attempt in range(3):
        assert claim_copy(job_id=export.job_id, now=moment) is not None
        assert claim_copy(job_id=export.job_id, now=moment) is None
        moment += LEASE + timedelta(seconds=1)
        assert copies.copies_to_take_up(now=moment) == [export.job_id]
    assert claim_copy(job_id=export.job_id, now=moment) is None
    assert Job.objects.get().state == JobState.FAILED


def test_a_worker_that_lost_its_lease_ends_nothing(amara: Person) -> None:
    export = ask_for_copy(person=amara, by=amara, now=NOW)
    first = claim_copy(job_id=export.job_id, now=NOW)
    later = NOW + LEASE + timedelta(seconds=1)
    assert claim_copy(job_id=export.job_id, now=later) is not None
    assert first is not None
    assert make_copy(job=first, clock=lambda: later).state == JobState.RUNNING
    export.refresh_from_db()
    assert export.path == ""


def test_what_went_wrong_is_kept_without_what_people_wrote(
    amara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("something private")

    monkeypatch.setattr(copies, "write_copy", fail)
    with pytest.raises(RuntimeError):
        made(amara)
    job = Job.objects.get()
    assert (job.state, job.failure) == (JobState.FAILED, "RuntimeError")


# --- the end


def test_a_copy_is_thrown_away_after_seven_days(
    amara: Person, django_capture_on_commit_callbacks: Any
) -> None:
    export = made(amara, now=NOW)
    assert throw_old_away_due(now=NOW + KEPT - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert throw_old_away_due(now=NOW + KEPT) == 1
    assert not default_storage.exists(export.path)
    export.refresh_from_db()
    assert (export.path, export.asked_at) == ("", NOW)
    with CaptureQueriesContext(connection) as queries:
        throw_old_away_due(now=NOW + KEPT)
    assert len(queries) <= 3  # of which two begin and end the transaction


def test_the_file_goes_with_its_row(amara: Person, django_capture_on_commit_callbacks: Any) -> None:
    export = made(amara)
    with django_capture_on_commit_callbacks(execute=True):
        export.delete()
    assert not default_storage.exists(export.path)


def test_files_without_a_row_are_thrown_away() -> None:
    path = default_storage.save(f"{FOLDER}/{uuid4().hex}.zip", ContentFile(b"left behind"))
    throw_old_away_due(now=timezone.now())
    assert default_storage.exists(path)  # it may be that of a worker that has yet to write it down
    throw_old_away_due(now=timezone.now() + timedelta(days=2))
    assert not default_storage.exists(path)


def test_the_sweep_rings_for_what_nobody_works_at(amara: Person, no_worker: list[Any]) -> None:
    export = ask_for_copy(person=amara, by=amara, now=NOW)
    assert tasks.sweep_copies(now=NOW) == 1
    assert no_worker == [(str(export.job_id),)]
