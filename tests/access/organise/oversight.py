from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.access.organise.rows import organise
from tests.access.rows import LATE, MOVED, NO_METHOD, PAGE, Row
from tests.world import World

ACTION = "journeys:organise_help_action"


def _pair(world: World) -> list[Any]:
    return [world.mentorship.pk]


def _to(kind: str) -> Callable[[World], list[Any]]:
    return lambda world: [world.mentorship.pk, kind]


def _last(world: World) -> dict[str, Any]:
    return {"last": world.helped.pk}


ROWS: list[Row] = [
    organise("programmes:organise_report", get=PAGE),
    organise("programmes:organise_returned", get=PAGE),
    organise("journeys:organise_help", get=PAGE),
    organise("journeys:organise_help_pair", get=PAGE, at=_pair),
    organise("journeys:organise_feedback", get=PAGE),
    organise("journeys:organise_help_rules", get=PAGE, post=PAGE, wrong={"idle_from": "0"}),
    organise(ACTION, get=PAGE, post=MOVED, at=_to("nudge"), data=_last, title="nudge"),
    organise(ACTION, get=PAGE, post=LATE, at=_to("nudge"), title="nudge, too late"),
    organise(ACTION, get=PAGE, post=PAGE, at=_to("message"), wrong={"text": ""}, title="message"),
    organise(ACTION, get=PAGE, post=PAGE, at=_to("leave"), title="leave"),
    organise(
        ACTION,
        get=PAGE,
        post=MOVED,
        at=_to("pause"),
        data=_last,
        wrong={"until": "2020-01-01"},
        title="pause",
    ),
    organise(ACTION, get=MOVED, post=LATE, at=_to("resume"), data=_last, title="resume"),
    organise(ACTION, get=PAGE, post=MOVED, at=_to("rematch"), data=_last, title="rematch"),
    organise(ACTION, get=PAGE, post=PAGE, at=_to("end"), data=_last, title="end"),
    organise(
        "journeys:organise_help_outcome",
        get=NO_METHOD,
        post=MOVED,
        at=lambda world: [world.helped.pk],
        data=lambda world: {"outcome": "better"},
    ),
]
