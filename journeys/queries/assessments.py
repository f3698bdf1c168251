"""Reads of self-assessments: how the mentee's skills grow, as each of the two sees them, and side by side where both agreed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Level
from accounts.models import Person, Skill
from journeys.enums import AssessmentPoint
from journeys.models import AssessedSkill, Assessment, SharedAssessment
from journeys.queries.actions import today_of
from journeys.queries.length import ends_of, ends_on
from journeys.stages import end_of, stage_at
from journeys.story import Ahead, Happened
from matching.models import Mentorship
from notifications.prepared import prepared
from programmes.enums import StageName
from programmes.models import WantedSkill
from ui.charts import Chart, Series, line_chart

POINT_OF = {
    StageName.STARTING: AssessmentPoint.START,
    StageName.WORKING: AssessmentPoint.START,
    StageName.HALF_WAY: AssessmentPoint.MIDDLE,
    StageName.CLOSING: AssessmentPoint.END,
}
FIRST_WEEKS = timedelta(weeks=2)
# By the person's id, the point and the skill's id.
Views = Mapping[tuple[UUID, str, UUID], int]


@dataclass(frozen=True)
class SkillView:
    """One skill in the reader's eyes and, where both agreed, in the other's: a level for each point, None where nothing was
    said. `intake` and `aim` are what the mentee said when they joined; the mentor learns of them with the mentee's view."""

    skill: Skill
    mine: tuple[Level | None, ...]
    theirs: tuple[Level | None, ...]
    intake: Level | None
    aim: Level | None
    chart: Chart | None

    @property
    def cells(self) -> list[tuple[Level | None, Level | None]]:
        """For each point, mine and theirs."""
        return list(zip(self.mine, self.theirs, strict=True))


@dataclass(frozen=True)
class SkillsPage:
    """`point` is the one that can be told now; `taken` says which of the points the reader told, with the day."""

    skills: tuple[SkillView, ...]
    point: AssessmentPoint
    taken: Mapping[str, datetime]
    i_agree: bool
    they_agree: bool
    waits: bool

    @property
    def both_agree(self) -> bool:
        return self.i_agree and self.they_agree

    @property
    def points(self) -> list[AssessmentPoint]:
        return list(AssessmentPoint)

    @property
    def is_empty(self) -> bool:
        """Whether the reader said nothing yet."""
        return not self.taken

    @property
    def point_taken(self) -> bool:
        return self.point in self.taken


def point_now(mentorship: Mentorship, *, reader: Person, now: datetime) -> AssessmentPoint:
    """Which of the three points the mentorship has come to; one query."""
    started_on = mentorship.started_at.date()
    return POINT_OF[stage_at(started_on, end_of(started_on, ends_on(mentorship)), today_of(reader, now))]


def wanted_skills(mentorship: Mentorship) -> list[WantedSkill]:
    """What the mentee wants to learn, by what matters most, with the skills loaded. One query."""
    wanted = WantedSkill.objects.filter(enrolment=mentorship.mentee_id).select_related("skill")
    return list(wanted.order_by("-priority", "skill__name"))


def levels_said(mentorship: Mentorship, *, point: AssessmentPoint, reader: Person) -> dict[UUID, int]:
    """What `reader` said of the skills at `point`, by the skill's id. One query."""
    said = AssessedSkill.objects.filter(
        assessment__mentorship=mentorship, assessment__person=reader, assessment__point=point
    )
    return dict(said.values_list("skill", "level"))


def skills_page(mentorship: Mentorship, *, reader: Person, now: datetime) -> SkillsPage:
    """What `reader` said, and what the other one said where both agreed. Five queries, at any number of skills."""
    is_mentee = mentorship.mentee.person_id == reader.pk
    other = (mentorship.mentor if is_mentee else mentorship.mentee).person
    agreed = set(SharedAssessment.objects.filter(mentorship=mentorship).values_list("person", flat=True))
    both = {reader.pk, other.pk} <= agreed
    readable = [reader.pk, other.pk] if both else [reader.pk]
    rows = list(
        AssessedSkill.objects.filter(assessment__mentorship=mentorship, assessment__person__in=readable)
        .select_related("assessment", "skill")
        .order_by("skill__name")
    )
    views = {(row.assessment.person_id, row.assessment.point, row.skill_id): row.level for row in rows}
    taken = dict(
        Assessment.objects.filter(mentorship=mentorship, person=reader).values_list("point", "taken_at")
    )
    wanted = {row.skill_id: row for row in wanted_skills(mentorship)}
    skills = {pk: one.skill for pk, one in wanted.items()} | {row.skill_id: row.skill for row in rows}
    may_see_aim = is_mentee or both
    return SkillsPage(
        skills=tuple(
            _view(skill, wanted.get(pk) if may_see_aim else None, views, reader, other, both=both)
            for pk, skill in skills.items()
        ),
        point=point_now(mentorship, reader=reader, now=now),
        taken=taken,
        i_agree=reader.pk in agreed,
        they_agree=other.pk in agreed,
        waits=other.pk in agreed and reader.pk not in agreed,
    )


def _view(
    skill: Skill, wanted: WantedSkill | None, views: Views, reader: Person, other: Person, *, both: bool
) -> SkillView:
    def of(person: Person) -> tuple[Level | None, ...]:
        said = (views.get((person.pk, point, skill.pk)) for point in AssessmentPoint)
        return tuple(None if level is None else Level(level) for level in said)

    intake = Level(wanted.level_now) if wanted else None
    aim = Level(wanted.level_aim) if wanted else None
    mine, theirs = of(reader), of(other)
    return SkillView(
        skill, mine, theirs, intake, aim, _chart(skill, mine, theirs, intake, aim, other, both=both)
    )


