"""What an organiser reads about an unmatched mentee."""

from __future__ import annotations

import pytest

from matching.engine import NOT_LISTED, Lack, Move, Relaxation
from matching.words import Pair
from matching.words.relaxations import Cast, unmatched
from tests import factories as make


def nobody(mentee: int, mentor: int) -> Pair:
    raise AssertionError("no two people are looked at here")


CAST = Cast(
    mentee=lambda position: f"mentee {position}", mentor=lambda position: f"mentor {position}", pair=nobody
)


@pytest.mark.parametrize(
    ("relaxation", "why", "change"),
    [
        (
            Relaxation(7, Lack.RULES, obstacles=NOT_LISTED.obstacles),
            "No mentor meets the rules.",
            "No change can be named that would help.",
        ),
        (
            Relaxation(7, Lack.PLACES, mentor=2, places=1, place_at=2),
            "Every mentor who fits is full.",
            "1 more place at mentor 2 would do.",
        ),
        (
            Relaxation(7, Lack.PLACES, mentor=2, places=3, place_at=2),
            "Every mentor who fits is full.",
            "3 more places at mentor 2 would do.",
        ),
        (
            Relaxation(7, Lack.PLACES, mentor=2, places=1, place_at=5, moves=(Move(4, 2, 3), Move(6, 3, 5))),
            "Every mentor who fits is full.",
            "1 more place at mentor 5 would do. mentee 6 goes from mentor 3 to mentor 5. "
            "mentee 4 goes from mentor 2 to mentor 3. Then mentee 7 comes to mentor 2.",
        ),
        (
            Relaxation(7, Lack.PLACES, mentor=2, places=0, place_at=5, moves=(Move(4, 2, 5),)),
            "The mentors who fit have others.",
            "mentee 4 goes from mentor 2 to mentor 5. Then mentee 7 comes to mentor 2.",
        ),
        (
            Relaxation(7, Lack.MINIMUM, minimum=0.57),
            "Every pair that the rules allow scores below the minimum.",
            "A minimum score of 57 would do.",
        ),
        (
            Relaxation(7, Lack.FORBIDDEN, mentor=2),
            "Every mentor who fits is forbidden.",
            "Allowing mentor 2 would do.",
        ),
        (
            Relaxation(7, Lack.FORBIDDEN, mentor=2, minimum=0.0),
            "Every mentor who fits is forbidden.",
            "Allowing mentor 2, and no minimum score for the two, would do.",
        ),
    ],
)
def test_the_least_change_in_words(relaxation: Relaxation, why: str, change: str) -> None:
    said = unmatched(relaxation, CAST, now=make.NOW)
    assert (said.why, said.change) == (why, change)
