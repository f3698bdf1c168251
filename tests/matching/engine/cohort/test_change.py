"""What if: what is told of a change is what differs, and it is what a fresh run gives."""

import numpy as np
import pytest

from matching.engine import (
    assign,
    assign_problem,
    candidates_of,
    decided,
    difference,
    rescored,
    reweighted,
)
from matching.engine.cohort.candidates import Assignment
from tests.matching.engine.cohort.cohorts import cohort
from tests.matching.engine.cohort.problems import complete, world


def matched(*mentors: int) -> Assignment:
    return Assignment(
        mentor=np.array(mentors, dtype=np.int32),
        total=float(len(mentors)),
        worst=1 / len(mentors),
        matched=sum(mentor >= 0 for mentor in mentors),
        blocking_pairs=0,
        certified=True,
    )


def test_two_assignments_of_the_same_people_are_compared() -> None:
    told = difference(matched(0, 1, -1, 2, -1, 4), matched(0, 2, 1, -1, -1, 4))
    assert told.appeared == ((1, 2), (2, 1))
    assert told.vanished == ((1, 1), (3, 2))
    assert (told.matched, told.unmatched) == ((2,), (3,))
    # Mentees 1, 2 and 3, and the mentors 1 and 2.
    assert told.touched == 5
    assert difference(matched(0, 1), matched(0, 1)).touched == 0
    with pytest.raises(ValueError, match=r"after\.mentor: expected 2 mentees as before, got 3"):
        difference(matched(0, 1), matched(0, 1, 2))


@pytest.mark.parametrize("aim", ["total", "fair", "stable"])
def test_a_lock_and_a_forbid_give_what_a_fresh_run_gives(aim) -> None:
    for seed in range(25):
        random = np.random.default_rng(seed)
        given = cohort(random, mentees=12, mentors=6)
        before = assign(given.candidates, given.capacity, aim=aim, levels=2, **given.options)
        chosen = given.chosen(before)
        if not chosen:
            continue
        forbid = chosen[0]
        told = decided(
            given.candidates, given.capacity, before, aim=aim, forbid=forbid, levels=2, **given.options
        )
        fresh = {**given.options, "forbidden": [*given.options["forbidden"], forbid]}
        again = assign(given.candidates, given.capacity, aim=aim, levels=2, **fresh)
        assert told.assignment.mentor.tolist() == again.mentor.tolist()
        assert forbid in told.difference.vanished
        was, now = ({*enumerate(one.mentor.tolist())} for one in (before, again))
        assert {*told.difference.appeared} == {pair for pair in now - was if pair[1] >= 0}
        assert {*told.difference.vanished} == {pair for pair in was - now if pair[1] >= 0}
        assert told.difference.worst == (before.worst, again.worst)
        assert told.difference.total == (before.total, again.total)

        back = decided(
            given.candidates,
            given.capacity,
            again,
            aim=aim,
            lock=forbid,
            levels=2,
            **given.options,
        )
        assert back.assignment.mentor[forbid[0]] == forbid[1]
        assert back.assignment.matched == before.matched


def test_other_weights_give_what_the_problem_with_them_gives() -> None:
    for seed in range(15):
        problem = world(seed, 15, 6).problem()
        key = next(one.key for one in problem.criteria if not one.rule)
        before = assign_problem(problem, aim="total")
        told = rescored(problem, {key: 400.0}, before, aim="total")
        heavier = reweighted(problem, {key: 400.0})
        assert [one.weight for one in heavier.criteria if one.key == key] == [400.0]
        assert [one for one in heavier.criteria if one.key != key] == [
            one for one in problem.criteria if one.key != key
        ]
        whole = assign(complete(heavier), np.maximum(problem.capacity_left, 0), aim="total")
        assert (told.assignment.matched, told.assignment.total) == (whole.matched, whole.total)
        assert told.difference == difference(before, told.assignment)


def test_a_weight_of_nothing_that_there_is_is_refused() -> None:
    problem = world(1, 3, 2).problem()
    with pytest.raises(ValueError, match=r"weights\['shoes'\]: expected one of: "):
        reweighted(problem, {"shoes": 1.0})
    key = problem.criteria[0].key
    with pytest.raises(ValueError, match=r"weight: expected a number of 0 or more, got -1"):
        reweighted(problem, {key: -1})


def test_the_kept_candidates_hold_the_best_of_each_and_the_best_of_all() -> None:
    for seed in range(30):
        problem = world(seed, 30, 8).problem()
        kept, whole = candidates_of(problem, 2), complete(problem)
        capacity = np.maximum(problem.capacity_left, 0)
        ours, theirs = (assign(one, capacity, aim="total") for one in (kept, whole))
        assert (ours.matched, ours.total) == (theirs.matched, theirs.total)
        assert kept.edges <= whole.edges
        for i in range(problem.mentees.size):
            mine, all_of_it = (
                sorted(one.quanta[one.ptr[i] : one.ptr[i + 1]].tolist(), reverse=True)
                for one in (kept, whole)
            )
            assert mine[:2] == all_of_it[:2]
