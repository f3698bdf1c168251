"""The whole question as arrays: two sides, the criteria, and what stands between particular people.

    >>> from matching.engine import (Criterion, Kind, Lists, Problem, Side, Skill, SkillLists, SkillVocabulary,
    ...                              explain, rank)
    >>> mentees = Side(
    ...     size=1,
    ...     skills=SkillLists.of([[Skill(skill=2, level=4, priority=3, now=1)]]),
    ...     sets={"languages": Lists.of([[7]])},
    ... )
    >>> mentors = Side(
    ...     size=2,
    ...     skills=SkillLists.of([[Skill(skill=2, level=4)], [Skill(skill=0, level=4)]]),
    ...     sets={"languages": Lists.of([[7, 9], [7]])},
    ... )
    >>> problem = Problem(
    ...     mentees=mentees,
    ...     mentors=mentors,
    ...     criteria=(
    ...         Criterion(key="skills", kind=Kind.COVERAGE, weight=40),
    ...         Criterion(key="language", kind=Kind.LANGUAGE, mentee_field="languages", rule=True, strict=True),
    ...     ),
    ...     skills=SkillVocabulary(group=[0, 1, 0]),
    ...     mentee_key=[101],
    ...     mentor_key=[201, 202],
    ...     capacity_left=[2, 1],
    ... )
    >>> ranking = rank(problem, [0], 2)
    >>> ranking.mentor.tolist(), (100 * ranking.score).round().tolist()
    ([[0, 1]], [[100.0, 30.0]])
    >>> [(part.criterion, round(part.points, 3), str(part.reason)) for part in explain(problem, 0, 1).parts]
    [('skills', 0.3, 'coverage_near')]

The criteria of different kinds look in different stores of a `Side`; `criteria.STORES` says which.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from hashlib import blake2b
from typing import Self
from uuid import UUID

import numpy as np
import numpy.typing as npt

from matching.engine.arrays import Bytes, Ints, Items, checked, refuse
from matching.engine.criteria import STORES, Criterion, Kind
from matching.engine.sides import LEVELS, Side


class ExclusionReason(IntEnum):
    """Why two people are excluded from each other."""

    LINE_MANAGER = 1
    OWN_SELF = 2
    ALREADY_TOGETHER = 3
    BLOCKED = 4
    NOT_AGAIN = 5
    AVOID = 6


# Reasons that are never named: the answer is the one for somebody who is not listed.
UNNAMED = frozenset({ExclusionReason.BLOCKED, ExclusionReason.NOT_AGAIN, ExclusionReason.AVOID})


def stable_key(identity: UUID) -> int:
    """A number (int64) that stands for a person in ties, the same on every machine and in every order of rows."""
    return int.from_bytes(blake2b(identity.bytes, digest_size=8).digest(), "big", signed=True)


@dataclass(frozen=True, eq=False)
class SkillVocabulary:
    """The group of each skill, int32[S]; -1 for a skill that belongs to none."""

    group: Items = field(default_factory=lambda: np.zeros(0, dtype=np.int32))

    def __post_init__(self) -> None:
        group = checked("group", self.group, np.int32, (None,))
        refuse("group", group < -1, group, "a group of 0 or more, or -1")
        object.__setattr__(self, "group", group)


def _no_pairs() -> Ints:
    return np.zeros((0, 2), dtype=np.int64)


def _no_answers() -> npt.NDArray[np.int8]:
    return np.zeros(0, dtype=np.int8)


@dataclass(frozen=True, eq=False)
class Exclusions:
    """Pairs that never come together: `pairs` int64[K, 2] of (mentee, mentor), `reason` int8[K] of ExclusionReason.
    A pair may stand there for several reasons."""

    pairs: Ints = field(default_factory=_no_pairs)
    reason: npt.NDArray[np.int8] = field(default_factory=_no_answers)

    def __post_init__(self) -> None:
        pairs = checked("pairs", self.pairs, np.int64, (None, 2))
        reason = checked("reason", self.reason, np.int8, (len(pairs),))
        unnumbered = ~np.isin(reason, [int(known) for known in ExclusionReason])
        refuse("reason", unnumbered, reason, "a number of ExclusionReason")
        object.__setattr__(self, "pairs", pairs)
        object.__setattr__(self, "reason", reason)

    @classmethod
    def of(cls, rows: list[tuple[int, int, ExclusionReason]]) -> Self:
        """From (mentee, mentor, reason)."""
        pairs = np.array([row[:2] for row in rows], dtype=np.int64).reshape(-1, 2)
        return cls(pairs, np.array([row[2] for row in rows], dtype=np.int8))

    @cached_property
    def by_mentee(self) -> dict[int, dict[int, list[ExclusionReason]]]:
        found: dict[int, dict[int, list[ExclusionReason]]] = {}
        for (mentee, mentor), reason in zip(self.pairs.tolist(), self.reason.tolist(), strict=True):
            found.setdefault(mentee, {}).setdefault(mentor, []).append(ExclusionReason(reason))
        return found


@dataclass(frozen=True, eq=False)
class Preferences:
    """What one side said privately of the other: `pairs` int64[K, 2] of (mentee, mentor), each once, with the
    answers `by_mentee` and `by_mentor` int8[K]: 1 prefer, 0 neutral or nothing, -1 rather not."""

    pairs: Ints = field(default_factory=_no_pairs)
    by_mentee: npt.NDArray[np.int8] = field(default_factory=_no_answers)
    by_mentor: npt.NDArray[np.int8] = field(default_factory=_no_answers)

    def __post_init__(self) -> None:
        pairs = checked("pairs", self.pairs, np.int64, (None, 2))
        object.__setattr__(self, "pairs", pairs)
        for name in ("by_mentee", "by_mentor"):
            answers = checked(name, getattr(self, name), np.int8, (len(pairs),))
            refuse(name, np.abs(answers) > 1, answers, "-1, 0 or 1")
            object.__setattr__(self, name, answers)
        first = np.zeros(len(pairs), dtype=bool)
        first[np.unique(pairs, axis=0, return_index=True)[1]] = True
        refuse("pairs", ~first, pairs, "each pair once")

    @cached_property
    def of_mentee(self) -> dict[int, list[tuple[int, float]]]:
        """Mentee to (mentor, value): .5 with nothing said, a quarter up or down for each side's answer."""
        found: dict[int, list[tuple[int, float]]] = {}
        values = 0.5 + 0.25 * (self.by_mentee.astype(np.float64) + self.by_mentor)
        for (mentee, mentor), value in zip(self.pairs.tolist(), values.tolist(), strict=True):
            found.setdefault(mentee, []).append((mentor, value))
        return found


