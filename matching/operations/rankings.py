"""Ranking everybody of a programme: a job in blocks, which any number of workers on any number of machines share.

A worker prepares the snapshot and cuts the mentees into blocks; then whoever is rung takes a block under a lease, ranks
it a slice at a time, and commits its lists and the progress together, if the lease is still its own and nobody asked the
job to stop. Rows are the record and the queue is a doorbell: a block that nobody holds is found by the next tick. Locks
are taken block first, then job; what only looks at both locks neither."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from io import StringIO
from socket import gethostname
from time import perf_counter
from uuid import UUID, uuid4

import numpy as np
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.enums import JOB_TRANSITIONS, OPEN_JOB_STATES, JobKind, JobState
from accounts.models import Job, Person
from accounts.operations.audit import record
from accounts.operations.jobs import stop_job
from accounts.transitions import move
from matching import engine
from matching.engine.ranking import path_for_all
from matching.engine.scoring import QUANTA
from matching.enums import BlockState
from matching.models import ProgrammeRanking, RankedMentors, RankingBlock
from matching.signals import work_waits
from matching.snapshot import snapshot_of, stored
from matching.snapshot.people import taking_part
from programmes.enums import Role
from programmes.models import Programme

K = 50
ATTEMPTS = 3
PREPARING = timedelta(minutes=12)  # more than Celery lets a task live, so that two never prepare at once
GRACE = timedelta(minutes=2)  # for which files outlive their job: a worker may still be about to look at them
SLICE_SECONDS = 0.25
LEAST_SLICE = 16


@dataclass(frozen=True, kw_only=True)
class Pace:
    """`block`: mentees a block, which is what a worker that dies loses. `slice`: mentees at most between two looks at
    whether to go on. `lease`: seconds after which the block of a worker that did not look is another's."""

    block: int = 2000
    slice: int = 2000
    lease: float = 120

    @classmethod
    def of(cls, job: Job) -> Pace:
        return cls(**job.parameters)


def start_ranking(
    *, programme: Programme, by: Person | None, now: datetime, k: int = K, pace: Pace | None = None
) -> Job | None:
    """Queues a ranking of everybody, with the best `k` mentors of each; None where one is under way. Raises ValueError
    for a `k` below 1."""
    if k < 1:
        raise ValueError(f"k: expected 1 or more, got {k}")
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=JobKind.RANKING,
                subject_id=programme.pk,
                parameters=asdict(pace or Pace()),
                requested_by=by,
                created_at=now,
            )
            ranking = ProgrammeRanking.objects.create(programme=programme, job=job, k=k)
            record("ranking.start", ranking, by=by, now=now, programme_id=programme.pk)
            _ring(jobs=[job.pk])
    except IntegrityError:  # the database lets one job of a programme be open
        return None
    return job


def cancel_ranking(*, job: Job, by: Person | None, now: datetime) -> bool:
    """Ends a ranking at once: nothing more of it is committed, and its workers stop at their next look. The finished
    one before it stays. False where it has ended already."""
    asked = stop_job(job=job, by=by, now=now)
    end_stopped(now=now)
    return asked


def end_stopped(*, now: datetime) -> int:
    """Ends every ranking that was asked to stop; how many there were."""
    asked = Job.objects.filter(
        kind=JobKind.RANKING, state=JobState.RUNNING, cancel_requested_at__isnull=False
    )
    return asked.update(state=JobState.CANCELLED, finished_at=now, lease_until=None)


# --- preparing


