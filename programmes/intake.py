"""The steps of the guided intake: one topic a page, in order, for mentees and for mentors. Pure data and arithmetic."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from programmes.enums import Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

QUESTIONS, IDENTITY = "questions", "identity"

EVERYBODY = _("Seen by people in your programmes: on your page, on requests, and by your organisers.")
MENTORS_ASKED = _("Seen by mentors you ask, by your mentor, and by your organisers.")
MENTEES = _("Seen by mentees of this programme and by your organisers.")
ONLY_COUNTED = _("Nobody sees your hours. We show only those that you and the other person have in common.")
COMMON = _("Others see only what you have in common with them. Your organisers see all of it.")
COUNTED = _(
    "Counts when we look for people who fit. A reason may name what you and the other person both chose."
)


@dataclass(frozen=True)
class Step:
    """One page. `name` stands in lists, `title` is its heading, `who` says who sees the answer, `minutes` how long it takes.

    An `optional` step may be left without an answer."""

    slug: str
    name: StrOrPromise
    title: StrOrPromise
    lead: StrOrPromise
    who: StrOrPromise
    minutes: int = 1
    optional: bool = False


@dataclass(frozen=True)
class Place:
    """Where a step stands: its number from 1, how many there are, its neighbours and the minutes from here to the end."""

    step: Step
    number: int
    total: int
    previous: Step | None
    following: Step | None
    minutes_left: int


_ABOUT = Step(
    "about",
    _("About you"),
    _("First, who are you?"),
    _("What you wrote before is filled in already. It is the same in every programme you join."),
    EVERYBODY,
    2,
)
_MEETING = Step(
    "meeting",
    _("How you meet"),
    _("How would you like to meet?"),
    _("Two people need one language in common. The way of meeting can be settled later."),
    COUNTED,
)
_HOURS = Step(
    "availability",
    _("Your hours"),
    _("When could you usually meet?"),
    _("An hour or two a week is enough to find people who share your time, wherever they live."),
    ONLY_COUNTED,
    2,
    optional=True,
)
_LINKS = Step(
    "links",
    _("Pages about you"),
    _("Where can people read more about you?"),
    _("Only if you like. A first message is easier to write when there is something to refer to."),
    EVERYBODY,
    optional=True,
)
_QUESTIONS = Step(
    QUESTIONS,
    _("Questions of the programme"),
    _("A few questions from your organisers"),
    _("This programme asks everybody who joins."),
    _("Under each question you read who sees the answer."),
    2,
)
_IDENTITY = Step(
    IDENTITY,
    _("About identity"),
    _("Questions about identity, if you like"),
    _("None of these has to be answered."),
    _(
        "Never shown to mentors or mentees, whatever you choose here. An organiser who has to read them gives a reason, and you see who it was and why."
    ),
    2,
    optional=True,
)

_MENTEE_STEPS = (
    _ABOUT,
    Step(
        "story",
        _("Where you stand"),
        _("Where are you, and where would you like to be?"),
        _("Two or three sentences each are plenty. Write as you would tell a friend."),
        MENTORS_ASKED,
        4,
    ),
    Step(
        "topics",
        _("Areas to develop"),
        _("What would you like to work on?"),
        _("Choose what fits; three or four say more than ten."),
        COUNTED,
        optional=True,
    ),
    Step(
        "goals",
        _("Goals"),
        _("What would you like to have achieved?"),
        _(
            "One to five goals, the most important first. They will change with your mentor; this is where you start."
        ),
        MENTORS_ASKED,
        3,
    ),
    Step(
        "skills",
        _("Skills you want"),
        _("Which skills do you want to grow?"),
        _(
            "For each, where you are today and where you want to be. Honest beats modest: mentors are matched to that distance."
        ),
        MENTORS_ASKED,
        3,
    ),
    Step(
        "qualities",
        _("Your mentor"),
        _("What should your mentor be like?"),
        _("Choose what matters most to you. Nobody is all of it."),
        COUNTED,
        optional=True,
    ),
    _MEETING,
    _HOURS,
    Step(
        "networks",
        _("Your networks"),
        _("Where do you belong?"),
        _("Something in common makes a first talk easier."),
        COMMON,
        2,
        optional=True,
    ),
    _LINKS,
)
_MENTOR_STEPS = (
    _ABOUT,
    Step(
        "words",
        _("Your page"),
        _("How would you introduce yourself?"),
        _("Mentees read this before they ask. What you found hard is worth more to them than your titles."),
        MENTEES,
        4,
    ),
    Step(
        "expertise",
        _("Expertise"),
        _("What are you good at?"),
        _("The skills you could teach, and how well you know them."),
        MENTEES,
        3,
    ),
    Step(
        "topics",
        _("How you can help"),
        _("What do you like to help with?"),
        _("Choose what you would gladly talk about for an hour."),
        MENTEES,
        optional=True,
    ),
    Step(
        "qualities",
        _("How you work"),
        _("What are you like as a mentor?"),
        _("Choose the two or three that people would say of you."),
        MENTEES,
        optional=True,
    ),
    Step(
        "capacity",
        _("Your places"),
        _("How many mentees can you help at once?"),
        _("One is a good number. You never get more than you say, and you can change it at any time."),
        _("Mentees see how many places are left."),
    ),
    _MEETING,
    _HOURS,
    Step(
        "networks",
        _("Your networks"),
        _("Where do you belong?"),
        _("Something in common makes a first talk easier."),
        COMMON,
        2,
        optional=True,
    ),
    _LINKS,
)


def steps_for(role: str, *, asks: bool, must_answer: bool, asks_identity: bool) -> tuple[Step, ...]:
    """The steps of one role, with the programme's own questions (`must_answer` where one is required) and those about
    identity where there are some."""
    steps = _MENTEE_STEPS if role == Role.MENTEE else _MENTOR_STEPS
    own = (replace(_QUESTIONS, optional=not must_answer),) if asks else ()
    return steps + own + ((_IDENTITY,) if asks_identity else ())


def place_of(steps: Sequence[Step], slug: str) -> Place:
    """Where the step called `slug` stands. Raises KeyError where there is none."""
    for at, step in enumerate(steps):
        if step.slug == slug:
            return Place(
                step=step,
                number=at + 1,
                total=len(steps),
                previous=steps[at - 1] if at else None,
                following=steps[at + 1] if at + 1 < len(steps) else None,
                minutes_left=sum(each.minutes for each in steps[at:]),
            )
    raise KeyError(slug)


def first_open(steps: Sequence[Step], done: Collection[str]) -> Step | None:
    """The first step without an answer, or None where all are answered."""
    return next((step for step in steps if step.slug not in done), None)


def missing(steps: Sequence[Step], done: Collection[str]) -> list[Step]:
    """The steps that must be answered before the answers can be handed in, and are not."""
    return [step for step in steps if not step.optional and step.slug not in done]
