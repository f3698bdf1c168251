"""Small random cohorts, and every matching that one of them has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matching.engine import Assignment, Candidates

Pair = tuple[int, int]


@dataclass(frozen=True)
class Cohort:
    """Scores in millionths of the pairs that there are, as people would write them down."""

    mentees: int
    capacity: list[int]
    score: dict[Pair, int]
    mentor_score: dict[Pair, int]
    mentee_key: list[int]
    mentor_key: list[int]
    locked: tuple[Pair, ...] = ()
    forbidden: tuple[Pair, ...] = ()
    minimum: int = 0

    @property
    def candidates(self) -> Candidates:
        pairs = sorted(self.score, key=lambda pair: pair[0])
        starts = np.cumsum([0, *(sum(i == row for i, _ in pairs) for row in range(self.mentees))])
        return Candidates(
            starts,
            np.array([j for _, j in pairs], dtype=np.int32),
            np.array([self.score[pair] for pair in pairs]) / 1_000_000,
            np.array([self.mentor_score[pair] for pair in pairs]) / 1_000_000,
            np.array(self.mentee_key, dtype=np.int64),
            np.array(self.mentor_key, dtype=np.int64),
        )

    @property
    def options(self) -> dict[str, Any]:
        return {
            "locked": list(self.locked),
            "forbidden": list(self.forbidden),
            "minimum_score": self.minimum / 1_000_000 if self.minimum else None,
        }

    @property
    def open_pairs(self) -> dict[Pair, int]:
        """The pairs that somebody may still choose, with their scores."""
        tied = {i for i, _ in self.locked}
        return {
            pair: score
            for pair, score in self.score.items()
            if pair[0] not in tied and pair not in self.forbidden and score >= self.minimum
        }

    @property
    def seats(self) -> list[int]:
        """The seats that locks leave."""
        return [
            seats - sum(j == mentor for _, j in self.locked) for mentor, seats in enumerate(self.capacity)
        ]

    def matchings(self) -> Iterator[tuple[Pair, ...]]:
        """Every matching of open pairs."""
        choices = self.open_pairs

        def further(mentee: int, seats: list[int]) -> Iterator[tuple[Pair, ...]]:
            if mentee == self.mentees:
                yield ()
                return
            yield from further(mentee + 1, seats)
            for mentor, left in enumerate(seats):
                if left and (mentee, mentor) in choices:
                    fewer = [*seats[:mentor], left - 1, *seats[mentor + 1 :]]
                    for rest in further(mentee + 1, fewer):
                        yield ((mentee, mentor), *rest)

        yield from further(0, self.seats)

    def chosen(self, assignment: Assignment) -> tuple[Pair, ...]:
        """The pairs of an assignment that were not locked."""
        tied = {i for i, _ in self.locked}
        return tuple((i, j) for i, j in enumerate(assignment.mentor.tolist()) if j >= 0 and i not in tied)

    def permuted(self, random: np.random.Generator) -> tuple[Cohort, list[int], list[int]]:
        """The same people in other rows, and the new row of each mentee and of each mentor."""
        rows = random.permutation(self.mentees).tolist()
        columns = random.permutation(len(self.capacity)).tolist()
        old_rows, old_columns = np.argsort(rows), np.argsort(columns)

        def moved(pair: Pair) -> Pair:
            return rows[pair[0]], columns[pair[1]]

        order = random.permutation(len(self.score)).tolist()
        pairs = [list(self.score)[place] for place in order]
        return (
            replace(
                self,
                capacity=[self.capacity[old] for old in old_columns],
                score={moved(pair): self.score[pair] for pair in pairs},
                mentor_score={moved(pair): self.mentor_score[pair] for pair in pairs},
                mentee_key=[self.mentee_key[old] for old in old_rows],
                mentor_key=[self.mentor_key[old] for old in old_columns],
                locked=tuple(moved(pair) for pair in self.locked),
                forbidden=tuple(moved(pair) for pair in self.forbidden),
            ),
            rows,
            columns,
        )


def cohort(random: np.random.Generator, *, mentees: int, mentors: int, decided: bool = True) -> Cohort:
    """A random cohort: few different scores, so that ties are common, or many; some mentors without a seat; with
    `decided`, also locks, forbidden pairs and a minimum, where chance has it."""
    ladder = np.sort(random.integers(0, 1_000_001, size=int(random.integers(1, 6))))
    coarse = random.random() < 0.6
    density = random.choice([0.3, 0.8, 1.0])

    def score() -> int:
        return int(random.choice(ladder)) if coarse else int(random.integers(0, 1_000_001))

    pairs = [(i, j) for i in range(mentees) for j in range(mentors) if random.random() < density]
    scores = {pair: score() for pair in pairs}
    other = {pair: score() for pair in pairs} if random.random() < 0.7 else scores
    capacity = random.choice([0, 1, 1, 2, 3], size=mentors).tolist()
    locked: dict[int, int] = {}
    forbidden: list[Pair] = []
    minimum = 0
    if decided:
        left = list(capacity)
        for _ in range(int(random.choice([0, 0, 1, 2]))):
            i, j = int(random.integers(mentees)), int(random.integers(mentors))
            if i not in locked and left[j]:
                locked[i] = j
                left[j] -= 1
        forbidden = [
            (i, j)
            for i, j in random.integers(0, [mentees, mentors], size=(int(random.integers(0, 4)), 2)).tolist()
            if locked.get(i) != j
        ]
        minimum = int(random.choice([0, 0, 0, 0, *ladder]))
    keys = random.integers(-(2**62), 2**62, size=mentees + mentors)
    return Cohort(
        mentees,
        capacity,
        scores,
        other,
        keys[:mentees].tolist(),
        keys[mentees:].tolist(),
        tuple(locked.items()),
        tuple(forbidden),
        minimum,
    )


def small(seed: int) -> Cohort:
    """A random cohort of which every matching can be looked at."""
    random = np.random.default_rng(seed)
    return cohort(
        random, mentees=int(random.choice([1, 2, 4, 5, 6])), mentors=int(random.choice([1, 2, 3, 4]))
    )
