"""Ranking at a size where blocks matter: the same bit for bit however it is cut."""

import numpy as np
import pytest

from benchmarks.engine import programme
from matching.engine import explain_many, rank, ranking


@pytest.fixture(scope="module")
def problem():
    return programme(mentees=60, mentors=400, seed=3)


def test_blocks_single_rows_and_explanations_agree_bit_for_bit(
    problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = rank(problem, slice(None), 25)
    monkeypatch.setattr(ranking, "CELLS", 7 * 400)
    cut = rank(problem, slice(None), 25)
    assert (cut.mentor == whole.mentor).all()
    assert (cut.score == whole.score).all()
    for i in range(0, 60, 7):
        alone = rank(problem, [i], 25)
        assert alone.mentor[0].tolist() == whole.mentor[i].tolist()
        assert alone.score[0].tolist() == whole.score[i].tolist()
        chosen = [j for j in alone.mentor[0].tolist() if j >= 0]
        assert [told.score for told in explain_many(problem, i, chosen)] == alone.score[
            0, : len(chosen)
        ].tolist()


def test_any_rows_in_any_order_may_be_asked_for(problem) -> None:
    whole = rank(problem, slice(None), 5)
    some = rank(problem, np.array([41, 3, 3, 0]), 5)
    assert some.mentee.tolist() == [41, 3, 3, 0]
    assert some.mentor.tolist() == whole.mentor[[41, 3, 3, 0]].tolist()
    assert rank(problem, [], 5).mentor.shape == (0, 5)
    assert rank(problem, slice(10, 20), 5).mentor.tolist() == whole.mentor[10:20].tolist()


def test_nobody_is_offered_who_may_not_be(problem) -> None:
    deep = rank(problem, slice(None), 400)
    for i, row in enumerate(deep.mentor):
        chosen = {j for j in row.tolist() if j >= 0}
        assert not chosen & set(problem.excluded.by_mentee.get(i, ()))
        assert all(problem.capacity_left[j] > 0 for j in chosen)
    assert (problem.capacity_left <= 0).any()
    assert problem.excluded.by_mentee
