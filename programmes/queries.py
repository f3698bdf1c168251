"""What the public pages show: programmes, whether they can be joined, and how much room there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Q, Sum, When

from accounts.models import Person
from programmes import domains
from programmes.enums import EnrolmentState, MatchingMode, ProgrammeState, QuestionFor, Role
from programmes.intake import Step, steps_for
from programmes.models import Answer, Enrolment, FormVersion, Programme, Question

CLOSING_SOON = timedelta(days=7)
ON_A_PAGE = 24


class Standing(StrEnum):
    """Where a programme stands for somebody who would like to join it."""

    DRAFT = "draft"
    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSING = "closing"
    FULL = "full"
    RUNNING = "running"
    SHUT = "shut"
    ENDED = "ended"


JOINABLE = frozenset({Standing.OPEN, Standing.CLOSING, Standing.FULL})


@dataclass(frozen=True)
class Room:
    """The mentors of a programme who are enrolled, and the places left with those who take requests."""

    mentors: int = 0
    places: int = 0


@dataclass(frozen=True)
class ProgrammeCard:
    """A programme as lists show it."""

    programme: Programme
    standing: Standing
    room: Room

    @property
    def joinable(self) -> bool:
        return self.standing in JOINABLE


@dataclass(frozen=True)
class ProgrammePage:
    """The page of one programme. `enrolments` are the visitor's own, `open_roles` what they could still join as, and in
    `full_roles` they would stand on the waiting list. `is_elsewhere`: they have no verified address where it is for."""

    programme: Programme
    standing: Standing
    room: Room
    enrolments: Sequence[Enrolment]
    open_roles: Sequence[Role]
    full_roles: frozenset[Role] = frozenset()
    is_elsewhere: bool = False

    @property
    def domains(self) -> list[str]:
        """Where an address must be to join, as people write it; none: anywhere."""
        return domains.shown(self.programme.join_domains)

    @property
    def joinable(self) -> bool:
        return self.standing in JOINABLE

    @property
    def is_member(self) -> bool:
        """Whether the visitor is enrolled, in either part."""
        return any(one.state == EnrolmentState.APPROVED for one in self.enrolments)

    @property
    def can_leave(self) -> bool:
        """Whether the visitor takes part, in either part, or has applied."""
        over = {EnrolmentState.WITHDRAWN, EnrolmentState.DECLINED}
        return any(one.state not in over for one in self.enrolments)

    @property
    def people_choose(self) -> bool:
        return self.programme.mode != MatchingMode.COHORT


def standing_of(programme: Programme, room: Room, *, now: datetime) -> Standing:
    """Where `programme` stands at `now`. It is full where it has mentors and none of them has a place left."""
    if programme.state == ProgrammeState.DRAFT:
        return Standing.DRAFT
    if programme.state in {ProgrammeState.CLOSED, ProgrammeState.ARCHIVED}:
        return Standing.ENDED
    opens, closes = programme.enrolment_opens_at, programme.enrolment_closes_at
    if opens is not None and opens > now:
        return Standing.NOT_YET
    if closes is not None and closes <= now:
        return Standing.RUNNING if programme.state == ProgrammeState.RUNNING else Standing.SHUT
    if room.mentors and not room.places:
        return Standing.FULL
    if closes is not None and closes - now <= CLOSING_SOON:
        return Standing.CLOSING
    return Standing.OPEN


def rooms(programmes: Iterable[UUID], *, now: datetime) -> dict[UUID, Room]:
    """The room in each of `programmes`; two queries for any number of them."""
    ids = list(programmes)
    enrolled = Enrolment.objects.mentors().enrolled().filter(programme__in=ids)
    mentors = dict(
        enrolled.values("programme").annotate(number=Count("id")).values_list("programme", "number")
    )
    free = Enrolment.objects.taking_requests(now).filter(programme__in=ids).values("programme")
    places = dict(
        free.annotate(number=Sum(F("capacity") - F("active_mentorships"))).values_list("programme", "number")
    )
    return {pk: Room(mentors.get(pk, 0), places.get(pk, 0)) for pk in ids}


def open_programmes(*, now: datetime, limit: int) -> list[ProgrammeCard]:
    """The listed programmes that can be joined at `now`, those that close first in front; three queries."""
    chosen = (
        Programme.objects.listed()
        .open_to_join(now)
        .select_related("organisation")
        .order_by(F("enrolment_closes_at").asc(nulls_last=True), "name")[:limit]
    )
    return _cards(list(chosen), now=now)


def programme_list(
    *, search: str, page: str | int, now: datetime
) -> tuple[Page[Programme], list[ProgrammeCard]]:
    """One page of the listed programmes whose name, words or organisation hold `search`; four queries at most.

    Those that can be joined come first, then those that will open, then those that run. A page that does not exist gives
    the nearest that does."""
    found = Programme.objects.listed().select_related("organisation")
    if search:
        found = found.filter(
            Q(name__icontains=search)
            | Q(summary__icontains=search)
            | Q(audience__icontains=search)
            | Q(organisation__name__icontains=search)
        )
    turn = Case(
        When(enrolment_closes_at__lte=now, then=2), When(enrolment_opens_at__gt=now, then=1), default=0
    )
    ordered = found.order_by(turn, F("enrolment_closes_at").asc(nulls_last=True), "name")
    chosen = Paginator(ordered, ON_A_PAGE).get_page(page)
    return chosen, _cards(list(chosen.object_list), now=now)


def programme_page(programme: Programme, *, person: Person | None, now: datetime) -> ProgrammePage:
    """The page of one programme for one visitor; three queries, two where nobody is signed in, and one more where the
    programme takes only so many people or is for some addresses."""
    room = rooms([programme.pk], now=now)[programme.pk]
    own = (
        list(Enrolment.objects.filter(programme=programme, person=person).order_by("role")) if person else []
    )
    held = {e.role for e in own if e.state != EnrolmentState.WITHDRAWN}
    return ProgrammePage(
        programme=programme,
        standing=standing_of(programme, room, now=now),
        room=room,
        enrolments=[e for e in own if e.state != EnrolmentState.WITHDRAWN],
        open_roles=[role for role in Role if role not in held],
        full_roles=full_roles(programme),
        is_elsewhere=person is not None and not is_at_home(programme, person),
    )


def is_at_home(programme: Programme, person: Person) -> bool:
    """Whether `person` has a verified address at one of the domains that `programme` is for; no query where it is for all."""
    if not programme.join_domains:
        return True
    verified = EmailAddress.objects.filter(user=person.user_id, verified=True).values_list("email", flat=True)
    return domains.may_join(programme.join_domains, verified)


def full_roles(programme: Programme) -> frozenset[Role]:
    """The parts in which whoever comes now has to wait, for the programme takes no more or others wait already; one query
    where it has a limit, none otherwise."""
    limits = {Role.MENTEE: programme.mentee_places, Role.MENTOR: programme.mentor_places}
    limited = {role: limit for role, limit in limits.items() if limit is not None}
    if not limited:
        return frozenset()
    counts = (
        Enrolment.objects.filter(programme=programme, role__in=limited)
        .values("role")
        .annotate(
            enrolled=Count("pk", filter=Q(state=EnrolmentState.APPROVED)),
            waiting=Count("pk", filter=Q(state=EnrolmentState.WAITLISTED)),
        )
    )
    found = {Role(row["role"]): (row["enrolled"], row["waiting"]) for row in counts}
    none = (0, 0)
    return frozenset(
        role
        for role, limit in limited.items()
        if found.get(role, none)[0] >= limit or found.get(role, none)[1]
    )


def _cards(programmes: list[Programme], *, now: datetime) -> list[ProgrammeCard]:
    space = rooms([p.pk for p in programmes], now=now)
    return [ProgrammeCard(p, standing_of(p, space[p.pk], now=now), space[p.pk]) for p in programmes]


@dataclass(frozen=True)
class Intake:
    """The steps of one enrolment, and the programme's questions to it: the ordinary ones and those about identity."""

    steps: tuple[Step, ...]
    questions: tuple[Question, ...]
    identity: tuple[Question, ...]


