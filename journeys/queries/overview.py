"""The overview of one mentorship as either side reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.languages import language_names
from accounts.models import Person
from journeys.enums import CheckInState
from journeys.guides import suggested
from journeys.guides.guide import Guide
from journeys.models import CheckIn, HelpRequest
from journeys.queries.cadence import CadencePage, cadence_page
from journeys.queries.mentorships import CommonHour, Contact, call_by, common_hours, contact_of
from journeys.queries.room import Room
from journeys.queries.standing import Standing, standings_of
from journeys.queries.story import ahead_of, cards_of, story_of
from journeys.schedule import Past, next_look, rhythm_of
from journeys.stages import Stage, stage_at, stages, week_of
from journeys.story import Ahead, Happened
from matching.enums import MentorshipState
from matching.fit import PairFit, Reason
from matching.models import Mentorship, Pause
from notifications.prepared import asked_once, prepared
from programmes.enums import StageName
from programmes.models import Goal, WantedSkill

CHECK_INS_SHOWN = 6
AHEAD_SHOWN = 6
STORY_SHOWN = 5
# Ranks of what waits (journeys/story.py): whom the other one waits for answers before the check-in; what would be good one day
# stands behind the plan of the stage.
THE_OTHER_WAITS, ONE_DAY = 10, 40
# What the next step says already.
SAID_ABOVE = "meeting_plan:"


class Moment(StrEnum):
    """What the page puts first."""

    WAITS = "waits"
    CHECK_IN = "check_in"
    FIRST_MEETING = "first_meeting"
    MEETING = "meeting"
    PROPOSED = "proposed"
    WORK = "work"
    LOOK_BACK = "look_back"
    CLOSE = "close"
    REST = "rest"
    COMPLETED = "completed"
    ENDED = "ended"


@dataclass(frozen=True)
class MentorshipPage:
    """One mentorship as one side reads it. `step` is what waits where `moment` says so, `ahead` what else comes, and
    `next_meeting` the meeting in it that has its date; `cards` are those of the topics by name. `contact` is None where it is not shown; `check_ins` are the reader's own."""

    room: Room
    moment: Moment
    step: Ahead | None
    ahead: tuple[Ahead, ...]
    next_meeting: Ahead | None
    cards: Mapping[str, object]
    story: tuple[Happened, ...]
    guides: tuple[Guide, ...]
    standing: Standing
    week: int
    contact: Contact | None
    languages: tuple[str, ...]
    score: int | None
    reasons: tuple[Reason, ...]
    hours: tuple[CommonHour, ...]
    stages: tuple[Stage, ...]
    goals: tuple[str, ...]
    skills: tuple[str, ...]
    check_ins: tuple[CheckIn, ...]
    waiting: CheckIn | None
    next_check_in_at: datetime | None
    pause: Pause | None
    how_often: CadencePage
    call: HelpRequest | None

    @property
    def mentorship(self) -> Mentorship:
        return self.room.mentorship

    @property
    def reader(self) -> Person:
        return self.room.reader

    @property
    def other(self) -> Person:
        return self.room.other

    @property
    def is_mentee(self) -> bool:
        return self.room.is_mentee

    @property
    def is_open(self) -> bool:
        return self.room.is_open

    @property
    def met(self) -> bool:
        return self.standing.met

    @property
    def has_begun(self) -> bool:
        """Whether what belongs to working together has its place: they met, or it is over."""
        return self.met or not self.is_open

    @property
    def ends_soon(self) -> bool:
        """Whether it is over or in its last stage, where the end comes to the front."""
        closing = any(stage.key == StageName.CLOSING and stage.state == "now" for stage in self.stages)
        return closing or not self.is_open

    @property
    def can_change_cadence(self) -> bool:
        """Whether the reader may propose how often check-ins come: nothing of the other one waits to be answered."""
        waits = self.how_often.proposal is not None and not self.how_often.is_own
        return self.mentorship.state == MentorshipState.ACTIVE and not waits

    @property
    def guides_first_meeting(self) -> bool:
        """Whether the agenda of the first hour helps: early on, until they met."""
        starting = any(stage.key == StageName.STARTING and stage.state == "now" for stage in self.stages)
        return self.mentorship.state == MentorshipState.ACTIVE and starting and not self.met


