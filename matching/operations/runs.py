"""A run of a programme: asked for, cancelled, set aside, its aim chosen; and what the tick looks after.

The work itself is in run_work. A run and its job move together: whoever changes both takes the job first, then the run.
A worker that dies leaves a lease that runs out; then the run is taken up from its beginning."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from accounts.enums import OPEN_JOB_STATES, JobKind, JobState
from accounts.models import Job, Person
from accounts.operations.audit import record
from accounts.operations.jobs import stop_job
from accounts.transitions import StaleState, move
from matching import kept_runs
from matching.enums import RUN_TRANSITIONS, RunAim, RunState
from matching.figures import Solved, solve
from matching.models import MatchRun, ProposedPair, RunEvent, Solution
from matching.operations.proposals import keep, scored
from matching.signals import run_waits
from matching.snapshot import stored
from matching.snapshot.people import load_people, taken_anywhere, taking_part
from programmes.enums import Role
from programmes.models import Programme

ATTEMPTS = 3
GRACE = timedelta(minutes=2)  # for which files outlive a run that ended: its worker may still be writing
LEASE = timedelta(minutes=1)
LEASE_FOR_PAIRS = timedelta(minutes=1)  # more for every so many pairs, as one stage takes the longer
PAIRS = 10_000_000
LONGEST_LEASE = timedelta(minutes=12)  # more than Celery lets a task live
KEPT_STATES = [RunState.READY, RunState.PUBLISHED, RunState.DISCARDED]


class NobodyToMatch(ValueError):
    """Why there is nothing to run, in words for the organiser."""


@transaction.atomic
def start_run(
    *,
    programme: Programme,
    by: Person | None,
    now: datetime,
    seed: int = 0,
    minimum_score: float | None = None,
    levels: int = 1,
    started_from: MatchRun | None = None,
) -> MatchRun:
    """Queues a run of everybody who waits for a mentor, with the decisions of `started_from` that can still be kept. Raises
    NobodyToMatch where no mentee waits or no mentor has a place."""
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)  # one number is given at a time
    last = MatchRun.objects.filter(programme=programme).aggregate(last=Max("number"))["last"] or 0
    mentees, mentors, places = _sizes(programme, now)
    pk = uuid4()
    job = Job.objects.create(kind=JobKind.RUN, subject_id=pk, total=0, requested_by=by, created_at=now)
    run = MatchRun.objects.create(
        pk=pk,
        programme=programme,
        number=last + 1,
        job=job,
        created_at=now,
        created_by=by,
        started_from=started_from,
        seed=seed,
        minimum_score=minimum_score,
        levels=levels,
        mentees=mentees,
        mentors=mentors,
        places=places,
        aim=started_from.aim if started_from else RunAim.FAIR,
    )
    RunEvent.objects.create(run=run, at=now, by=by, to_state=RunState.QUEUED)
    record("run.start", run, by=by, now=now, programme_id=programme.pk)
    ring(job)
    return run


def _sizes(programme: Programme, now: datetime) -> tuple[int, int, int]:
    """How many mentees wait, and how many mentors there are with how many places."""
    waiting = len(waiting_mentees(programme))
    mentors = load_people(programme, Role.MENTOR)
    places = int(mentors.capacity_left(taken_anywhere(), now).sum())
    if not waiting:
        raise NobodyToMatch(_("No mentee of this programme waits for a mentor."))
    if not places:
        raise NobodyToMatch(_("No mentor of this programme has a place free at the moment."))
    return waiting, len(mentors.rows), places


def waiting_mentees(programme: Programme) -> list[UUID]:
    """The mentees who take part and have no mentor yet, or may have one more. A run gives each of them one at most."""
    waiting = taking_part(programme, Role.MENTEE).filter(active_mentorships__lt=F("capacity"))
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def ring(job: Job) -> None:
    """Tells a worker, once this is committed, that there is a run to make or to publish."""
    kind, pk = job.kind, job.pk
    transaction.on_commit(lambda: run_waits.send(sender=MatchRun, kind=kind, job_id=pk), robust=True)


def lease_of(run: MatchRun) -> timedelta:
    """How long a worker may be silent within one stage of a run."""
    return min(LEASE + LEASE_FOR_PAIRS * (run.mentees * run.mentors // PAIRS), LONGEST_LEASE)


# --- the organiser


@transaction.atomic
def cancel_run(*, run: MatchRun, by: Person | None, now: datetime) -> bool:
    """Ends a run that is not finished, at once: its worker stops at its next look, and nothing of it is kept. False where
    it has ended already."""
    job = Job.objects.select_for_update().get(pk=run.job_id)
    stop_job(job=job, by=by, now=now)
    ended = Job.objects.filter(pk=job.pk, state__in=[*OPEN_JOB_STATES, JobState.CANCELLED]).update(
        state=JobState.CANCELLED, finished_at=now, lease_until=None
    )
    run.refresh_from_db(fields=["state"])
    if not ended or run.state not in {RunState.QUEUED, RunState.RUNNING}:
        return False
    move_run(run, RunState.CANCELLED, by=by, now=now)
    record("run.cancel", run, by=by, now=now, programme_id=run.programme_id)
    return True


@transaction.atomic
def discard_run(*, run: MatchRun, by: Person | None, now: datetime) -> None:
    """Sets a run aside. Raises StaleState unless it is ready."""
    move_run(run, RunState.DISCARDED, by=by, now=now)
    record("run.discard", run, by=by, now=now, programme_id=run.programme_id)


@transaction.atomic
def restore_run(*, run: MatchRun, by: Person | None, now: datetime) -> None:
    """Fetches a run back that was set aside. Raises StaleState unless it was."""
    if run.state != RunState.DISCARDED:
        raise StaleState(run, run.state)
    move_run(run, RunState.READY, by=by, now=now)
    record("run.restore", run, by=by, now=now, programme_id=run.programme_id)


def set_aim(*, run: MatchRun, aim: RunAim, by: Person | None, now: datetime) -> Solution:
    """Chooses the aim that is shown and published, and solves it for the decisions that stand where that was not done yet.
    Raises StaleState unless the run is ready, or where the organisers decided something meanwhile."""
    solution = run.solutions.filter(aim=aim, revision=run.revision).first()
    solved = None if solution else _solve_standing(run, RunAim(aim))
    with transaction.atomic():
        here = MatchRun.objects.filter(pk=run.pk, revision=run.revision, state=RunState.READY)
        if not here.update(aim=aim):
            raise StaleState(run, MatchRun.objects.values_list("state", flat=True).get(pk=run.pk))
        run.aim = aim
        if solved is not None:
            solution = keep_solution(run, solved[0], revision=run.revision)
            keep(solved[1])
        record("run.aim", run, by=by, now=now, programme_id=run.programme_id, fields=["aim"])
    assert solution is not None
    return solution


def _solve_standing(run: MatchRun, aim: RunAim) -> tuple[Solved, list[ProposedPair]]:
    kept = kept_runs.opened(run)
    standing = run.decisions.filter(undone_at__isnull=True)
    return scored(kept, solve(kept.solver, kept.question(standing), aim))


# --- rows


def keep_solution(run: MatchRun, solved: Solved, *, revision: int) -> Solution:
    """Writes a solution; its proposals are for `proposals` to keep."""
    found = solved.figures
    solution, _made = Solution.objects.update_or_create(
        run=run,
        aim=solved.matching.aim,
        revision=revision,
        defaults={
            "mentors": list(solved.matching.mentors),
            "matched": found.matched,
            "total": found.total,
            "worst": found.worst,
            "median": found.median,
            "blocking_pairs": found.blocking_pairs,
            "certified": solved.matching.certified,
            "levels": list(solved.levels),
            "spread": list(solved.spread),
        },
    )
    return solution


def move_run(run: MatchRun, to: RunState, *, by: Person | None, now: datetime, **changes: object) -> None:
    """Moves a run and writes its history. Raises StaleState."""
    left = move(run, to=to, table=RUN_TRANSITIONS, **changes)
    RunEvent.objects.create(run=run, at=now, by=by, from_state=left, to_state=to)


# --- what the tick looks after


def waiting_jobs(*, now: datetime) -> list[Job]:
    """Jobs of runs, to be made or published, that nobody works at: queued ones, and those whose worker let its lease run
    out."""
    free = Q(state=JobState.QUEUED) | Q(
        state=JobState.RUNNING, cancel_requested_at__isnull=True, lease_until__lt=now
    )
    return list(Job.objects.filter(free, kind__in=[JobKind.RUN, JobKind.PUBLISHING]).order_by("created_at"))


def end_stopped(*, now: datetime) -> int:
    """Ends every run whose job was asked to stop elsewhere, and every publishing that was asked to stop and whose worker is
    gone; how many runs there were."""
    Job.objects.filter(
        kind=JobKind.PUBLISHING,
        state=JobState.RUNNING,
        cancel_requested_at__isnull=False,
        lease_until__lt=now,
    ).update(state=JobState.CANCELLED, finished_at=now, lease_until=None)
    asked = Q(job__cancel_requested_at__isnull=False) | Q(job__state=JobState.CANCELLED)
    runs = MatchRun.objects.filter(asked, state__in=[RunState.QUEUED, RunState.RUNNING])
    return sum(cancel_run(run=run, by=None, now=now) for run in runs.order_by("created_at"))


def clear_away(*, now: datetime) -> None:
    """Removes the snapshots of runs that came to nothing. Those of finished runs are kept, so that their pairs can be
    explained for good."""
    left = stored.folders(stored.RUNS)
    if not left:
        return
    needed = MatchRun.objects.filter(
        Q(state__in=[*KEPT_STATES, RunState.QUEUED, RunState.RUNNING]) | Q(job__finished_at__gt=now - GRACE)
    )
    for folder in set(left) - {pk.hex for pk in needed.values_list("pk", flat=True)}:
        stored.remove(folder, root=stored.RUNS)
