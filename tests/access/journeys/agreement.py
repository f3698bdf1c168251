"""The working agreement, in the access matrix."""

from typing import Any

from tests.access.rows import ABSENT, LATE, MOVED, NO_METHOD, PAGE, Row, accounts, members, only
from tests.world import World


def _pair(world: World) -> list[Any]:
    return [world.mentorship.pk]


def _waiting(world: World) -> dict[str, Any]:
    return {"version": world.together.agreement.proposed.version}


TERMS = {
    "goals": "Lead one project from start to end.",
    "cadence": "weekly",
    "minutes": "45",
    "channel": "The canteen",
    "ends_on": "",
    "confidentiality_ticked": ["all"],
    "if_it_fails": "We ask the organisers.",
    "seen": "2",
}

ROWS: list[Row] = [
    Row("journeys:agreement", at=_pair, get=only(alice=PAGE, bob=PAGE)),
    Row(
        "journeys:agreement_edit",
        at=_pair,
        get=only(alice=PAGE, bob=PAGE),
        post=only(alice=MOVED, bob=MOVED),
        data=lambda w: TERMS,
        wrong={**TERMS, "goals": "", "channel": "The canteen, by the window"},
    ),
    Row(
        "journeys:agreement_edit",
        at=_pair,
        query="?from=1",
        get=only(alice=PAGE, bob=PAGE),
        post=only(alice=LATE, bob=LATE),
        data=lambda w: {**TERMS, "seen": "1"},
        title="of a version that is over",
    ),
    Row(
        "journeys:agreement_sign",
        at=_pair,
        get=accounts(NO_METHOD),
        post=only(alice=MOVED, bob=LATE),
        data=_waiting,
    ),
    Row(
        "journeys:agreement_withdraw",
        at=_pair,
        get=accounts(NO_METHOD),
        post=only(alice=LATE, bob=MOVED),
        data=_waiting,
    ),
    Row(
        "journeys:agreement_goals",
        at=_pair,
        get=accounts(NO_METHOD),
        post=only(alice=MOVED, bob=MOVED),
        data=lambda w: {"version": w.together.agreement.in_force.version},
    ),
    Row(
        "journeys:agreement_version",
        at=lambda w: [w.mentorship.pk, 2],
        query="?against=1",
        get=only(alice=PAGE, bob=PAGE),
    ),
    Row(
        "journeys:agreement_version",
        at=lambda w: [w.mentorship.pk, 99],
        get=members(ABSENT),
        title="that is none",
    ),
]
