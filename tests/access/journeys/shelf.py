"""The shelf, in the access matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.access.rows import MOVED, NO_METHOD, PAGE, Row, accounts, only
from tests.world import World

NEW = {"title": "A page", "url": "https://example.org/a"}
TAKES_POST = accounts(NO_METHOD)


def _pair(world: World) -> list[Any]:
    return [world.mentorship.pk]


def of(name: str) -> Callable[[World], list[Any]]:
    return lambda world: [world.mentorship.pk, getattr(world.together.shelf, name).pk]


ROWS: list[Row] = [
    Row("journeys:shelf", get=only(alice=PAGE, bob=PAGE), at=_pair),
    Row(
        "journeys:shelf",
        get=only(alice=PAGE, bob=PAGE),
        at=_pair,
        query="?stage=half_way",
        title="narrowed",
    ),
    Row(
        "journeys:shelf_add",
        get=only(alice=PAGE, bob=PAGE),
        at=_pair,
        data=lambda w: NEW,
        post=only(alice=MOVED, bob=MOVED),
        wrong={"title": "A page", "url": "nowhere"},
    ),
    # Whoever put it there.
    Row(
        "journeys:shelf_item",
        get=only(alice=PAGE),
        at=of("link"),
        data=lambda w: NEW,
        post=only(alice=MOVED),
        wrong={"title": "", "url": "https://example.org/a"},
    ),
    Row("journeys:shelf_remove", get=TAKES_POST, at=of("link"), post=only(alice=MOVED)),
    Row("journeys:shelf_back", get=TAKES_POST, at=of("removed"), post=only(alice=MOVED)),
    Row("journeys:shelf_file", get=only(alice=PAGE, bob=PAGE), at=of("file"), crawled_by=("nobody",)),
]
