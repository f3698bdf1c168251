"""The matrix rows of copies of data, erasure and consents."""

from __future__ import annotations

from tests.access.rows import MOVED, NO_METHOD, PAGE, WRONG, Row, accounts, members, only
from tests.world import World


def _ready(world: World) -> list[object]:
    return [world.trust.leaving.ready.pk]


def _being_made(world: World) -> list[object]:
    return [world.trust.leaving.being_made.pk]


def _standing(world: World) -> list[object]:
    return [world.trust.leaving.standing.pk]


def _taken_back(world: World) -> list[object]:
    return [world.trust.leaving.taken_back.pk]


POST_ALONE = accounts(NO_METHOD)
# Whoever has not shown lately that it is they is asked first, whosever it is: see tests/accounts/leaving.
ASKED_AGAIN = accounts(MOVED)

ROWS: list[Row] = [
    Row("accounts:copy", get=members(PAGE), crawled_by=("alice", "bob", "mira")),
    Row("accounts:copy_ask", get=POST_ALONE, post=ASKED_AGAIN),
    Row("accounts:copy_file", at=_ready, get=POST_ALONE, post=ASKED_AGAIN),
    Row("accounts:copy_discard", at=_ready, get=POST_ALONE, post=only(alice=MOVED)),
    Row("accounts:copy_stop", at=_being_made, get=POST_ALONE, post=only(bob=MOVED)),
    Row(
        "accounts:erase",
        get=members(PAGE),
        post=members(WRONG),
        wrong={"understood": ""},
        crawled_by=("alice", "organiser"),
    ),
    Row("accounts:erase_take_back", get=POST_ALONE, post=members(MOVED)),
    Row("accounts:consents", get=members(PAGE), crawled_by=("alice", "newcomer")),
    Row("accounts:consent_withdraw", at=_standing, get=POST_ALONE, post=only(alice=MOVED)),
    Row("accounts:consent_give", at=_taken_back, get=POST_ALONE, post=only(alice=MOVED)),
    Row(
        "programmes:leave",
        at=lambda w: [w.programme.slug],
        get=only(ines=PAGE, alice=PAGE, bob=PAGE, mira=PAGE, noor=PAGE, blocked=PAGE),
        post=only(ines=MOVED, alice=MOVED, bob=MOVED, mira=MOVED, noor=MOVED, blocked=MOVED),
        crawled_by=("alice",),
    ),
]
