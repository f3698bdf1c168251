"""Your next step: one decision over facts. Pure: what somebody stands before goes in, the one thing to do comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from journeys.story import Ahead

SOON = 3  # days in which somebody else's waiting goes before all else
# Ranks of what waits in a mentorship (journeys/story.py): the other one waits for a word, and it has a date soon.
THE_OTHER_WAITS, HAS_A_DATE = 10, 20
CAME_TO_NOTHING = 3  # requests in vain after which a longer list helps more than the next request


class StepKind(StrEnum):
    ANSWER_REQUEST = "answer_request"
    FINISH_INTAKE = "finish_intake"
    REPLY = "reply"
    ANSWER_CALL = "answer_call"
    TOGETHER = "together"
    CHECK_IN = "check_in"
    FIRST_MEETING = "first_meeting"
    ASK = "ask"
    ENLARGE = "enlarge"
    WAIT_FOR_ANSWER = "wait_for_answer"
    WAIT_FOR_ORGANISER = "wait_for_organiser"
    WAIT_FOR_MATCH = "wait_for_match"
    WAIT_FOR_REQUEST = "wait_for_request"
    TAKE_REQUESTS = "take_requests"
    KEEP_GOING = "keep_going"
    RESTING = "resting"
    ORGANISE = "organise"
    FIND_PROGRAMME = "find_programme"


@dataclass(frozen=True)
class OpenIntake:
    """An intake that was begun or not: the step to go on with, from 1, of how many, and the minutes to the end."""

    enrolment: UUID
    programme: str
    role: str
    number: int
    total: int
    minutes: int


@dataclass(frozen=True)
class Waiting:
    """A request, and the whole days that are left of its clock."""

    request: UUID
    other: str
    days: int


@dataclass(frozen=True)
class Pairing:
    """A mentorship that goes on. `met` as far as this person knows; `fresh` in its first stage; `arranged` where the next
    meeting has its date, `proposed` where times for one are offered; `check_in` the one that waits for an answer."""

    mentorship: UUID
    other: str
    met: bool = False
    fresh: bool = False
    paused: bool = False
    check_in: UUID | None = None
    arranged: bool = False
    proposed: bool = False

    @property
    def waits_for_first_meeting(self) -> bool:
        return self.fresh and not (self.met or self.paused or self.arranged or self.proposed)


@dataclass(frozen=True)
class Step:
    """Something that waits for this person in one mentorship."""

    mentorship: UUID
    other: str
    ahead: Ahead


@dataclass(frozen=True)
class Seeking:
    """A mentee's place in one programme. `free` requests may still be sent, `mentors` have room; `in_vain` counts the
    requests that came to nothing lately, `saved` the mentors on the shortlist. `chooses` is false where organisers match."""

    enrolment: UUID
    programme: str
    free: int
    mentors: int
    saved: int = 0
    in_vain: int = 0
    chooses: bool = True


@dataclass(frozen=True)
class Helping:
    """A mentor's place in one programme: whether they take requests, and how many places are left."""

    enrolment: UUID
    programme: str
    taking: bool
    places: int


@dataclass(frozen=True)
class Organising:
    """A programme that this person organises, and how many calls for help are open there."""

    programme: str
    calls: int = 0


@dataclass(frozen=True)
class Facts:
    """What one person stands before, each list with the most urgent first."""

    intakes: tuple[OpenIntake, ...] = ()
    to_answer: tuple[Waiting, ...] = ()
    to_reply: tuple[Waiting, ...] = ()
    asked: tuple[Waiting, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    together: tuple[Step, ...] = ()
    seeking: tuple[Seeking, ...] = ()
    helping: tuple[Helping, ...] = ()
    applied: tuple[str, ...] = ()
    organises: tuple[Organising, ...] = ()


Subject = OpenIntake | Waiting | Pairing | Step | Seeking | Helping | Organising | str | None


@dataclass(frozen=True)
class NextStep:
    """What to do now, and what it is about."""

    kind: StepKind
    about: Subject = field(default=None)


def next_step(facts: Facts) -> NextStep:
    """The one thing to do now. Where somebody else waits and time runs short, that goes first; then what this person alone
    can move; waiting comes last, as the page then says what to do meanwhile."""
    return _pressing(facts) or _own(facts) or _search(facts) or _calm(facts)


def _pressing(facts: Facts) -> NextStep | None:
    if facts.to_answer and facts.to_answer[0].days < SOON:
        return NextStep(StepKind.ANSWER_REQUEST, facts.to_answer[0])
    if facts.to_reply and facts.to_reply[0].days < SOON:
        return NextStep(StepKind.REPLY, facts.to_reply[0])
    return None


def _own(facts: Facts) -> NextStep | None:
    if facts.intakes:
        return NextStep(StepKind.FINISH_INTAKE, facts.intakes[0])
    if facts.to_answer:
        return NextStep(StepKind.ANSWER_REQUEST, facts.to_answer[0])
    if facts.to_reply:
        return NextStep(StepKind.REPLY, facts.to_reply[0])
    if facts.organises and facts.organises[0].calls:
        return NextStep(StepKind.ANSWER_CALL, facts.organises[0])
    return _together(facts)


def _together(facts: Facts) -> NextStep | None:
    """What waits in mentorships: whoever waits for a word, the check-in, the first meeting, what has a date soon."""
    if facts.together and facts.together[0].ahead.rank <= THE_OTHER_WAITS:
        return NextStep(StepKind.TOGETHER, facts.together[0])
    asked = [pair for pair in facts.pairings if pair.check_in is not None]
    if asked:
        return NextStep(StepKind.CHECK_IN, asked[0])
    first = [pair for pair in facts.pairings if pair.waits_for_first_meeting]
    if first:
        return NextStep(StepKind.FIRST_MEETING, first[0])
    if facts.together and facts.together[0].ahead.rank <= HAS_A_DATE:
        return NextStep(StepKind.TOGETHER, facts.together[0])
    return None


def _search(facts: Facts) -> NextStep | None:
    for place in facts.seeking:
        if not place.chooses or not place.free:
            continue
        if not place.mentors or place.in_vain >= CAME_TO_NOTHING:
            return NextStep(StepKind.ENLARGE, place)
        if not facts.asked:
            return NextStep(StepKind.ASK, place)
    return None


def _calm(facts: Facts) -> NextStep:
    going = [pair for pair in facts.pairings if not pair.paused]
    turned_away = [place for place in facts.helping if not place.taking and place.places > 0]
    ready = [place for place in facts.helping if place.taking and place.places > 0]
    if facts.together:
        return NextStep(StepKind.TOGETHER, facts.together[0])
    if facts.asked:
        return NextStep(StepKind.WAIT_FOR_ANSWER, facts.asked[0])
    if going:
        return NextStep(StepKind.KEEP_GOING, going[0])
    if facts.applied:
        return NextStep(StepKind.WAIT_FOR_ORGANISER, facts.applied[0])
    if facts.seeking:
        return NextStep(StepKind.WAIT_FOR_MATCH, facts.seeking[0])
    if facts.pairings:
        return NextStep(StepKind.RESTING, facts.pairings[0])
    if ready:
        return NextStep(StepKind.WAIT_FOR_REQUEST, ready[0])
    if turned_away:
        return NextStep(StepKind.TAKE_REQUESTS, turned_away[0])
    if facts.organises:
        return NextStep(StepKind.ORGANISE, facts.organises[0])
    return NextStep(StepKind.FIND_PROGRAMME)