@dataclass(frozen=True, eq=False, kw_only=True)
class Problem:
    """N mentees, M mentors and everything that decides about them.

    `mentee_key` int64[N] and `mentor_key` int64[M] are identities that do not depend on the order of rows (see
    `stable_key`); the lower mentor key wins a tie. A mentor with `capacity_left` (int64[M]) of 0 or less is not
    eligible, nor is a pair in `excluded`: both always hold, no criterion is needed. `prior_mean` (0 to 1) is what
    an unanswered criterion is worth at most; take it from `mean_score` of the whole programme and keep it, so that
    a ranking and a later explanation agree.

    Raises ValueError naming the array, the index and what was expected.
    """

    mentees: Side
    mentors: Side
    criteria: tuple[Criterion, ...]
    mentee_key: Ints
    mentor_key: Ints
    capacity_left: Ints
    skills: SkillVocabulary = field(default_factory=SkillVocabulary)
    excluded: Exclusions = field(default_factory=Exclusions)
    preferences: Preferences = field(default_factory=Preferences)
    prior_mean: float = 0.5

    def __post_init__(self) -> None:
        people = {"mentee_key": self.mentees, "mentor_key": self.mentors, "capacity_left": self.mentors}
        for name, side in people.items():
            object.__setattr__(self, name, checked(name, getattr(self, name), np.int64, (side.size,)))
        for name in ("mentee_key", "mentor_key"):
            self._refuse_twins(name, getattr(self, name))
        if not 0 <= self.prior_mean <= 1:
            raise ValueError(f"prior_mean: expected a number from 0 to 1, got {self.prior_mean}")
        keys = [criterion.key for criterion in self.criteria]
        for index, criterion in enumerate(self.criteria):
            if criterion.key in keys[:index]:
                raise ValueError(
                    f"criteria[{index}].key: expected a key of its own, got {criterion.key!r} again"
                )
            self._refuse_missing_field(index, criterion)
        for named, own in (("mentees", self.mentees), ("mentors", self.mentors)):
            skill = own.offered.skill
            most = len(self.skills.group)
            refuse(
                f"{named}.skills.skill",
                skill >= most,
                skill,
                f"a skill below {most}, the size of the vocabulary",
            )
        for named, pairs in (("excluded", self.excluded.pairs), ("preferences", self.preferences.pairs)):
            limits = np.array([self.mentees.size, self.mentors.size])
            outside = (pairs < 0) | (pairs >= limits)
            refuse(
                f"{named}.pairs", outside, pairs, f"a mentee below {limits[0]} and a mentor below {limits[1]}"
            )

    @staticmethod
    def _refuse_twins(name: str, key: Ints) -> None:
        first = np.zeros(len(key), dtype=bool)
        first[np.unique(key, return_index=True)[1]] = True
        refuse(name, ~first, key, "a key of its own")

    def _refuse_missing_field(self, index: int, criterion: Criterion) -> None:
        store = STORES.get(criterion.kind)
        if store is None:
            return
        sides = [("mentors", self.mentors, criterion.mentor_field)]
        if criterion.kind is not Kind.BIAS:
            sides.append(("mentees", self.mentees, criterion.mentee_field))
        for named, side, wanted in sides:
            if wanted not in getattr(side, store):
                raise ValueError(
                    f"criteria[{index}] {criterion.key!r}: expected a field {wanted!r} in {named}.{store}"
                )
        if criterion.kind is Kind.TEXT:
            ours = self.mentees.texts[criterion.mentee_field].vectors.shape[1]
            theirs = self.mentors.texts[criterion.mentor_field].vectors.shape[1]
            if ours != theirs:
                raise ValueError(
                    f"mentors.texts[{criterion.mentor_field!r}].vectors: expected {ours} dimensions as the "
                    f"mentees have, got {theirs}"
                )

    @cached_property
    def key_order(self) -> Ints:
        """The place of each mentor when all are sorted by key: int64[M]."""
        place = np.empty(self.mentors.size, dtype=np.int64)
        place[np.argsort(self.mentor_key)] = np.arange(self.mentors.size)
        return place

    @cached_property
    def offers(self) -> "Offers":
        return Offers.of(self.mentees.offered.skill, self.mentors, self.skills)


