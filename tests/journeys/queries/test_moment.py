"""What the page of a mentorship puts first: the decision table."""

from __future__ import annotations

from typing import Any

import pytest

from journeys.queries.overview import Moment, moment_of
from journeys.queries.standing import Standing
from journeys.story import Ahead
from programmes.enums import StageName
from tests.factories import NOW

STARTING, WORKING, HALF_WAY, CLOSING = StageName
NEW, MET = Standing(), Standing(met=True)
DATE, OFFERED = Standing(next_at=NOW), Standing(proposed=True)
MET_AND_DATE, MET_AND_OFFERED = Standing(met=True, next_at=NOW), Standing(met=True, proposed=True)


def waits(rank: int) -> Ahead:
    return Ahead("x", "pencil", "Something", "/there/", waits=True, rank=rank)


@pytest.mark.parametrize(
    ("state", "stage", "standing", "step", "asked", "expected"),
    [
        ("paused", WORKING, MET, waits(10), True, Moment.REST),
        ("completed", CLOSING, MET, waits(10), False, Moment.COMPLETED),
        ("ended", WORKING, MET, None, False, Moment.ENDED),
        ("active", STARTING, NEW, waits(10), True, Moment.WAITS),
        ("active", STARTING, NEW, waits(20), True, Moment.CHECK_IN),
        ("active", STARTING, NEW, waits(20), False, Moment.FIRST_MEETING),
        ("active", STARTING, DATE, waits(20), False, Moment.MEETING),
        ("active", STARTING, OFFERED, waits(20), False, Moment.WAITS),
        ("active", STARTING, OFFERED, None, False, Moment.PROPOSED),
        ("active", STARTING, MET, waits(30), False, Moment.WAITS),
        ("active", WORKING, NEW, None, False, Moment.WORK),
        ("active", WORKING, MET_AND_DATE, waits(40), False, Moment.MEETING),
        ("active", WORKING, MET, waits(40), False, Moment.WAITS),
        ("active", WORKING, MET_AND_OFFERED, None, False, Moment.PROPOSED),
        ("active", HALF_WAY, MET_AND_DATE, waits(30), False, Moment.WAITS),
        ("active", HALF_WAY, MET_AND_DATE, waits(40), False, Moment.LOOK_BACK),
        ("active", CLOSING, MET, None, False, Moment.CLOSE),
    ],
)
def test_what_comes_first(
    state: str, stage: StageName, standing: Standing, step: Any, asked: bool, expected: Moment
) -> None:
    assert moment_of(state, stage, standing, step=step, asked=asked) == expected
