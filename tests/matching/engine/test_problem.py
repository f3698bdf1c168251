import doctest
from uuid import UUID

import numpy as np
import pytest

from matching.engine import (
    Criterion,
    ExclusionReason,
    Exclusions,
    Kind,
    Lists,
    Preferences,
    Problem,
    Side,
    Skill,
    SkillLists,
    SkillVocabulary,
    TextVectors,
    pack_week,
    problem,
    rank,
    snap,
    stable_key,
)


def small(**changes: object) -> Problem:
    """Two mentees, three mentors, one criterion; any part may be replaced."""
    given = {
        "mentees": Side(size=2, sets={"topics": Lists.of([[1], [2]])}),
        "mentors": Side(size=3, sets={"topics": Lists.of([[1], [2], [3]])}),
        "criteria": (Criterion(key="topics", kind=Kind.OVERLAP, mentee_field="topics"),),
        "mentee_key": [1, 2],
        "mentor_key": [11, 12, 13],
        "capacity_left": [1, 1, 1],
    }
    return Problem(**{**given, **changes})


def test_the_example_of_the_module_is_true() -> None:
    result = doctest.testmod(problem)
    assert result.attempted > 5
    assert result.failed == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"mentor_key": [1, 2]}, r"mentor_key: expected shape \(3\), got \(2,\)"),
        ({"mentor_key": [5, 6, 5]}, r"mentor_key\[2\]: expected a key of its own, got 5"),
        ({"mentee_key": [0.5, 1.0]}, r"mentee_key: expected int64 numbers, got float64"),
        ({"capacity_left": [[1, 1, 1]]}, r"capacity_left: expected shape \(3\), got \(1, 3\)"),
        ({"prior_mean": 1.2}, r"prior_mean: expected a number from 0 to 1, got 1.2"),
        ({"prior_mean": float("nan")}, r"prior_mean: expected a number from 0 to 1, got nan"),
        (
            {"excluded": Exclusions.of([(0, 0, ExclusionReason.AVOID), (0, 3, ExclusionReason.AVOID)])},
            r"excluded.pairs\[1, 1\]: expected a mentee below 2 and a mentor below 3, got 3",
        ),
        (
            {"preferences": Preferences(np.array([[-1, 0]]), np.array([1]), np.array([0]))},
            r"preferences.pairs\[0, 0\]: expected a mentee below 2",
        ),
        (
            {"criteria": (Criterion(key="grade", kind=Kind.GAP, mentee_field="grade"),)},
            r"criteria\[0\] 'grade': expected a field 'grade' in mentors.ordinals",
        ),
        (
            {"criteria": (Criterion(key="a", kind=Kind.HOURS), Criterion(key="a", kind=Kind.HOURS))},
            r"criteria\[1\].key: expected a key of its own, got 'a' again",
        ),
        (
            {
                "mentees": Side(
                    size=2,
                    skills=SkillLists.of([[], [Skill(skill=4, level=1)]]),
                    sets={"topics": Lists.of([[], []])},
                )
            },
            r"mentees.skills.skill\[0\]: expected a skill below 0, the size of the vocabulary, got 4",
        ),
    ],
)
def test_an_impossible_problem_names_the_array_and_the_index(
    changes: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        small(**changes)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Lists(np.array([0, 2]), np.array([3, 3])),
            r"item\[1\]: expected items of a row in rising order",
        ),
        (lambda: Lists(np.array([0, 1]), np.array([0])), r"item\[0\]: expected an id of 1 or more, got 0"),
        (
            lambda: Lists(np.array([0, 3]), np.array([1])),
            r"ptr\[1\]: expected 1, the number of elements, got 3",
        ),
        (lambda: Lists(np.array([1, 1]), np.array([1])), r"ptr\[0\]: expected 0, got 1"),
        (
            lambda: Lists(np.array([0, 2, 1, 2]), np.array([1, 2])),
            r"ptr\[2\]: expected a start that is not before",
        ),
        (
            lambda: Lists(np.array([0, 1]), np.array([2**40])),
            r"item\[0\]: expected a whole number from .* to 2147483647",
        ),
        (
            lambda: SkillLists.of([[Skill(skill=0, level=5)]]),
            r"level\[0\]: expected a number from 1 to 4, got 5",
        ),
        (
            lambda: SkillLists.of([[Skill(skill=0, level=2, priority=0)]]),
            r"priority\[0\]: expected a number from 1 to 3",
        ),
        (
            lambda: SkillLists.of([[Skill(skill=0, level=1), Skill(skill=0, level=2)]]),
            r"skill\[1\]: expected items",
        ),
        (
            lambda: SkillVocabulary(np.array([0, -2])),
            r"group\[1\]: expected a group of 0 or more, or -1, got -2",
        ),
        (lambda: TextVectors.of([[0.5, 0.5]]), r"vectors\[0\]: expected a row of squared length 1, got 0.5"),
        (
            lambda: TextVectors.of([[1.0, 0.0], [float("nan"), 0.0]]),
            r"vectors\[1\]: expected a row of squared length",
        ),
        (
            lambda: TextVectors(np.array([[1.0, 0.0001]]), np.array([True])),
            r"vectors\[0, 1\]: expected a multiple of 1/2048",
        ),
        (
            lambda: TextVectors(np.array([[1.0, 0.0]]), np.array([False])),
            r"vectors\[0\]: expected zeros for a person",
        ),
        (lambda: TextVectors.of([[1.0], [1.0, 0.0]]), r"vectors: expected rows of equal length"),
        (
            lambda: Side(size=2, availability=pack_week(np.zeros((1, 336), dtype=bool))),
            r"availability: expected shape \(2, 42\)",
        ),
        (
            lambda: pack_week(np.zeros((1, 335), dtype=bool)),
            r"week: expected shape \(any, 336\), got \(1, 335\)",
        ),
        (
            lambda: Side(size=1, ordinals={"grade": np.array([np.inf])}),
            r"ordinals\['grade'\]\[0\]: expected a finite number",
        ),
        (
            lambda: Side(size=1, numbers={"bias": np.array([1.5])}),
            r"numbers\['bias'\]\[0\]: expected a number from 0 to 1",
        ),
        (
            lambda: Side(size=1, categories={"p": np.array([-2])}),
            r"categories\['p'\]\[0\]: expected a category of 0 or more",
        ),
        (
            lambda: Side(size=2, sets={"topics": Lists.of([[1]])}),
            r"sets\['topics'\]: expected 2 people, got 1",
        ),
        (
            lambda: Exclusions(np.array([[0, 0]]), np.array([9])),
            r"reason\[0\]: expected a number of ExclusionReason, got 9",
        ),
        (
            lambda: Preferences(np.array([[0, 0], [0, 0]]), np.array([1, 1]), np.array([0, 0])),
            r"pairs\[1\]: expected each pair once",
        ),
        (
            lambda: Preferences(np.array([[0, 0]]), np.array([2]), np.array([0])),
            r"by_mentee\[0\]: expected -1, 0 or 1, got 2",
        ),
    ],
)
def test_an_impossible_array_names_itself_and_the_index(make, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"kind": Kind.COVERAGE, "weight": -1},
            r"criterion 'c'.weight: expected a number of 0 or more, got -1",
        ),
        ({"kind": Kind.COVERAGE, "weight": float("nan")}, r"criterion 'c'.weight"),
        (
            {"kind": Kind.COVERAGE, "params": {"shar": 1}},
            r"criterion 'c'.params\['shar'\]: expected one of: share",
        ),
        (
            {"kind": Kind.COVERAGE, "params": {"share": 2}},
            r"params\['share'\]: expected a number from 0.0 to 1.0, got 2",
        ),
        (
            {"kind": Kind.HOURS, "params": {"full_hours": 0}},
            r"params\['full_hours'\]: expected a number from 0.5",
        ),
        (
            {"kind": Kind.GAP, "mentee_field": "g", "params": {"best_from": 3}},
            r"expected at most 'best_to', got 3",
        ),
        (
            {"kind": Kind.TEXT, "mentee_field": "w", "params": {"low": 0.6}},
            r"expected less than 'high', got 0.6",
        ),
        ({"kind": Kind.SAME}, r"criterion 'c'.mentor_field: expected the name of a field"),
        (
            {"kind": Kind.HOURS, "rule": True, "minimum": 2},
            r"criterion 'c'.minimum: expected a number from 0 to 1",
        ),
        ({"kind": "colour"}, r"'colour' is not a valid Kind"),
    ],
)
def test_an_impossible_criterion_says_what_was_expected(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Criterion(key="c", **changes)


def test_positions_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match=r"mentees\[1\]: expected a position from 0 to 1, got 2"):
        rank(small(), np.array([0, 2]), 1)
    with pytest.raises(ValueError, match=r"k: expected 1 or more, got 0"):
        rank(small(), [0], 0)


def test_arrays_cannot_be_changed_and_the_callers_can() -> None:
    keys = np.array([11, 12, 13])
    made = small(mentor_key=keys)
    with pytest.raises(ValueError, match="read-only"):
        made.mentor_key[0] = 5
    keys[0] = 10


def test_stable_keys_are_fixed_for_good() -> None:
    assert stable_key(UUID("12345678-1234-5678-1234-567812345678")) == 8887121455562702031
    assert -(2**63) <= stable_key(UUID(int=0)) < 2**63


def test_the_grid_moves_similarities_by_very_little() -> None:
    random = np.random.default_rng(5)
    vectors = random.normal(size=(300, 512))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    moved = snap(vectors)
    assert np.abs(moved @ moved.T - vectors @ vectors.T).max() < 0.002
    again = snap(moved)
    assert (again == moved).all()
