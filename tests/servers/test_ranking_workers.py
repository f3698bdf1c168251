"""Real workers that share a ranking: each runs from a folder of its own, and they have PostgreSQL, Redis and the storage
in common and nothing else. That is how a ranking spreads over machines."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psutil
import pytest
from django.utils import timezone

from accounts.enums import JobState
from accounts.models import Job, Person, User
from matching import engine, tasks
from matching.enums import BlockState
from matching.models import ProgrammeRanking, RankedMentors, RankingBlock
from matching.operations import rankings
from matching.operations.criteria import adopt_defaults
from matching.operations.rankings import Pace
from matching.snapshot import snapshot_of
from mentorship.celery import app
from mentorship.localservices import CHECKOUT
from mentorship.supervisor import Child
from programmes.enums import EnrolmentState, HelpTopic, Role
from programmes.models import Enrolment, Programme
from tests import factories as make
from tests.conftest import test_environment as environment
from tests.matching.rankings import expected, lists
from tests.servers.processes import eventually

CODE = ("accounts", "api", "journeys", "matching", "mentorship", "notifications", "programmes", "ui")
K, MENTORS = 10, 80

pytestmark = pytest.mark.django_db(transaction=True)


class Worker:
    """A Celery worker with one pool process, from a copy of the code in `folder`."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder, self.name = folder, f"{folder.name}@ranking"
        for part in CODE:
            shutil.copytree(CHECKOUT / part, folder / part)
        (folder / "tmp").mkdir()
        command = (sys.executable, "-m", "celery", "-A", "mentorship", "worker", *options)
        self.child = Child(
            folder.name,
            (
                *command,
                "--concurrency=1",
                "--loglevel=INFO",
                "--without-gossip",
                "--without-mingle",
                f"--hostname={self.name}",
            ),
            env={**_without(environment(), "MENTORSHIP_STATIC_ROOT"), "TMPDIR": str(folder / "tmp")},
            cwd=folder,
            ends_by=signal.SIGKILL,
        )
        with (folder / "log").open("wb") as log:
            self.process: subprocess.Popen[bytes] = self.child.spawn(log)

    def pool(self) -> int:
        """The pid of the process that does the work."""
        (pid,) = self.pools()
        return pid

    def pools(self) -> list[int]:
        """The same; none while one that was killed is not replaced yet."""
        return [child.pid for child in psutil.Process(self.process.pid).children()]

    def said(self) -> str:
        return (self.folder / "log").read_text()[-3000:]


def _without(values: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in values.items() if key != name}


@pytest.fixture(scope="module")
def workers(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Worker, Worker]]:
    app.control.purge()
    # The one hears every queue, as a worker does that is told nothing; the other is there for rankings alone.
    one = Worker(tmp_path_factory.mktemp("one", numbered=False))
    pair = one, Worker(tmp_path_factory.mktemp("other", numbered=False), "--queues=matching")
    names = [worker.name for worker in pair]
    try:
        assert eventually(lambda: len(app.control.ping(destination=names, timeout=0.5, limit=2)) == 2, 60), (
            "\n".join(worker.said() for worker in pair)
        )
        yield pair
    finally:
        for worker in pair:
            worker.child.stop(worker.process)


def programme_of(mentees: int) -> Programme:
    """So many mentees, and 80 mentors, who ask and offer at random; inserted in bulk."""
    chance, programme, size = random.Random(5), make.ProgrammeFactory(), MENTORS + mentees
    adopt_defaults(programme=programme, by=None, now=make.NOW)
    users = User.objects.bulk_create(User(email=f"{uuid4()}@example.org", password="!") for _ in range(size))
    people = Person.objects.bulk_create(
        Person(
            user=user,
            name=f"Person {place}",
            created_at=make.NOW,
            languages=["en"],
            availability=sorted(chance.sample(range(336), 40)),
        )
        for place, user in enumerate(users)
    )
    Enrolment.objects.bulk_create(
        Enrolment(
            programme=programme,
            person=person,
            role=Role.MENTOR if place < MENTORS else Role.MENTEE,
            state=EnrolmentState.APPROVED,
            capacity=3,
            topics=chance.sample(HelpTopic.values, 3),
            created_at=make.NOW,
            submitted_at=make.NOW,
            decided_at=make.NOW,
        )
        for place, person in enumerate(people)
    )
    return programme


def start(programme: Programme, *, block: int, lease: float = 30) -> Job:
    """A ranking that looks after every mentee at whether to go on, which makes it long enough to disturb."""
    pace = Pace(block=block, slice=1, lease=lease)
    job = rankings.start_ranking(programme=programme, by=None, now=timezone.now(), k=K, pace=pace)
    assert job is not None
    return job


def right(programme: Programme, ranking: ProgrammeRanking) -> bool:
    """Whether every list is the engine's own, and nobody is missing."""
    whole = snapshot_of(programme, now=timezone.now(), private=False)
    found = engine.rank(whole.problem, slice(None), K)
    assert len(whole.mentees.rows) == 600
    return lists(ranking) == expected(found, list(whole.mentees.place), list(whole.mentors.place))


