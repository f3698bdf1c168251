"""The pairs that a cohort may be matched from, as a sparse graph, and what came of it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.engine.arrays import Floats, Ints, Items, checked, refuse, starts
from matching.engine.scoring import QUANTA


@dataclass(frozen=True, eq=False)
class Candidates:
    """N mentees and the mentors each may have: those of mentee i are `mentor[ptr[i]:ptr[i + 1]]`, each once, in any order.

    `ptr` int64[N + 1], `mentor` int32[E] (positions of mentors, 0 or more), `score` float32[E] from 0 to 1: what the pair
    is worth to the mentee and to the whole. `mentor_score` float32[E] from 0 to 1 is what it is worth to the mentor, who
    prefers by it under `stable`; left out, it is `score`. Scores are taken in whole millionths.
    `mentee_key` int64[N] and `mentor_key` int64[M] are identities that decide ties and do not depend on the order of
    rows (see `stable_key`); left out, they are positions.

    Raises ValueError naming the array, the index and what was expected.
    """

    ptr: Ints
    mentor: Items
    score: Floats
    mentor_score: Floats | None = None
    mentee_key: Ints | None = None
    mentor_key: Ints | None = None

    def __post_init__(self) -> None:
        mentor = checked("mentor", self.mentor, np.int32, (None,))
        refuse("mentor", mentor < 0, mentor, "a position of 0 or more")
        edges, rows = len(mentor), max(len(np.atleast_1d(self.ptr)) - 1, 0)
        object.__setattr__(self, "mentor", mentor)
        object.__setattr__(self, "ptr", starts("ptr", self.ptr, rows, edges))
        for name in ("score", "mentor_score"):
            given = getattr(self, name)
            if given is not None:
                score = checked(name, given, np.float32, (edges,))
                # Written so that a nan, which is neither, is refused as well.
                refuse(name, ~((score >= 0) & (score <= 1)), score, "a number from 0 to 1")
                object.__setattr__(self, name, score)
        # Rows that rise, which is cheap to see, name nobody twice.
        inside = self.mentee[1:] == self.mentee[:-1]
        if (inside & (mentor[1:] <= mentor[:-1])).any():
            pair = (self.mentee.astype(np.int64) << 31) | mentor
            order = np.argsort(pair, kind="stable")
            twice = np.zeros(edges, dtype=bool)
            twice[order[1:]] = np.diff(pair[order]) == 0
            refuse("mentor", twice, mentor, "each mentor once for a mentee")
        for name, length in (("mentee_key", rows), ("mentor_key", None)):
            given = getattr(self, name)
            if given is not None:
                key = checked(name, given, np.int64, (length,))
                first = np.zeros(len(key), dtype=bool)
                first[np.unique(key, return_index=True)[1]] = True
                refuse(name, ~first, key, "a key of its own")
                object.__setattr__(self, name, key)

    @property
    def mentees(self) -> int:
        return len(self.ptr) - 1

    @property
    def edges(self) -> int:
        return len(self.mentor)

    @cached_property
    def mentee(self) -> Items:
        """The mentee of each edge: int32[E]."""
        return np.repeat(np.arange(self.mentees, dtype=np.int32), np.diff(self.ptr))

    @cached_property
    def quanta(self) -> Ints:
        """The score of each edge in whole millionths: int64[E]."""
        return np.rint(self.score.astype(np.float64) * QUANTA).astype(np.int64)

    @cached_property
    def mentor_quanta(self) -> Ints:
        """What each edge is worth to its mentor, in whole millionths: int64[E]."""
        if self.mentor_score is None:
            return self.quanta
        return np.rint(self.mentor_score.astype(np.float64) * QUANTA).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Assignment:
    """Who is matched with whom: `mentor` int32[N], -1 for a mentee who is not.

    `total` is the sum of the matched scores and `worst` the least of them (0 where nobody is matched); `matched` counts
    mentees; locked pairs count in all three. `blocking_pairs` counts the pairs of the graph, locked people left out, who
    would both rather have each other. `certified`: proven best for its aim, over the edges that were given (`assign`) or
    over every eligible pair (`assign_problem`); under `stable`, and for a matching of another making, that nothing blocks
    it. `levels` are the scores that `fair` settled, worst first, one a mentee who is not locked; `settled` says that it
    went through to the best-placed mentee, so that more levels would change nothing.
    """

    mentor: Items
    total: float
    worst: float
    matched: int
    blocking_pairs: int
    certified: bool
    levels: tuple[float, ...] = ()
    settled: bool = False
