"""Places and demand of one programme, and the skills that its mentors do not cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Skill, SkillGroup
from programmes.enums import EnrolmentState, Role
from programmes.gaps import Asking, Candidate, Gap, Wanted, Why, asking, gaps, worst_first
from programmes.models import Enrolment, OfferedSkill, Programme, WantedSkill

ASKED_ABOUT = 12  # skills for which people are named
LOOKED_THROUGH = 400  # offers that are looked through for each way of finding somebody


@dataclass(frozen=True)
class Places:
    """People and places. `alone` are mentees without a mentor; `free` mentors take requests and have `left` places."""

    mentees: int
    alone: int
    applying: int
    mentors: int
    applying_mentors: int
    free: int
    left: int

    @property
    def missing(self) -> int:
        return max(self.alone - self.left, 0)


@dataclass(frozen=True)
class Line:
    """A skill or a group with its gap, and who could be asked where something is missing."""

    name: str
    group: str
    gap: Gap
    asking: Asking | None = None


@dataclass(frozen=True)
class Capacity:
    places: Places
    skills: Sequence[Line]
    groups: Sequence[Line]

    @property
    def lacking(self) -> list[Line]:
        """The skills that are missing now, the most missed first."""
        return [line for line in self.skills if line.gap.missing]


def capacity_of(programme: Programme, *, others: QuerySet[Programme], now: datetime) -> Capacity:
    """The places and gaps of `programme`; people of `others` are named where they offer what is missing here.

    Ten queries, however many people there are."""
    taking = Enrolment.objects.taking_requests(now).filter(programme=programme)
    free = dict(taking.values_list("pk", F("capacity") - F("active_mentorships")))
    skills = _skills(programme, free)
    groups = _groups(programme, free)
    names = {pk: (name, group or "") for pk, name, group in _named(skills)}
    ordered = worst_first(skills, {pk: name for pk, (name, _group) in names.items()})
    lacking = [pk for pk, gap in ordered if gap.missing or gap.missing_soon][:ASKED_ABOUT]
    candidates = _candidates(programme, lacking, taking, others=others)
    titles: dict[Any, str] = dict(SkillGroup.objects.values_list("pk", "name"))
    titles[None] = _("Without a group")
    return Capacity(
        places=_places(programme, free),
        skills=[
            Line(*names[pk], gap, asking(candidates[pk]) if pk in lacking else None)
            for pk, gap in ordered
            if pk in names
        ],
        groups=[Line(titles[pk], "", gap) for pk, gap in worst_first(groups, titles)],
    )


def _places(programme: Programme, free: Mapping[UUID, int]) -> Places:
    enrolled, mentee = Q(state=EnrolmentState.APPROVED), Q(role=Role.MENTEE)
    waiting = _waiting("")
    counted = Enrolment.objects.filter(programme=programme).aggregate(
        mentees=Count("pk", filter=mentee & enrolled),
        alone=Count("pk", filter=mentee & enrolled & Q(active_mentorships=0)),
        applying=Count("pk", filter=mentee & waiting),
        mentors=Count("pk", filter=~mentee & enrolled),
        applying_mentors=Count("pk", filter=~mentee & waiting),
    )
    return Places(**counted, free=len(free), left=sum(free.values()))


def _waiting(path: str) -> Q:
    """Whoever applied and handed in, or stands on the waiting list."""
    applied = Q(**{f"{path}state": EnrolmentState.APPLIED, f"{path}submitted_at__isnull": False})
    return applied | Q(**{f"{path}state": EnrolmentState.WAITLISTED})


def _wanted(programme: Programme, by: str) -> dict[Any, Wanted]:
    alone = Q(enrolment__state=EnrolmentState.APPROVED, enrolment__active_mentorships=0)
    counted = (
        WantedSkill.objects.filter(enrolment__programme=programme, enrolment__role=Role.MENTEE)
        .values(by)
        .annotate(
            mentees=Count("enrolment", distinct=True, filter=alone),
            applying=Count("enrolment", distinct=True, filter=_waiting("enrolment__")),
        )
        .filter(Q(mentees__gt=0) | Q(applying__gt=0))
    )
    return {row[by]: Wanted(row["mentees"], row["applying"]) for row in counted}


def _offered(programme: Programme, by: str) -> QuerySet[OfferedSkill, Any]:
    offers = OfferedSkill.objects.filter(
        enrolment__programme=programme,
        enrolment__role=Role.MENTOR,
        enrolment__state=EnrolmentState.APPROVED,
    )
    return offers.values_list(by, "enrolment_id").distinct()


def _skills(programme: Programme, free: Mapping[UUID, int]) -> dict[UUID, Gap]:
    return gaps(_wanted(programme, "skill_id"), _offered(programme, "skill_id"), free)


def _groups(programme: Programme, free: Mapping[UUID, int]) -> dict[Any, Gap]:
    return gaps(_wanted(programme, "skill__group_id"), _offered(programme, "skill__group_id"), free)


def _named(skills: Mapping[UUID, Gap]) -> QuerySet[Skill, Any]:
    return Skill.objects.filter(pk__in=list(skills)).values_list("pk", "name", "group__name")


def _candidates(
    programme: Programme,
    lacking: Sequence[UUID],
    taking: QuerySet[Enrolment],
    *,
    others: QuerySet[Programme],
) -> dict[UUID, list[Candidate]]:
    """Who offers what is missing, by skill: mentors here who rest or are full, mentors of `others` who are not mentors
    here, and mentors here with places who know something near. Four queries."""
    found: dict[UUID, list[Candidate]] = defaultdict(list)
    offers = (
        OfferedSkill.objects.filter(
            enrolment__role=Role.MENTOR,
            enrolment__state=EnrolmentState.APPROVED,
            enrolment__person__erased_at__isnull=True,
        )
        .select_related("enrolment__person", "enrolment__programme", "skill")
        .order_by("-level", "enrolment__person__name", "pk")
    )
    missing = offers.filter(skill__in=lacking)
    here = missing.filter(enrolment__programme=programme).exclude(enrolment__in=taking.values("pk"))
    for offer in here[:LOOKED_THROUGH]:
        full = offer.enrolment.places_left == 0
        found[offer.skill_id].append(_candidate(offer, Why.FULL if full else Why.RESTING))
    mentors_here = Enrolment.objects.mentors().filter(
        programme=programme, person=OuterRef("enrolment__person")
    )
    elsewhere = missing.filter(enrolment__programme__in=others.exclude(pk=programme.pk)).exclude(
        Exists(mentors_here)
    )
    for offer in elsewhere[:LOOKED_THROUGH]:
        found[offer.skill_id].append(_candidate(offer, Why.ELSEWHERE, offer.enrolment.programme.name))
    near = offers.filter(
        enrolment__in=taking.values("pk"),
        skill__group__in=Skill.objects.filter(pk__in=lacking).values("group"),
    ).exclude(skill__in=lacking)
    by_group: dict[Any, list[OfferedSkill]] = defaultdict(list)
    for offer in near[:LOOKED_THROUGH]:
        by_group[offer.skill.group_id].append(offer)
    for skill_id, group_id in Skill.objects.filter(pk__in=lacking).values_list("pk", "group_id"):
        found[skill_id] += [_candidate(offer, Why.NEAR, offer.skill.name) for offer in by_group[group_id]]
    return found


def _candidate(offer: OfferedSkill, why: Why, where: str = "") -> Candidate:
    person = offer.enrolment.person
    return Candidate(person.pk, person.name, offer.level, why, where)
