"""Why somebody is unmatched: every change that is told is made, and does what was said."""

from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from matching.engine import (
    NOT_LISTED,
    Criterion,
    ExclusionReason,
    Kind,
    Lack,
    Problem,
    Relaxation,
    assign_problem,
    relaxations,
)
from matching.engine.cohort import relax
from matching.engine.cohort.narrowing import quanta_of
from matching.engine.problem import UNNAMED
from matching.engine.scoring import QUANTA, eligible, score_block, solver_criteria
from matching.engine.sides import Skill
from tests.matching.engine.cohort.problems import decisions, world
from tests.matching.engine.worlds import Someone, World


def open_pairs(problem: Problem, forbidden=(), minimum_score=None, **_) -> np.ndarray:
    rows = np.arange(problem.mentees.size)
    allowed = eligible(problem, rows, slice(None))
    for i, j in forbidden:
        allowed[i, j] = False
    worth = score_block(problem, solver_criteria(problem), rows, slice(None)).quanta
    return allowed & (worth >= round((minimum_score or 0) * QUANTA))


def with_places(problem: Problem, told: Relaxation) -> Problem:
    capacity = problem.capacity_left.copy()
    if told.place_at is not None:
        capacity[told.place_at] += told.places
    return replace(problem, capacity_left=capacity)


def lifted(given: World, told: Relaxation) -> World:
    """The world after the changes that the obstacles name, made by the mentee and the mentor."""
    mentee, mentor = given.mentees[told.mentee], given.mentors[told.mentor]
    for obstacle in told.obstacles:
        change, kind = obstacle.change, obstacle.kind
        if kind is Kind.MIN_HOURS:
            more = round(2 * change.get("hours", 1))
            new = sorted(set(range(336)) - (mentee.slots & mentor.slots))[:more]
            mentee, mentor = (
                replace(mentee, slots=mentee.slots | {*new}),
                replace(mentor, slots=mentor.slots | {*new}),
            )
        elif kind is Kind.LANGUAGE:
            ours = mentee.languages or {1}
            mentee = replace(mentee, languages=ours)
            mentor = replace(mentor, languages=mentor.languages | {min(ours)})
        elif kind is Kind.GAP:
            mentor = replace(mentor, grade=mentor.grade + change["rungs"])
        elif kind is Kind.DIFFERENT:
            theirs = mentor.profession if mentor.profession >= 0 else 0
            mentee = replace(mentee, profession=theirs + 1)
            mentor = replace(mentor, profession=theirs)
        elif kind is Kind.COVERAGE:
            named = {entry["skill"]: entry["wanted"] for entry in change["skills"]}
            kept = [entry for entry in mentor.skills if entry.skill not in named]
            mentor = replace(
                mentor, skills=[*kept, *(Skill(skill=skill, level=level) for skill, level in named.items())]
            )
        else:
            raise AssertionError(obstacle)
    mentees, mentors = list(given.mentees), list(given.mentors)
    mentees[told.mentee], mentors[told.mentor] = mentee, mentor
    return replace(given, mentees=mentees, mentors=mentors)


def worth(problem: Problem, pairs) -> int:
    return int(quanta_of(problem, np.array(pairs, dtype=np.int64).reshape(-1, 2)).sum())


def after(problem: Problem, assignment, told: Relaxation) -> list[tuple[int, int]]:
    """The pairs after the moves that a relaxation tells; each leaves the place that the one before needs."""
    mentor = dict(enumerate(assignment.mentor.tolist()))
    here = told.mentor
    for move in told.moves:
        assert (mentor[move.mentee], move.before) == (here, here)
        mentor[move.mentee] = here = move.after
    assert here == told.place_at
    mentor[told.mentee] = told.mentor
    return [(i, j) for i, j in mentor.items() if j >= 0]


@pytest.mark.parametrize("aim", ["total", "fair", "stable"])
def test_every_change_does_what_is_said(aim) -> None:
    seen: Counter[Lack] = Counter()
    for seed in range(18 if aim == "fair" else 28):
        random = Random(seed)
        given = world(seed, *random.choice([(12, 4), (20, 6), (25, 12), (6, 1)]))
        problem = given.problem()
        options = decisions(problem, random) if random.random() < 0.7 else {}
        before = assign_problem(problem, aim=aim, **options)
        told = relaxations(problem, before, aim=aim, **options)
        assert [one.mentee for one in told] == np.flatnonzero(before.mentor < 0).tolist()
        for one in told:
            seen[one.lack] += 1
            changed, relaxed = with_places(problem, one), dict(options)
            if one.lack is Lack.PLACES:
                again = assign_problem(changed, aim=aim, **options)
                if aim == "stable":
                    assert again.mentor[one.mentee] >= 0
                    continue
                assert one.places > 0
                assert again.matched == before.matched + 1
                pairs = after(problem, before, one)
                free = [pair for pair in pairs if pair not in options.get("locked", ())]
                allowed = open_pairs(
                    replace(changed, capacity_left=np.ones_like(changed.capacity_left)), **options
                )
                assert all(allowed[pair] for pair in free)
                load = Counter(j for _, j in pairs)
                assert all(count <= max(changed.capacity_left[j], 0) for j, count in load.items())
            elif one.lack is Lack.RULES:
                if one.mentor is None:
                    assert one.obstacles == NOT_LISTED.obstacles
                    continue
                changed = with_places(lifted(given, one).problem(), one)
                assert eligible(changed, np.array([one.mentee]), slice(None))[0, one.mentor]
                assert not eligible(problem, np.array([one.mentee]), slice(None)).any()
            elif one.lack is Lack.MINIMUM:
                everybody = replace(problem, capacity_left=np.ones_like(problem.capacity_left))
                relaxed["minimum_score"] = one.minimum
                assert open_pairs(everybody, **relaxed)[one.mentee].any()
                full = np.bincount(before.mentor[before.mentor >= 0], minlength=len(problem.capacity_left))
                relaxed["minimum_score"] = one.minimum + 0.01
                rest = open_pairs(everybody, **relaxed)[one.mentee]
                # A mentor with a place left goes before a better one who is full.
                assert not rest.any() or not (rest & (full < problem.capacity_left)).any()
            else:
                assert (one.mentee, one.mentor) in options["forbidden"]
                relaxed["forbidden"] = [
                    pair for pair in options["forbidden"] if pair != (one.mentee, one.mentor)
                ]
                relaxed["minimum_score"] = options["minimum_score"] if one.minimum is None else one.minimum
                everybody = replace(problem, capacity_left=np.ones_like(problem.capacity_left))
                assert open_pairs(everybody, **relaxed)[one.mentee, one.mentor]
    assert {*seen} == {*Lack}
    assert seen[Lack.PLACES] > 20


