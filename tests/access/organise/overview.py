from __future__ import annotations

from tests.access.organise.rows import READ_ONLY, organise
from tests.access.rows import ABSENT, PAGE, SIGN_IN, Row, everybody

ROWS: list[Row] = [
    Row(
        "programmes:organise_list",
        get=everybody(ABSENT, visitor=SIGN_IN, organiser=PAGE, other_organiser=PAGE, operator=PAGE),
        post=READ_ONLY,
        crawled_by=("organiser", "operator"),
    ),
    organise("programmes:organise", get=PAGE),
]
