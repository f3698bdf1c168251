"""What publishing a run does in figures, and what taking it back does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.enums import JobState
from matching.enums import OPEN_MENTORSHIP_STATES, OPEN_REQUEST_STATES, RunState
from matching.kept_runs import opened
from matching.models import MatchRun, Mentorship, Request
from matching.queries.run_review import Standing
from matching.snapshot.people import taking_part
from programmes.enums import Role


@dataclass(frozen=True)
class Publishing:
    """`told` are the mentees without any mentor who are written to as well; `waiting` are requests of the others that still
    wait for an answer."""

    pairs: int
    told: int
    waiting: int
    undo_until: datetime

    @property
    def letters(self) -> int:
        """One to each of the two, and one to each who has nobody."""
        return self.pairs * 2 + self.told


def publishing_figures(held: Standing, *, now: datetime) -> Publishing:
    """Two queries beside opening the run."""
    run, kept = held.run, opened(held.run)
    left = [kept.mentee_ids[place] for place in held.unmatched]
    mentees = [kept.mentee_ids[place] for place in held.pairs]
    waiting = Request.objects.filter(mentee__in=mentees, state__in=OPEN_REQUEST_STATES)
    return Publishing(
        pairs=len(held.pairs),
        told=taking_part(run.programme, Role.MENTEE, left).filter(active_mentorships=0).count(),
        waiting=waiting.count(),
        undo_until=now + timedelta(hours=run.programme.undo_hours),
    )


@dataclass(frozen=True)
class Published:
    """The mentorships that a run began: how many are `open` still, and how many have `ended`."""

    begun: int
    open: int

    @property
    def ended(self) -> int:
        return self.begun - self.open


def published_figures(run: MatchRun) -> Published:
    """Two queries."""
    begun = Mentorship.objects.filter(run=run)
    return Published(begun=begun.count(), open=begun.filter(state__in=OPEN_MENTORSHIP_STATES).count())


def refused(run: MatchRun) -> str:
    """Why the last publishing of the run came to nothing, in words; empty where it did not, or nobody tried."""
    job = run.publishing
    tried = job is not None and run.state == RunState.READY and job.state == JobState.FAILED
    return job.failure if job is not None and tried else ""
