"""The work of a run, for the holder of its lease: read the programme, solve the three aims, write the reasons down, keep
all of it in one transaction. Before each stage the worker looks whether to go on."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import JobState
from accounts.models import Job
from accounts.operations.audit import record
from matching.enums import DecisionKind, RunAim, RunStage, RunState
from matching.figures import Matching, Question, Solved, may_lock, solve, valued
from matching.kept_runs import folder_of
from matching.models import MatchRun, ProposedPair, RunDecision
from matching.operations.proposals import Proposals, copy
from matching.operations.runs import ATTEMPTS, end_stopped, keep_solution, lease_of, move_run, waiting_mentees
from matching.snapshot import Snapshot, shown, snapshot_of, stored
from matching.snapshot.legend import criteria_of, legend_of
from matching.snapshot.people import taking_part
from programmes.enums import Role

# Of a hundred, what each stage takes about.
SHARES = {
    RunStage.SNAPSHOT: 25,
    RunStage.TOTAL: 10,
    RunStage.FAIR: 20,
    RunStage.STABLE: 10,
    RunStage.EXPLAINING: 25,
    RunStage.STORING: 10,
}
STEPS = 100
LOOK_EVERY = 250  # mentees whose reasons are written down between two looks


class Stopped(Exception):
    """The run was asked to stop, or its lease went to another worker."""


def claim_run(*, job_id: UUID, now: datetime) -> MatchRun | None:
    """Takes the lease of a run that waits, or whose worker let its lease run out; None where there is nothing to take.
    The third attempt that ended its worker fails the run."""
    run = MatchRun.objects.select_related("job", "programme").filter(job=job_id).first()
    if run is None:
        return None
    free = Job.objects.filter(
        Q(state=JobState.QUEUED)
        | Q(state=JobState.RUNNING, cancel_requested_at__isnull=True, lease_until__lt=now),
        pk=job_id,
    )
    if run.attempts >= ATTEMPTS:
        words = _("Its worker ended %(n)d times in the middle of it. Nothing was kept.") % {"n": ATTEMPTS}
        fail_run(run=run, words=words, among=free, now=now)
        return None
    before = folder_of(run)
    with transaction.atomic():
        if not free.update(
            state=JobState.RUNNING,
            lease_token=uuid4(),
            lease_until=now + lease_of(run),
            started_at=now,
            done=0,
            total=STEPS,
            result={},
        ):
            return None
        MatchRun.objects.filter(pk=run.pk).update(
            attempts=F("attempts") + 1, version=uuid4().hex, stage=RunStage.SNAPSHOT
        )
        run.refresh_from_db()
        if run.state == RunState.QUEUED:
            move_run(run, RunState.RUNNING, by=None, now=now)
    if run.attempts > 1:
        stored.remove(before, root=stored.RUNS)
    return MatchRun.objects.select_related("job", "programme", "started_from").get(pk=run.pk)


def work_run(*, run: MatchRun) -> bool:
    """Makes a run that was claimed; False, and nothing kept, where it was lost or is to stop. A failure is kept in words
    and raised."""
    work = _Work(run)
    try:
        work.do()
    except Stopped:
        end_stopped(now=timezone.now())
        return False
    except Exception as error:
        held = Job.objects.filter(lease_token=run.job.lease_token)
        fail_run(run=run, words=f"{type(error).__name__}: {error}", among=held, now=timezone.now())
        raise
    return True


@transaction.atomic
def fail_run(*, run: MatchRun, words: str, among: Any, now: datetime) -> None:
    """Ends a run whose job is still one of `among`."""
    failed = among.filter(pk=run.job_id).update(
        state=JobState.FAILED, finished_at=now, lease_until=None, failure=words[:300]
    )
    if failed:
        run.refresh_from_db(fields=["state"])
        move_run(run, RunState.FAILED, by=None, now=now)


@dataclass
class _Work:
    run: MatchRun
    timings: dict[str, float] = field(default_factory=dict)

    def do(self) -> None:
        with self._stage(RunStage.SNAPSHOT):
            snapshot = self._read()
            decisions, dropped = _taken_over(self.run, snapshot, now=timezone.now())
        problem = snapshot.problem
        question = Question(
            seed=self.run.seed,
            minimum_score=self.run.minimum_score,
            levels=self.run.levels,
            locked=_pairs(decisions, DecisionKind.LOCK),
            forbidden=_pairs(decisions, DecisionKind.FORBID),
        )
        matchings = []
        for stage, aim in (
            (RunStage.TOTAL, RunAim.TOTAL),
            (RunStage.FAIR, RunAim.FAIR),
            (RunStage.STABLE, RunAim.STABLE),
        ):
            with self._stage(stage):
                matchings.append(solve(problem, question, aim))
        with self._stage(RunStage.EXPLAINING):
            rows = self._explained(snapshot, matchings)
        with self._stage(RunStage.STORING):
            scores = {(row.mentee_place, row.mentor_place): row.score for row in rows}
            solved = [valued(one, scores) for one in matchings]
            self._store(solved, rows, decisions, dropped)

    @contextmanager
    def _stage(self, stage: RunStage) -> Iterator[None]:
        """One stage: looks whether to go on, tells where the run is, and takes the time."""
        self._look(stage)
        began = perf_counter()
        yield
        self.timings[stage.value] = round(perf_counter() - began, 4)

    def _look(self, stage: RunStage, done: int = 0, of: int = 1) -> None:
        """Renews the lease and tells the progress. Raises Stopped."""
        before = sum(
            share for at, share in SHARES.items() if list(SHARES).index(at) < list(SHARES).index(stage)
        )
        with transaction.atomic():
            held = _held(self.run).update(
                done=before + SHARES[stage] * done // max(of, 1),
                lease_until=timezone.now() + lease_of(self.run),
                result={"done": done, "of": of} if of > 1 else {},
            )
            if not held:
                raise Stopped
            MatchRun.objects.filter(pk=self.run.pk).update(stage=stage)

    def _read(self) -> Snapshot:
        """Reads the programme, and writes the snapshot."""
        run = self.run
        waiting = waiting_mentees(run.programme)
        everybody = len(waiting) == taking_part(run.programme, Role.MENTEE).count()
        snapshot = snapshot_of(
            run.programme, now=timezone.now(), private=True, mentees=None if everybody else waiting
        )
        run.digest = stored.write(
            folder_of(run),
            snapshot.problem,
            snapshot.mentees.place,
            snapshot.mentors.place,
            root=stored.RUNS,
            legend=legend_of(snapshot),
        )
        run.prior_mean = snapshot.problem.prior_mean
        run.criteria = criteria_of(snapshot)
        run.mentees, run.mentors = snapshot.problem.mentees.size, snapshot.problem.mentors.size
        run.places = int(snapshot.problem.capacity_left.sum())
        return snapshot

    def _explained(self, snapshot: Snapshot, matchings: list[Matching]) -> list[ProposedPair]:
        """The proposals of all three aims with their reasons; looks now and then whether to go on."""
        problem = shown(snapshot.problem)
        proposals = Proposals(self.run, problem, list(snapshot.mentees.place), list(snapshot.mentors.place))
        rows: list[ProposedPair] = []
        pairs = sorted({pair for one in matchings for pair in one.pairs})
        size = LOOK_EVERY * len(RunAim)
        for start in range(0, len(pairs), size):
            self._look(RunStage.EXPLAINING, start, len(pairs))
            rows += proposals.made(pairs[start : start + size])
        return rows

    @transaction.atomic
    def _store(
        self, solved: list[Solved], rows: list[ProposedPair], decisions: list[RunDecision], dropped: int
    ) -> None:
        """Keeps everything, if the lease is still ours and nobody asked the run to stop. Raises Stopped."""
        run, began = self.run, perf_counter()
        # The job first, as in every change of both: nobody ends the run until this is committed.
        if not _held(run).select_for_update().exists():
            raise Stopped
        copy(rows)
        for one in solved:
            keep_solution(run, one, revision=0)
        RunDecision.objects.bulk_create(decisions)
        now = timezone.now()
        finished = _held(run).update(
            state=JobState.DONE,
            done=STEPS,
            finished_at=now,
            lease_until=None,
            result={"proposals": len(rows), "decisions": len(decisions), "dropped": dropped},
        )
        if not finished:
            raise Stopped
        if decisions or dropped:
            self._tell_of_decisions(len(decisions), dropped, now=now)
        self.timings[RunStage.STORING.value] = round(perf_counter() - began, 4)
        move_run(
            run,
            RunState.READY,
            by=None,
            now=now,
            stage="",
            digest=run.digest,
            prior_mean=run.prior_mean,
            criteria=run.criteria,
            mentees=run.mentees,
            mentors=run.mentors,
            places=run.places,
            timings=self.timings,
            peak_memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        )

    def _tell_of_decisions(self, kept: int, dropped: int, *, now: datetime) -> None:
        run = self.run
        said = _("%(kept)d decisions of run %(number)d were taken over, %(dropped)d could not be.") % {
            "kept": kept,
            "dropped": dropped,
            "number": run.started_from.number if run.started_from else 0,
        }
        record("run.take_over", run, by=run.created_by, now=now, programme_id=run.programme_id, reason=said)


def _held(run: MatchRun) -> Any:
    return Job.objects.filter(
        pk=run.job_id,
        state=JobState.RUNNING,
        lease_token=run.job.lease_token,
        cancel_requested_at__isnull=True,
    )


def _pairs(decisions: list[RunDecision], kind: DecisionKind) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((one.mentee_place, one.mentor_place) for one in decisions if one.kind == kind))


def _taken_over(run: MatchRun, snapshot: Snapshot, *, now: datetime) -> tuple[list[RunDecision], int]:
    """The decisions of the run that this one was started from, as far as they can be kept, and how many cannot: somebody
    left, may not be brought together any more, or has no place."""
    if run.started_from is None:
        return [], 0
    problem = shown(snapshot.problem)
    places = problem.capacity_left.tolist()
    kept, dropped = [], 0
    for one in run.started_from.decisions.filter(undone_at__isnull=True).order_by("revision", "pk"):
        mentee = snapshot.mentees.place.get(one.mentee_id) if one.mentee_id else None
        mentor = snapshot.mentors.place.get(one.mentor_id) if one.mentor_id else None
        lock = one.kind == DecisionKind.LOCK
        if (
            mentee is None
            or mentor is None
            or (lock and (places[mentor] < 1 or not may_lock(problem, mentee, mentor)))
        ):
            dropped += 1
            continue
        places[mentor] -= lock
        kept.append(
            RunDecision(
                run=run,
                kind=one.kind,
                mentee_place=mentee,
                mentor_place=mentor,
                mentee_id=one.mentee_id,
                mentor_id=one.mentor_id,
                revision=0,
                made_at=now,
                made_by=one.made_by,
            )
        )
    return kept, dropped
