"""Synthetic programmes for the benchmarks: latent subjects, skewed popularity, clustered hours and languages, missing
answers. Whole arrays at a time, so that a hundred thousand people take seconds."""

import numpy as np
import numpy.typing as npt

from matching.engine import (
    Criterion,
    ExclusionReason,
    Exclusions,
    Kind,
    Lists,
    Preferences,
    Problem,
    Side,
    SkillLists,
    SkillVocabulary,
    TextVectors,
    pack_week,
)

DIMENSIONS = 512  # what the product's sentence model gives
SKILLS, GROUPS, SUBJECTS, EMPLOYERS = 480, 22, 40, 2000

Random = np.random.Generator
Positions = npt.NDArray[np.int64]


def criteria(text_weight: float = 20) -> tuple[Criterion, ...]:
    """Every kind of criterion. `text_weight` of the shown weight of 100 is the texts', the others share the rest as they
    do at 20."""
    other = (100 - text_weight) / 80
    return (
        Criterion(key="skills", kind=Kind.COVERAGE, weight=30 * other),
        Criterion(key="words", kind=Kind.TEXT, weight=text_weight, mentee_field="words"),
        Criterion(key="hours", kind=Kind.HOURS, weight=15 * other),
        Criterion(key="topics", kind=Kind.OVERLAP, weight=10 * other, mentee_field="topics"),
        Criterion(key="qualities", kind=Kind.OVERLAP, weight=5 * other, mentee_field="qualities"),
        Criterion(key="grade", kind=Kind.GAP, weight=8 * other, mentee_field="grade"),
        Criterion(key="profession", kind=Kind.SAME, weight=5 * other, mentee_field="profession"),
        Criterion(key="department", kind=Kind.DIFFERENT, weight=2 * other, mentee_field="department"),
        Criterion(key="employer", kind=Kind.NETWORK, weight=3 * other, mentee_field="employers"),
        Criterion(key="accepts", kind=Kind.BIAS, weight=2 * other, mentor_field="accepts"),
        Criterion(key="wishes", kind=Kind.PREFER, weight=10),
        Criterion(key="language", kind=Kind.LANGUAGE, mentee_field="languages", rule=True),
        Criterion(key="least", kind=Kind.MIN_HOURS, rule=True),
        Criterion(key="ahead", kind=Kind.GAP, mentee_field="grade", rule=True),
    )


def programme(
    *, mentees: int, mentors: int, seed: int, dimensions: int = DIMENSIONS, text_weight: float = 20
) -> Problem:
    """A programme of random people, one in ten answers missing, capacities 1-5 with one mentor in twelve full."""
    random = np.random.default_rng(seed)
    meanings = _Meanings(random, dimensions)
    pairs = np.unique(random.integers(0, [[mentees, mentors]], size=(mentees, 2)), axis=0)
    wishes = np.unique(random.integers(0, [[mentees, mentors]], size=(mentees, 2)), axis=0)
    answers = random.integers(-1, 2, size=(2, len(wishes)))
    capacity = np.where(random.random(mentors) < 1 / 12, 0, random.integers(1, 6, size=mentors))
    return Problem(
        mentees=_side(random, meanings, mentees, rungs=(0, 5)),
        mentors=_side(random, meanings, mentors, rungs=(2, 9)),
        criteria=criteria(text_weight),
        skills=SkillVocabulary(np.arange(SKILLS, dtype=np.int32) % GROUPS),
        mentee_key=random.permutation(mentees),
        mentor_key=random.permutation(mentors),
        capacity_left=capacity,
        excluded=Exclusions(pairs, np.full(len(pairs), ExclusionReason.NOT_AGAIN)),
        preferences=Preferences(wishes, answers[0], answers[1]),
        prior_mean=0.4,
    )


class _Meanings:
    """Sentence vectors around subjects, with the spectrum that the product's model gives the demo's texts: a third of the
    variance is common to all of them, the rest falls by a factor e every 45 dimensions, and cosines of a mentee and a
    mentor lie between .15 and .55."""

    def __init__(self, random: Random, dimensions: int) -> None:
        self.scale = np.exp(-np.arange(dimensions) / 90).astype(np.float32)
        self.turn = np.linalg.qr(random.normal(size=(dimensions, dimensions)))[0].astype(np.float32)
        self.subjects = self._drawn(random, SUBJECTS)
        self.common = self._drawn(random, 1)[0]

    def _drawn(self, random: Random, rows: int) -> npt.NDArray[np.float32]:
        drawn = random.standard_normal((rows, len(self.scale)), dtype=np.float32) * self.scale
        return np.asarray(drawn / np.linalg.norm(self.scale), dtype=np.float32)

    def vectors(self, random: Random, subject: Positions) -> npt.NDArray[np.float32]:
        own = 0.6 * self.common + 0.4 * self.subjects[subject] + 0.7 * self._drawn(random, len(subject))
        own @= self.turn
        return np.asarray(own / np.linalg.norm(own, axis=1, keepdims=True), dtype=np.float32)


