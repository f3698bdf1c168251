"""The shelf of a programme, for its organisers."""

from __future__ import annotations

from typing import Any

from tests.access.organise.rows import organise
from tests.access.rows import ABSENT, MOVED, PAGE, Row
from tests.world import World

NEW = {"title": "A page", "url": "https://example.org/a", "audience": "everybody"}


def _link(world: World) -> list[Any]:
    return [world.together.resources.link.pk]


def _elsewhere(world: World) -> list[Any]:
    return [world.together.resources.elsewhere.pk]


ROWS: list[Row] = [
    organise("programmes:organise_shelf", get=PAGE),
    organise(
        "programmes:organise_resource_add",
        get=PAGE,
        data=lambda w: NEW,
        post=MOVED,
        wrong={"title": "A page", "audience": "everybody"},
    ),
    organise(
        "programmes:organise_resource",
        get=PAGE,
        at=_link,
        data=lambda w: NEW,
        post=MOVED,
        wrong={"title": "", "url": "https://example.org/a"},
    ),
    organise("programmes:organise_resource_remove", get=PAGE, at=_link, post=MOVED),
    organise(
        "programmes:organise_resource_file",
        get=PAGE,
        at=lambda w: [w.together.resources.file.pk],
        crawled_by=("nobody",),
    ),
    organise(
        "programmes:organise_resource_file",
        get=ABSENT,
        at=_elsewhere,
        crawled_by=("nobody",),
        title="of another programme",
    ),
]