@asked_once()
def mentorship_page(room: Room, *, now: datetime) -> MentorshipPage:
    """Everything that the page of one mentorship shows to its reader; a fixed number of queries."""
    mentorship, reader, other = room.mentorship, room.reader, room.other
    zone = ZoneInfo(reader.zone)
    started_on, today = mentorship.started_at.astimezone(zone).date(), now.astimezone(zone).date()
    standing = standings_of([mentorship.pk], reader=reader, now=now)[mentorship.pk]
    pauses = _pauses(mentorship)
    check_ins = _check_ins(mentorship, reader)
    active = mentorship.state == MentorshipState.ACTIVE
    waiting = next((c for c in check_ins if c.state == CheckInState.DUE), None) if active else None
    ahead = ahead_of([mentorship], reader=reader, now=now).get(mentorship.pk, []) if room.is_open else []
    stage = stage_at(started_on, standing.ends_on, today)
    step = next((thing for thing in ahead if thing.waits), None)
    moment = moment_of(mentorship.state, stage, standing, step=step, asked=waiting is not None)
    step = step if moment == Moment.WAITS else None
    meeting = next((thing for thing in ahead if thing.at and thing.at == standing.next_at), None)
    shown_above = (step, meeting if moment == Moment.MEETING else None)
    rest = [thing for thing in ahead if thing not in shown_above]
    if moment in {Moment.FIRST_MEETING, Moment.WORK}:
        rest = [thing for thing in rest if not thing.key.startswith(SAID_ABOVE)]
    fit = PairFit.from_json(mentorship.reasons)
    return MentorshipPage(
        room=room,
        moment=moment,
        step=step,
        ahead=tuple(rest[:AHEAD_SHOWN]),
        next_meeting=meeting,
        cards=cards_of(mentorship, reader=reader, now=now),
        story=tuple(story_of(mentorship, reader=reader, now=now)[:STORY_SHOWN]),
        guides=suggested(
            stage,
            met=standing.met,
            silent=active and standing.is_silent(mentorship.started_at, now),
            over=not room.is_open,
        ),
        standing=standing,
        week=week_of(started_on, today),
        contact=contact_of(mentorship, reader, other),
        languages=_languages(reader, other),
        score=fit.score if fit else None,
        reasons=(fit.for_mentee if room.is_mentee else fit.for_mentor) if fit else (),
        hours=common_hours(reader, other, now=now) if room.is_open else (),
        stages=tuple(
            stages(
                started_on,
                standing.ends_on,
                today,
                is_over=mentorship.state == MentorshipState.COMPLETED,
            )
        )
        if mentorship.state != MentorshipState.ENDED
        else (),
        goals=tuple(_goals(mentorship.mentee_id)),
        skills=tuple(_skills(mentorship.mentee_id)),
        check_ins=tuple(c for c in check_ins if c.state != CheckInState.SCHEDULED)[:CHECK_INS_SHOWN],
        waiting=waiting,
        next_check_in_at=_next_check_in(mentorship, reader, check_ins, pauses, now),
        pause=next((pause for pause in pauses if pause.resumed_at is None), None),
        how_often=cadence_page(mentorship, reader),
        call=call_by(reader, mentorship),
    )


@prepared
def _pauses(mentorship: Mentorship) -> QuerySet[Pause]:
    return Pause.objects.filter(mentorship=mentorship).order_by("paused_at")


@prepared
def _check_ins(mentorship: Mentorship, person: Person) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(mentorship=mentorship, person=person).order_by("-number")


@prepared
def _goals(mentee: UUID) -> QuerySet[Goal, str]:
    return Goal.objects.filter(enrolment=mentee).order_by("position").values_list("text", flat=True)


@prepared
def _skills(mentee: UUID) -> QuerySet[WantedSkill, str]:
    wanted = WantedSkill.objects.filter(enrolment=mentee).order_by("-priority", "skill__name")
    return wanted.values_list("skill__name", flat=True)


def moment_of(state: str, stage: StageName, standing: Standing, *, step: Ahead | None, asked: bool) -> Moment:
    """What the page of a mentorship puts first: for whom the other one waits, an open question, the first meeting; then what
    else waits (`step`, the most pressing); then what its stage is for, or the next date."""
    closed = {
        MentorshipState.PAUSED: Moment.REST,
        MentorshipState.COMPLETED: Moment.COMPLETED,
        MentorshipState.ENDED: Moment.ENDED,
    }
    if state in closed:
        return closed[MentorshipState(state)]
    rank = step.rank if step is not None else ONE_DAY + 1
    if rank <= THE_OTHER_WAITS:
        return Moment.WAITS
    if asked:
        return Moment.CHECK_IN
    if stage == StageName.STARTING and not standing.met and not standing.proposed:
        return Moment.MEETING if standing.next_at else Moment.FIRST_MEETING
    if rank < ONE_DAY:
        return Moment.WAITS
    if stage == StageName.HALF_WAY:
        return Moment.LOOK_BACK
    if stage == StageName.CLOSING:
        return Moment.CLOSE
    if standing.next_at:
        return Moment.MEETING
    if rank == ONE_DAY:
        return Moment.WAITS
    return Moment.PROPOSED if standing.proposed else Moment.WORK


def _languages(reader: Person, other: Person) -> tuple[str, ...]:
    return tuple(language_names([code for code in reader.languages if code in set(other.languages)]))


def _next_check_in(
    mentorship: Mentorship,
    reader: Person,
    check_ins: Sequence[CheckIn],
    pauses: Sequence[Pause],
    now: datetime,
) -> datetime | None:
    """When the next one comes: as planned, or as it will be where the sweep has not yet come by."""
    if mentorship.state != MentorshipState.ACTIVE:
        return None
    planned = next((c for c in check_ins if c.state == CheckInState.SCHEDULED), None)
    if planned is not None:
        return planned.due_at
    rhythm = rhythm_of(mentorship, reader, tuple((pause.paused_at, pause.resumed_at) for pause in pauses))
    past = Past(
        due_at=max((c.due_at for c in check_ins), default=None),
        asked_at=max((c.due_at for c in check_ins if c.state != CheckInState.SKIPPED), default=None),
    )
    return next_look(rhythm, past=past, since=now)
