"""Small random programmes in plain Python, from which problems are built in any order of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import numpy as np
import pytest

from matching.engine import (
    Criterion,
    ExclusionReason,
    Exclusions,
    Kind,
    Lists,
    Preferences,
    Problem,
    Side,
    Skill,
    SkillLists,
    SkillVocabulary,
    TextVectors,
    pack_week,
)
from matching.engine.ranking import Path, asking, plain

DIMENSIONS = 24
WAYS = ("dense", "bounds", "compiled")


def to_the_end(way: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sets one of the ways of ranking, and that none gives up for another however small the problem; its path."""
    monkeypatch.setattr(asking, "FEW", 1)
    monkeypatch.setattr(plain, "SINGLE", 10**9 if way == "dense" else 0)
    return "compiled" if way == "compiled" else "numpy"


@dataclass
class Someone:
    key: int
    skills: list[Skill] = field(default_factory=list)
    topics: set[int] = field(default_factory=set)
    languages: set[int] = field(default_factory=set)
    employers: set[int] = field(default_factory=set)
    identity: set[int] = field(default_factory=set)
    profession: int = -1
    grade: float = float("nan")
    bias: float = float("nan")
    slots: set[int] = field(default_factory=set)
    text: list[float] | None = None
    capacity: int = 1


@dataclass
class World:
    mentees: list[Someone]
    mentors: list[Someone]
    criteria: tuple[Criterion, ...]
    groups: list[int] = field(default_factory=list)
    excluded: list[tuple[int, int, ExclusionReason]] = field(default_factory=list)
    preferences: list[tuple[int, int, int, int]] = field(default_factory=list)
    prior_mean: float = 0.5

    def problem(
        self, mentee_order: Sequence[int] | None = None, mentor_order: Sequence[int] | None = None
    ) -> Problem:
        """The problem with its rows in the given order; pairs are moved along."""
        ours = list(mentee_order if mentee_order is not None else range(len(self.mentees)))
        theirs = list(mentor_order if mentor_order is not None else range(len(self.mentors)))
        mentees, mentors = [self.mentees[i] for i in ours], [self.mentors[j] for j in theirs]
        excluded = [(ours.index(i), theirs.index(j), reason) for i, j, reason in self.excluded]
        said = [(ours.index(i), theirs.index(j), a, b) for i, j, a, b in self.preferences]
        answers = np.array(said, dtype=np.int64).reshape(-1, 4)
        return Problem(
            mentees=side(mentees),
            mentors=side(mentors),
            criteria=self.criteria,
            skills=SkillVocabulary(np.array(self.groups, dtype=np.int32)),
            mentee_key=np.array([one.key for one in mentees], dtype=np.int64),
            mentor_key=np.array([one.key for one in mentors], dtype=np.int64),
            capacity_left=np.array([one.capacity for one in mentors], dtype=np.int64),
            excluded=Exclusions.of(excluded),
            preferences=Preferences(answers[:, :2], answers[:, 2], answers[:, 3]),
            prior_mean=self.prior_mean,
        )

    def with_criteria(self, *criteria: Criterion) -> World:
        return replace(self, criteria=criteria)


def side(people: Sequence[Someone]) -> Side:
    week = np.zeros((len(people), 336), dtype=bool)
    for row, one in enumerate(people):
        week[row, sorted(one.slots)] = True
    texts = np.array([one.text or [0.0] * DIMENSIONS for one in people]).reshape(-1, DIMENSIONS)
    return Side(
        size=len(people),
        skills=SkillLists.of([one.skills for one in people]),
        sets={
            "topics": Lists.of([one.topics for one in people]),
            "languages": Lists.of([one.languages for one in people]),
            "employers": Lists.of([one.employers for one in people]),
            "identity": Lists.of([one.identity for one in people]),
        },
        categories={"profession": np.array([one.profession for one in people], dtype=np.int64)},
        ordinals={"grade": np.array([one.grade for one in people], dtype=np.float32)},
        numbers={"bias": np.array([one.bias for one in people], dtype=np.float32)},
        availability=pack_week(week),
        texts={"words": TextVectors.of(texts)},
    )


