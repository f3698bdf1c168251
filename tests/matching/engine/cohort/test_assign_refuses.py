"""What `assign` and `Candidates` refuse, and in which words."""

from typing import Any

import numpy as np
import pytest

from matching.engine import Candidates, assign


def candidates(**changes: Any) -> Candidates:
    given: dict[str, Any] = {"ptr": [0, 2, 3], "mentor": [0, 1, 1], "score": [0.5, 0.25, 0.75]}
    return Candidates(**(given | changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ptr": [1, 2, 3]}, r"ptr\[0\]: expected 0, got 1"),
        (
            {"ptr": [0, 2, 1, 3]},
            r"ptr\[2\]: expected a start that is not before the one in front of it, got 1",
        ),
        ({"ptr": [0, 2, 4]}, r"ptr\[2\]: expected 3, the number of elements, got 4"),
        ({"mentor": [0, -1, 1]}, r"mentor\[1\]: expected a position of 0 or more, got -1"),
        ({"mentor": [1, 1, 1]}, r"mentor\[1\]: expected each mentor once for a mentee, got 1"),
        ({"mentor": [0.0, 1.0, 1.0]}, r"mentor: expected int32 numbers, got float64"),
        ({"score": [0.5, 0.25]}, r"score: expected shape \(3\), got \(2,\)"),
        ({"score": [0.5, np.nan, 1]}, r"score\[1\]: expected a number from 0 to 1, got nan"),
        ({"score": [0.5, 0.5, 1.5]}, r"score\[2\]: expected a number from 0 to 1, got 1.5"),
        ({"mentor_score": [0.5, 0.5, -1]}, r"mentor_score\[2\]: expected a number from 0 to 1, got -1.0"),
        ({"mentee_key": [7, 7]}, r"mentee_key\[1\]: expected a key of its own, got 7"),
        ({"mentee_key": [7]}, r"mentee_key: expected shape \(2\), got \(1,\)"),
        ({"mentor_key": [7, 8, 7]}, r"mentor_key\[2\]: expected a key of its own, got 7"),
    ],
)
def test_candidates_that_cannot_be(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said}"):
        candidates(**changes)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"aim": "best"}, r"aim: expected one of total, fair, stable, got 'best'"),
        ({"levels": -1}, r"levels: expected 0 or more, got -1"),
        ({"capacity": [1, -2]}, r"capacity\[1\]: expected a number of seats of 0 or more, got -2"),
        ({"capacity": [1]}, r"mentor\[1\]: expected a position below 1, the mentors, got 1"),
        ({"capacity": [[1, 1]]}, r"capacity: expected shape \(any\), got \(1, 2\)"),
        ({"capacity": [1.5, 1]}, r"capacity: expected int64 numbers, got float64"),
        ({"minimum_score": 1.5}, r"minimum_score: expected a number from 0 to 1, got 1.5"),
        ({"minimum_score": float("nan")}, r"minimum_score: expected a number from 0 to 1, got nan"),
        ({"locked": [0, 1]}, r"locked: expected shape \(any, 2\), got \(2,\)"),
        ({"locked": [[0, 0, 1]]}, r"locked: expected shape \(any, 2\), got \(1, 3\)"),
        (
            {"locked": [[0, 0], [2, 1]]},
            r"locked\[1, 0\]: expected a mentee below 2 and a mentor below 2, both 0 or more, got 2",
        ),
        (
            {"forbidden": [[0, -1]]},
            r"forbidden\[0, 1\]: expected a mentee below 2 and a mentor below 2, both 0 or more, got -1",
        ),
        ({"forbidden": [["a", "b"]]}, r"forbidden: expected int64 numbers, got str"),
        ({"locked": [[0, 0], [0, 1]]}, r"locked\[1\]: expected one lock a mentee, got \(0, 1\)"),
        (
            {"locked": [[0, 0], [1, 0]]},
            r"locked\[0\]: expected no more locks of a mentor than seats, got \(0, 0\)",
        ),
        (
            {"locked": [[1, 1]], "forbidden": [[0, 0], [1, 1]]},
            r"locked\[0\]: expected a pair that is not forbidden, got \(1, 1\)",
        ),
        (
            {"capacity": [0, 1], "locked": [[1, 0]]},
            r"locked\[0\]: expected no more locks of a mentor than seats, got \(1, 0\)",
        ),
    ],
)
def test_decisions_that_cannot_be(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said}"):
        assign(candidates(), given.pop("capacity", [1, 1]), **({"aim": "total"} | given))


def test_keys_of_mentors_are_as_many_as_the_mentors() -> None:
    with pytest.raises(ValueError, match=r"^mentor_key: expected 2 keys, one for each of capacity, got 3"):
        assign(candidates(mentor_key=[1, 2, 3]), [1, 1], aim="stable")


@pytest.mark.parametrize("aim", ["total", "fair", "stable"])
@pytest.mark.parametrize(("ptr", "capacity"), [([0], []), ([0], [1, 2]), ([0, 0, 0], []), ([0, 0, 0], [3])])
def test_nobody_and_nothing_make_an_empty_matching(aim, ptr: list[int], capacity: list[int]) -> None:
    empty = Candidates(np.array(ptr), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32))
    found = assign(empty, capacity, aim=aim, levels=3)
    assert found.mentor.tolist() == [-1] * (len(ptr) - 1)
    assert (found.matched, found.total, found.worst, found.blocking_pairs) == (0, 0, 0, 0)
    assert found.certified
    assert found.levels == ()
    assert found.settled == (aim == "fair")


@pytest.mark.parametrize("aim", ["total", "fair", "stable"])
def test_a_lock_may_be_no_candidate_or_below_the_minimum_and_takes_its_seat_first(aim) -> None:
    found = assign(candidates(), [1, 1], aim=aim, locked=[[1, 0]])
    assert found.mentor.tolist() == [1, 0]
    assert (found.matched, found.total, found.worst) == (2, 0.25, 0)
    found = assign(candidates(), [1, 1], aim=aim, locked=[[0, 1]], minimum_score=0.6)
    assert found.mentor.tolist() == [1, -1]
    assert (found.matched, found.total, found.worst) == (1, 0.25, 0.25)


def test_seats_without_end_cost_nothing() -> None:
    for aim in ("total", "fair", "stable"):
        found = assign(candidates(), [2**62, 2**62], aim=aim)
        assert found.mentor.tolist() == [0, 1]
