"""Publishing the pairs of a run: every mentorship of it in one transaction, or none; and taking all of them back.

The words are prepared before; then the rows are held, looked at once more, and written. A worker that dies in the middle
leaves nothing. The order of locks: the run, mentees, mentors, people with a cap, requests, and last the job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import JobKind, JobState
from accounts.models import Job, Person
from accounts.operations.audit import record
from accounts.transitions import StaleState
from matching.beginnings import first_letters, met
from matching.endings import endings
from matching.enums import OPEN_MENTORSHIP_STATES, EndReason, MentorshipState, RunAim, RunState
from matching.fit import PairFit
from matching.kept_runs import KeptRun, Places, fits_of, opened
from matching.models import MatchRun, Mentorship, MentorshipEvent, Pause, Solution
from matching.operations import cohort_places, rivals
from matching.operations.copying import copy_in, lines_of
from matching.operations.run_decisions import StaleRun
from matching.operations.runs import ATTEMPTS, move_run, ring
from matching.snapshot.people import taking_part
from notifications.kinds import once_for
from notifications.operations.outbox import Draft, queue
from programmes.enums import UNDER_WAY, Role
from programmes.models import Enrolment
from programmes.operations.clearance import hold_not_cleared

UNMATCHED_MAIL = "cohort_unmatched"
TAKEN_BACK_MAIL = "cohort_taken_back"
LEASE = timedelta(minutes=3)
BATCH = 250  # pairs whose words are made between two looks
COLUMNS = (
    "id",
    "programme_id",
    "mentee_id",
    "mentor_id",
    "request_id",
    "run_id",
    "state",
    "started_at",
    "started_by_id",
    "end_reason",
    "cadence",
    "score",
    "reasons",
)
EVENT_COLUMNS = ("mentorship_id", "at", "by_id", "from_state", "to_state")


class CannotPublish(Exception):
    """Why the pairs of a run cannot be published, in words for the organiser; `pairs` are those that are the matter."""

    def __init__(self, words: str, pairs: Sequence[Places] = ()) -> None:
        self.pairs = tuple(pairs)
        super().__init__(words)


class TooLate(Exception):
    """The time in which pairs can be taken back is over; in words for the organiser."""


class HaveMet(Exception):
    """Some pairs have met, so that nothing is taken back; in words for the organiser. `count` is how many."""

    def __init__(self, count: int) -> None:
        self.count = count
        words = ngettext(
            "%(n)d pair has met already. End the others one by one.",
            "%(n)d pairs have met already. End the others one by one.",
            count,
        )
        super().__init__(words % {"n": count})


class _Lost(Exception):
    """The job was asked to stop, or its lease went to another worker."""


def start_publishing(*, run: MatchRun, aim: RunAim, revision: int, by: Person | None, now: datetime) -> Job:
    """Queues the publishing of the pairs that the organiser saw. Raises StaleRun where the run has changed since, or is
    being published. Whether it can be published is for the work to find out: the job says why not."""
    try:
        with transaction.atomic():
            here = MatchRun.objects.select_for_update(no_key=True).filter(
                pk=run.pk, revision=revision, state=RunState.READY
            )
            if here.first() is None or not run.solutions.filter(aim=aim, revision=revision).exists():
                raise StaleRun
            job = Job.objects.create(
                kind=JobKind.PUBLISHING,
                subject_id=run.pk,
                parameters={"aim": str(aim), "revision": revision, "attempts": 0},
                requested_by=by,
                created_at=now,
            )
            MatchRun.objects.filter(pk=run.pk).update(publishing=job, aim=aim)
            run.publishing, run.aim = job, aim
            record("run.publishing", run, by=by, now=now, programme_id=run.programme_id)
            ring(job)
    except IntegrityError as error:  # the database lets one publishing of a run be open
        raise StaleRun from error
    return job


def claim_publishing(*, job_id: UUID, now: datetime) -> MatchRun | None:
    """Takes the lease of a publishing that waits, or whose worker let its lease run out; None where there is nothing to
    take. The third attempt that ended its worker fails the job; the run stays ready."""
    job = Job.objects.filter(pk=job_id, kind=JobKind.PUBLISHING).first()
    if job is None:
        return None
    free = Job.objects.filter(
        Q(state=JobState.QUEUED)
        | Q(state=JobState.RUNNING, cancel_requested_at__isnull=True, lease_until__lt=now),
        pk=job_id,
    )
    attempts = job.parameters.get("attempts", 0)
    if attempts >= ATTEMPTS:
        words = _("Its worker ended %(n)d times in the middle of it. Nothing was published.") % {
            "n": ATTEMPTS
        }
        free.update(state=JobState.FAILED, finished_at=now, lease_until=None, failure=words)
        return None
    taken = free.update(
        state=JobState.RUNNING,
        lease_token=uuid4(),
        lease_until=now + LEASE,
        started_at=now,
        done=0,
        parameters={**job.parameters, "attempts": attempts + 1},
    )
    if not taken:
        return None
    return MatchRun.objects.select_related("publishing", "programme").get(publishing=job_id)


def work_publishing(*, run: MatchRun) -> bool:
    """Publishes a run whose job was claimed; False, and nothing written, where it was lost or cannot be. Why it cannot be
    stands in the job, and a failure is raised as well."""
    job = run.publishing
    assert job is not None
    try:
        solution = run.solutions.get(aim=job.parameters["aim"], revision=job.parameters["revision"])
        kept = opened(run)
        words = _words(kept, solution, job)
        by, now = job.requested_by, timezone.now()
        made = prepared(kept, words, by=by, now=now)
        publish(kept=kept, solution=solution, made=made, job=job, by=by, now=now)
    except _Lost:
        _end_stopped(job, now=timezone.now())
        return False
    except CannotPublish as error:
        _fail(job, str(error), now=timezone.now(), result={"pairs": [list(pair) for pair in error.pairs]})
        return False
    except Exception as error:
        _fail(job, f"{type(error).__name__}: {error}", now=timezone.now())
        raise
    return True


def _end_stopped(job: Job, *, now: datetime) -> None:
    """Ends a job that was asked to stop, unless another worker has it."""
    _held(job).filter(cancel_requested_at__isnull=False).update(
        state=JobState.CANCELLED, finished_at=now, lease_until=None
    )


def _fail(job: Job, words: str, *, now: datetime, result: dict[str, Any] | None = None) -> None:
    _held(job).update(
        state=JobState.FAILED, finished_at=now, lease_until=None, failure=words[:300], result=result or {}
    )


def _held(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, lease_token=job.lease_token)


def _words(kept: KeptRun, solution: Solution, job: Job) -> dict[Places, PairFit]:
    """The fits of all pairs, in words, with the progress told."""
    pairs = [(mentee, mentor) for mentee, mentor in enumerate(solution.mentors) if mentor >= 0]
    found: dict[Places, PairFit] = {}
    for start in range(0, len(pairs), BATCH):
        going = _held(job).filter(cancel_requested_at__isnull=True)
        if not going.update(done=start, total=len(pairs) + 1, lease_until=timezone.now() + LEASE):
            raise _Lost
        block = pairs[start : start + BATCH]
        found.update(zip(block, fits_of(kept, block, to_keep=True), strict=True))
    return found


@dataclass(frozen=True)
class Prepared:
    """What is to be written, made before anything is held: the mentorships with their people as they were then, and their
    lines for the database."""

    pairs: tuple[Places, ...]
    mentorships: tuple[Mentorship, ...]
    lines: StringIO
    events: StringIO

    @property
    def ids(self) -> list[tuple[UUID, UUID]]:
        return [(one.mentee_id, one.mentor_id) for one in self.mentorships]


def prepared(kept: KeptRun, words: Mapping[Places, PairFit], *, by: Person | None, now: datetime) -> Prepared:
    """Raises CannotPublish where somebody is not there any more."""
    cohort = kept.people([pair[0] for pair in words], [pair[1] for pair in words])
    gone = [pair for pair in words if not cohort.has_both(pair)]
    if gone:
        raise _refused(gone)
    mentorships = tuple(
        Mentorship(
            programme=kept.run.programme,
            mentee=cohort.mentees[pair[0]],
            mentor=cohort.mentors[pair[1]],
            run=kept.run,
            started_at=now,
            started_by=by,
            score=fit.score / 100,
            reasons=fit.as_json(),
        )
        for pair, fit in words.items()
    )
    begun = (MentorshipEvent(mentorship=one, at=now, by=by, to_state=one.state) for one in mentorships)
    return Prepared(tuple(words), mentorships, lines_of(mentorships, COLUMNS), lines_of(begun, EVENT_COLUMNS))


@transaction.atomic
def publish(
    *, kept: KeptRun, solution: Solution, made: Prepared, job: Job, by: Person | None, now: datetime
) -> int:
    """Begins every mentorship of a solution, closes the requests that cannot be any more, writes to everybody, and ends the
    job; how many mentorships those are. Raises CannotPublish, and writes nothing, where one of the pairs cannot be any more."""
    held_run = MatchRun.objects.select_for_update(of=("self",), no_key=True)  # not its programme
    run = held_run.select_related("programme").get(pk=kept.run.pk)
    if run.state != RunState.READY or run.revision != solution.revision:
        raise CannotPublish(_("The run was changed after you confirmed. Nothing was published."))
    if run.programme.state not in UNDER_WAY:
        raise CannotPublish(_("Pairs can be published while the programme is open or running."))
    # The letters first: nobody waits for them. From the next line on, whoever accepts a request waits for this.
    queue(*first_letters.of(made.mentorships), *_to_unmatched(kept, solution, run, job), now=now)
    barred = hold_not_cleared([pk for pair in made.ids for pk in pair], now=now)
    held = cohort_places.hold([pair[0] for pair in made.ids], [pair[1] for pair in made.ids])
    gone = cohort_places.impossible(made.ids, held, now=now)
    gone |= {pair for pair in made.ids if not barred.isdisjoint(pair)}
    if gone or not cohort_places.take(made.ids):
        raise _refused([pair for pair, of in zip(made.pairs, made.ids, strict=True) if of in gone])
    copy_in(Mentorship, COLUMNS, made.lines)
    copy_in(MentorshipEvent, EVENT_COLUMNS, made.events)
    _close_requests(made.ids, now=now)
    move_run(
        run,
        RunState.PUBLISHED,
        by=by,
        now=now,
        published_at=now,
        published_by=by,
        undo_closes_at=now + timedelta(hours=run.programme.undo_hours),
        undone_at=None,
        undone_by=None,
    )
    record("run.publish", run, by=by, now=now, programme_id=run.programme_id)
    ended = _held(job).filter(cancel_requested_at__isnull=True)
    if not ended.update(
        state=JobState.DONE,
        done=len(made.pairs) + 1,
        total=len(made.pairs) + 1,
        finished_at=now,
        lease_until=None,
        result={"mentorships": len(made.pairs)},
    ):
        raise _Lost
    return len(made.pairs)


def _refused(pairs: Sequence[Places]) -> CannotPublish:
    words = ngettext(
        "Nothing was published: %(n)d pair cannot be any more, as somebody changed something since the run. Run it again.",
        "Nothing was published: %(n)d pairs cannot be any more, as people changed something since the run. Run it again.",
        len(pairs),
    )
    return CannotPublish(words % {"n": len(pairs)}, pairs)


def _close_requests(ids: Sequence[tuple[UUID, UUID]], *, now: datetime) -> None:
    """Closes what cannot be any more: requests of mentees who are matched now, and to mentors who are full, here or over all
    programmes together. Two queries beside the requests themselves."""
    full = Enrolment.objects.filter(
        pk__in=[pk for pair in ids for pk in pair], active_mentorships__gte=F("capacity")
    )
    roles = dict(full.values_list("pk", "role"))
    matched = {pk for pk, role in roles.items() if role == Role.MENTEE}
    falls = Q(mentee__in=matched) | Q(mentor__in=roles.keys() - matched)
    falls |= Q(mentor__person__in=cohort_places.at_cap([pair[1] for pair in ids]))
    rivals.close(rivals.hold_open(falls), matched=matched, now=now)


def _to_unmatched(kept: KeptRun, solution: Solution, run: MatchRun, job: Job) -> list[Draft]:
    """The letters to those who have nobody this time, and nobody from before."""
    left = [kept.mentee_ids[place] for place, mentor in enumerate(solution.mentors) if mentor < 0]
    waiting = taking_part(run.programme, Role.MENTEE, left).filter(active_mentorships=0)
    return [
        Draft(UNMATCHED_MAIL, user, run.pk, once_for(UNMATCHED_MAIL, job.pk, user))
        for user in waiting.values_list("person__user_id", flat=True)
    ]


# --- taking back


def why_not_taken_back(*, run: MatchRun, now: datetime) -> str:
    """Why the pairs of a published run cannot be taken back, in words for the organiser; empty where they can."""
    try:
        _check_can_take_back(run, list(run.mentorships.values_list("pk", flat=True)), now=now)
    except (TooLate, HaveMet) as why:
        return str(why)
    return ""


def _check_can_take_back(run: MatchRun, mentorships: Sequence[UUID], *, now: datetime) -> None:
    if run.undo_closes_at is None or now > run.undo_closes_at:
        raise TooLate(_("The time in which these pairs could be taken back is over."))
    together = met.among(mentorships)
    if together:
        raise HaveMet(len(together))


@transaction.atomic
def take_back(*, run: MatchRun, by: Person | None, now: datetime) -> int:
    """Ends every mentorship of a published run as if it had never begun, and makes the run ready again; how many those are.

    Raises StaleState unless it is published, TooLate after its time, HaveMet where two people have met already."""
    held_run = MatchRun.objects.select_for_update(of=("self",), no_key=True)
    run = held_run.select_related("programme").get(pk=run.pk)
    if run.state != RunState.PUBLISHED:
        raise StaleState(run, run.state)
    # As whoever ends one of them does: the mentorship first, then its people.
    every = list(run.mentorships.select_for_update(of=("self",), no_key=True).with_people().order_by("pk"))
    _check_can_take_back(run, [one.pk for one in every], now=now)
    ending = [one for one in every if one.state in OPEN_MENTORSHIP_STATES]
    cohort_places.hold([one.mentee_id for one in ending], [one.mentor_id for one in ending])
    Mentorship.objects.filter(pk__in=[one.pk for one in ending]).update(
        state=MentorshipState.ENDED, end_reason=EndReason.TAKEN_BACK, closed_at=now, closed_by=by
    )
    MentorshipEvent.objects.bulk_create(
        MentorshipEvent(mentorship=one, at=now, by=by, from_state=one.state, to_state=MentorshipState.ENDED)
        for one in ending
    )
    Pause.objects.filter(mentorship__in=ending, resumed_at__isnull=True).update(resumed_at=now)
    cohort_places.give_back([(one.mentee_id, one.mentor_id) for one in ending])
    queue(
        *(
            Draft(TAKEN_BACK_MAIL, user, one.pk, once_for(TAKEN_BACK_MAIL, one.pk, user))
            for one in ending
            for user in (one.mentee.person.user_id, one.mentor.person.user_id)
        ),
        now=now,
    )
    for one in ending:
        one.state, one.end_reason, one.closed_at, one.closed_by = (
            MentorshipState.ENDED,
            EndReason.TAKEN_BACK,
            now,
            by,
        )
    endings.of(ending, by=by, now=now)
    move_run(run, RunState.READY, by=by, now=now, undone_at=now, undone_by=by)
    record("run.take_back", run, by=by, now=now, programme_id=run.programme_id)
    return len(ending)
