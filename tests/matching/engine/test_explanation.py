"""What explanations say: values worked out by hand, facts, what is unknown, and what is never said."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import (
    Criterion,
    ExclusionReason,
    Kind,
    Outcome,
    Reason,
    Skill,
    explain,
    explain_many,
    mean_score,
    rank,
    solver_scores,
)
from tests.matching.engine.worlds import EVERYTHING, Someone, World, random_world

PYTHON, STATISTICS, WRITING = 0, 1, 2
GROUPS = [0, 0, 1]


def pair(mentee: Someone, mentor: Someone, *criteria: Criterion, **more: object) -> World:
    return World([mentee], [mentor], criteria, groups=GROUPS, **more)


def only_part(mentee: Someone, mentor: Someone, criterion: Criterion):
    (part,) = explain(pair(mentee, mentor, criterion).problem(), 0, 0).parts
    return part


def test_coverage_counts_levels_priorities_and_the_group() -> None:
    mentee = Someone(
        1,
        skills=[
            Skill(skill=PYTHON, level=4, priority=3, now=1),
            Skill(skill=STATISTICS, level=2, priority=1),
            Skill(skill=WRITING, level=3, priority=2, now=2),
        ],
    )
    mentor = Someone(2, skills=[Skill(skill=PYTHON, level=3)])
    part = only_part(mentee, mentor, Criterion(key="skills", kind=Kind.COVERAGE))
    assert part.value == pytest.approx((3 * 3 / 4 + 1 * 0.3) / 6)
    assert part.reason is Reason.COVERAGE_PART
    python, statistics, writing = part.facts["skills"]
    assert python == {
        "skill": PYTHON,
        "priority": 3,
        "now": 1,
        "wanted": 4,
        "offered": 3,
        "credit": 0.75,
        "through": None,
        "through_level": 0,
    }
    assert (statistics["credit"], statistics["through"], statistics["through_level"]) == (0.3, PYTHON, 3)
    assert (writing["credit"], writing["offered"], writing["through"]) == (0, 0, None)
    near = only_part(
        mentee, Someone(2, skills=[Skill(skill=STATISTICS, level=4)]), Criterion(key="s", kind=Kind.COVERAGE)
    )
    assert near.facts["skills"][0]["through"] == STATISTICS


@pytest.mark.parametrize(
    ("level", "share", "value", "reason"),
    [
        (4, 0.3, 1.0, Reason.COVERAGE_FULL),
        (2, 0.3, 0.5, Reason.COVERAGE_PART),
        (1, 0.3, 0.3, Reason.COVERAGE_NEAR),
        (1, 0.0, 0.25, Reason.COVERAGE_PART),
    ],
)
def test_a_skill_gets_the_better_of_its_own_level_and_its_group(
    level: int, share: float, value: float, reason: Reason
) -> None:
    mentee = Someone(1, skills=[Skill(skill=PYTHON, level=4)])
    mentor = Someone(2, skills=[Skill(skill=PYTHON, level=level), Skill(skill=STATISTICS, level=4)])
    part = only_part(mentee, mentor, Criterion(key="skills", kind=Kind.COVERAGE, params={"share": share}))
    assert (part.value, part.reason) == (pytest.approx(value), reason)


@pytest.mark.parametrize(
    ("gap", "value", "reason"),
    [
        (-1, 0, Reason.GAP_BELOW),
        (0, 0, Reason.GAP_BELOW),
        (1, 0.5, Reason.GAP_SHORT),
        (2, 1, Reason.GAP_BEST),
        (3, 1, Reason.GAP_BEST),
        (4, 0.75, Reason.GAP_ABOVE),
        (8, 0, Reason.GAP_ABOVE),
    ],
)
def test_the_gap_table(gap: int, value: float, reason: Reason) -> None:
    criterion = Criterion(
        key="grade", kind=Kind.GAP, mentee_field="grade", params={"best_from": 2, "best_to": 3}
    )
    part = only_part(Someone(1, grade=5), Someone(2, grade=5 + gap), criterion)
    assert (part.value, part.reason) == (pytest.approx(value), reason)
    assert part.facts == {"mentee": 5, "mentor": 5 + gap, "gap": gap, "best_from": 2, "best_to": 3}


def test_hours_are_common_half_hours() -> None:
    criterion = Criterion(key="hours", kind=Kind.HOURS, params={"full_hours": 2})
    part = only_part(Someone(1, slots={0, 1, 63, 64, 335}), Someone(2, slots={1, 64, 335, 200}), criterion)
    assert part.facts == {"slots": [1, 64, 335], "hours": 1.5, "wanted_hours": 2}
    assert (part.value, part.reason) == (0.75, Reason.HOURS_FEW)


def test_sets_and_categories() -> None:
    mentee = Someone(1, topics={1, 2, 3, 4}, languages={1, 2}, employers={7}, profession=3)
    mentor = Someone(2, topics={3, 4, 9}, languages={2, 3}, employers={8}, profession=3)
    criteria = [
        Criterion(key="topics", kind=Kind.OVERLAP, mentee_field="topics"),
        Criterion(key="employer", kind=Kind.NETWORK, mentee_field="employers"),
        Criterion(key="same", kind=Kind.SAME, mentee_field="profession"),
        Criterion(key="other", kind=Kind.DIFFERENT, mentee_field="profession"),
        Criterion(key="language", kind=Kind.LANGUAGE, mentee_field="languages", rule=True),
    ]
    explanation = explain(pair(mentee, mentor, *criteria).problem(), 0, 0)
    found = [(part.value, part.reason, part.facts) for part in explanation.parts]
    assert found == [
        (0.5, Reason.OVERLAP_SOME, {"common": [3, 4], "missing": [1, 2]}),
        (0.0, Reason.NETWORK_NONE, {"common": []}),
        (1.0, Reason.SAME, {"mentee": 3, "mentor": 3}),
        (0.0, Reason.NOT_DIFFERENT, {"mentee": 3, "mentor": 3}),
    ]
    capacity, language = explanation.rules
    assert (capacity.criterion, capacity.outcome, capacity.facts) == (
        "capacity",
        Outcome.PASSED,
        {"places": 1},
    )
    assert (language.outcome, language.failed) == (Outcome.PASSED, False)
    assert language.facts == {"common": [2], "mentee": [1, 2], "mentor": [2, 3]}


def test_similarity_is_told_with_its_strength() -> None:
    unit = [1.0] + [0.0] * 23
    turned = [0.75, (1 - 0.75**2) ** 0.5] + [0.0] * 22
    criterion = Criterion(key="words", kind=Kind.TEXT, mentee_field="words", params={"low": 0, "high": 0.9})
    part = only_part(Someone(1, text=unit), Someone(2, text=turned), criterion)
    assert part.facts == {"similarity": 0.75, "strength": "strong"}
    assert part.value == pytest.approx(0.75 / 0.9)


@pytest.mark.parametrize(
    ("ours", "theirs", "sides"),
    [({1}, set(), ["mentor"]), (set(), {1}, ["mentee"]), (set(), set(), ["mentee", "mentor"])],
)
def test_an_unanswered_rule_passes_as_unknown_unless_it_is_strict(
    ours: set[int], theirs: set[int], sides: list[str]
) -> None:
    for strict in (False, True):
        rule = Criterion(
            key="language", kind=Kind.LANGUAGE, mentee_field="languages", rule=True, strict=strict
        )
        explanation = explain(
            pair(Someone(1, languages=ours), Someone(2, languages=theirs), rule).problem(), 0, 0
        )
        told = explanation.rules[1]
        assert (told.outcome, told.failed, told.facts) == (Outcome.UNKNOWN, strict, {"unanswered": sides})
        assert explanation.eligible is not strict


SCORED = (
    Criterion(key="topics", kind=Kind.OVERLAP, weight=3, mentee_field="topics"),
    Criterion(key="hours", kind=Kind.HOURS, weight=5, params={"full_hours": 1}),
    Criterion(key="grade", kind=Kind.GAP, weight=2, mentee_field="grade"),
)


@pytest.mark.parametrize(("mean", "score"), [(0.4, 0.3 + 0.7 * 0.4), (1.0, 1.0), (0.0, 0.3)])
def test_what_is_unknown_draws_a_high_score_towards_the_mean(mean: float, score: float) -> None:
    explanation = explain(
        pair(
            Someone(1, topics={1}, slots={1}, grade=1), Someone(2, topics={1}), *SCORED, prior_mean=mean
        ).problem(),
        0,
        0,
    )
    assert explanation.score == pytest.approx(score, abs=1e-6)
    assert explanation.raw == 1
    assert explanation.answered == pytest.approx(0.3)
    assert explanation.little_known
    topics, hours, grade = explanation.parts
    assert (topics.value, topics.possible) == (1, pytest.approx(0.3))
    assert (hours.value, hours.reason, hours.facts) == (None, Reason.UNANSWERED, {"unanswered": ["mentor"]})
    assert hours.missing == pytest.approx(0.5 * (1 - mean), abs=1e-6)
    assert grade.points == pytest.approx(0.2 * mean, abs=1e-6)


def test_what_is_unknown_never_raises_a_score() -> None:
    mentee = Someone(1, topics={1, 2, 3, 4}, slots={1}, grade=1)
    world = pair(mentee, Someone(2, topics={1}), *SCORED, prior_mean=0.6)
    assert explain(world.problem(), 0, 0).score == pytest.approx(0.25)


def test_half_of_the_weight_is_known_enough() -> None:
    world = pair(Someone(1, topics={1}, slots={0, 1}, grade=1), Someone(2, slots={0, 1}), *SCORED)
    assert not explain(world.problem(), 0, 0).little_known


@settings(deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.3, 0.8, 1.0]))
def test_an_empty_profile_never_tops_a_list(seed: int, mean: float) -> None:
    world = random_world(seed).with_criteria(*EVERYTHING)
    world.prior_mean = mean
    world.excluded, world.preferences = [], []
    world.mentors.append(Someone(key=-(2**63), bias=1.0, capacity=3))
    empty = len(world.mentors) - 1
    problem = world.problem()
    ranking = rank(problem, slice(None), 1)
    for i, (best,) in enumerate(ranking.mentor.tolist()):
        rivals = [
            e
            for e in explain_many(problem, i, np.arange(empty))
            if e.eligible and e.raw > 0.05 and not e.little_known
        ]
        if rivals:
            assert best != empty


def test_a_bias_alone_tells_nothing_about_a_pair() -> None:
    bias = Criterion(key="bias", kind=Kind.BIAS, weight=1, mentor_field="bias")
    world = pair(
        Someone(1, topics={1}, slots={1}, grade=1), Someone(2, bias=0.8), *SCORED, bias, prior_mean=0.9
    )
    explanation = explain(world.problem(), 0, 0)
    assert explanation.score == pytest.approx(0.8 / 11, abs=1e-6)
    assert explanation.answered == 0


def test_private_criteria_move_the_solver_alone() -> None:
    topics = Criterion(key="topics", kind=Kind.OVERLAP, mentee_field="topics")
    wish = Criterion(key="wish", kind=Kind.PREFER)
    identity = Criterion(key="identity", kind=Kind.NETWORK, mentee_field="identity", private=True)
    mentee = Someone(1, topics={1, 2}, identity={5})
    mentors = [Someone(2, topics={1}, identity={5}), Someone(3, topics={1}, identity={6})]
    world = World([mentee], mentors, (topics, wish, identity), preferences=[(0, 0, 1, 1), (0, 1, -1, 0)])
    problem = world.problem()
    bare = world.with_criteria(topics).problem()
    assert explain_many(problem, 0, [0, 1]) == explain_many(bare, 0, [0, 1])
    assert rank(problem, [0], 2).score.tolist() == [[0.5, 0.5]]
    assert solver_scores(problem, np.array([0]))[0] == pytest.approx(
        [(0.5 + 1 + 1) / 3, (0.5 + 0.25 + 0) / 3]
    )


@pytest.mark.parametrize(
    "reason", [ExclusionReason.BLOCKED, ExclusionReason.NOT_AGAIN, ExclusionReason.AVOID]
)
def test_nothing_is_said_about_somebody_who_is_not_listed(reason: ExclusionReason) -> None:
    world = pair(
        Someone(1, topics={1}),
        Someone(2, topics={1}),
        *SCORED,
        excluded=[(0, 0, reason), (0, 0, ExclusionReason.LINE_MANAGER)],
    )
    told = explain(world.problem(), 0, 0)
    assert (told.listed, told.eligible, told.score, told.parts, told.rules) == (False, False, 0, (), ())


def test_an_identity_rule_is_not_named_either() -> None:
    kin = Criterion(key="kin", kind=Kind.NETWORK, mentee_field="identity", rule=True, private=True)
    world = pair(Someone(1, identity={1}), Someone(2, identity={2}), *SCORED, kin)
    told = explain(world.problem(), 0, 0)
    assert (told.listed, told.parts, told.rules) == (False, (), ())
    agreed = replace(world, mentors=[Someone(2, identity={1})])
    assert [rule.criterion for rule in explain(agreed.problem(), 0, 0).rules] == ["capacity"]


def test_explanations_can_be_stored_as_json() -> None:
    for seed in range(60):
        problem = random_world(seed).problem()
        for i in range(problem.mentees.size):
            for told in explain_many(problem, i, np.arange(problem.mentors.size)):
                facts = [one.facts for one in (*told.parts, *told.rules)]
                assert json.loads(json.dumps(facts)) == facts


def test_the_mean_does_not_depend_on_the_order_of_rows_nor_on_what_is_little_known() -> None:
    world = random_world(7).with_criteria(*SCORED)
    world.mentees = [Someone(i, topics={1}, slots={1, 2}, grade=1) for i in range(4)]
    world.mentors = [Someone(10 + j, topics={1, 2}, slots={1}, grade=2 + j) for j in range(3)]
    world.excluded, world.preferences = [], []
    mean = mean_score(world.problem())
    assert mean == pytest.approx((3 * 1 + 5 * 0.5 + 2 * (1 + 1 + 0.75) / 3) / 10, abs=1e-4)
    assert mean_score(world.problem([3, 1, 0, 2], [2, 0, 1])) == mean
    world.mentors.append(Someone(99, grade=2))
    assert mean_score(world.problem()) == mean
    assert mean_score(World([], [], SCORED).problem()) == 0.5
