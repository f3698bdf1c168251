"""Introductions, in the access matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from journeys.links import Purpose, token
from tests.access.rows import ABSENT, GONE, MOVED, PAGE, Row, everybody, only
from tests.world import World


def _one(name: str) -> Callable[[World], list[Any]]:
    return lambda w: [w.mentorship.pk, getattr(w.together.introductions, name).pk]


def _link(name: str) -> Callable[[World], list[Any]]:
    """The link in the letter of a contact: whoever holds it answers, signed in or not."""

    def at(w: World) -> list[Any]:
        found = getattr(w.together.introductions, name)
        return [token(Purpose.INTRODUCED, found.pk, found.offered_by_id)]

    return at


ROWS: list[Row] = [
    Row(
        "journeys:introductions",
        at=lambda w: [w.mentorship.pk],
        get=only(alice=PAGE, bob=PAGE),
        crawled_by=("alice", "bob"),
    ),
    Row(
        "journeys:introduction_offer",
        at=lambda w: [w.mentorship.pk],
        get=only(alice=PAGE, bob=PAGE),
        data=lambda w: {
            "name": "Kim",
            "email": "kim@example.org",
            "about": "A chair.",
            "reason": "Both lead.",
        },
        post=only(alice=MOVED, bob=MOVED),
        wrong={"name": "Kim", "email": "kim at home", "about": "", "reason": "Both lead."},
    ),
    Row(
        "journeys:introduction_answer",
        at=_one("offered"),
        get=only(alice=PAGE),
        data=lambda w: {"answer": "yes", "about": "An analyst."},
        post=only(alice=MOVED),
        wrong={"about": ""},
    ),
    Row(
        "journeys:introduction_take_back",
        at=_one("offered"),
        get=only(bob=PAGE),
        post=only(bob=MOVED),
    ),
    Row(
        "journeys:introduction_outcome",
        at=_one("made"),
        get=only(alice=PAGE),
        data=lambda w: {"outcome": "spoke"},
        post=only(alice=MOVED),
        wrong={"outcome": ""},
    ),
    Row(
        "journeys:mail_introduced",
        at=_link("asked"),
        get=everybody(PAGE),
        data=lambda w: {"answer": "yes"},
        post=everybody(MOVED),
    ),
    Row(
        "journeys:mail_introduced",
        at=_link("made"),
        get=everybody(PAGE),
        data=lambda w: {"answer": "no"},
        post=everybody(GONE),
        title="of one that came about",
    ),
    Row(
        "journeys:mail_introduced",
        at=_link("offered"),
        get=everybody(GONE),
        post=everybody(GONE),
        title="before the introduced said yes",
    ),
    Row(
        "journeys:mail_introduced",
        at=lambda w: ["cut-in-two"],
        get=everybody(ABSENT),
        post=everybody(ABSENT),
        title="that is broken",
    ),
]
