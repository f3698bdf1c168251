"""The pages of mentorships: all of one person, and one of them as either side reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from accounts.languages import language_names
from accounts.models import Block, Person, ProfileLink
from journeys.enums import CheckInState
from journeys.hours import Span, Week, common_spans
from journeys.models import CheckIn, HelpRequest
from journeys.queries.cadence import CadencePage, cadence_page
from journeys.schedule import Past, next_look, rhythm_of
from journeys.stages import Stage, stage_at, stages, week_of
from matching.enums import MentorshipState
from matching.fit import PairFit, Reason
from matching.models import Mentorship, Pause
from programmes.enums import StageName
from programmes.models import Goal, WantedSkill

CHECK_INS_SHOWN = 6


@dataclass(frozen=True)
class Contact:
    """How to reach the other one: known to the pair alone, and only from the day on which they became one."""

    email: str
    links: tuple[ProfileLink, ...]


@dataclass(frozen=True)
class CommonHour:
    """A stretch that both marked, on the reader's clock and on the other's; `theirs` is empty where both read the same."""

    mine: str
    theirs: str


class Moment(StrEnum):
    """What the page puts first."""

    CHECK_IN = "check_in"
    FIRST_MEETING = "first_meeting"
    WORK = "work"
    LOOK_BACK = "look_back"
    CLOSE = "close"
    REST = "rest"
    COMPLETED = "completed"
    ENDED = "ended"


@dataclass(frozen=True)
class MentorshipRow:
    """A mentorship in the list, from one side."""

    mentorship: Mentorship
    is_mentee: bool

    @property
    def other(self) -> Person:
        return (self.mentorship.mentor if self.is_mentee else self.mentorship.mentee).person


@dataclass(frozen=True)
class MentorshipsPage:
    current: tuple[MentorshipRow, ...]
    past: tuple[MentorshipRow, ...]

    @property
    def is_empty(self) -> bool:
        return not self.current and not self.past


@dataclass(frozen=True)
class MentorshipPage:
    """One mentorship as one side reads it. `contact` is None where it is not shown; `check_ins` are the reader's own."""

    mentorship: Mentorship
    reader: Person
    other: Person
    is_mentee: bool
    moment: Moment
    week: int
    met: bool
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
    def is_open(self) -> bool:
        return self.mentorship.state in {MentorshipState.ACTIVE, MentorshipState.PAUSED}

    @property
    def guides_first_meeting(self) -> bool:
        """Whether the agenda of the first hour helps: early on, until the reader said that they met."""
        starting = any(stage.key == StageName.STARTING and stage.state == "now" for stage in self.stages)
        return self.mentorship.state == MentorshipState.ACTIVE and starting and not self.met


def mentorships_page(person: Person) -> MentorshipsPage:
    """The mentorships of `person`, those that go on apart from the others, the newest first; one query."""
    rows = [
        MentorshipRow(row, row.mentee.person_id == person.pk)
        for row in Mentorship.objects.of(person).with_people().order_by("-started_at", "pk")
    ]
    open_states = {MentorshipState.ACTIVE, MentorshipState.PAUSED}
    return MentorshipsPage(
        tuple(row for row in rows if row.mentorship.state in open_states),
        tuple(row for row in rows if row.mentorship.state not in open_states),
    )


