"""How long one mentee's ranking takes, against the bare float32 matrix-vector product of the sentence vectors.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.engine

Times are the least of several interleaved repetitions on the machine at hand; compare ratios, not milliseconds.
"""

from collections.abc import Callable
from time import perf_counter

import numpy as np

from matching.engine import (
    Criterion,
    ExclusionReason,
    Exclusions,
    Kind,
    Lists,
    Problem,
    Side,
    SkillLists,
    SkillVocabulary,
    TextVectors,
    explain_many,
    mean_score,
    pack_week,
    rank,
)

DIMENSIONS = 512
SKILLS, GROUPS, TOPICS = 480, 22, 16
REPETITIONS = 9

CRITERIA = (
    Criterion(key="skills", kind=Kind.COVERAGE, weight=40),
    Criterion(key="words", kind=Kind.TEXT, weight=20, mentee_field="words"),
    Criterion(key="hours", kind=Kind.HOURS, weight=15),
    Criterion(key="topics", kind=Kind.OVERLAP, weight=10, mentee_field="topics"),
    Criterion(key="grade", kind=Kind.GAP, weight=5, mentee_field="grade"),
    Criterion(key="profession", kind=Kind.SAME, weight=5, mentee_field="profession"),
    Criterion(key="employer", kind=Kind.NETWORK, weight=5, mentee_field="employers"),
    Criterion(key="language", kind=Kind.LANGUAGE, mentee_field="languages", rule=True),
    Criterion(key="least", kind=Kind.MIN_HOURS, rule=True),
)


def programme(*, mentees: int, mentors: int, seed: int) -> Problem:
    """A programme of random people around latent subjects, some of them with answers missing."""
    random = np.random.default_rng(seed)
    subjects = random.normal(size=(TOPICS, DIMENSIONS))
    pairs = np.unique(random.integers(0, [[mentees, mentors]], size=(mentees, 2)), axis=0)
    return Problem(
        mentees=_side(random, subjects, mentees),
        mentors=_side(random, subjects, mentors),
        criteria=CRITERIA,
        skills=SkillVocabulary(np.arange(SKILLS, dtype=np.int32) % GROUPS),
        mentee_key=random.permutation(mentees),
        mentor_key=random.permutation(mentors),
        capacity_left=random.integers(0, 5, size=mentors),
        excluded=Exclusions(pairs, np.full(len(pairs), ExclusionReason.NOT_AGAIN)),
    )


def _side(random: np.random.Generator, subjects: np.ndarray, people: int) -> Side:
    subject = random.integers(0, TOPICS, size=people)
    vectors = subjects[subject] + 1.5 * random.normal(size=(people, DIMENSIONS))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    week = np.zeros((people, 7, 48), dtype=bool)
    first = random.integers(12, 38, size=people)
    for person in range(people):
        week[person, random.random(7) < 0.6, first[person] : first[person] + 4] = True
    grade = np.where(random.random(people) < 0.1, np.nan, random.integers(0, 9, size=people))
    return Side(
        size=people,
        skills=_skills(random, subject),
        sets={
            "topics": _lists(random, people, TOPICS, 3),
            "employers": _lists(random, people, 200, 1),
            "languages": _lists(random, people, 4, 2),
        },
        categories={"profession": random.integers(-1, 8, size=people)},
        ordinals={"grade": grade},
        availability=pack_week(week.reshape(people, 336)),
        texts={"words": TextVectors.of(vectors, random.random(people) < 0.9)},
    )


def _lists(random: np.random.Generator, people: int, most: int, each: int) -> Lists:
    return Lists.of(random.integers(1, most + 1, size=(people, each)).tolist())


def _skills(random: np.random.Generator, subject: np.ndarray) -> SkillLists:
    wide = SKILLS // TOPICS
    chosen = np.sort(np.argsort(random.random((len(subject), wide)), axis=1)[:, :5], axis=1)
    entries = chosen.size
    return SkillLists(
        np.arange(0, entries + 1, 5),
        (chosen + subject[:, None] * wide).ravel(),
        random.integers(1, 5, size=entries, dtype=np.uint8),
        random.integers(1, 4, size=entries, dtype=np.uint8),
        random.integers(0, 3, size=entries, dtype=np.uint8),
    )


def _least(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The least time of each work in milliseconds, repetitions interleaved."""
    times = dict.fromkeys(works, float("inf"))
    for _ in range(REPETITIONS):
        for name, work in works.items():
            start = perf_counter()
            work()
            times[name] = min(times[name], (perf_counter() - start) * 1000)
    return times


def _one_mentee(problem: Problem) -> dict[str, Callable[[], object]]:
    vectors = problem.mentors.texts["words"].vectors
    mentee = problem.mentees.texts["words"].vectors[0]
    best = rank(problem, [0], 25).mentor[0]
    best = best[best >= 0]

    def fresh() -> object:
        """As a page does it: the mentors' side is kept, the problem of this mentee is new."""
        again = Problem(
            mentees=problem.mentees,
            mentors=problem.mentors,
            criteria=problem.criteria,
            skills=problem.skills,
            mentee_key=problem.mentee_key,
            mentor_key=problem.mentor_key,
            capacity_left=problem.capacity_left,
            excluded=problem.excluded,
        )
        return rank(again, [0], 25)

    return {
        "bare product": lambda: vectors @ mentee,
        "rank, k = 25": lambda: rank(problem, [0], 25),
        "rank, problem made anew": fresh,
        "explain 25": lambda: explain_many(problem, 0, best),
    }


def main() -> None:
    print(f"one mentee, {DIMENSIONS} dimensions, {len(CRITERIA)} criteria\n")
    print(f"{'mentors':>8}  {'work':<26}{'ms':>9}{'÷ bare':>9}")
    for mentors in (5_000, 20_000):
        problem = programme(mentees=1, mentors=mentors, seed=1)
        times = _least(_one_mentee(problem))
        for name, milliseconds in times.items():
            print(f"{mentors:>8}  {name:<26}{milliseconds:>9.2f}{milliseconds / times['bare product']:>9.1f}")
    block = programme(mentees=300, mentors=5_000, seed=2)
    ours, theirs = (side.texts["words"].vectors for side in (block.mentees, block.mentors))
    many = {
        "bare product": lambda: ours @ theirs.T,
        "rank, k = 25": lambda: rank(block, slice(None), 25),
        "mean_score": lambda: mean_score(block),
    }
    print("\n300 mentees x 5,000 mentors")
    times = _least(many)
    for name, milliseconds in times.items():
        print(f"{'':>8}  {name:<26}{milliseconds:>9.2f}{milliseconds / times['bare product']:>9.1f}")


if __name__ == "__main__":
    main()
