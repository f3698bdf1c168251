"""`stable` against every stable matching that there is, and first come, first served against a plain loop."""

import numpy as np
import pytest

from matching.engine import assign
from matching.engine.cohort.question import Question, question
from matching.engine.cohort.stable import first_come
from tests.matching.engine.cohort.cohorts import Cohort, Pair, cohort, small


def asked(given: Cohort, seed: int) -> Question:
    return question(given.candidates, given.capacity, seed=seed, **given.options)


class Taste:
    """How each person ranks the pairs that they may be in, higher first, ties as documented."""

    def __init__(self, given: Cohort, seed: int) -> None:
        ranks = asked(given, seed)
        self.given = given
        self.mentee = {(i, j): (score, -ranks.mentor_rank[j]) for (i, j), score in given.open_pairs.items()}
        self.mentor = {(i, j): (given.mentor_score[i, j], -ranks.mentee_rank[i]) for i, j in given.open_pairs}

    def is_stable(self, pairs: tuple[Pair, ...]) -> bool:
        own = {i: self.mentee[i, j] for i, j in pairs}
        held: dict[int, list[tuple[int, int]]] = {}
        for i, j in pairs:
            held.setdefault(j, []).append(self.mentor[i, j])
        for (i, j), liked in self.mentee.items():
            here = held.get(j, [])
            wanted = len(here) < self.given.seats[j] or (here and self.mentor[i, j] > min(here))
            if wanted and (i not in own or liked > own[i]):
                return False
        return True


@pytest.mark.parametrize("block", range(10))
def test_stable_is_what_every_mentee_likes_best_of_all_stable_matchings(block: int) -> None:
    for seed in range(block * 32, block * 32 + 32):
        given = small(seed)
        taste = Taste(given, seed)
        every = [pairs for pairs in given.matchings() if taste.is_stable(pairs)]
        best: dict[int, Pair] = {}
        for pairs in every:
            for pair in pairs:
                if pair[0] not in best or taste.mentee[pair] > taste.mentee[best[pair[0]]]:
                    best[pair[0]] = pair
        found = assign(given.candidates, given.capacity, aim="stable", seed=seed, **given.options)
        assert given.chosen(found) == tuple(sorted(best.values())), seed
        assert found.blocking_pairs == 0
        assert found.certified


def test_first_come_is_a_plain_loop_over_mentees_in_the_order_of_their_rank() -> None:
    for seed in range(150):
        random = np.random.default_rng(seed)
        given = cohort(random, mentees=int(random.integers(1, 30)), mentors=int(random.integers(1, 9)))
        ranks = asked(given, seed)
        seats, expected = given.seats, np.full(given.mentees, -1)
        for i in np.argsort(ranks.mentee_rank).tolist():
            open_to = [j for j in range(len(seats)) if (i, j) in given.open_pairs and seats[j]]
            if open_to:
                expected[i] = max(open_to, key=lambda j: (given.score[i, j], -ranks.mentor_rank[j]))
                seats[expected[i]] -= 1
        assert ranks.graph.mentors_of(first_come(ranks)).tolist() == expected.tolist(), seed