def test_the_place_is_the_one_that_wins_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relax, "MOVES", 100)
    long = 0
    for seed in range(200, 225):
        problem = world(seed, 14, 6).problem()
        problem = replace(problem, capacity_left=np.maximum(problem.capacity_left, 0))
        before = assign_problem(problem, aim="total")
        told = [one for one in relaxations(problem, before) if one.lack is Lack.PLACES]
        if not told:
            continue
        best = []
        for j in range(problem.mentors.size):
            capacity = problem.capacity_left.copy()
            capacity[j] += 1
            again = assign_problem(replace(problem, capacity_left=capacity), aim="total")
            best.append((again.matched, round(again.total * QUANTA)))
        won = max(worth(problem, after(problem, before, one)) for one in told)
        assert max(best) == (before.matched + 1, won)
        long += sum(len(one.moves) > 1 for one in told)
    assert long > 5


def test_whoever_is_never_named_is_not_there() -> None:
    for seed in range(300, 320):
        random = Random(seed)
        given = world(seed, 12, 5)
        blocked = {
            (random.randrange(12), random.randrange(5)): random.choice(sorted(UNNAMED)) for _ in range(25)
        }
        given = replace(given, excluded=[(i, j, reason) for (i, j), reason in blocked.items()])
        problem = given.problem()
        before = assign_problem(problem, aim="total")
        for one in relaxations(problem, before):
            assert (one.mentee, one.mentor) not in blocked
        gone = replace(given, excluded=[(i, j, ExclusionReason.OWN_SELF) for i, j in blocked]).problem()
        assert relaxations(gone, before) == relaxations(problem, before)


def test_a_private_rule_is_never_told() -> None:
    kin = Criterion(key="kin", kind=Kind.NETWORK, mentee_field="identity", rule=True, private=True)
    hours = Criterion(key="least", kind=Kind.MIN_HOURS, rule=True, params={"hours": 3})
    mentees = [Someone(1, identity={1}, slots={0, 1, 2})]
    stranger = Someone(11, identity={2}, slots={0, 1, 2, 3, 4, 5}, capacity=1)
    relative = Someone(12, identity={1}, slots={0}, capacity=1)
    problem = World(mentees, [stranger, relative], (kin, hours)).problem()
    (told,) = relaxations(problem, assign_problem(problem, aim="total"))
    assert (told.mentor, [one.change for one in told.obstacles]) == (1, [{"hours": 2.5}])
    problem = World(mentees, [stranger], (kin, hours)).problem()
    (told,) = relaxations(problem, assign_problem(problem, aim="total"))
    assert told == Relaxation(0, Lack.RULES, obstacles=NOT_LISTED.obstacles)


def test_fewer_and_smaller_changes_come_first() -> None:
    hours = Criterion(key="least", kind=Kind.MIN_HOURS, rule=True, params={"hours": 3})
    language = Criterion(key="language", kind=Kind.LANGUAGE, mentee_field="languages", rule=True)
    mentees = [Someone(1, slots=set(range(6)), languages={1})]
    mentors = [
        Someone(10, slots={0, 1, 2, 3, 4}, languages={2}, capacity=1),
        Someone(11, slots={0}, languages={1}, capacity=1),
        Someone(12, slots={0, 1, 2, 3}, languages={1}, capacity=1),
        Someone(13, slots={0, 1, 2, 3, 4}, languages={1}, capacity=0),
    ]
    problem = World(mentees, mentors, (hours, language)).problem()
    (told,) = relaxations(problem, assign_problem(problem, aim="total"))
    assert (told.mentor, told.places, [one.change for one in told.obstacles]) == (2, 0, [{"hours": 1.0}])


def test_the_fewest_rungs_come_first_whatever_the_score() -> None:
    above = Criterion(key="above", kind=Kind.GAP, mentee_field="grade", rule=True, params={"best_to": 2.0})
    same = Criterion(key="same", kind=Kind.SAME, mentee_field="profession")
    mentee = Someone(key=1, grade=8.0, profession=1)
    mentors = [
        Someone(key=11, grade=3.0, profession=1),
        Someone(key=12, grade=7.0, profession=2),
        Someone(key=13, grade=20.0, profession=1),
    ]
    problem = World([mentee], mentors, (above, same)).problem()
    told = relaxations(problem, assign_problem(problem, aim="total"))[0]
    assert (told.lack, told.mentor) == (Lack.RULES, 1)
    assert told.obstacles[0].change == {"rungs": 2}


def test_an_assignment_of_other_people_is_refused() -> None:
    problem, other = world(1, 5, 3).problem(), world(1, 6, 3).problem()
    with pytest.raises(ValueError, match=r"assignment\.mentor: expected 5 mentees, got 6"):
        relaxations(problem, assign_problem(other, aim="total"))
