"""Reads of the shelf: what its pages show, and what it tells of a mentorship (see journeys/story.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person, Skill
from journeys.enums import GoalState
from journeys.models import PairGoal, PairResource
from journeys.queries.goals import goals_seen, known_goals
from journeys.queries.length import ends_on
from journeys.stages import stage_at
from journeys.story import Ahead, Happened
from matching.models import Mentorship
from notifications.prepared import prepared
from programmes.access import resources_seen
from programmes.enums import StageName
from programmes.models import Resource, ShelfItem, WantedSkill
from programmes.shelves import Narrowed, ShelfCard, card_of, narrowed, skills_on

SUGGESTED = 5
LONG = 8
ON_OVERVIEW = 3
STORY = 20
REASONS = 2


@dataclass(frozen=True)
class Aims:
    """What the two work on, as far as one of them may know: skills of goals, by the goal's words, and skills that the mentee
    wants to learn. `stage` is where they are."""

    stage: StageName
    goals: Mapping[UUID, str]
    wanted: Mapping[UUID, str]

    @property
    def skills(self) -> set[UUID]:
        return {*self.goals, *self.wanted}


@dataclass(frozen=True)
class OwnItem:
    """An item of the pair's own shelf. Who put it there changes it and takes it off."""

    card: ShelfCard
    is_own: bool
    by: str


@dataclass(frozen=True)
class ShelfPage:
    """The shelf of a pair: what suits them now of the programme's, their own, and the rest of the programme's. Narrowed down,
    nothing is suggested: what fits is all in its list."""

    own: list[OwnItem]
    suggested: list[ShelfCard]
    others: list[ShelfCard]
    removed: list[PairResource]
    stage: StageName

    @property
    def is_empty(self) -> bool:
        return not (self.own or self.suggested or self.others)

    @property
    def is_long(self) -> bool:
        """Whether it is worth narrowing down."""
        return len(self.own) + len(self.suggested) + len(self.others) > LONG


def stage_of(mentorship: Mentorship, *, reader: Person, now: datetime) -> StageName:
    """Where the two are, by the dates; one query."""
    zone = ZoneInfo(reader.zone)
    return stage_at(
        mentorship.started_at.astimezone(zone).date(), ends_on(mentorship), now.astimezone(zone).date()
    )


def aims_of(mentorship: Mentorship, *, reader: Person, now: datetime) -> Aims:
    """Of goals those that are open and that `reader` may know of; four queries."""
    goals = _open_goals(mentorship, private=mentorship.mentee.person_id == reader.pk)
    of_goals = {skill.pk: goal.text for goal in goals for skill in goal.skills.all()}
    names = {row.skill_id: row.skill.name for row in _wanted(mentorship.mentee_id)}
    return Aims(stage_of(mentorship, reader=reader, now=now), of_goals, names)


@prepared
def _open_goals(mentorship: Mentorship, *, private: bool) -> QuerySet[PairGoal]:
    goals = known_goals(mentorship, private=private).filter(state=GoalState.OPEN)
    return goals.prefetch_related("skills").order_by("-created_at")


@prepared
def _wanted(mentee: UUID) -> QuerySet[WantedSkill]:
    return WantedSkill.objects.filter(enrolment=mentee).select_related("skill")


def reasons_for(item: ShelfItem, aims: Aims, *, mentee: str) -> list[str]:
    """Why `item` suits the two now, the best reason first; none where it does not. `mentee` is their first name for the mentor,
    "" for the mentee. Pure, where the item's skills are there already."""
    found = []
    for skill in item.skills.all():
        if skill.pk in aims.goals:
            found.append(_("For your goal “%(goal)s”") % {"goal": aims.goals[skill.pk]})
        elif skill.pk in aims.wanted:
            words = (
                _("%(skill)s: %(name)s wants to learn it") if mentee else _("%(skill)s: you want to learn it")
            )
            found.append(words % {"skill": skill.name, "name": mentee})
    if aims.stage in item.stages:
        found.append(_("For where you are now: %(stage)s") % {"stage": aims.stage.label})
    return list(dict.fromkeys(found))[:REASONS]


def _programme_card(item: Resource, slug: str, reasons: Sequence[str] = ()) -> ShelfCard:
    return card_of(item, file_url=reverse("programmes:shelf_file", args=[slug, item.pk]), reasons=reasons)


def _suggestions(
    items: Sequence[Resource], mentorship: Mentorship, *, reader: Person, aims: Aims
) -> list[ShelfCard]:
    """Those of `items` that suit, most reasons first; what is for a skill comes before what is for the stage."""
    mentee = mentorship.mentee.person
    name = "" if mentee.pk == reader.pk else mentee.first_name
    found = [(item, reasons_for(item, aims, mentee=name)) for item in items]
    ranked = sorted(
        ((item, why) for item, why in found if why),
        key=lambda pair: (
            -len({skill.pk for skill in pair[0].skills.all()} & aims.skills),
            -len(pair[1]),
            pair[0].title.casefold(),
        ),
    )
    return [_programme_card(item, mentorship.programme.slug, why) for item, why in ranked]