def _chart(
    skill: Skill,
    mine: Sequence[Level | None],
    theirs: Sequence[Level | None],
    intake: Level | None,
    aim: Level | None,
    other: Person,
    *,
    both: bool,
) -> Chart | None:
    """From the intake, or side by side from the start, to the end, on the ladder of levels. The second line is the other's view where both agreed, and the aim
    otherwise. None where there is nothing to draw."""
    if not any(level is not None for level in (*mine, *theirs)):
        return None
    # Side by side the intake has no place: the other one never said anything then.
    labels = [*([] if both else [_("At the intake")]), *(str(point.label) for point in AssessmentPoint)]
    series = [Series(_("You"), list(mine) if both else [intake, *mine])]
    if both:
        series.append(Series(other.first_name, list(theirs)))
    elif aim is not None:
        series.append(Series(_("Your aim"), [aim] * len(labels)))
    words = _in_words([*([] if both else [intake]), *mine])
    return line_chart(
        series=series,
        labels=labels,
        ticks=[str(level.label) for level in reversed(Level)],
        low=min(Level),
        high=max(Level),
        sentence=f"{skill.name}: {words}",
        caption=words
        if aim is None
        else " ".join([words, _("The aim is %(level)s.") % {"level": aim.label}]),
    )


def _in_words(said: Sequence[Level | None]) -> str:
    """How the reader saw it first and last."""
    levels = [level for level in said if level is not None]
    if not levels:
        return _("You have not said how you see it.")
    facts = {"first": levels[0].label, "last": levels[-1].label}
    if levels[-1] == levels[0]:
        return _("As you see it: %(last)s.") % facts
    return _("As you see it: from %(first)s to %(last)s.") % facts


def happened(mentorship: Mentorship, *, reader: Person) -> list[Happened]:
    """When the reader looked at the skills; the other's only where both agreed. Two queries."""
    both = {mentorship.mentee.person_id, mentorship.mentor.person_id} <= set(_sharing(mentorship))
    return [
        Happened(
            at=one.taken_at,
            icon="chart-line",
            text=_("You looked at the skills")
            if one.person_id == reader.pk
            else _("%(name)s looked at the skills") % {"name": one.person.first_name},
            url=reverse("journeys:assess", args=[mentorship.pk]),
        )
        for one in _taken(mentorship)
        if both or one.person_id == reader.pk
    ]


@prepared
def _sharing(mentorship: Mentorship) -> QuerySet[SharedAssessment, UUID]:
    return SharedAssessment.objects.filter(mentorship=mentorship).values_list("person", flat=True)


@prepared
def _taken(mentorship: Mentorship) -> QuerySet[Assessment]:
    return Assessment.objects.filter(mentorship=mentorship).select_related("person")


@prepared
def _points(mentorships: Sequence[Mentorship], person: Person) -> QuerySet[Assessment, tuple[UUID, str]]:
    own = Assessment.objects.filter(mentorship__in=mentorships, person=person)
    return own.values_list("mentorship", "point")


@prepared
def _wanting(mentees: Sequence[UUID]) -> QuerySet[WantedSkill, UUID]:
    return WantedSkill.objects.filter(enrolment__in=mentees).values_list("enrolment", flat=True)


def ahead(mentorships: Sequence[Mentorship], *, reader: Person, now: datetime) -> dict[UUID, list[Ahead]]:
    """That the mentee looks at their skills: in the first two weeks, half-way, and before the end. Three queries at any
    number of mentorships."""
    mine = [one for one in mentorships if one.mentee.person_id == reader.pk]
    taken: dict[UUID, set[str]] = defaultdict(set)
    for pk, point in _points(mine, reader):
        taken[pk].add(point)
    wanting = set(_wanting([one.mentee_id for one in mine]))
    found: dict[UUID, list[Ahead]] = {}
    today, ends = today_of(reader, now), ends_of(mine)
    for one in mine:
        started_on = one.started_at.date()
        point = POINT_OF[stage_at(started_on, end_of(started_on, ends[one.pk]), today)]
        late_start = point == AssessmentPoint.START and one.started_at < now - FIRST_WEEKS
        if point not in taken[one.pk] and one.mentee_id in wanting and not late_start:
            found[one.pk] = [_ahead(one, point)]
    return found


def _ahead(mentorship: Mentorship, point: AssessmentPoint) -> Ahead:
    text, line = {
        AssessmentPoint.START: (
            _("Say where your skills stand today"),
            _("A minute now, and at the end you see how far you came."),
        ),
        AssessmentPoint.MIDDLE: (
            _("Half-way: where do your skills stand?"),
            _("A minute. You see at once what has moved, and what would be worth a conversation."),
        ),
        AssessmentPoint.END: (
            _("Before the end: where do your skills stand?"),
            _("A minute, and you see how far you came."),
        ),
    }[point]
    return Ahead(
        key=f"assess_{point.value}",
        icon="chart-line",
        text=text,
        url=reverse("journeys:assess_now", args=[mentorship.pk]),
        line=line,
        label=_("Look at your skills"),
        waits=True,
        rank=40 if point == AssessmentPoint.START else 30,
    )
