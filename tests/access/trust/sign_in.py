"""The matrix rows of signing in."""

from __future__ import annotations

from tests.access.rows import MOVED, NO_METHOD, PAGE, Row, accounts

ROWS: list[Row] = [
    Row(
        "accounts:is_it_you",
        get=accounts(PAGE),
        post=accounts(PAGE),
        crawled_by=("alice",),
    ),
    Row("accounts:second_step", get=accounts(PAGE), crawled_by=("alice",)),
    # A session that is nobody's; who asks shows first who they are.
    Row("accounts:session_end", at=lambda w: [1], get=accounts(NO_METHOD), post=accounts(MOVED)),
]
