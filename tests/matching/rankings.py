"""What the tests of rankings share: the lists as they are kept, and as the engine gives them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from matching import engine
from matching.models import ProgrammeRanking

Kept = dict[UUID, list[tuple[UUID, int, bool]]]


def lists(ranking: ProgrammeRanking) -> Kept:
    """Mentee to (mentor, score in millionths, little known), best first, as the rows have it."""
    return {
        row.mentee_id: list(zip(row.mentors, row.scores, row.little_known, strict=True))
        for row in ranking.lists.all()
    }


def expected(found: engine.Ranking, mentees: Sequence[UUID], mentors: Sequence[UUID]) -> Kept:
    """The same from what `engine.rank` said; `mentees` and `mentors` are the enrolments behind the places."""
    return {
        mentees[place]: [
            (mentors[mentor], round(float(score) * 1_000_000), bool(little_known))
            for mentor, score, little_known in zip(*row, strict=True)
            if mentor >= 0
        ]
        for place, *row in zip(found.mentee, found.mentor, found.score, found.little_known, strict=True)
    }
