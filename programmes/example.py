"""The match that the home page shows as an example. These two people are made up, and the page says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class ExamplePerson:
    name: str
    initials: str
    tone: int


@dataclass(frozen=True)
class ExamplePart:
    """One part of the score: `points` of `weight`, and why."""

    name: StrOrPromise
    points: int
    weight: int
    sentence: StrOrPromise


MENTEE = ExamplePerson("Thandiwe", "TN", 3)
MENTOR = ExamplePerson("Amara", "AO", 2)
PARTS = (
    ExamplePart(_("Skills you want"), 37, 40, _("Strong in leading projects and in stakeholder work; basic in public speaking, your third wish.")),
    ExamplePart(_("Your goals and her experience"), 21, 25, _("You want to lead your first project. She has led nine, and began as an analyst.")),
    ExamplePart(_("Time in common"), 20, 20, _("Six hours a week, most of them on Tuesdays after 17:00 in your zone.")),
    ExamplePart(_("A step or two ahead"), 13, 15, _("She leads leaders. You asked for somebody a little nearer to you.")),
)  # fmt: skip
SCORE = sum(part.points for part in PARTS)