def intake_of(enrolment: Enrolment) -> Intake:
    """What the intake asks of `enrolment`; four queries at most."""
    versions = FormVersion.objects.filter(programme=enrolment.programme_id, published_at__isnull=False)
    asked = list(
        Question.objects.filter(
            version=versions.order_by("-number").values("pk")[:1],
            asked_of__in=[QuestionFor.BOTH, QuestionFor(enrolment.role)],
        )
        .order_by("position", "key")
        .prefetch_related("options")
    )
    ordinary = tuple(question for question in asked if not question.identity)
    identity = tuple(question for question in asked if question.identity)
    # What was answered about identity can be taken back for as long as the answer is there, asked or not.
    keys = [question.key for question in asked]
    earlier = Question.objects.filter(identity=True, answers__enrolment=enrolment).exclude(key__in=keys)
    identity += tuple(earlier.order_by("position", "key").prefetch_related("options"))
    must_answer = any(question.required for question in ordinary)
    steps = steps_for(
        enrolment.role, asks=bool(ordinary), must_answer=must_answer, asks_identity=bool(identity)
    )
    return Intake(steps, ordinary, identity)


def answers_of(enrolment: Enrolment) -> dict[str, Answer]:
    """What `enrolment` answered, by the key of the question, each with the question it was given to and its choices; two
    queries."""
    rows = enrolment.answers.select_related("question").prefetch_related("question__options")
    return {answer.key: answer for answer in rows}
