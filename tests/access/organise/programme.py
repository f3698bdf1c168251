from __future__ import annotations

from tests.access.organise.rows import organise
from tests.access.rows import ABSENT, MOVED, PAGE, SIGN_IN, WRONG, Row, everybody

STARTERS = {"organiser": PAGE, "other_organiser": PAGE, "operator": PAGE}

ROWS: list[Row] = [
    Row(
        "programmes:organise_new",
        get=everybody(ABSENT, visitor=SIGN_IN, **STARTERS),
        post=everybody(ABSENT, visitor=SIGN_IN, **dict.fromkeys(STARTERS, WRONG)),
        wrong={},
        crawled_by=("organiser",),
    ),
    organise("programmes:organise_settings", get=PAGE, post=WRONG, wrong={"name": ""}),
    organise("programmes:organise_checklist", get=PAGE),
    organise(
        "programmes:organise_move", get=PAGE, post=MOVED, at=lambda world: ["closed"], title="to closed"
    ),
    organise("programmes:organise_audit", get=PAGE),
    organise("programmes:organise_audit_forget", get=PAGE, post=MOVED, at=lambda world: [world.reasoned.pk]),
    organise("programmes:organise_capacity", get=PAGE),
    organise("programmes:organise_letters", get=PAGE),
    organise("programmes:organise_letter", get=PAGE, at=lambda world: ["invitation"]),
    organise(
        "programmes:organise_letter",
        get=ABSENT,
        at=lambda world: ["nothing-like-it"],
        crawled_by=(),
        title="of no kind",
    ),
    organise("programmes:organise_letter_html", get=PAGE, at=lambda world: ["invitation"], crawled_by=()),
]