@dataclass(frozen=True, eq=False)
class Offers:
    """What every mentor offers for every skill that a mentee wants.

    `code` uint8[wanted skills, M] is 5 · the mentor's level in the skill + their best level in its group;
    `place` int32[S] is the row of a skill in it, -1 for a skill that nobody wants.
    """

    place: Items
    code: Bytes

    @classmethod
    def of(cls, wanted: Items, mentors: Side, vocabulary: SkillVocabulary) -> Self:
        skills = np.unique(wanted)
        place = np.full(len(vocabulary.group), -1, dtype=np.int32)
        place[skills] = np.arange(len(skills))
        offered = mentors.offered
        code = np.zeros((len(skills), mentors.size), dtype=np.uint8)
        rows = place[offered.skill]
        asked = rows >= 0
        code[rows[asked], offered.people[asked]] = offered.level[asked] * (LEVELS + 1)
        groups = vocabulary.group[skills]
        best = np.zeros((max(vocabulary.group.max(initial=-1), 0) + 1, mentors.size), dtype=np.uint8)
        grouped = vocabulary.group[offered.skill] >= 0
        where = (vocabulary.group[offered.skill][grouped], offered.people[grouped])
        np.maximum.at(best, where, offered.level[grouped])
        code += np.where(groups[:, None] >= 0, best[groups], np.uint8(0))
        return cls(place, code)
