"""The table that an organiser reads before publishing: counted as a person would count it."""

from random import Random

import numpy as np
import pytest

from matching.engine import Candidates, Summary, assign, compare, compare_problem
from tests.matching.engine.cohort.cohorts import cohort
from tests.matching.engine.cohort.problems import complete, decisions, world

WAYS = ("total", "fair", "stable", "first_come")


def counted(candidates: Candidates, mentor: np.ndarray) -> tuple[list[int], int, int]:
    """The matched scores in millionths, rising, and how many have their first choice and one of their five best."""
    scores, first, few = [], 0, 0
    for i in range(candidates.mentees):
        row = slice(candidates.ptr[i], candidates.ptr[i + 1])
        mine = dict(zip(candidates.mentor[row].tolist(), candidates.quanta[row].tolist(), strict=True))
        if mentor[i] in mine:
            better = sum(other > mine[mentor[i]] for other in mine.values())
            scores.append(mine[mentor[i]])
            first += better == 0
            few += better < 5
    return sorted(scores), first, few


def check(summary: Summary, candidates: Candidates) -> None:
    scores, first, few = counted(candidates, summary.assignment.mentor)
    assert (summary.first_choice, summary.top_five) == (first / candidates.mentees, few / candidates.mentees)
    assert len(summary.deciles) == (9 if scores else 0)
    for tenth, decile in enumerate(summary.deciles, start=1):
        at_most = sum(score <= round(decile * 1e6) for score in scores)
        below = sum(score < round(decile * 1e6) for score in scores)
        assert 10 * below < tenth * len(scores) <= 10 * at_most


def test_it_says_of_every_way_what_comes_of_it() -> None:
    for seed in range(60):
        random = np.random.default_rng(seed)
        given = cohort(random, mentees=int(random.integers(1, 15)), mentors=int(random.integers(1, 9)))
        found = compare(given.candidates, given.capacity, levels=2, seed=seed, **given.options)
        for way in WAYS:
            check(getattr(found, way), given.candidates)
        for aim in WAYS[:3]:
            alone = assign(given.candidates, given.capacity, aim=aim, levels=2, seed=seed, **given.options)
            assert getattr(found, aim).assignment.mentor.tolist() == alone.mentor.tolist()
        assert found.stable.assignment.blocking_pairs == 0
        assert found.first_come.assignment.matched <= found.total.assignment.matched
        assert found.fair.assignment.worst >= found.total.assignment.worst


def test_over_every_eligible_pair_it_is_what_the_complete_graph_gives() -> None:
    for seed in range(40):
        random = Random(seed)
        given = world(seed, *random.choice([(12, 4), (20, 6), (8, 12), (1, 1)]), coarse=random.random() < 0.3)
        problem = given.problem()
        options = decisions(problem, random) if random.random() < 0.5 else {}
        whole = compare(
            complete(problem, options.get("locked", ())),
            np.maximum(problem.capacity_left, 0),
            seed=seed,
            **options,
        )
        found = compare_problem(problem, seed=seed, **options)
        for way in WAYS:
            ours, theirs = getattr(found, way), getattr(whole, way)
            for told in ("matched", "total", "worst", "levels"):
                assert getattr(ours.assignment, told) == getattr(theirs.assignment, told), (seed, way, told)
            if way in ("stable", "first_come"):
                assert ours.assignment.mentor.tolist() == theirs.assignment.mentor.tolist()
                assert ours.deciles == theirs.deciles
                assert ours.assignment.blocking_pairs == theirs.assignment.blocking_pairs
            if ours.assignment.mentor.tolist() == theirs.assignment.mentor.tolist():
                assert ours.assignment.blocking_pairs == theirs.assignment.blocking_pairs
                if not options:
                    assert (ours.first_choice, ours.top_five) == (theirs.first_choice, theirs.top_five)


def test_a_locked_pair_that_is_no_candidate_is_nobodys_choice() -> None:
    candidates = Candidates([0, 1, 2], [0, 0], [0.4, 0.6])
    found = compare(candidates, [1, 1], locked=[(0, 1)])
    assert found.total.assignment.mentor.tolist() == [1, 0]
    assert (found.total.assignment.matched, found.total.first_choice) == (2, 0.5)
    assert found.total.deciles == pytest.approx([0.6] * 9)


def test_nobody_at_all() -> None:
    found = compare(Candidates([0], [], []), [])
    assert [getattr(found, way).deciles for way in WAYS] == [()] * 4
    assert found.first_come.first_choice == 0
