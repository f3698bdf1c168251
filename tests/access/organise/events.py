"""Events of a programme, for its organisers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from programmes.operations.events import stamp_of
from tests.access.organise.rows import organise
from tests.access.rows import ABSENT, LATE, MOVED, PAGE, Row
from tests.world import World


def _said(world: World) -> dict[str, Any]:
    starts = timezone.now() + timedelta(days=30)
    return {
        "title": "An evening",
        "audience": "everybody",
        "starts_at": starts.strftime("%Y-%m-%dT18:00"),
        "ends_at": starts.strftime("%Y-%m-%dT20:00"),
    }


def _event(world: World) -> list[Any]:
    return [world.together.events.event.pk]


def _elsewhere(world: World) -> list[Any]:
    return [world.together.events.elsewhere.pk]


ROWS: list[Row] = [
    organise("programmes:organise_events", get=PAGE),
    organise("programmes:organise_events", get=PAGE, query="?view=past", title="that are over"),
    organise(
        "programmes:organise_event_add", get=PAGE, data=_said, post=MOVED, wrong={"title": "An evening"}
    ),
    organise("programmes:organise_event", get=PAGE, at=_event),
    organise(
        "programmes:organise_event",
        get=ABSENT,
        at=_elsewhere,
        crawled_by=("nobody",),
        title="of another programme",
    ),
    organise(
        "programmes:organise_event_change",
        get=PAGE,
        at=_event,
        data=lambda w: {**_said(w), "stamp": stamp_of(w.together.events.event)},
        post=MOVED,
        wrong={"title": ""},
    ),
    organise(
        "programmes:organise_event_change", get=PAGE, at=_event, data=_said, post=LATE, title="too late"
    ),
    organise(
        "programmes:organise_event_cancel",
        get=PAGE,
        at=_event,
        post=MOVED,
        wrong={"words": " ".join(["long"] * 100)},
    ),
]
