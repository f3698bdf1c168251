from __future__ import annotations

from tests.access.organise.rows import organise
from tests.access.rows import ABSENT, LATE, MOVED, NO_METHOD, PAGE, Row

NEW = {"text": "Which days suit you?", "kind": "short_text", "asked_of": "both", "visibility": "organisers"}


def _draft(route: str, **more: object) -> Row:
    """Of the draft, which the world's programme does not have: see tests/programmes/views/organise/test_form.py."""
    return organise(f"programmes:organise_form_{route}", **{"get": ABSENT, "post": LATE, **more})  # type: ignore[arg-type]


ROWS: list[Row] = [
    organise("programmes:organise_form", get=PAGE),
    organise("programmes:organise_form_version", at=lambda w: [1], get=PAGE),
    organise("programmes:organise_form_version", at=lambda w: [9], get=ABSENT, title="of no number"),
    organise("programmes:organise_form_preview", at=lambda w: [1, "mentee"], get=PAGE),
    organise("programmes:organise_form_preview", at=lambda w: [1, "mentor"], get=PAGE, title="of a mentor"),
    organise("programmes:organise_form_preview", at=lambda w: [1, "nobody"], get=ABSENT, title="of no role"),
    organise("programmes:organise_form_begin", get=NO_METHOD, post=MOVED),
    organise("programmes:organise_form_draft", get=MOVED),
    _draft("update", get=NO_METHOD),
    _draft("publish"),
    _draft("discard"),
    _draft("add", data=lambda w: NEW),
    _draft("put_back", get=NO_METHOD, data=lambda w: {"key": "profession"}),
    _draft("order", get=NO_METHOD),
    _draft("question", at=lambda w: ["profession"], data=lambda w: NEW),
    _draft("move", at=lambda w: ["profession"], get=NO_METHOD),
    _draft("remove", at=lambda w: ["profession"]),
]
