"""A real worker killed at each stage of a run, and in the middle of publishing: nothing is half there, and the next one takes
it up.

The worker is led to a stage by the lock of the run's row, which it takes whenever it tells where it is: the test holds it
until the worker waits, lets it pass once, and holds it again. When the stage has come, the process is killed while it can go
no further."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import psutil
import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.enums import JobState
from accounts.models import Job
from matching import tasks
from matching.enums import RunAim, RunStage, RunState
from matching.kept_runs import folder_of, repeats
from matching.models import MatchRun, Mentorship, ProposedPair, Solution
from matching.operations import publishing, runs
from mentorship.celery import app
from notifications.models import Notification
from programmes.enums import ProgrammeState
from programmes.models import Enrolment, Programme
from tests.servers.processes import alive, eventually
from tests.servers.test_ranking_workers import Worker, programme_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def worker(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    app.control.purge()
    one = Worker(tmp_path_factory.mktemp("runs", numbered=False))
    try:
        assert eventually(lambda: bool(app.control.ping(destination=[one.name], timeout=0.5, limit=1)), 60), (
            one.said()
        )
        yield one
    finally:
        one.child.stop(one.process)


def kill(worker: Worker) -> int:
    """Kills the process that does the work, and gives its pid."""
    old = psutil.Process(worker.pool())
    old.kill()
    assert eventually(lambda: not alive([old]), 20)
    return old.pid


def recovered(worker: Worker, killed: int) -> bool:
    """Whether the worker has another process, and the database has let go of what the killed one held."""
    pids = [one.pid for one in psutil.Process(worker.process.pid).children()]
    return len(pids) == 1 and killed not in pids and not waits()


def waits() -> bool:
    """Whether some other connection to this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees its first look again and again
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def kill_at(stage: RunStage, run: MatchRun, worker: Worker, attempt: int) -> None:
    """Kills the worker while the run stands at `stage`, with all of the stage behind it but the last word."""
    if attempt > 1:
        ring(run.job_id)
    here = False
    while not here:
        with transaction.atomic():
            now = MatchRun.objects.select_for_update(no_key=True).get(pk=run.pk)
            here = (now.attempts, now.stage) == (attempt, stage)
            assert eventually(waits, 30), (now.stage, now.attempts, worker.said())
            killed = kill(worker) if here else 0
    assert eventually(lambda: recovered(worker, killed), 20)
    run.refresh_from_db()
    assert (run.state, run.stage, run.attempts) == (RunState.RUNNING, stage, attempt)


def ring(job_id: object) -> None:
    """What the tick does once the lease has run out."""
    Job.objects.filter(pk=job_id, state=JobState.RUNNING).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )
    tasks.sweep_runs(now=timezone.now())


def nothing_of(run: MatchRun) -> bool:
    return not (Solution.objects.filter(run=run).exists() or ProposedPair.objects.filter(run=run).exists())


def finishes(run: MatchRun, worker: Worker) -> None:
    """The run is taken up and becomes what it would have become."""
    ring(run.job_id)
    assert eventually(lambda: MatchRun.objects.get(pk=run.pk).state == RunState.READY, 60), worker.said()
    run.refresh_from_db()
    assert len(run.solutions.all()) == 3
    assert repeats(run)


def test_a_worker_killed_at_any_stage_leaves_nothing_and_the_run_is_taken_up_or_fails_in_words(
    worker: Worker,
) -> None:
    programme = cohort()
    first = runs.start_run(programme=programme, by=None, now=timezone.now())
    for attempt, stage in enumerate((RunStage.SNAPSHOT, RunStage.TOTAL, RunStage.FAIR), start=1):
        kill_at(stage, first, worker, attempt)
        assert nothing_of(first)
    ring(first.job_id)
    assert eventually(lambda: MatchRun.objects.get(pk=first.pk).state == RunState.FAILED, 30), worker.said()
    assert Job.objects.get(pk=first.job_id).failure.startswith("Its worker ended 3 times")
    second = runs.start_run(programme=programme, by=None, now=timezone.now())
    for attempt, stage in enumerate((RunStage.STABLE, RunStage.EXPLAINING), start=1):
        kill_at(stage, second, worker, attempt)
        assert nothing_of(second)
    finishes(second, worker)
    assert second.attempts == 3
    third = runs.start_run(programme=programme, by=None, now=timezone.now())
    kill_at(RunStage.STORING, third, worker, 1)
    assert nothing_of(third)
    assert Job.objects.get(pk=third.job_id).state == JobState.RUNNING
    before = folder_of(third)
    finishes(third, worker)
    assert (third.attempts, folder_of(third) != before) == (2, True)
    assert list(second.solutions.values_list("aim", "mentors")) == list(
        third.solutions.values_list("aim", "mentors")
    )
    killed_while_publishing(second, worker)


def killed_while_publishing(run: MatchRun, worker: Worker) -> None:
    """With every mentorship written, and nothing committed, the letters wait for a table that the test holds."""
    job = publishing.start_publishing(run=run, aim=RunAim.FAIR, revision=0, by=None, now=timezone.now())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {Notification._meta.db_table} IN EXCLUSIVE MODE")
        assert eventually(waits, 30), worker.said()
        killed = kill(worker)
    assert eventually(lambda: recovered(worker, killed), 20)
    assert not Mentorship.objects.exists()
    assert not Enrolment.objects.filter(active_mentorships__gt=0).exists()
    run.refresh_from_db()
    assert run.state == RunState.READY
    ring(job.pk)
    assert eventually(lambda: MatchRun.objects.get(pk=run.pk).state == RunState.PUBLISHED, 60), worker.said()
    solution = run.solutions.get(aim=RunAim.FAIR, revision=0)
    assert Mentorship.objects.filter(run=run).count() == solution.matched
    assert Notification.objects.filter(kind="mentorship_started").count() == 2 * solution.matched
    assert Job.objects.get(pk=job.pk).parameters["attempts"] == 2


def confirmed(run: MatchRun) -> Job:
    """What the press of the organiser does, in a connection of its own."""
    try:
        return publishing.start_publishing(run=run, aim=RunAim.FAIR, revision=0, by=None, now=timezone.now())
    finally:
        connection.close()


def cohort() -> Programme:
    programme = programme_of(120)
    Programme.objects.filter(pk=programme.pk).update(state=ProgrammeState.RUNNING)
    return programme
