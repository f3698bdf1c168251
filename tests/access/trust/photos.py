"""The matrix rows of photos."""

from __future__ import annotations

from uuid import uuid4

from tests.access.rows import ABSENT, MOVED, PAGE, SIGN_IN, Row, accounts, everybody, members
from tests.world import World


def _alice(world: World) -> list[object]:
    return [world.alice.person_id, world.trust.photos.key]


ROWS: list[Row] = [
    Row(
        "accounts:photo",
        get=members(PAGE),
        post=members(PAGE),
        wrong={"photo": ""},
        crawled_by=("alice", "bob"),
    ),
    Row("accounts:photo_remove", get=members(PAGE), post=members(MOVED), crawled_by=("alice", "bob")),
    Row("accounts:photo_of", at=_alice, get=accounts(PAGE, blocked=ABSENT)),
    Row(
        "accounts:photo_of",
        at=lambda w: [w.alice.person_id, uuid4()],
        get=everybody(ABSENT, visitor=SIGN_IN),
        title="by an address that nobody was given",
    ),
    Row(
        "accounts:photo_of",
        at=lambda w: [w.bob.person_id, w.trust.photos.key],
        get=everybody(ABSENT, visitor=SIGN_IN),
        title="of somebody else",
    ),
]
