"""The work of an import: by a real worker, taken up after a death, stopped in the middle, forgotten in time."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.enums import JobState
from accounts.models import Job
from programmes.enums import Role
from programmes.models import Enrolment, PeopleImport, Programme
from programmes.operations import import_jobs, people_imports
from programmes.operations.import_jobs import Watch, claim_import, keep_alive, run_import, start_import
from programmes.tasks import import_people, ring_for_import, sweep_imports
from tests import factories as make

NOW = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
PEOPLE = "Name,E-mail,Band\n" + "\n".join(f"Person {n},p{n}@example.org,Band {n % 3 + 1}" for n in range(30))


@pytest.fixture
def storage(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def started(programme: Programme, content: str = PEOPLE) -> Job:
    held = people_imports.upload_people(
        programme=programme,
        role=Role.MENTEE,
        file_name="mentees.csv",
        content=content.encode(),
        by=None,
        now=NOW,
    )
    sheet, asked = people_imports.held_sheet(held), people_imports.present_questions(programme)
    chosen, _is_kept = people_imports.chosen_or_guessed(held, sheet, asked)
    people_imports.choose_columns(people_import=held, chosen=chosen, by=None, now=NOW)
    return start_import(people_import=held, left_out=0, by=None, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_imports_the_file(celery_worker_process: Any) -> None:
    job = started(make.ProgrammeFactory())
    ring_for_import(job.pk)
    end = time.monotonic() + 60
    while job.state != JobState.DONE and time.monotonic() < end:
        time.sleep(0.1)
        job.refresh_from_db()
    assert (job.state, job.failure, job.done) == (JobState.DONE, "", 30)
    assert Enrolment.objects.count() == 30
    assert len(PeopleImport.objects.get().report) == 30


@pytest.mark.django_db(transaction=True)
def test_the_import_of_a_worker_that_died_is_taken_up_and_the_dead_write_nothing(storage: Path) -> None:
    job = started(make.ProgrammeFactory())
    dead = claim_import(job_id=job.pk, now=NOW)
    assert dead is not None
    assert claim_import(job_id=job.pk, now=NOW + timedelta(seconds=30)) is None
    late = NOW + import_jobs.LEASE + timedelta(seconds=1)
    assert import_jobs.imports_to_take_up(now=late) == [job.pk]
    heir = claim_import(job_id=job.pk, now=late)
    assert heir is not None
    # The first was only slow: it goes on, and nothing of it is kept.
    run_import(job=dead, watch=Watch(), clock=lambda: late)
    assert not Enrolment.objects.exists()
    assert run_import(job=heir, watch=Watch(), clock=lambda: late).state == JobState.DONE
    assert Enrolment.objects.count() == 30


@pytest.mark.django_db(transaction=True)
def test_what_ends_its_worker_three_times_is_given_up(storage: Path) -> None:
    job = started(make.ProgrammeFactory())
    for attempt in range(4):
        claim_import(job_id=job.pk, now=NOW + timedelta(hours=attempt))
    job.refresh_from_db()
    assert (job.state, job.failure) == (JobState.FAILED, "ended its worker")


@pytest.mark.django_db(transaction=True)
def test_a_stop_in_the_middle_takes_everything_back(storage: Path) -> None:
    job = started(make.ProgrammeFactory())
    held = claim_import(job_id=job.pk, now=NOW)
    assert held is not None
    watch = Watch(done=0.5)
    keep_alive(job=held, watch=watch, now=NOW)
    job.refresh_from_db()
    assert (job.done, watch.stop) == (15, False)
    people_import = PeopleImport.objects.select_related("job").get()
    assert import_jobs.stop_import(people_import=people_import, by=None, now=NOW)
    keep_alive(job=held, watch=watch, now=NOW)
    assert watch.stop
    assert run_import(job=held, watch=watch, clock=lambda: NOW).state == JobState.CANCELLED
    assert not Enrolment.objects.exists()
    assert (storage / people_import.path).exists()


@pytest.mark.django_db(transaction=True)
def test_a_stop_that_comes_last_still_counts(storage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looked between the stop and the end: the end itself asks."""
    job = started(make.ProgrammeFactory())
    held = claim_import(job_id=job.pk, now=NOW)
    assert held is not None
    Job.objects.update(cancel_requested_at=NOW)
    assert run_import(job=held, watch=Watch(), clock=lambda: NOW).state == JobState.CANCELLED
    assert not Enrolment.objects.exists()


@pytest.mark.django_db
def test_what_goes_wrong_is_said_and_writes_nothing(storage: Path) -> None:
    gone = started(make.ProgrammeFactory())
    (storage / PeopleImport.objects.get().table_path).unlink()
    import_people(str(gone.pk))
    ended = started(make.ProgrammeFactory())
    Programme.objects.filter(pk=ended.subject_id).update(state="closed")
    import_people(str(ended.pk))
    other = started(make.ProgrammeFactory())
    Job.objects.filter(pk=other.pk).update(parameters={"left_out": [7], "attempts": 0})
    import_people(str(other.pk))
    failures = Job.objects.order_by("created_at", "pk").values_list("state", "failure")
    assert sorted(failures) == [
        ("failed", "file gone"),
        ("failed", "other faults"),
        ("failed", "programme ended"),
    ]
    assert not Enrolment.objects.exists()


@pytest.mark.django_db
def test_files_and_reports_are_forgotten_in_time(storage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[Any] = []
    monkeypatch.setattr("programmes.tasks.ring_for_import", rung.append)
    job = started(make.ProgrammeFactory())
    done = make.PeopleImportFactory(
        uploaded_at=NOW,
        report=[[2, "a@example.org", "A", "created", [], [], []]],
        job=make.JobFactory(kind="import", state="done", created_at=NOW, finished_at=NOW),
    )
    assert sweep_imports(now=NOW + timedelta(days=6)) == 1
    assert rung == [job.pk]
    Job.objects.filter(pk=job.pk).update(state="cancelled")
    sweep_imports(now=NOW + timedelta(days=8))
    assert [row.pk for row in PeopleImport.objects.all()] == [done.pk]
    assert not list((storage / "imports").iterdir())
    for name in ("left by a worker that died", "of a programme that is gone"):
        (storage / "imports" / name).mkdir()
        (storage / "imports" / name / "people").write_bytes(b"Name")
    PeopleImport.objects.update(path="imports/left by a worker that died/people")
    sweep_imports(now=timezone.now())
    assert [folder.name for folder in (storage / "imports").iterdir()] == ["of a programme that is gone"]
    sweep_imports(now=timezone.now() + timedelta(days=2))
    assert not list((storage / "imports").iterdir())
    done.refresh_from_db()
    assert done.report
    sweep_imports(now=NOW + timedelta(days=91))
    done.refresh_from_db()
    assert done.report == []