def on_shelf(mentorship: Mentorship) -> QuerySet[PairResource]:
    """What lies on the shelf of the two."""
    return PairResource.objects.filter(mentorship=mentorship, removed_at__isnull=True)


def _of_programme(mentorship: Mentorship, reader: Person) -> QuerySet[Resource]:
    return resources_seen(reader, mentorship.programme).prefetch_related("skills").order_by("title", "pk")


def shelf_skills(mentorship: Mentorship, *, reader: Person) -> list[Skill]:
    """What the shelf can be narrowed to; two queries."""
    return skills_on(on_shelf(mentorship), resources_seen(reader, mentorship.programme))


def skills_for(mentorship: Mentorship, *, reader: Person, item: PairResource | None = None) -> list[Skill]:
    """The skills that an item of the two can be for: those they work on, and those it is for already. Four queries at most."""
    goals = goals_seen(mentorship, reader)
    ids = {
        *WantedSkill.objects.filter(enrolment=mentorship.mentee_id).values_list("skill", flat=True),
        *PairGoal.skills.through.objects.filter(pairgoal__in=goals).values_list("skill", flat=True),
        *(item.skills.values_list("pk", flat=True) if item is not None else ()),
    }
    return list(Skill.objects.filter(pk__in=ids).order_by("name"))


def shelf_page(mentorship: Mentorship, *, reader: Person, chosen: Narrowed, now: datetime) -> ShelfPage:
    """The shelf for `reader`, narrowed to what was `chosen`; a fixed number of queries."""
    aims = aims_of(mentorship, reader=reader, now=now)
    own = narrowed(on_shelf(mentorship), chosen).select_related("added_by").prefetch_related("skills")
    programme = list(narrowed(_of_programme(mentorship, reader), chosen))
    suggested = [] if chosen else _suggestions(programme, mentorship, reader=reader, aims=aims)[:SUGGESTED]
    shown = {card.item.pk for card in suggested}
    slug = mentorship.programme.slug
    return ShelfPage(
        own=[_own(item, mentorship, reader) for item in own.order_by("-added_at", "pk")],
        suggested=suggested,
        others=[_programme_card(item, slug) for item in programme if item.pk not in shown],
        removed=list(
            PairResource.objects.filter(
                mentorship=mentorship, added_by=reader, removed_at__isnull=False
            ).order_by("-removed_at")
        ),
        stage=aims.stage,
    )


def _own(item: ShelfItem, mentorship: Mentorship, reader: Person) -> OwnItem:
    url = reverse("journeys:shelf_file", args=[mentorship.pk, item.pk])
    is_own = item.added_by_id == reader.pk
    by = _("you") if is_own else item.added_by.first_name if item.added_by else ""
    return OwnItem(card_of(item, file_url=url), is_own, by)


@dataclass(frozen=True)
class Card:
    """What the overview of one mentorship shows of it (templates/journeys/overview/shelf.html): the latest of the pair's own,
    and what suits them of the programme's."""

    mentorship: Mentorship
    cards: list[ShelfCard]


def card(mentorship: Mentorship, *, reader: Person, now: datetime) -> Card | None:
    """The card of the overview, or None where it has nothing to say to `reader`; seven queries at most."""
    cards = [_own(item, mentorship, reader).card for item in _latest(mentorship)]
    programme = list(_of_programme(mentorship, reader))
    if programme:
        aims = aims_of(mentorship, reader=reader, now=now)
        cards += _suggestions(programme, mentorship, reader=reader, aims=aims)
    return Card(mentorship, cards[:ON_OVERVIEW]) if cards else None


def happened(mentorship: Mentorship, *, reader: Person) -> list[Happened]:
    """What was put on the shelf and lies there still; one query."""
    url = reverse("journeys:shelf", args=[mentorship.pk])
    found = []
    for item in _lying(mentorship):
        if item.added_by_id == reader.pk:
            text = _("You put “%(title)s” on the shelf") % {"title": item.title}
        elif item.added_by is not None:
            words = _("%(name)s put “%(title)s” on the shelf")
            text = words % {"name": item.added_by.first_name, "title": item.title}
        else:
            text = _("“%(title)s” was put on the shelf") % {"title": item.title}
        found.append(Happened(item.added_at, "paperclip", text, url))
    return found


@prepared
def _latest(mentorship: Mentorship) -> QuerySet[PairResource]:
    found = on_shelf(mentorship).select_related("added_by").prefetch_related("skills")
    return found.order_by("-added_at", "pk")[:1]


@prepared
def _lying(mentorship: Mentorship) -> QuerySet[PairResource]:
    return on_shelf(mentorship).select_related("added_by").order_by("-added_at", "pk")[:STORY]


def ahead(mentorships: Sequence[Mentorship], *, reader: Person, now: datetime) -> dict[UUID, list[Ahead]]:
    """Nothing of a shelf has a date, or waits for anybody."""
    return {}