def mentorship_page(mentorship: Mentorship, *, reader: Person, now: datetime) -> MentorshipPage:
    """Everything the page of one mentorship shows to `reader`, one of the two; nine queries at most, at any number of
    check-ins and goals. `mentorship` needs its people and programme loaded."""
    is_mentee = mentorship.mentee.person_id == reader.pk
    other = (mentorship.mentor if is_mentee else mentorship.mentee).person
    zone = ZoneInfo(reader.zone)
    started_on, today = mentorship.started_at.astimezone(zone).date(), now.astimezone(zone).date()
    pauses = list(Pause.objects.filter(mentorship=mentorship).order_by("paused_at"))
    check_ins = list(CheckIn.objects.filter(mentorship=mentorship, person=reader).order_by("-number"))
    is_open = mentorship.state in {MentorshipState.ACTIVE, MentorshipState.PAUSED}
    waiting = next((c for c in check_ins if c.state == CheckInState.DUE), None)
    if mentorship.state != MentorshipState.ACTIVE:
        waiting = None
    met = any(check_in.met for check_in in check_ins)
    fit = PairFit.from_json(mentorship.reasons)
    stage = stage_at(started_on, mentorship.programme.ends_on, today)
    return MentorshipPage(
        mentorship=mentorship,
        reader=reader,
        other=other,
        is_mentee=is_mentee,
        moment=moment_of(mentorship.state, stage, met=met, asked=waiting is not None),
        week=week_of(started_on, today),
        met=met,
        contact=contact_of(mentorship, reader, other),
        languages=_languages(reader, other),
        score=fit.score if fit else None,
        reasons=(fit.for_mentee if is_mentee else fit.for_mentor) if fit else (),
        hours=common_hours(reader, other, now=now) if is_open else (),
        stages=tuple(
            stages(
                started_on,
                mentorship.programme.ends_on,
                today,
                is_over=mentorship.state == MentorshipState.COMPLETED,
            )
        ),
        goals=tuple(
            Goal.objects.filter(enrolment=mentorship.mentee_id)
            .order_by("position")
            .values_list("text", flat=True)
        ),
        skills=tuple(
            WantedSkill.objects.filter(enrolment=mentorship.mentee_id)
            .order_by("-priority", "skill__name")
            .values_list("skill__name", flat=True)
        ),
        check_ins=tuple(c for c in check_ins if c.state != CheckInState.SCHEDULED)[:CHECK_INS_SHOWN],
        waiting=waiting,
        next_check_in_at=_next_check_in(mentorship, reader, check_ins, pauses, now),
        pause=next((pause for pause in pauses if pause.resumed_at is None), None),
        how_often=cadence_page(mentorship, reader),
        call=call_by(reader, mentorship),
    )


def moment_of(state: str, stage: StageName, *, met: bool, asked: bool) -> Moment:
    """What the page of a mentorship puts first: an open question, then the first meeting, then what its stage is for."""
    closed = {
        MentorshipState.PAUSED: Moment.REST,
        MentorshipState.COMPLETED: Moment.COMPLETED,
        MentorshipState.ENDED: Moment.ENDED,
    }
    if state in closed:
        return closed[MentorshipState(state)]
    if asked:
        return Moment.CHECK_IN
    if stage == StageName.STARTING and not met:
        return Moment.FIRST_MEETING
    by_stage = {StageName.HALF_WAY: Moment.LOOK_BACK, StageName.CLOSING: Moment.CLOSE}
    return by_stage.get(stage, Moment.WORK)


def contact_of(mentorship: Mentorship, reader: Person, other: Person) -> Contact | None:
    """The address and links of `other` for `reader`; two queries at most. None after an end that was not a completion,
    for somebody who has left the site, and where one of the two blocked the other."""
    if mentorship.state == MentorshipState.ENDED or other.erased_at or not other.user.is_active:
        return None
    pair = [reader.pk, other.pk]
    if Block.objects.filter(blocker__in=pair, blocked__in=pair).exists():
        return None
    return Contact(other.user.email, tuple(other.links.order_by("kind", "pk")))


def call_by(person: Person, mentorship: Mentorship) -> HelpRequest | None:
    """The call for help of `person` that is open, if any."""
    return HelpRequest.objects.filter(mentorship=mentorship, asked_by=person, handled_at__isnull=True).first()


def common_hours(reader: Person, other: Person, *, now: datetime) -> tuple[CommonHour, ...]:
    """The first hours that both marked, in words on both clocks."""
    mine, theirs = Week(set(reader.availability), reader.zone), Week(set(other.availability), other.zone)
    return tuple(hour_in_words(span, reader.zone, other.zone) for span in common_spans(mine, theirs, now=now))


def hour_in_words(span: Span, mine: str, theirs: str) -> CommonHour:
    ours = [moment.astimezone(ZoneInfo(mine)) for moment in (span.starts_at, span.ends_at)]
    others = [moment.astimezone(ZoneInfo(theirs)) for moment in (span.starts_at, span.ends_at)]
    day = formats.date_format(ours[0], "D j F")
    said = {"day": day, "from": ours[0].strftime("%H:%M"), "to": ours[1].strftime("%H:%M")}
    text = _("%(day)s, %(from)s to %(to)s") % said
    if [moment.replace(tzinfo=None) for moment in ours] == [moment.replace(tzinfo=None) for moment in others]:
        return CommonHour(text, "")
    said = {"from": others[0].strftime("%H:%M"), "to": others[1].strftime("%H:%M")}
    if others[0].date() != ours[0].date():
        said["day"] = formats.date_format(others[0], "D")
        return CommonHour(text, _("%(day)s %(from)s to %(to)s") % said)
    return CommonHour(text, _("%(from)s to %(to)s") % said)


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
