"""Random programmes with more people than those of `worlds`, their complete graphs, and organisers' decisions about them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import numpy as np

from matching.engine import Candidates, Criterion, ExclusionReason, Kind, Problem
from matching.engine.scoring import QUANTA, eligible, score_block, solver_criteria
from tests.matching.engine.worlds import EVERYTHING, RULES, World, someone

# The rules whose changes `test_relax` can make; and a private one, which nobody is told of.
LIFTABLE = [
    rule
    for rule in RULES
    if rule.kind in (Kind.COVERAGE, Kind.DIFFERENT, Kind.GAP, Kind.LANGUAGE, Kind.MIN_HOURS) or rule.private
]


def world(seed: int, mentees: int, mentors: int, *, coarse: bool = False) -> World:
    random = Random(seed)
    keys = [random.getrandbits(63) for _ in range(mentees + mentors)]
    ours = [someone(random, keys[i], 12) for i in range(mentees)]
    theirs = [someone(random, keys[mentees + j], 12) for j in range(mentors)]
    pairs = [(i, j) for i in range(mentees) for j in range(mentors)]
    few = min(len(pairs), mentees)
    criteria = random.sample(EVERYTHING, random.choice([2, 5, len(EVERYTHING)]))
    if coarse:
        criteria = [
            Criterion(key="profession", kind=Kind.SAME, mentee_field="profession"),
            Criterion(key="hours", kind=Kind.HOURS),
        ]
    return World(
        mentees=ours,
        mentors=theirs,
        criteria=(*criteria, *random.sample(LIFTABLE, random.choice([0, 1, 1, 2]))),
        groups=[random.randint(-1, 2) for _ in range(12)],
        excluded=[(i, j, random.choice(list(ExclusionReason))) for i, j in random.sample(pairs, few)],
        preferences=[
            (i, j, random.randint(-1, 1), random.randint(-1, 1)) for i, j in random.sample(pairs, few)
        ],
    )


def complete(problem: Problem, locked: Sequence[tuple[int, int]] = ()) -> Candidates:
    """Every eligible pair, and the locked ones."""
    rows = np.arange(problem.mentees.size)
    quanta = score_block(problem, solver_criteria(problem), rows, slice(None)).quanta
    open_to = eligible(problem, rows, slice(None))
    for i, j in locked:
        open_to[i, j] = True
    return Candidates(
        ptr=np.concatenate([[0], np.cumsum(open_to.sum(axis=1))]),
        mentor=np.nonzero(open_to)[1],
        score=quanta[open_to] / QUANTA,
        mentee_key=problem.mentee_key,
        mentor_key=problem.mentor_key,
    )


def decisions(problem: Problem, random: Random) -> dict[str, Any]:
    """Locks, some of pairs that may not be, forbidden pairs, and a minimum score."""
    free = np.maximum(problem.capacity_left, 0)
    locked, forbidden = [], []
    for i in random.sample(range(problem.mentees.size), problem.mentees.size // 6):
        j = random.randrange(problem.mentors.size)
        if free[j] > 0:
            free[j] -= 1
            locked.append((i, j))
    for _ in range(problem.mentees.size):
        pair = (random.randrange(problem.mentees.size), random.randrange(problem.mentors.size))
        if pair not in locked:
            forbidden.append(pair)
    minimum = random.choice([None, None, 0.3, 0.5])
    return {"locked": locked, "forbidden": forbidden, "minimum_score": minimum}