def ended(job: Job) -> bool:
    job.refresh_from_db()
    return job.state not in {JobState.QUEUED, JobState.RUNNING}


def running(job: Job) -> list[RankingBlock]:
    return list(RankingBlock.objects.filter(ranking__job=job, state=BlockState.RUNNING))


def pid(block: RankingBlock) -> int:
    return int(block.worker.rpartition(":")[2])


def halted(job: Job) -> Iterator[RankingBlock]:
    """A running block whose process stands still within it; none where it was about to end."""
    for block in running(job)[:1]:
        process = psutil.Process(pid(block))
        process.suspend()
        time.sleep(0.05)  # what it sent to the database is done by then
        block.refresh_from_db()
        if block.state == BlockState.RUNNING:
            yield block
        else:
            process.resume()


def maps(process: int) -> set[str]:
    """The files of snapshots that a process has mapped into its memory."""
    lines = Path(f"/proc/{process}/maps").read_text().splitlines()
    return {line.split()[-1] for line in lines if "/rankings/" in line}


def compute(pids: set[int]) -> float:
    """The processor time that these processes have used."""
    return sum(sum(psutil.Process(one).cpu_times()[:2]) for one in pids)


def test_two_workers_from_folders_of_their_own_share_a_ranking(workers: tuple[Worker, Worker]) -> None:
    programme = programme_of(600)
    pools = {worker.pool() for worker in workers}
    job = start(programme, block=100)
    seen: dict[int, set[str]] = {pool: set() for pool in pools}

    def both_have_mapped_it() -> bool:
        for pool, files in seen.items():
            files |= maps(pool)
        one, other = seen.values()
        return bool(one) and one == other

    assert eventually(both_have_mapped_it, 30), [worker.said() for worker in workers]
    (files, _) = seen.values()
    assert all(Path(file).is_relative_to(os.environ["MENTORSHIP_STORAGE"]) for file in files)
    assert [Path(psutil.Process(worker.pool()).cwd()) for worker in workers] == [w.folder for w in workers]
    assert eventually(lambda: ended(job), 60), [worker.said() for worker in workers]
    assert (job.state, job.done, job.total) == (JobState.DONE, 600, 600)
    assert job.result == {"lists": 600, "workers": 2}
    blocks = job.ranking.blocks.all()
    assert ({pid(block) for block in blocks}, {block.attempts for block in blocks}) == (pools, {1})
    assert right(programme, job.ranking)


def test_a_worker_killed_in_a_block_and_a_queue_that_forgets_lose_that_block_and_nothing_else(
    workers: tuple[Worker, Worker],
) -> None:
    programme = programme_of(600)
    job = start(programme, block=100, lease=3)
    assert eventually(lambda: Job.objects.get(pk=job.pk).done > 0, 30)
    caught: list[RankingBlock] = []
    assert eventually(lambda: bool(caught.extend(halted(job)) or caught), 30)
    victim = caught[0]
    psutil.Process(pid(victim)).kill()
    app.control.purge()
    victim.refresh_from_db()
    assert (victim.state, victim.attempts) == (BlockState.RUNNING, 1)
    kept = set(RankedMentors.objects.filter(ranking__job=job).values_list("pk", flat=True))

    def taken_up() -> bool:
        tasks.sweep_rankings(now=timezone.now())
        time.sleep(0.2)
        return ended(job)

    assert eventually(taken_up, 60), [worker.said() for worker in workers]
    assert (job.state, job.done) == (JobState.DONE, 600)
    attempts = dict(job.ranking.blocks.values_list("pk", "attempts"))
    assert attempts.pop(victim.pk) == 2
    assert set(attempts.values()) == {1}
    victim.refresh_from_db()
    assert eventually(lambda: all(len(worker.pools()) == 1 for worker in workers), 20), [
        worker.said() for worker in workers
    ]
    assert pid(victim) in {worker.pool() for worker in workers}
    assert kept <= set(RankedMentors.objects.filter(ranking__job=job).values_list("pk", flat=True))
    assert right(programme, job.ranking)


def test_stopping_ends_the_work_in_the_workers(workers: tuple[Worker, Worker]) -> None:
    programme = programme_of(3000)
    pools = {worker.pool() for worker in workers}
    job = start(programme, block=1500)
    assert eventually(lambda: {pid(block) for block in running(job)} == pools, 30)
    before = compute(pools)
    assert eventually(lambda: compute(pools) > before, 5)
    assert rankings.cancel_ranking(job=job, by=None, now=timezone.now())
    asked, used = time.monotonic(), compute(pools)

    def still() -> bool:
        before = compute(pools)
        time.sleep(0.4)
        return compute(pools) - before < 0.03

    assert eventually(still, 5), [worker.said() for worker in workers]
    assert time.monotonic() - asked < 3
    # To the end of its block each of them would have needed some seconds.
    assert compute(pools) - used < 0.5
    assert pools == {worker.pool() for worker in workers}
    assert {len(found) for found in app.control.inspect([w.name for w in workers]).active().values()} == {0}
    job.refresh_from_db()
    assert (job.state, job.done, RankedMentors.objects.count()) == (JobState.CANCELLED, 0, 0)
    assert not any(maps(pool) for pool in pools)