def claim_preparation(*, job_id: UUID, now: datetime) -> ProgrammeRanking | None:
    """Takes the lease of a job that waits to be prepared, or whose preparer let its lease run out; None where there is
    nothing to take. The third attempt that ended its worker fails the job."""
    free = Job.objects.filter(_waits_to_be_prepared(now), pk=job_id)
    ranking = ProgrammeRanking.objects.select_related("job", "programme").filter(job=job_id).first()
    if ranking is None:
        return None
    if ranking.attempts >= ATTEMPTS:
        if free.exists():
            _fail(ranking.job, f"Preparing it ended its worker {ATTEMPTS} times.", now=now)
        return None
    with transaction.atomic():
        if not free.update(
            state=JobState.RUNNING, lease_token=uuid4(), lease_until=now + PREPARING, started_at=now
        ):
            return None
        ProgrammeRanking.objects.filter(pk=ranking.pk).update(attempts=F("attempts") + 1)
    return ProgrammeRanking.objects.select_related("job", "programme").get(pk=ranking.pk)


def prepare(*, ranking: ProgrammeRanking) -> bool:
    """Writes the snapshot and cuts the mentees into blocks, for the holder of the lease; False where it was lost or the
    job is to stop. A failure is kept in words and raised."""
    ranking.version = uuid4().hex
    try:
        snapshot = snapshot_of(ranking.programme, now=timezone.now(), private=False)
        ranking.digest = stored.write(
            _folder(ranking), snapshot.problem, snapshot.mentees.place, snapshot.mentors.place
        )
        done = cut(ranking=ranking, problem=snapshot.problem, now=timezone.now())
    except Exception as error:
        held = Job.objects.filter(lease_token=ranking.job.lease_token)
        _fail(ranking.job, _words(error), now=timezone.now(), among=held)
        raise
    if not done:
        end_stopped(now=timezone.now())
    return done


@transaction.atomic
def cut(*, ranking: ProgrammeRanking, problem: engine.Problem, now: datetime) -> bool:
    """Makes the blocks of a snapshot that is written, and rings for them; False where the lease is gone or the job is to
    stop. A programme without mentees is done with that."""
    job, total = ranking.job, problem.mentees.size
    held = Job.objects.filter(_goes_on(), pk=job.pk, lease_token=job.lease_token)
    if not held.update(total=total, lease_token=None, lease_until=None):
        return False
    ranking.prior_mean = problem.prior_mean
    ranking.criteria = [asdict(criterion) for criterion in problem.criteria]
    ranking.save(update_fields=["version", "digest", "prior_mean", "criteria"])
    size = Pace.of(job).block
    blocks = RankingBlock.objects.bulk_create(
        RankingBlock(ranking=ranking, start=start, stop=min(start + size, total))
        for start in range(0, total, size)
    )
    _ring(blocks=[block.pk for block in blocks])
    if not blocks:
        _finish_if_complete(ranking, now=now)
    return True


# --- one block


def claim_block(*, block_id: int, now: datetime) -> RankingBlock | None:
    """Takes a block that is queued, or whose worker let its lease run out; None where another holds it, it is done, or
    the job does not go on. The third attempt that ended its worker fails the job."""
    block = RankingBlock.objects.select_related("ranking__job").filter(pk=block_id).first()
    if block is None:
        return None
    free = free_blocks(now=now).filter(pk=block_id)
    taken = free.filter(attempts__lt=ATTEMPTS).update(
        state=BlockState.RUNNING,
        lease_token=uuid4(),
        lease_until=now + timedelta(seconds=Pace.of(block.ranking.job).lease),
        attempts=F("attempts") + 1,
        worker=f"{gethostname()}:{os.getpid()}",
        started_at=now,
    )
    if taken:
        return RankingBlock.objects.select_related("ranking__job", "ranking__programme").get(pk=block_id)
    end_stopped(now=now)
    if free.exists():
        words = f"Mentees {block.start + 1} to {block.stop} ended their worker {ATTEMPTS} times."
        _fail(block.ranking.job, words, now=now)
    return None


