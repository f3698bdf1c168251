"""Why not: the rule in the way, and that the smallest change told really lifts it, while a smaller one does not."""

from dataclasses import replace

import pytest

from matching.engine import NOT_LISTED, Criterion, ExclusionReason, Kind, Reason, Skill, rank, why_not
from tests.matching.engine.worlds import Someone, World, random_world


def answer(mentee: Someone, mentor: Someone, *criteria: Criterion):
    return why_not(World([mentee], [mentor], criteria, groups=[0, 1, 2]).problem(), 0, 0)


def test_hours_say_how_many_more() -> None:
    rule = Criterion(key="least", kind=Kind.MIN_HOURS, rule=True, params={"hours": 2})
    mentee, mentor = Someone(1, slots=set(range(10))), Someone(2, slots={0, 50})
    (obstacle,) = answer(mentee, mentor, rule).obstacles
    assert (obstacle.criterion, obstacle.reason, obstacle.change) == (
        "least",
        Reason.HOURS_FEW,
        {"hours": 1.5},
    )
    assert answer(mentee, replace(mentor, slots={0, 1, 2, 50}), rule).obstacles == (
        obstacle_after(2, 0.5, obstacle)
    )
    assert answer(mentee, replace(mentor, slots={0, 1, 2, 3}), rule).obstacles == ()


def obstacle_after(hours: float, short: float, obstacle):
    facts = {**obstacle.facts, "slots": [0, 1, 2], "hours": hours - short}
    return (replace(obstacle, facts=facts, change={"hours": short}),)


@pytest.mark.parametrize("minimum", [0.0, 0.3, 0.5, 0.75, 1.0])
@pytest.mark.parametrize("mentor_grade", range(14))
def test_rungs_are_the_fewest_that_do(minimum: float, mentor_grade: int) -> None:
    rule = Criterion(
        key="grade",
        kind=Kind.GAP,
        mentee_field="grade",
        rule=True,
        minimum=minimum,
        params={"best_from": 2, "best_to": 3},
    )
    mentee, mentor = Someone(1, grade=4), Someone(2, grade=mentor_grade)
    obstacles = answer(mentee, mentor, rule).obstacles
    if not obstacles:
        return
    rungs = obstacles[0].change["rungs"]
    assert answer(mentee, replace(mentor, grade=mentor_grade + rungs), rule).obstacles == ()
    nearly = rungs - 1 if rungs > 0 else rungs + 1
    assert answer(mentee, replace(mentor, grade=mentor_grade + nearly), rule).obstacles != ()


@pytest.mark.parametrize(("minimum", "items"), [(0.0, 1), (0.5, 2), (1.0, 4)])
def test_overlap_says_how_many_more_in_common(minimum: float, items: int) -> None:
    rule = Criterion(key="topics", kind=Kind.OVERLAP, mentee_field="topics", rule=True, minimum=minimum)
    (obstacle,) = answer(Someone(1, topics={1, 2, 3, 4}), Someone(2, topics={9}), rule).obstacles
    assert obstacle.change == {"items": items}


def test_coverage_names_the_fewest_skills() -> None:
    rule = Criterion(key="skills", kind=Kind.COVERAGE, rule=True, minimum=0.7)
    mentee = Someone(1, skills=[Skill(skill=0, level=4, priority=1), Skill(skill=1, level=2, priority=3)])
    mentor = Someone(2, skills=[Skill(skill=0, level=2)])
    (obstacle,) = answer(mentee, mentor, rule).obstacles
    assert obstacle.change == {"skills": [{"skill": 1, "offered": 0, "wanted": 2}]}
    lifted = replace(mentor, skills=[Skill(skill=0, level=2), Skill(skill=1, level=2)])
    assert answer(mentee, lifted, rule).obstacles == ()


def test_a_strict_rule_without_an_answer_asks_for_it() -> None:
    rule = Criterion(key="language", kind=Kind.LANGUAGE, mentee_field="languages", rule=True, strict=True)
    (obstacle,) = answer(Someone(1, languages={1}), Someone(2), rule).obstacles
    assert (obstacle.reason, obstacle.change) == (Reason.UNANSWERED, {"answer": ["mentor"]})


def test_categories_places_and_line_managers() -> None:
    rule = Criterion(key="other", kind=Kind.DIFFERENT, mentee_field="profession", rule=True)
    world = World(
        [Someone(1, profession=2)],
        [Someone(2, profession=2, capacity=0)],
        (rule,),
        excluded=[(0, 0, ExclusionReason.LINE_MANAGER)],
    )
    told = why_not(world.problem(), 0, 0)
    assert [(one.criterion, one.reason, one.change) for one in told.obstacles] == [
        ("capacity", Reason.NO_PLACE_LEFT, {"places": 1}),
        ("excluded", Reason.LINE_MANAGER, {}),
        ("other", Reason.NOT_DIFFERENT, {"category": 2}),
    ]
    assert told.position is None


@pytest.mark.parametrize(
    "reason", [ExclusionReason.BLOCKED, ExclusionReason.NOT_AGAIN, ExclusionReason.AVOID]
)
def test_what_is_never_named_gives_one_answer_whatever_else_there_is(reason: ExclusionReason) -> None:
    rule = Criterion(key="least", kind=Kind.MIN_HOURS, rule=True)
    for excluded in ([(0, 0, reason)], [(0, 0, ExclusionReason.LINE_MANAGER), (0, 0, reason)]):
        for capacity in (0, 1):
            mentor = Someone(2, capacity=capacity, slots={4})
            world = World([Someone(1, slots={3})], [mentor], (rule,), excluded=excluded)
            assert why_not(world.problem(), 0, 0) == NOT_LISTED
    kin = Criterion(key="kin", kind=Kind.NETWORK, mentee_field="identity", rule=True, private=True)
    assert answer(Someone(1, identity={1}), Someone(2, identity={2}), kin) == NOT_LISTED


def test_without_an_obstacle_it_tells_the_place_and_what_would_win_points() -> None:
    for seed in range(80):
        problem = random_world(seed).problem()
        ranking = rank(problem, slice(None), max(problem.mentors.size, 1))
        for i, row in enumerate(ranking.mentor.tolist()):
            for place, j in enumerate(mentor for mentor in row if mentor >= 0):
                told = why_not(problem, i, j)
                assert (told.obstacles, told.position) == ((), place + 1)
                gains = [one.gain for one in told.improvements]
                assert gains == sorted(gains, reverse=True)
                assert told.score + sum(gains) == pytest.approx(1 if problem_scores(problem) else 0, abs=1e-5)
                assert not {one.part.criterion for one in told.improvements} & {"wish", "identity", "kin"}


def problem_scores(problem) -> bool:
    return any(one.scores and not one.private for one in problem.criteria)
