from __future__ import annotations

from tests.access.organise.rows import organise
from tests.access.rows import MOVED, NO_METHOD, PAGE, Row

# A bare POST was made on a page that nobody has seen: nothing is saved, and the page says what there is now.
ROWS: list[Row] = [
    organise("matching:organise_criteria", get=PAGE, post=PAGE),
    organise("matching:organise_criterion_add", get=PAGE, post=PAGE),
    organise("matching:organise_criteria_usual", get=NO_METHOD, post=MOVED),
    organise("matching:organise_what_if", get=PAGE, post=MOVED),
    organise("matching:organise_criterion", at=lambda w: [w.criterion.key], get=PAGE, post=PAGE),
    organise("matching:organise_criterion_move", at=lambda w: [w.criterion.key], get=NO_METHOD, post=MOVED),
    organise("matching:organise_criterion_delete", at=lambda w: [w.criterion.key], get=PAGE, post=PAGE),
    organise("matching:organise_criterion_identity", at=lambda w: ["origin"], get=PAGE, post=PAGE),
]