EVERYTHING = (
    Criterion(key="skills", kind=Kind.COVERAGE, weight=40),
    Criterion(
        key="words", kind=Kind.TEXT, weight=20, mentee_field="words", params={"low": -0.3, "high": 0.6}
    ),
    Criterion(
        key="words twice", kind=Kind.TEXT, weight=9, mentee_field="words", params={"low": 0, "high": 0.5}
    ),
    Criterion(key="topics", kind=Kind.OVERLAP, weight=7, mentee_field="topics"),
    Criterion(key="profession", kind=Kind.SAME, weight=5, mentee_field="profession"),
    Criterion(key="other", kind=Kind.DIFFERENT, weight=3, mentee_field="profession"),
    Criterion(key="grade", kind=Kind.GAP, weight=10, mentee_field="grade"),
    Criterion(key="hours", kind=Kind.HOURS, weight=15, params={"full_hours": 2}),
    Criterion(key="employer", kind=Kind.NETWORK, weight=4, mentee_field="employers"),
    Criterion(key="enough", kind=Kind.MIN_HOURS, weight=3, params={"hours": 1}),
    Criterion(key="tongue", kind=Kind.LANGUAGE, weight=4, mentee_field="languages"),
    Criterion(key="bias", kind=Kind.BIAS, weight=2, mentor_field="bias"),
    Criterion(key="wish", kind=Kind.PREFER, weight=30),
    Criterion(key="identity", kind=Kind.OVERLAP, weight=25, mentee_field="identity", private=True),
)
RULES = (
    Criterion(key="language", kind=Kind.LANGUAGE, mentee_field="languages", rule=True),
    Criterion(key="language!", kind=Kind.LANGUAGE, mentee_field="languages", rule=True, strict=True),
    Criterion(key="least", kind=Kind.MIN_HOURS, rule=True, params={"hours": 0.5}),
    Criterion(key="above", kind=Kind.GAP, mentee_field="grade", rule=True),
    Criterion(key="near", kind=Kind.GAP, mentee_field="grade", rule=True, minimum=0.5, params={"fade": 0.2}),
    Criterion(key="elsewhere", kind=Kind.DIFFERENT, mentee_field="profession", rule=True, strict=True),
    Criterion(key="skilled", kind=Kind.COVERAGE, rule=True, minimum=0.2),
    Criterion(key="kin", kind=Kind.NETWORK, mentee_field="identity", rule=True, private=True),
    Criterion(
        key="alike", kind=Kind.TEXT, mentee_field="words", rule=True, minimum=0.4, params={"low": -0.5}
    ),
    Criterion(key="alike!", kind=Kind.TEXT, mentee_field="words", rule=True, strict=True),
    Criterion(key="time", kind=Kind.HOURS, rule=True, minimum=0.3, strict=True),
    Criterion(key="colleague", kind=Kind.SAME, mentee_field="profession", rule=True),
    Criterion(key="asked", kind=Kind.OVERLAP, mentee_field="topics", rule=True, minimum=0.5),
    Criterion(key="accepts", kind=Kind.BIAS, mentor_field="bias", rule=True, minimum=0.3),
    Criterion(key="wished", kind=Kind.PREFER, rule=True, minimum=0.5),
)


def someone(random: Random, key: int, skills: int) -> Someone:
    def maybe(given: Any, otherwise: Any) -> Any:
        return given if random.random() < 0.75 else otherwise

    vector = np.array([random.gauss(0.2, 1) for _ in range(DIMENSIONS)])
    chosen = random.sample(range(skills), min(skills, random.randint(0, 5)))
    return Someone(
        key=key,
        skills=[
            Skill(
                skill=skill,
                level=random.randint(1, 4),
                priority=random.randint(1, 3),
                now=random.randint(0, 3),
            )
            for skill in chosen
        ],
        topics=set(random.sample(range(1, 8), random.randint(0, 4))),
        languages=set(random.sample(range(1, 4), random.randint(0, 2))),
        employers=maybe({random.randint(1, 3)}, set()),
        identity=set(random.sample(range(1, 5), random.randint(0, 2))),
        profession=maybe(random.randint(0, 3), -1),
        grade=maybe(float(random.randint(0, 8)), float("nan")),
        bias=maybe(random.random(), float("nan")),
        slots=maybe(set(random.sample(range(336), random.randint(0, 60))), set()),
        text=maybe(list(vector / np.linalg.norm(vector)), None),
        capacity=random.randint(-1, 3),
    )


def random_world(seed: int) -> World:
    """A programme of up to 7 mentees and 12 mentors, now and then degenerate."""
    random = Random(seed)
    skills = random.choice([0, 3, 12])
    keys = [random.getrandbits(64) - 2**63 for _ in range(30)]
    mentees = [someone(random, keys[i], skills) for i in range(random.choice([0, 1, 3, 7]))]
    mentors = [someone(random, keys[10 + j], skills) for j in range(random.choice([0, 1, 5, 12]))]
    if mentors and random.random() < 0.5:  # ties: the same mentor under several keys
        mentors[len(mentors) // 2 :] = [
            replace(mentors[0], key=one.key) for one in mentors[len(mentors) // 2 :]
        ]
    scoring = random.sample(EVERYTHING, random.choice([0, 1, 4, len(EVERYTHING)]))
    rules = random.sample(RULES, random.choice([0, 0, 1, 2]))
    pairs = [(i, j) for i in range(len(mentees)) for j in range(len(mentors))]
    out = pairs if random.random() < 0.05 else random.sample(pairs, min(len(pairs), random.randint(0, 6)))
    said = random.sample(pairs, min(len(pairs), random.randint(0, 6)))
    return World(
        mentees=mentees,
        mentors=mentors,
        criteria=(*scoring, *rules),
        groups=[random.randint(-1, 2) for _ in range(skills)],
        excluded=[(i, j, random.choice(list(ExclusionReason))) for i, j in out],
        preferences=[(i, j, random.randint(-1, 1), random.randint(-1, 1)) for i, j in said],
        prior_mean=random.choice([0.0, 0.35, 0.5, 1.0]),
    )
