"""What an organiser reads about one person of a programme, and about several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import MeetingFormat
from accounts.languages import language_names
from accounts.models import Person
from programmes.answered import answer_words
from programmes.enums import HelpTopic, PrivateContent, Quality, Role
from programmes.models import Answer, Enrolment, EnrolmentEvent, OrganiserNote, PrivateReading
from programmes.readings import Opened, last_reading, reading_open
from programmes.waiting import WaitingPlace, waiting_place

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Pairs = tuple[tuple["StrOrPromise", str], ...]


@dataclass(frozen=True)
class Said:
    """An answer beside its question, as it stood in the version that was asked. `only_organisers` where nobody else
    reads it."""

    question: str
    version: int
    words: tuple[str, ...]
    only_organisers: bool
    imported: bool


@dataclass(frozen=True)
class SkillLine:
    name: str
    words: str


@dataclass(frozen=True)
class PersonPage:
    """One enrolment with all that its organisers may read. `hidden` counts the answers about identity, which are opened for a
    reason alone (`identity_part`); `hours` says how much time was given, not when: that is promised to nobody but the engine."""

    enrolment: Enrolment
    person: Person
    facts: Pairs
    words: Pairs
    goals: tuple[str, ...]
    skills: tuple[SkillLine, ...]
    answers: tuple[Said, ...]
    hidden: int
    hours: str
    history: tuple[EnrolmentEvent, ...]
    notes: tuple[OrganiserNote, ...]
    others: tuple[Enrolment, ...]
    waiting: WaitingPlace | None


def person_page(enrolment: Enrolment) -> PersonPage:
    """About one enrolment; eleven queries at most. Load its `programme` and `person__user` before."""
    person = enrolment.person
    answers = _answers(enrolment)
    shown = tuple(said_of(answer) for answer in answers if not answer.question.identity)
    others = Enrolment.objects.filter(programme=enrolment.programme_id, person=person).exclude(
        pk=enrolment.pk
    )
    return PersonPage(
        enrolment=enrolment,
        person=person,
        facts=facts_of(person),
        words=words_of(enrolment),
        goals=tuple(enrolment.goals.order_by("position").values_list("text", flat=True)),
        skills=skills_of(enrolment),
        answers=shown,
        hidden=len(answers) - len(shown),
        hours=hours_given(person.availability),
        history=tuple(enrolment.history.select_related("by").order_by("-at", "-pk")),
        notes=tuple(enrolment.notes.select_related("written_by")),
        others=tuple(others),
        waiting=waiting_place(enrolment),
    )


@dataclass(frozen=True)
class IdentityPart:
    """The answers about identity: `answers` as long as `reading` stands open to whoever looks, else none. `last` is when
    anybody opened them last."""

    reading: PrivateReading | None
    answers: tuple[Said, ...]
    last: Opened | None


def identity_part(enrolment: Enrolment, *, reader: Person | None, now: datetime) -> IdentityPart:
    """What `reader` sees of the answers about identity at `now`; four queries at most."""
    person, programme, what = enrolment.person, enrolment.programme, PrivateContent.IDENTITY
    reading = reading_open(programme, person, reader=reader, what=what, now=now)
    answers = _answers(enrolment) if reading else []
    return IdentityPart(
        reading=reading,
        answers=tuple(said_of(answer) for answer in answers if answer.question.identity),
        last=last_reading(programme, person, what=what),
    )


def _answers(enrolment: Enrolment) -> list[Answer]:
    rows = enrolment.answers.select_related("question__version").prefetch_related("question__options")
    return list(rows.order_by("question__position", "key"))


def said_of(answer: Answer) -> Said:
    """Load `question__version` and `question__options` before."""
    return Said(
        question=answer.question.text,
        version=answer.question.version.number,
        words=tuple(answer_words(answer)),
        only_organisers=answer.question.visibility == "organisers",
        imported=answer.source == "import",
    )


def facts_of(person: Person) -> Pairs:
    """What they say about themself on the whole site; two queries."""
    networks = [str(held.network) for held in person.affiliations.select_related("network").order_by("pk")]
    formats = [str(MeetingFormat(name).label) for name in person.formats if name in MeetingFormat]
    return tuple(
        (label, words)
        for label, words in (
            (_("E-mail address"), person.user.email),
            (_("Pronouns"), person.pronouns),
            (_("Job"), person.job_title),
            (_("Place"), person.place),
            (_("Time zone"), person.zone.replace("_", " ")),
            (_("Languages"), ", ".join(language_names(person.languages))),
            (_("Likes to meet by"), ", ".join(formats)),
            (_("Networks"), ", ".join(networks)),
            (_("Links"), "\n".join(person.links.order_by("pk").values_list("url", flat=True))),
        )
        if words
    )


def words_of(enrolment: Enrolment) -> Pairs:
    """What they wrote for this programme; no query."""
    mentor = enrolment.role == Role.MENTOR
    topics = ", ".join(str(HelpTopic(name).label) for name in enrolment.topics if name in HelpTopic)
    qualities = ", ".join(str(Quality(name).label) for name in enrolment.qualities if name in Quality)
    return tuple(
        (label, words)
        for label, words in (
            (_("Headline"), enrolment.headline),
            (_("Story"), enrolment.biography),
            (_("Where I am"), enrolment.where_i_am),
            (_("Where I want to be"), enrolment.where_i_want_to_be),
            (_("What is hard at the moment"), enrolment.challenges),
            (_("Likes to help with") if mentor else _("Areas for development"), topics),
            (_("In their own words"), enrolment.topics_note),
            (_("As a mentor") if mentor else _("Looks for somebody who"), qualities),
            (_("In their own words"), enrolment.qualities_note),
            (
                _("In working life"),
                str(enrolment.get_seniority_display()) if enrolment.seniority is not None else "",
            ),
        )
        if words
    )


def skills_of(enrolment: Enrolment) -> tuple[SkillLine, ...]:
    """The skills offered or wanted; one query."""
    if enrolment.role == Role.MENTOR:
        offered = enrolment.offered_skills.select_related("skill").order_by("-level", "skill__name")
        return tuple(SkillLine(row.skill.name, str(row.get_level_display())) for row in offered)
    wanted = enrolment.wanted_skills.select_related("skill").order_by("-priority", "skill__name")
    return tuple(
        SkillLine(
            row.skill.name,
            _("%(now)s, aims for %(aim)s · %(priority)s")
            % {
                "now": row.get_level_now_display(),
                "aim": row.get_level_aim_display(),
                "priority": row.get_priority_display(),
            },
        )
        for row in wanted
    )


def hours_given(availability: Sequence[int]) -> str:
    """How much of the week somebody gave, not which part of it; empty: none."""
    if not availability:
        return ""
    hours = len(availability) / 2
    shown = f"{hours:g}"
    return ngettext("%(hours)s hour a week", "%(hours)s hours a week", 1 if hours == 1 else 2) % {
        "hours": shown
    }


@dataclass(frozen=True)
class Comparison:
    """Several enrolments side by side: a row is a label and a cell for each, made of lines."""

    columns: tuple[Enrolment, ...]
    rows: tuple[tuple[StrOrPromise, tuple[tuple[str, ...], ...]], ...]


def comparison(enrolments: Sequence[Enrolment]) -> Comparison:
    """The same things about each of a few people, rows that all leave empty left out; a fixed number of queries for each
    of them."""
    columns = tuple(enrolments)
    pages = [person_page(one) for one in columns]
    labels: dict[str, list[tuple[str, ...]]] = {}

    def put(at: int, label: object, lines: Sequence[str]) -> None:
        cells = labels.setdefault(str(label), [() for _one in columns])
        cells[at] = (*cells[at], *lines)

    for at, page in enumerate(pages):
        for said in page.answers:
            put(at, said.question, said.words)
    for at, page in enumerate(pages):
        put(at, _("Goals"), page.goals)
        put(at, _("Skills"), [f"{skill.name}: {skill.words}" for skill in page.skills])
        for label, words in (*page.words, *page.facts[1:]):
            put(at, label, [words])
        put(at, _("Time given"), [page.hours] if page.hours else [])
    return Comparison(columns, tuple((label, tuple(cells)) for label, cells in labels.items() if any(cells)))
