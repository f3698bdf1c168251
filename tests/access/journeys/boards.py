"""Communities and their boards, in the access matrix."""

from collections.abc import Callable
from typing import Any

from tests.access.rows import MOVED, NO_METHOD, PAGE, Row, accounts, members, only
from tests.world import World


def _question(name: str) -> Callable[[World], list[Any]]:
    return lambda w: [w.network.pk, getattr(w.together.boards, name).pk]


# The newcomer says they belong there and does not show themself: they are led to where they can.
INSIDE = only(alice=PAGE, bob=PAGE, newcomer=MOVED)
UNREAD = accounts(NO_METHOD)

ROWS: list[Row] = [
    Row("matching:network", get=members(PAGE), crawled_by=("alice", "newcomer", "mira")),
    Row("matching:network", query="?q=nobody+like+it&kind=school", get=members(PAGE), crawled_by=("alice",)),
    Row(
        "accounts:community",
        at=lambda w: [w.network.pk],
        get=only(alice=PAGE, bob=PAGE, newcomer=PAGE),
        crawled_by=("alice", "newcomer"),
    ),
    Row(
        "accounts:community",
        at=lambda w: [w.network.pk],
        query="?q=lab",
        get=only(alice=PAGE, bob=PAGE, newcomer=PAGE),
        crawled_by=("bob",),
    ),
    Row("accounts:community_members", at=lambda w: [w.network.pk], get=INSIDE),
    Row(
        "accounts:community_show",
        at=lambda w: [w.network.pk],
        get=UNREAD,
        data=lambda w: {"shown": "1"},
        post=only(alice=MOVED, bob=MOVED, newcomer=MOVED),
    ),
    Row(
        "accounts:board_ask",
        at=lambda w: [w.network.pk],
        get=INSIDE,
        data=lambda w: {"title": "Who knows a good book?"},
        post=only(alice=MOVED, bob=MOVED, newcomer=MOVED),
        wrong={"title": "", "text": "Only more about it."},
    ),
    Row(
        "accounts:board_question",
        at=_question("question"),
        get=INSIDE,
        data=lambda w: {"text": "I have."},
        post=only(alice=MOVED, bob=MOVED, newcomer=MOVED),
        wrong={"text": ""},
        crawled_by=("alice",),
    ),
    Row(
        "accounts:board_settle",
        at=_question("question"),
        get=UNREAD,
        data=lambda w: {"settled": "1"},
        post=only(alice=MOVED, newcomer=MOVED),
    ),
    Row("accounts:board_thank", at=_question("answer"), get=UNREAD, post=only(alice=MOVED, newcomer=MOVED)),
    Row(
        "accounts:board_question_remove",
        at=_question("question"),
        get=only(alice=PAGE, newcomer=MOVED),
        post=only(alice=MOVED, newcomer=MOVED),
    ),
    Row(
        "accounts:board_answer_remove",
        at=_question("answer"),
        get=only(bob=PAGE, newcomer=MOVED),
        post=only(bob=MOVED, newcomer=MOVED),
    ),
    Row(
        "accounts:board_question_report",
        at=_question("of_bob"),
        get=only(alice=PAGE, bob=MOVED, newcomer=MOVED),
        data=lambda w: {"reason": "advert"},
        post=only(alice=MOVED, bob=MOVED, newcomer=MOVED),
        wrong={"reason": "", "words": "It sells something."},
    ),
    Row(
        "accounts:board_answer_report",
        at=_question("answer"),
        get=only(alice=PAGE, bob=MOVED, newcomer=MOVED),
        data=lambda w: {"reason": "advert"},
        post=only(alice=MOVED, bob=MOVED, newcomer=MOVED),
        wrong={"reason": "", "words": "It sells something."},
    ),
]