def _side(random: Random, meanings: _Meanings, people: int, *, rungs: tuple[int, int]) -> Side:
    subject = _skewed(random, SUBJECTS, people)
    region = random.choice(6, size=people, p=[0.35, 0.25, 0.15, 0.1, 0.1, 0.05])
    grade = random.integers(*rungs, size=people).astype(np.float32)
    accepts = random.random(people, dtype=np.float32)
    for answer in (grade, accepts):
        answer[random.random(people) < 0.1] = np.nan
    return Side(
        size=people,
        skills=_skills(random, subject),
        sets={
            "topics": _lists(random.integers(1, 17, size=(people, 3)), random.random(people) < 0.9),
            "qualities": _lists(random.integers(1, 13, size=(people, 2)), random.random(people) < 0.9),
            "employers": _lists(_skewed(random, EMPLOYERS, people)[:, None] + 1, random.random(people) < 0.9),
            "languages": _lists(_languages(random, region), random.random(people) < 0.95),
        },
        categories={
            "profession": _missing(random, subject % 8),
            "department": _missing(random, random.integers(0, 30, size=people)),
        },
        ordinals={"grade": grade},
        numbers={"accepts": accepts},
        availability=_week(random, region),
        texts={"words": TextVectors.of(meanings.vectors(random, subject), random.random(people) < 0.9)},
    )


def _skewed(random: Random, most: int, people: int) -> Positions:
    """From 0 to `most` - 1, low numbers far more often: popularity falls with the rank."""
    weight = 1 / (3 + np.arange(most))
    return random.choice(most, size=people, p=weight / weight.sum())


def _missing(random: Random, category: Positions) -> Positions:
    return np.where(random.random(len(category)) < 0.1, -1, category)


def _languages(random: Random, region: Positions) -> Positions:
    """English for three in four, the region's own for most."""
    english = np.where(random.random(len(region)) < 0.75, 1, 0)
    own = np.where(random.random(len(region)) < 0.8, region + 1, 1)
    return np.stack([english, own], axis=1)


def _lists(items: Positions, told: npt.NDArray[np.bool_]) -> Lists:
    """Rows of ids, 0 for none, as lists; empty for who has not `told`."""
    rising = np.sort(items, axis=1)
    kept = (rising > 0) & told[:, None]
    kept[:, 1:] &= rising[:, 1:] != rising[:, :-1]
    return Lists(np.concatenate([[0], np.cumsum(kept.sum(axis=1))]), rising[kept])


def _week(random: Random, region: Positions) -> npt.NDArray[np.uint8]:
    """Two hours at about one time of day on some days, around the region's own evening and lunch."""
    people = len(region)
    offset = np.array([24, 26, 18, 40, 6, 44])[region]
    first = (offset + random.integers(-6, 7, size=people)) % 44
    slot = np.arange(48)
    daily = (slot >= first[:, None]) & (slot < first[:, None] + 4)
    week = daily[:, None, :] & (random.random((people, 7)) < 0.6)[:, :, None]
    week[random.random(people) < 0.08] = False
    return pack_week(week.reshape(people, 336))


def _skills(random: Random, subject: Positions) -> SkillLists:
    """Five skills a person, most of them of the person's subject, the popular ones first."""
    wide = SKILLS // SUBJECTS
    own = subject[:, None] * wide + _skewed(random, wide, 4 * len(subject)).reshape(-1, 4)
    other = _skewed(random, SKILLS, 2 * len(subject)).reshape(-1, 2)
    chosen = np.sort(np.concatenate([own, other], axis=1), axis=1)
    kept = (random.random(len(subject)) < 0.95)[:, None] & np.ones(chosen.shape, dtype=bool)
    kept[:, 1:] &= chosen[:, 1:] != chosen[:, :-1]
    entries = int(kept.sum())
    return SkillLists(
        np.concatenate([[0], np.cumsum(kept.sum(axis=1))]),
        chosen[kept],
        random.integers(1, 5, size=entries, dtype=np.uint8),
        random.integers(1, 4, size=entries, dtype=np.uint8),
        random.integers(0, 3, size=entries, dtype=np.uint8),
    )
