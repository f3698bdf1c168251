"""Everybody of a programme, a row for each role: what they say of themselves, want and offer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.enums import NetworkKind
from accounts.languages import language_names
from accounts.models import Affiliation
from programmes.enums import EnrolmentState, HelpTopic, Quality, Role, Seniority
from programmes.exporting.cells import Cell
from programmes.exporting.pieces import PIECE, pieces
from programmes.exporting.taken import Taken
from programmes.models import Enrolment, Goal, OfferedSkill, Programme, WantedSkill
from programmes.models.enrolment import EnrolmentQuerySet

KINDS = tuple(NetworkKind)


def of_programme(programme: Programme) -> EnrolmentQuerySet:
    """Every enrolment, save of people who were erased."""
    return Enrolment.objects.filter(programme=programme, person__erased_at__isnull=True)


def count_people(programme: Programme) -> int:
    return of_programme(programme).count()


def people(programme: Programme) -> Taken:
    """One query, and four for every PIECE people."""
    columns = [
        _("Name"), _("E-mail address"), _("Role"), _("State"), _("Pronouns"), _("Job title"), _("Place"), _("Time zone"),
        _("Languages"), *(str(kind.label) for kind in KINDS), _("Joined"), _("Answers finished"), _("Decided"),
        _("How many at once"), _("Places taken"), _("Taking requests"), _("Headline"), _("Biography"),
        _("Where they are now"), _("Where they want to be"), _("What is hard at the moment"), _("Goals"), _("Skills"),
        _("Areas for development"), _("More about these areas"), _("Qualities"), _("More about these qualities"),
        _("Seniority"), _("Line manager's e-mail address"),
    ]  # fmt: skip
    return Taken(columns, _rows(programme))


def _rows(programme: Programme) -> Iterator[Sequence[Cell]]:
    enrolments = of_programme(programme).select_related("person__user")
    ordered = enrolments.order_by("person__name", "person", "role")
    for piece in pieces(ordered.iterator(chunk_size=PIECE)):
        ids = [enrolment.pk for enrolment in piece]
        networks = _networks({enrolment.person_id for enrolment in piece})
        goals, skills = _goals(ids), _skills(ids)
        for enrolment in piece:
            yield _row(enrolment, networks[enrolment.person_id], goals[enrolment.pk], skills[enrolment.pk])


def _row(
    enrolment: Enrolment, networks: dict[str, list[str]], goals: list[str], skills: list[str]
) -> Sequence[Cell]:
    person = enrolment.person
    return (
        person.name,
        person.user.email,
        str(Role(enrolment.role).label),
        str(EnrolmentState(enrolment.state).label),
        person.pronouns,
        person.job_title,
        person.place,
        person.zone,
        ", ".join(language_names(person.languages)),
        *(", ".join(networks[kind]) for kind in KINDS),
        enrolment.created_at,
        enrolment.submitted_at,
        enrolment.decided_at,
        enrolment.capacity,
        enrolment.active_mentorships,
        enrolment.accepting if enrolment.role == Role.MENTOR else None,
        enrolment.headline,
        enrolment.biography,
        enrolment.where_i_am,
        enrolment.where_i_want_to_be,
        enrolment.challenges,
        "\n".join(goals),
        ", ".join(skills),
        ", ".join(str(HelpTopic(topic).label) for topic in enrolment.topics),
        enrolment.topics_note,
        ", ".join(str(Quality(quality).label) for quality in enrolment.qualities),
        enrolment.qualities_note,
        str(Seniority(enrolment.seniority).label) if enrolment.seniority else "",
        enrolment.line_manager_email,
    )


def _networks(people: Collection[UUID]) -> dict[UUID, dict[str, list[str]]]:
    found: dict[UUID, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    held = Affiliation.objects.filter(person__in=people).order_by("network__name")
    for person, kind, name in held.values_list("person_id", "network__kind", "network__name"):
        found[person][kind].append(name)
    return found


def _goals(ids: Collection[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    held = Goal.objects.filter(enrolment__in=ids).order_by("position")
    for enrolment, text in held.values_list("enrolment_id", "text"):
        found[enrolment].append(text)
    return found


def _skills(ids: Collection[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for model in (WantedSkill, OfferedSkill):
        held = model.objects.filter(enrolment__in=ids).order_by("skill__name")
        for enrolment, name in held.values_list("enrolment_id", "skill__name"):
            found[enrolment].append(name)
    return found
