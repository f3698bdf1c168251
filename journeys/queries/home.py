"""What one person stands before on this site: read once, for the home page, the calendar and the next step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from accounts.models import Person
from journeys.enums import CheckInState
from journeys.models import CheckIn, HelpRequest
from journeys.next_step import Facts, Helping, OpenIntake, Organising, Pairing, Seeking, Step, Waiting
from journeys.queries.standing import Standing, standings_of
from journeys.queries.story import ahead_of
from journeys.stages import stage_at, week_of
from journeys.story import Ahead
from matching.enums import OPEN_REQUEST_STATES, MentorshipState, RequestState
from matching.models import Mentorship, Pause, Request
from matching.queries.clock import clock_of
from matching.queries.requests import RequestCard
from notifications.prepared import asked_once, prepared
from programmes.enums import EnrolmentState, MatchingMode, ProgrammeState, Role, StageName
from programmes.event_list import going_to
from programmes.intake import first_open, place_of
from programmes.models import Enrolment, Event, Programme
from programmes.queries import intake_of

LATELY = timedelta(days=30)
GOING_ON = {ProgrammeState.ENROLLING, ProgrammeState.RUNNING}


@dataclass(frozen=True)
class PairRow:
    """A mentorship that goes on, from one side. `check_in` waits for an answer, `next_check_in_at` is when the next comes;
    `ahead` is what else comes or waits, in order."""

    mentorship: Mentorship
    is_mentee: bool
    stage: StageName
    week: int
    standing: Standing
    ahead: tuple[Ahead, ...]
    resumes_on: date | None
    check_in: CheckIn | None
    next_check_in_at: datetime | None

    @property
    def other(self) -> Person:
        return (self.mentorship.mentor if self.is_mentee else self.mentorship.mentee).person

    @property
    def is_paused(self) -> bool:
        return self.mentorship.state == MentorshipState.PAUSED

    @property
    def stage_name(self) -> str:
        return str(self.stage.label)

    @property
    def waits(self) -> tuple[Ahead, ...]:
        """What waits for the reader, the most pressing first."""
        return tuple(thing for thing in self.ahead if thing.waits)


@dataclass(frozen=True)
class Organised:
    """A programme that the person organises, with what waits there."""

    programme: Programme
    people: int
    mentorships_open: int
    calls: int


@dataclass(frozen=True)
class Home:
    """Everything of one person. `received` are the requests that wait for their yes or no, `sent` the open ones they sent."""

    person: Person
    now: datetime
    today: date
    enrolments: tuple[Enrolment, ...]
    received: tuple[RequestCard, ...]
    sent: tuple[RequestCard, ...]
    pairs: tuple[PairRow, ...]
    organised: tuple[Organised, ...]
    intake: OpenIntake | None
    events: tuple[Event, ...]
    facts: Facts

    @property
    def is_mentee(self) -> bool:
        return any(enrolment.role == Role.MENTEE for enrolment in self.enrolments)

    @property
    def is_mentor(self) -> bool:
        return any(enrolment.role == Role.MENTOR for enrolment in self.enrolments)

    @property
    def mentoring(self) -> list[Enrolment]:
        """The enrolments as a mentor that are approved."""
        return [e for e in self.enrolments if e.role == Role.MENTOR and e.state == EnrolmentState.APPROVED]


@asked_once()
def home_of(person: Person, *, now: datetime) -> Home:
    """Reads everything of `person`; a fixed number of queries, at any number of rows."""
    today = now.astimezone(ZoneInfo(person.zone)).date()
    enrolments = tuple(_enrolments(person))
    requests = _requests(person, now - LATELY)
    sent = tuple(_cards(requests, Role.MENTEE, OPEN_REQUEST_STATES, person, now))
    received = tuple(_cards(requests, Role.MENTOR, [RequestState.PENDING], person, now))
    pairs = _pairs(person, today, now)
    organised = _organised(person)
    intake = _intake(enrolments)
    facts = Facts(
        intakes=(intake,) if intake else (),
        to_answer=tuple(_waiting(card) for card in received),
        to_reply=tuple(_waiting(card) for card in sent if card.waits_for_reader),
        asked=tuple(_waiting(card) for card in sent if not card.waits_for_reader),
        pairings=tuple(_pairing(pair) for pair in pairs),
        together=tuple(sorted(_steps(pairs), key=lambda step: step.ahead.rank)),
        seeking=_seeking(enrolments, requests, now),
        helping=tuple(
            Helping(e.pk, e.programme.name, is_taking(e, now), max(e.places_left, 0))
            for e in enrolments
            if e.role == Role.MENTOR and _takes_part(e)
        ),
        applied=tuple(
            e.programme.name
            for e in enrolments
            if e.state in {EnrolmentState.APPLIED, EnrolmentState.WAITLISTED} and e.submitted_at is not None
        ),
        organises=tuple(
            Organising(row.programme.name, row.calls) for row in sorted(organised, key=lambda row: -row.calls)
        ),
    )
    events = tuple(going_to(person, now=now))
    return Home(person, now, today, enrolments, received, sent, pairs, organised, intake, events, facts)


@prepared
def _enrolments(person: Person) -> QuerySet[Enrolment]:
    return (
        Enrolment.objects.of(person)
        .exclude(state=EnrolmentState.WITHDRAWN)
        .exclude(programme__state__in=[ProgrammeState.DRAFT, ProgrammeState.ARCHIVED])
        .select_related("programme__organisation")
        .annotate(saved=Count("shortlist"))
        .order_by("-created_at", "pk")
    )


def is_taking(enrolment: Enrolment, now: datetime) -> bool:
    """Whether a mentor takes requests, places apart."""
    until = enrolment.not_accepting_until
    return enrolment.accepting and (until is None or until <= now)


def _takes_part(enrolment: Enrolment) -> bool:
    return (
        enrolment.state == EnrolmentState.APPROVED
        and enrolment.submitted_at is not None
        and enrolment.programme.state in GOING_ON
    )


@prepared
def _requests(person: Person, since: datetime) -> QuerySet[Request]:
    """The open requests of both roles, and those sent that were closed `since`; those that end first in front."""
    closed_lately = Q(mentee__person=person, closed_at__gt=since)
    wanted = Q(state__in=OPEN_REQUEST_STATES) | closed_lately
    return Request.objects.visible_to(person).filter(wanted).with_people().order_by("expires_at", "pk")


def _cards(
    requests: Iterable[Request], role: Role, states: Sequence[str], person: Person, now: datetime
) -> Iterable[RequestCard]:
    for request in requests:
        own = request.mentee if role == Role.MENTEE else request.mentor
        if own.person_id == person.pk and request.state in states:
            yield RequestCard(request, role, None, clock_of(request, now=now))


def _waiting(card: RequestCard) -> Waiting:
    return Waiting(card.request.pk, card.other.first_name, int(card.clock.days))


def _pairs(person: Person, today: date, now: datetime) -> tuple[PairRow, ...]:
    rows = _open_ones(person)
    if not rows:
        return ()
    asked: dict[tuple[UUID, str], CheckIn] = {}
    for check_in in _asked(person):
        asked[check_in.mentorship_id, check_in.state] = check_in
    standings = standings_of([row.pk for row in rows], reader=person, now=now)
    ahead = ahead_of(rows, reader=person, now=now)
    return tuple(
        _pair(row, person, today, asked, standings[row.pk], tuple(ahead.get(row.pk, ()))) for row in rows
    )


@prepared
def _open_ones(person: Person) -> QuerySet[Mentorship]:
    open_pause = Pause.objects.filter(mentorship=OuterRef("pk"), resumed_at__isnull=True)
    found = Mentorship.objects.of(person).open().with_people()
    return found.annotate(resumes_on=Subquery(open_pause.values("resumes_on")[:1])).order_by(
        "started_at", "pk"
    )


@prepared
def _asked(person: Person) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(
        person=person,
        state__in=[CheckInState.DUE, CheckInState.SCHEDULED],
        mentorship__state=MentorshipState.ACTIVE,
    ).order_by("due_at")


def _pair(
    row: Mentorship,
    person: Person,
    today: date,
    asked: dict[tuple[UUID, str], CheckIn],
    standing: Standing,
    ahead: tuple[Ahead, ...],
) -> PairRow:
    started_on = row.started_at.astimezone(ZoneInfo(person.zone)).date()
    planned = asked.get((row.pk, CheckInState.SCHEDULED))
    return PairRow(
        mentorship=row,
        is_mentee=row.mentee.person_id == person.pk,
        stage=stage_at(started_on, standing.ends_on, today),
        week=week_of(started_on, today),
        standing=standing,
        ahead=ahead,
        resumes_on=row.resumes_on,  # type: ignore[attr-defined] # annotated
        check_in=asked.get((row.pk, CheckInState.DUE)),
        next_check_in_at=planned.due_at if planned else None,
    )


def _pairing(pair: PairRow) -> Pairing:
    return Pairing(
        mentorship=pair.mentorship.pk,
        other=pair.other.first_name,
        met=pair.standing.met,
        fresh=pair.stage == StageName.STARTING,
        paused=pair.is_paused,
        check_in=pair.check_in.pk if pair.check_in else None,
        arranged=pair.standing.next_at is not None,
        proposed=pair.standing.proposed,
    )


def _steps(pairs: Iterable[PairRow]) -> Iterable[Step]:
    """What waits in each mentorship that does not rest."""
    for pair in pairs:
        if not pair.is_paused:
            yield from (Step(pair.mentorship.pk, pair.other.first_name, thing) for thing in pair.waits)


def _seeking(
    enrolments: Iterable[Enrolment], requests: Iterable[Request], now: datetime
) -> tuple[Seeking, ...]:
    looking = [e for e in enrolments if e.role == Role.MENTEE and _takes_part(e) and e.places_left > 0]
    if not looking:
        return ()
    rooms = dict(
        Enrolment.objects.taking_requests(now)
        .filter(programme__in=[e.programme_id for e in looking])
        .exclude(person=looking[0].person_id)
        .order_by()
        .values_list("programme")
        .annotate(Count("pk"))
    )
    open_ones = Counter(r.mentee_id for r in requests if r.is_open)
    vain = [RequestState.DECLINED, RequestState.EXPIRED, RequestState.CLOSED]
    in_vain = Counter(r.mentee_id for r in requests if r.state in vain)
    return tuple(
        Seeking(
            enrolment=e.pk,
            programme=e.programme.name,
            free=max(e.programme.open_requests - open_ones[e.pk], 0),
            mentors=rooms.get(e.programme_id, 0),
            saved=e.saved,  # type: ignore[attr-defined] # annotated
            in_vain=in_vain[e.pk],
            chooses=e.programme.mode != MatchingMode.COHORT,
        )
        for e in looking
    )


def _organised(person: Person) -> tuple[Organised, ...]:
    return tuple(
        Organised(p, **{name: getattr(p, name) or 0 for name in ("people", "mentorships_open", "calls")})
        for p in _programmes(person)
    )


@prepared
def _programmes(person: Person) -> QuerySet[Programme]:
    people = Enrolment.objects.filter(programme=OuterRef("pk"), state=EnrolmentState.APPROVED)
    pairs = Mentorship.objects.filter(programme=OuterRef("pk")).open()
    calls = HelpRequest.objects.filter(mentorship__programme=OuterRef("pk"), handled_at__isnull=True).exclude(
        Q(mentorship__mentee__person=person) | Q(mentorship__mentor__person=person)
    )
    return (
        Programme.objects.organised_by(person)
        .select_related("organisation")
        .annotate(
            people=_count(people, "programme", "person", distinct=True),
            mentorships_open=_count(pairs, "programme", "pk"),
            calls=_count(calls, "mentorship__programme", "pk"),
        )
        .order_by("name")
    )


def _count(rows: QuerySet[Any], by: str, what: str, *, distinct: bool = False) -> Subquery:
    counted = rows.order_by().values(by).annotate(n=Count(what, distinct=distinct))
    return Subquery(counted.values("n"))


def _intake(enrolments: Iterable[Enrolment]) -> OpenIntake | None:
    """The first enrolment whose questions are not all answered and handed in."""
    waiting = [EnrolmentState.APPLIED, EnrolmentState.APPROVED, EnrolmentState.WAITLISTED]
    for enrolment in enrolments:
        if (
            enrolment.submitted_at is not None
            or enrolment.state not in waiting
            or enrolment.programme.state not in GOING_ON
        ):
            continue
        steps = intake_of(enrolment).steps
        step = first_open(steps, enrolment.steps_done) or steps[-1]
        place = place_of(steps, step.slug)
        return OpenIntake(
            enrolment.pk,
            enrolment.programme.name,
            enrolment.role,
            place.number,
            place.total,
            place.minutes_left,
        )
    return None
