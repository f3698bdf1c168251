from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.enums import JobState
from accounts.models import Job
from matching import tasks
from matching.management.commands import rank_programme
from matching.models import RankingBlock
from matching.operations import rankings
from programmes.models import Programme
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    programme = make.ProgrammeFactory(name="Ours", slug="ours")
    for _ in range(3):
        make.MenteeFactory(programme=programme)
    make.MentorFactory(programme=programme)
    return programme


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rank_programme, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(rank_programme, "TELL_EVERY", timedelta())


def rank(*arguments: str) -> str:
    out = StringIO()
    call_command("rank_programme", *arguments, stdout=out, stderr=out)
    return out.getvalue()


@contextmanager
def worker(act: Callable[[Job], Any]) -> Iterator[None]:
    """Does `act` in a thread as soon as there is a job."""

    def run() -> None:
        try:
            end = time.monotonic() + 10
            while (job := Job.objects.first()) is None:
                assert time.monotonic() < end
                time.sleep(0.01)
            act(job)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    thread.join()


def test_it_asks_the_workers_and_leaves(programme: Programme) -> None:
    assert rank("ours", "--k", "7") == "The workers rank Ours.\n"
    job = Job.objects.get()
    assert (job.state, job.subject_id, job.ranking.k) == (JobState.QUEUED, programme.pk, 7)
    assert job.parameters == {"block": 2000, "slice": 2000, "lease": 120}


def test_what_cannot_be_is_said(programme: Programme) -> None:
    with pytest.raises(CommandError, match=r"There is no programme called theirs\. There are: ours\."):
        rank("theirs")
    with pytest.raises(CommandError, match=r"--k is at least 1, not 0\."):
        rank("ours", "--k", "0")
    rank("ours")
    Job.objects.update(done=2000, total=12000)
    with pytest.raises(CommandError, match=r"under way already, at 2,000 of 12,000 mentees\. Wait"):
        rank("ours", "--wait")


@pytest.mark.django_db(transaction=True)
def test_it_tells_how_far_it_is_until_the_end(programme: Programme) -> None:
    def work(job: Job) -> None:
        tasks.prepare_ranking(str(job.pk))
        time.sleep(0.2)
        for pk in RankingBlock.objects.values_list("pk", flat=True):
            tasks.rank_block(pk)

    with worker(work):
        said = rank("ours", "--wait").splitlines()
    assert said[0] == "The workers rank Ours."
    assert "0 of 3 mentees" in said
    assert said[-1] in {f"Done: 3 mentees in {seconds} s, by 1 worker." for seconds in range(9)}


@pytest.mark.django_db(transaction=True)
def test_a_failure_is_told(programme: Programme) -> None:
    failed = {"state": JobState.FAILED, "failure": "The disk is full."}
    with worker(lambda job: Job.objects.update(**failed)), pytest.raises(CommandError) as error:
        rank("ours", "--wait")
    assert (str(error.value), error.value.returncode) == ("It failed. The disk is full.", 1)


@pytest.mark.django_db(transaction=True)
def test_ctrl_c_stops_the_ranking_and_says_so(programme: Programme) -> None:
    # A shell that starts the suite behind itself (`make test &`) has it ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def interrupt(job: Job) -> None:
        ranking = rankings.claim_preparation(job_id=job.pk, now=timezone.now())
        assert ranking is not None
        rankings.prepare(ranking=ranking)
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGINT)

    try:
        with worker(interrupt), pytest.raises(CommandError) as error:
            rank("ours", "--wait")
    finally:
        signal.signal(signal.SIGINT, before)
    assert str(error.value) == "Stopped at 0 of 3 mentees. The ranking before it, if any, stays."
    assert error.value.returncode == 130
    job = Job.objects.get()
    assert (job.state, job.cancel_requested_at is not None) == (JobState.CANCELLED, True)


def test_the_time_that_is_left_is_reckoned_from_the_pace() -> None:
    job = Job(state=JobState.RUNNING, done=3000, total=12000)
    now = timezone.now()
    since = now - timedelta(seconds=10)
    assert rank_programme._progress(job, now, (since, 1000)) == "3,000 of 12,000 mentees, about 45 s left"
    assert rank_programme._progress(job, now, (since, 2900)) == "3,000 of 12,000 mentees, about 15 min left"
    assert rank_programme._progress(job, now, (since, 3000)) == "3,000 of 12,000 mentees"
    assert rank_programme._progress(Job(state=JobState.RUNNING), now, None) == "reading the programme"
    assert rank_programme._progress(Job(), now, None) == "waiting for a worker"


@pytest.mark.django_db(transaction=True)
def test_where_no_worker_takes_it_up_that_is_said(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rank_programme, "PATIENCE", timedelta(seconds=0.1))

    def idle(job: Job) -> None:
        time.sleep(0.4)
        rankings.cancel_ranking(job=job, by=None, now=timezone.now())

    out = StringIO()
    with worker(idle), pytest.raises(CommandError, match="Stopped at 0 of 0 mentees"):
        call_command("rank_programme", "ours", "--wait", stdout=out, stderr=out)
    assert out.getvalue().count("No worker has taken it up yet.") == 1
