"""What the demo's people are before they are rows: plain frozen data, without Django and without a clock.

Times are durations before the moment of seeding (negative: still to come). People, enrolments, requests and
mentorships refer to each other by their position in the world's tuples."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

OPEN, COHORT, RUNNING, YOUNG = "open-harbour", "lighthouse", "crossings", "slipway"


@dataclass(frozen=True)
class PersonPlan:
    """Somebody; `availability` are half hours of the local week, 0 is Monday 00:00. `networks` are (kind, name)."""

    name: str
    email: str
    pronouns: str
    job_title: str
    place: str
    zone: str
    languages: tuple[str, ...]
    availability: tuple[int, ...]
    formats: tuple[str, ...]
    mail_hour: int
    networks: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    joined: timedelta
    password: str = ""


@dataclass(frozen=True)
class Wanted:
    """Levels 0-4 with `aim` above `now`; priority 1-3."""

    skill: str
    now: int
    aim: int
    priority: int


@dataclass(frozen=True)
class EnrolmentPlan:
    """One person in one programme in one role. `full_for` is how long a mentor takes no requests; `left` is
    how long ago somebody withdrew; `finished` says
    whether the intake was finished; `hook` is what others quote from a biography and is not stored."""

    person: int
    programme: str
    role: str
    state: str
    joined: timedelta
    headline: str
    seniority: int
    topics: tuple[str, ...]
    topics_note: str
    qualities: tuple[str, ...]
    qualities_note: str
    capacity: int = 1
    biography: str = ""
    where_i_am: str = ""
    where_i_want_to_be: str = ""
    challenges: str = ""
    goals: tuple[str, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    offered: tuple[tuple[str, int], ...] = ()
    line_manager_email: str = ""
    full_for: timedelta | None = None
    left: timedelta | None = None
    finished: bool = True
    field: str = ""
    hook: str = ""
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step of a request's history. `by` is "mentee", "mentor" or empty for the clock."""

    to: str
    ago: timedelta
    by: str = ""


@dataclass(frozen=True)
class RequestPlan:
    mentee: int
    mentor: int
    want: str
    why_you: str
    how_often: str
    steps: tuple[Step, ...]
    note: str = ""
    question: str = ""
    reply: str = ""
    decline_reason: str = ""
    close_reason: str = ""

    @property
    def state(self) -> str:
        return self.steps[-1].to


@dataclass(frozen=True)
class CheckInPlan:
    """One side's answer for one period; `state` is answered or missed."""

    side: str
    number: int
    state: str
    met: bool = False
    pulse: int = 3
    confidence: int = 3
    blocker: str = ""


@dataclass(frozen=True)
class MentorshipPlan:
    """A pair. `request` is None where the organiser matched them; `paused` is how long ago a standing pause began, and
    `quiet` for how long nobody has heard of the two."""

    mentee: int
    mentor: int
    request: int | None
    state: str
    started: timedelta
    closed: timedelta | None = None
    end_reason: str = ""
    paused: timedelta | None = None
    quiet: timedelta | None = None
    check_ins: tuple[CheckInPlan, ...] = ()


@dataclass(frozen=True)
class CallForHelp:
    mentorship: int
    side: str
    ago: timedelta
    message: str


@dataclass(frozen=True)
class DemoWorld:
    people: tuple[PersonPlan, ...]
    enrolments: tuple[EnrolmentPlan, ...]
    requests: tuple[RequestPlan, ...]
    mentorships: tuple[MentorshipPlan, ...]
    shortlists: tuple[tuple[int, int, timedelta], ...]
    calls_for_help: tuple[CallForHelp, ...]
    organisers: tuple[int, ...]
