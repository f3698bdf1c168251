"""Decisions in their canonical order, and the rule of the score, which is the engine's own."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.worlds import programme
from matching.engine.learning import Answers, Decisions
from matching.engine.learning.decisions import combined
from matching.engine.scoring import QUANTA, score_block, shown_criteria
from matching.engine.values import values

NAN = float("nan")


def some(**changes: object) -> Decisions:
    given = {
        "mentee": [5, 5, 5, 2, 2],
        "mentor": [1, 2, 3, 1, 2],
        "values": [[0.2, NAN], [0.4, 1.0], [NAN, 0.5], [NAN, NAN], [NAN, 0.0]],
        "chosen": [True, False, False, True, True],
    }
    return Decisions(**{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"values": [[0.2, 1.5], *[[0, 0]] * 4]}, r"values\[0, 1\]: expected a number from 0 to 1, or nan"),
        ({"values": [[0.2]] * 4}, "values: expected shape"),
        ({"chosen": [1, 0, 0, 1, 1]}, "chosen: expected bool"),
        ({"position": [1, 2, 0, 1, 2]}, r"position\[2\]: expected a position of 1 or more"),
        ({"position": [1, 2, NAN, 1, 2]}, r"position\[2\]"),
        ({"mentor": [1, 2]}, "mentor: expected shape"),
        ({"evidence": [True]}, "evidence: expected shape"),
    ],
)
def test_impossible_input_is_named(changes: dict[str, object], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        some(**changes)


def test_impossible_answers_are_named() -> None:
    with pytest.raises(ValueError, match="mentor: expected shape"):
        Answers(mentee=np.array([1]), mentor=np.array([1, 2]), accepted=np.array([True]))


def test_what_is_unknown_stands_at_the_mean_of_the_mentee() -> None:
    found = some()
    assert found.mentee.tolist() == [2, 2, 5, 5, 5]
    assert found.both.tolist() == [False, True]
    expected = [[0, 0], [0, 0], [0.2, 0.75], [0.4, 1.0], [0.3, 0.5]]
    np.testing.assert_allclose(found.completed, expected)


def test_the_score_is_that_of_the_engine() -> None:
    problem = programme(mentees=30, mentors=40, seed=3)
    weighted = shown_criteria(problem)
    rows = np.arange(30)
    found = [values(problem, entry.criterion, rows, slice(None)) for entry in weighted]
    table = np.stack([np.where(one.known, one.value, np.nan).ravel() for one in found], axis=1)
    weights = np.array([entry.criterion.weight for entry in weighted])
    expected = score_block(problem, weighted, rows, slice(None)).quanta.ravel()
    evidence = np.array([entry.criterion.is_evidence for entry in weighted])
    scores = combined(table.astype(np.float64), weights, evidence, problem.prior_mean)
    assert np.abs(scores - expected).max() <= 1  # float32 there, float64 here
    assert np.isnan(table).any()


def test_a_number_of_the_mentor_moves_a_score_and_is_no_evidence() -> None:
    table = np.array([[0.8, 0.5], [0.8, NAN], [NAN, 0.5]])
    scores = combined(table, np.array([3.0, 1.0]), np.array([True, False]), 0.4)
    # (3 · .8 + .5) / 4; (3 · .8 + 1 · .4) / 4; nothing known of the pair, only the mentor's number: .5 / 4.
    assert (scores / QUANTA).tolist() == [0.725, 0.7, 0.125]
