"""Where a programme lacks mentors: what mentees want against what mentors with places left offer. Pure arithmetic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

Thing = TypeVar("Thing", bound=Hashable)
NAMES_EACH = 3


@dataclass(frozen=True)
class Wanted:
    """How many want something: mentees who are enrolled and have no mentor, and people who applied or wait."""

    mentees: int = 0
    applying: int = 0


@dataclass(frozen=True)
class Gap:
    """One skill, or one group of skills. `mentors` with a place left offer it, who have `places` together; a mentor who
    offers several things is counted at each of them, so that the places of all gaps do not add up."""

    mentees: int
    applying: int
    mentors: int
    places: int

    @property
    def missing(self) -> int:
        """Mentees for whom there is no place even if nobody else takes one."""
        return max(self.mentees - self.places, 0)

    @property
    def missing_soon(self) -> int:
        """The same where everybody who applied were enrolled."""
        return max(self.mentees + self.applying - self.places, 0)


def gaps(
    wanted: Mapping[Thing, Wanted], offered: Iterable[tuple[Thing, UUID]], places: Mapping[UUID, int]
) -> dict[Thing, Gap]:
    """The gap of everything that is wanted or offered. `offered` pairs a thing with a mentor; `places` are the places left
    by mentor, and whoever is not in it, or has none, offers nothing now."""
    mentors: dict[Thing, set[UUID]] = defaultdict(set)
    for thing, mentor in offered:
        if places.get(mentor, 0) > 0:
            mentors[thing].add(mentor)
    return {
        thing: Gap(
            mentees=wanted.get(thing, Wanted()).mentees,
            applying=wanted.get(thing, Wanted()).applying,
            mentors=len(mentors.get(thing, ())),
            places=sum(places[mentor] for mentor in mentors.get(thing, ())),
        )
        for thing in {**wanted, **mentors}
    }


def worst_first(found: Mapping[Thing, Gap], names: Mapping[Thing, str]) -> list[tuple[Thing, Gap]]:
    """What is missed most in front: now, then if all who applied came, then what is wanted most; by name among equals."""
    return sorted(
        found.items(),
        key=lambda item: (
            -item[1].missing,
            -item[1].missing_soon,
            -item[1].mentees,
            names.get(item[0], ""),
        ),
    )


class Why(StrEnum):
    """Why somebody could be asked to help with a skill, the nearest first."""

    RESTING = "resting"
    FULL = "full"
    ELSEWHERE = "elsewhere"
    NEAR = "near"


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be asked: `where` names the other programme, or the skill that lies near."""

    person_id: UUID
    name: str
    level: int
    why: Why
    where: str = ""


@dataclass(frozen=True)
class Asking:
    """Who could be asked about one skill: the few to begin with, and how many more there are."""

    first: Sequence[Candidate]
    more: int


def asking(candidates: Iterable[Candidate], *, most: int = NAMES_EACH) -> Asking:
    """Each person once, for the nearest reason; those who know it best in front."""
    turn = {why: at for at, why in enumerate(Why)}
    best: dict[UUID, Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: (turn[c.why], -c.level, c.name)):
        best.setdefault(candidate.person_id, candidate)
    chosen = list(best.values())
    return Asking(tuple(chosen[:most]), max(len(chosen) - most, 0))
