"""Events of a programme, in the access matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.access.rows import (
    LATE,
    MOVED,
    NO_METHOD,
    PAGE,
    Expected,
    Outcome,
    Row,
    accounts,
    only,
)
from tests.world import World

# Enrolled in the programme, or organisers of it; `ines` has only applied.
MEMBERS = ("alice", "bob", "mira", "noor", "blocked")


def in_programme(outcome: Outcome, **others: Outcome) -> Expected:
    return only(**dict.fromkeys((*MEMBERS, "organiser"), outcome)) | others


def of(name: str) -> Callable[[World], list[Any]]:
    return lambda world: [world.programme.slug, getattr(world.together.events, name).pk]


def _elsewhere(world: World) -> list[Any]:
    return [world.programme.slug, world.together.events.elsewhere.pk]


TAKES_POST = accounts(NO_METHOD)

ROWS: list[Row] = [
    Row(
        "programmes:events",
        get=in_programme(PAGE),
        at=lambda w: [w.programme.slug],
        crawled_by=("alice", "organiser"),
    ),
    Row(
        "programmes:events",
        get=in_programme(PAGE),
        at=lambda w: [w.programme.slug],
        query="?view=past",
        title="that are over",
    ),
    Row("programmes:event", get=in_programme(PAGE), at=of("event"), crawled_by=("alice", "organiser")),
    Row("programmes:event", get=in_programme(PAGE), at=of("going"), title="to go to"),
    Row("programmes:event", get=in_programme(PAGE), at=of("over"), title="that is over"),
    Row(
        "programmes:event",
        get=only(bob=PAGE, noor=PAGE, blocked=PAGE, organiser=PAGE),
        at=of("mentors"),
        title="for mentors",
    ),
    Row("programmes:event", get=only(organiser=PAGE), at=of("cancelled"), title="cancelled, of nobody"),
    Row("programmes:event", get=only(), at=_elsewhere, crawled_by=("nobody",), title="of another programme"),
    # The organiser is enrolled in no part.
    Row(
        "programmes:event_sign_up",
        get=TAKES_POST,
        at=of("going"),
        post=in_programme(MOVED, organiser=LATE),
    ),
    Row(
        "programmes:event_sign_up",
        get=TAKES_POST,
        at=of("over"),
        post=in_programme(LATE),
        title="too late",
    ),
    Row(
        "programmes:event_sign_off",
        get=in_programme(MOVED, alice=PAGE, bob=PAGE),
        at=of("event"),
        post=in_programme(MOVED),
        crawled_by=("alice",),
    ),
    Row("programmes:event_calendar", get=in_programme(PAGE), at=of("going"), crawled_by=("nobody",)),
]