def work_block(*, block: RankingBlock) -> bool:
    """Ranks the mentees of a block and commits their lists, for the holder of the lease; False, and nothing written, where
    it was lost or the job is to stop. After an error the block waits for another attempt; the third ends the job."""
    try:
        ranking = block.ranking
        snapshot = stored.opened(_folder(ranking), ranking.digest)
        found = _ranked(block, snapshot.problem)
        committed = found is not None and commit_block(
            block=block, snapshot=snapshot, found=found, now=timezone.now()
        )
    except Exception as error:
        _give_back(block, error, now=timezone.now())
        raise
    if not committed:
        end_stopped(now=timezone.now())
    if not free_blocks(now=timezone.now()).filter(ranking=block.ranking_id).exists():
        stored.opened.cache_clear()  # nothing is left to take: let go of the maps and of what was made of them
    return committed


def _ranked(block: RankingBlock, problem: engine.Problem) -> engine.Ranking | None:
    """The ranking of a block; None where it is no longer to be made. Slices grow and shrink to take SLICE_SECONDS, so that
    this process looks often enough, on any machine, at whether to go on."""
    pace, path = Pace.of(block.ranking.job), path_for_all(problem)
    parts: list[engine.Ranking] = []
    start, size = block.start, min(LEAST_SLICE, pace.slice)
    while start < block.stop:
        if not hold_block(block=block, now=timezone.now()):
            return None
        began = perf_counter()
        stop = min(start + size, block.stop)
        parts.append(engine.rank(problem, slice(start, stop), block.ranking.k, path=path))
        wanted = size * SLICE_SECONDS / max(perf_counter() - began, 1e-6)
        size = min(max(int(wanted), size // 4, LEAST_SLICE), 2 * size, pace.slice)
        start = stop
    return engine.Ranking(
        mentee=np.concatenate([part.mentee for part in parts]),
        mentor=np.concatenate([part.mentor for part in parts]),
        score=np.concatenate([part.score for part in parts]),
        little_known=np.concatenate([part.little_known for part in parts]),
        prior_mean=problem.prior_mean,
    )


def hold_block(*, block: RankingBlock, now: datetime) -> bool:
    """Renews the lease of a block; False where it went to another worker or the job does not go on."""
    until = now + timedelta(seconds=Pace.of(block.ranking.job).lease)
    return _held(block).filter(_of_jobs_that_go_on()).update(lease_until=until) == 1


@transaction.atomic
def commit_block(
    *, block: RankingBlock, snapshot: stored.Stored, found: engine.Ranking, now: datetime
) -> bool:
    """Writes the lists of a block with the progress they make, and ends the job with its last block; False, and nothing
    written, where the lease went to another worker or the job does not go on."""
    if not _held(block).update(state=BlockState.DONE, lease_token=None, lease_until=None, finished_at=now):
        return False
    _write_lists(block, snapshot, found)
    # The job comes last: every block of the ranking wants it, and only for this moment.
    counted = Job.objects.filter(_goes_on(), pk=block.ranking.job_id)
    if not counted.update(done=F("done") + block.stop - block.start):
        transaction.set_rollback(True)
        return False
    _finish_if_complete(block.ranking, now=now)
    return True


def _write_lists(block: RankingBlock, snapshot: stored.Stored, found: engine.Ranking) -> None:
    """Copies the lists into the table, without those who left the programme since the snapshot."""
    of = block.ranking
    mentees = snapshot.mentees[block.start : block.stop]
    here = set(taking_part(of.programme, Role.MENTEE, mentees).values_list("pk", flat=True))
    there = set(taking_part(of.programme, Role.MENTOR).values_list("pk", flat=True))
    names = np.array([str(mentor) for mentor in snapshot.mentors], dtype=object)
    stays = np.array([*(mentor in there for mentor in snapshot.mentors), False])
    listed = stays[found.mentor]  # nobody, -1, is the last of them
    quanta = np.rint(found.score.astype(np.float64) * QUANTA).astype(np.int64)
    rows = StringIO()
    for line, mentee in enumerate(mentees):
        if mentee in here:
            chosen = listed[line]
            mentors = ",".join(names[found.mentor[line][chosen]])
            scores = ",".join(map(str, quanta[line][chosen].tolist()))
            little_known = ",".join("ft"[known] for known in found.little_known[line][chosen].tolist())
            rows.write(f"{of.pk}\t{mentee}\t{{{mentors}}}\t{{{scores}}}\t{{{little_known}}}\n")
    rows.seek(0)
    table = connection.ops.quote_name(RankedMentors._meta.db_table)
    with connection.cursor() as cursor:
        # Two thousand lists of fifty through the ORM take longer to write than to rank.
        cursor.copy_expert(
            f"COPY {table} (ranking_id, mentee_id, mentors, scores, little_known) FROM STDIN", rows
        )


def _finish_if_complete(ranking: ProgrammeRanking, *, now: datetime) -> None:
    """Ends the job whose last mentee is counted, in the transaction that counted it; the programme's older rankings go."""
    job = Job.objects.get(pk=ranking.job_id)
    if job.done < job.total:
        return
    workers = ranking.blocks.order_by().values("worker").distinct().count()
    result = {"lists": ranking.lists.count(), "workers": workers}
    move(job, to=JobState.DONE, table=JOB_TRANSITIONS, finished_at=now, result=result)
    ProgrammeRanking.objects.finished().filter(programme=ranking.programme_id).exclude(pk=ranking.pk).delete()


def _give_back(block: RankingBlock, error: Exception, *, now: datetime) -> None:
    _held(block).update(state=BlockState.QUEUED, lease_token=None, lease_until=None)
    if block.attempts >= ATTEMPTS:
        _fail(block.ranking.job, f"{block.worker}: {_words(error)}", now=now)


# --- what the tick looks after


def to_prepare(*, now: datetime) -> list[UUID]:
    """Jobs that nobody prepares."""
    return list(
        Job.objects.filter(_waits_to_be_prepared(now)).order_by("created_at").values_list("pk", flat=True)
    )


def free_blocks(*, now: datetime) -> QuerySet[RankingBlock]:
    """Blocks that nobody holds, of jobs that go on."""
    free = Q(state=BlockState.QUEUED) | Q(state=BlockState.RUNNING, lease_until__lt=now)
    return RankingBlock.objects.filter(free).filter(_of_jobs_that_go_on())


def clear_away(*, now: datetime) -> None:
    """Removes what is left of rankings that were cancelled or failed, and the snapshots of all that ended GRACE ago."""
    ProgrammeRanking.objects.broken_off().delete()
    left = stored.folders()
    if left:
        needed = Job.objects.filter(
            Q(state__in=OPEN_JOB_STATES) | Q(finished_at__gt=now - GRACE), kind=JobKind.RANKING
        )
        for folder in set(left) - {pk.hex for pk in needed.values_list("pk", flat=True)}:
            stored.remove(folder)


def _folder(ranking: ProgrammeRanking) -> str:
    return f"{ranking.job_id.hex}/{ranking.version}"


def _ring(*, jobs: Sequence[UUID] = (), blocks: Sequence[int] = ()) -> None:
    transaction.on_commit(
        lambda: work_waits.send(sender=ProgrammeRanking, jobs=jobs, blocks=blocks), robust=True
    )


def _goes_on() -> Q:
    return Q(state=JobState.RUNNING, cancel_requested_at__isnull=True)


def _of_jobs_that_go_on() -> Exists:
    return Exists(Job.objects.filter(_goes_on(), ranking=OuterRef("ranking_id")))


def _waits_to_be_prepared(now: datetime) -> Q:
    waits = Q(state=JobState.QUEUED) | Q(_goes_on(), lease_until__lt=now)
    return Q(waits, kind=JobKind.RANKING)


def _held(block: RankingBlock) -> QuerySet[RankingBlock]:
    return RankingBlock.objects.filter(pk=block.pk, state=BlockState.RUNNING, lease_token=block.lease_token)


def _fail(job: Job, words: str, *, now: datetime, among: QuerySet[Job] | None = None) -> None:
    rows = Job.objects.all() if among is None else among
    rows.filter(_goes_on(), pk=job.pk).update(
        state=JobState.FAILED, finished_at=now, lease_until=None, failure=words[:300]
    )


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
