from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matching.models import RunDecision
from tests.access.organise.rows import organise
from tests.access.rows import LATE, MOVED, NO_METHOD, PAGE, Row
from tests.world import World


def _run(world: World) -> list[Any]:
    return [world.run.number]


def _waiting(world: World) -> list[Any]:
    return [world.waiting_run.number]


def _pair(*places: int) -> Callable[[World], list[Any]]:
    return lambda world: [world.run.number, *places]


def _lock(world: World) -> list[Any]:
    return [world.run.number, RunDecision.objects.filter(run=world.run).values_list("pk", flat=True)[0]]


def _seen(world: World) -> dict[str, Any]:
    return {"revision": world.run.revision}


def _publishes(world: World) -> dict[str, Any]:
    return {"revision": world.run.revision, "aim": world.run.aim, "looked": "on"}


TOO_LONG = "x" * 1001

# The world's run matches alice (0) with femi (2), locked, and mira (1) with barnaby (1).
ROWS: list[Row] = [
    organise("matching:organise_runs", get=PAGE, post=PAGE),
    organise("matching:organise_run", get=PAGE, at=_run),
    organise(
        "matching:organise_run", get=PAGE, at=_run, query="?show=low&sort=mentor", title="nothing found"
    ),
    organise("matching:organise_run", get=PAGE, at=_waiting, title="under way"),
    organise("matching:organise_run_cancel", get=NO_METHOD, post=MOVED, crawled_by=(), at=_waiting),
    organise(
        "matching:organise_run_aim",
        get=NO_METHOD,
        post=MOVED,
        crawled_by=(),
        at=_run,
        data=lambda world: {"aim": "total"},
    ),
    organise("matching:organise_run_discard", get=NO_METHOD, post=MOVED, crawled_by=(), at=_run),
    organise("matching:organise_run_unmatched", get=PAGE, at=_run),
    organise("matching:organise_run_places", get=PAGE, at=_run),
    organise("matching:organise_run_decisions", get=PAGE, at=_run),
    organise("matching:organise_run_why_not", get=PAGE, at=_run),
    organise("matching:organise_run_why_not", get=PAGE, at=_run, query="?mentee=1&mentor=0", title="asked"),
    organise("matching:organise_run_compare", get=PAGE, at=_run),
    organise("matching:organise_run_file", get=PAGE, at=_run, crawled_by=("nobody",)),
    organise("matching:organise_pair", get=PAGE, at=_pair(0, 2)),
    organise(
        "matching:organise_pair_lock",
        get=PAGE,
        post=MOVED,
        at=_pair(1, 1),
        data=_seen,
        wrong={"revision": "1", "reason": TOO_LONG},
    ),
    organise(
        "matching:organise_pair_lock",
        get=PAGE,
        post=LATE,
        at=_pair(1, 1),
        data=lambda world: {"revision": 0},
        title="too late",
    ),
    organise(
        "matching:organise_pair_forbid",
        get=PAGE,
        post=MOVED,
        at=_pair(1, 1),
        data=_seen,
        wrong={"revision": "1", "reason": TOO_LONG},
    ),
    organise("matching:organise_run_swap", get=PAGE, post=PAGE, at=_pair(1)),
    organise(
        "matching:organise_run_swap",
        get=PAGE,
        post=PAGE,  # alice blocked barnaby: they are not brought together, and it is not said why
        at=_pair(1),
        query="?other=0",
        data=lambda world: {**_seen(world), "other": 0},
        title="chosen",
    ),
    organise("matching:organise_run_assign", get=PAGE, post=PAGE, at=_pair(1)),
    organise(
        "matching:organise_run_assign",
        get=PAGE,
        post=MOVED,
        at=_pair(1),
        query="?other=3",
        data=lambda world: {**_seen(world), "other": 3},
        wrong={"revision": "1", "other": "3", "reason": TOO_LONG},
        title="chosen",
    ),
    organise("matching:organise_run_undo", get=NO_METHOD, post=MOVED, crawled_by=(), at=_run, data=_seen),
    organise("matching:organise_run_release", get=NO_METHOD, post=MOVED, crawled_by=(), at=_lock, data=_seen),
    organise(
        "matching:organise_run_publish",
        get=PAGE,
        post=MOVED,
        at=_run,
        data=_publishes,
        wrong={"revision": "1", "aim": "fair"},
    ),
    organise("matching:organise_run_take_back", get=MOVED, post=MOVED, at=_run, crawled_by=()),
]
