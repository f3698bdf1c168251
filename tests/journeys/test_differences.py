"""What differs between two texts, word by word."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest

from journeys.differences import Change, Piece, pieces

SAME, GONE, NEW = Change.SAME, Change.GONE, Change.NEW


def told(before: str, after: str) -> list[tuple[Change, str]]:
    return [(piece.change, piece.text) for piece in pieces(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("As it was.", "As it was.", [(SAME, "As it was.")]),
        ("", "New.", [(NEW, "New.")]),
        ("Old.", "", [(GONE, "Old.")]),
        (
            "We meet every week in the canteen.",
            "We meet every month in the canteen.",
            [(SAME, "We meet every "), (GONE, "week "), (NEW, "month "), (SAME, "in the canteen.")],
        ),
        ("Every week", "Once a month, by phone", [(GONE, "Every week"), (NEW, "Once a month, by phone")]),
        ("One.\nTwo.", "One.\nTwo.\nThree.", [(SAME, "One.\nTwo."), (NEW, "\nThree.")]),
    ],
)
def test_changes_are_told_in_words(before: str, after: str, expected: list[tuple[Change, str]]) -> None:
    assert told(before, after) == expected


def test_both_texts_can_be_had_from_the_pieces() -> None:
    dice = random.Random(6)
    words = ["a", "week", "month", "we", "meet", ",", ".", "\n", "don’t", "e-mail", "  ", "ü"]
    for _round in range(300):
        before, after = (" ".join(dice.choices(words, k=dice.randrange(30))) for _ in range(2))
        found = pieces(before, after)
        assert "".join(piece.text for piece in found if piece.change != NEW) == before
        assert "".join(piece.text for piece in found if piece.change != GONE) == after
        assert all(piece.text for piece in found)
        assert not [1 for one, two in pairwise(found) if one.change == two.change]


def test_a_sign_that_stayed_between_changes_is_no_island() -> None:
    found = pieces("red, green and the rest of it", "blue, yellow and the rest of it")
    assert found[:2] == (Piece(GONE, "red, green "), Piece(NEW, "blue, yellow "))


def test_the_worst_that_people_can_write_takes_no_time() -> None:
    before, after = "a b " * 500, "b a a " * 333
    began = time.perf_counter()
    pieces(before, after)
    pieces("x\n" * 1000, "x\ny\n" * 500)
    assert time.perf_counter() - began < 1
