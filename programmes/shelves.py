"""Reads of shelves: the items of one, as a page draws them, and what they can be narrowed by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.template.defaultfilters import filesizeformat

from accounts.models import Skill
from programmes.enums import StageName
from programmes.models import OfferedSkill, Programme, Resource, ShelfItem, WantedSkill
from programmes.uploads import LABELS

OFFERED_SKILLS = 40
Item = TypeVar("Item", bound=ShelfItem)


@dataclass(frozen=True)
class ShelfCard:
    """One item as it is drawn. `url` leads to what it is: the address of a link, or where its file is taken from. `kind` says
    what that is ("PDF, 1.2 MB", "example.org"), `reasons` why it is suggested, in words."""

    item: ShelfItem
    url: str
    kind: str
    stages: tuple[str, ...]
    skills: tuple[str, ...]
    reasons: tuple[str, ...] = ()

    @property
    def is_file(self) -> bool:
        return not self.item.url


@dataclass(frozen=True)
class Narrowed:
    """What of a shelf is asked for: a stage, "" for any, and a skill."""

    stage: str = ""
    skill: UUID | None = None

    def __bool__(self) -> bool:
        return bool(self.stage or self.skill)


def narrowed(items: QuerySet[Item], chosen: Narrowed) -> QuerySet[Item]:
    """Those of `items` for the chosen stage and skill; what is for no stage in particular is for every one."""
    if chosen.stage:
        items = items.filter(Q(stages__contains=[chosen.stage]) | Q(stages=[]))
    if chosen.skill:
        items = items.filter(skills=chosen.skill)
    return items


def card_of(item: ShelfItem, *, file_url: str, reasons: Sequence[str] = ()) -> ShelfCard:
    """Without a query where the item's skills are there already. `file_url` is where its file, if it is one, is taken from."""
    stages = tuple(str(StageName(one).label) for one in StageName if one in item.stages)
    skills = tuple(skill.name for skill in item.skills.all())
    if item.url:
        return ShelfCard(item, item.url, host_of(item.url), stages, skills, tuple(reasons))
    label = str(LABELS.get(item.file_type, item.file_type))
    return ShelfCard(
        item, file_url, f"{label}, {filesizeformat(item.file_size or 0)}", stages, skills, tuple(reasons)
    )


def cards_of(items: Iterable[ShelfItem], file_url: Callable[[ShelfItem], str]) -> list[ShelfCard]:
    return [card_of(item, file_url=file_url(item)) for item in items]


def host_of(url: str) -> str:
    """The site that an address leads to, as people say it."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def skills_on(*shelves: QuerySet[ShelfItem]) -> list[Skill]:
    """The skills that something on these shelves is for, by name; one query."""
    found = Q(pk__in=[])
    for shelf in shelves:
        found |= Q(pk__in=shelf.order_by().values("skills"))
    return list(Skill.objects.filter(found).order_by("name"))


def skills_of_programme(programme: Programme, *, also: Iterable[Skill] = ()) -> list[Skill]:
    """The skills that people of `programme` want or offer most, with those of `also`, by name; two queries."""
    used: dict[UUID, int] = {}
    for model in (WantedSkill, OfferedSkill):
        rows = model._default_manager.filter(enrolment__programme=programme).order_by().values("skill")
        for row in rows.annotate(n=Count("pk")).order_by("-n", "skill")[:OFFERED_SKILLS]:
            used[row["skill"]] = used.get(row["skill"], 0) + row["n"]
    most = sorted(used, key=lambda pk: (-used[pk], str(pk)))[:OFFERED_SKILLS]
    wanted = {*most, *(skill.pk for skill in also)}
    return list(Skill.objects.filter(pk__in=wanted).order_by("name"))


def organised_resources(programme: Programme) -> Sequence[Resource]:
    """Everything on the shelf of a programme, by title; two queries."""
    return list(
        Resource.objects.filter(programme=programme)
        .select_related("added_by")
        .prefetch_related("skills")
        .order_by("title", "pk")
    )
