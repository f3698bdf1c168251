"""The matrix rows of what was opened for a reason."""

from __future__ import annotations

from tests.access.organise.rows import organise, organisers
from tests.access.rows import ABSENT, MOVED, NO_METHOD, PAGE, REFUSED, WRONG, Row, members

# The operator of the world has no profile, so nobody could read who it was.
_OPEN = organisers(MOVED) | {"operator": REFUSED}

ROWS: list[Row] = [
    Row("programmes:readings", get=members(PAGE), crawled_by=("alice", "noor")),
    organise("programmes:organise_readings", get=PAGE),
    Row(
        "programmes:organise_identity_open",
        get=organise("programmes:organise_identity_open", get=NO_METHOD).get,
        post=_OPEN,
        at=lambda w: [w.programme.slug, w.alice.pk],
        data=lambda w: {"reason": "She asked me to correct an answer."},
    ),
    Row(
        "programmes:organise_identity_open",
        get=organise("programmes:organise_identity_open", get=NO_METHOD).get,
        post=organisers(WRONG) | {"operator": REFUSED},
        at=lambda w: [w.programme.slug, w.alice.pk],
        data=lambda w: {"reason": "because"},
        title="for no reason",
    ),
    organise(
        "programmes:organise_identity_open",
        get=NO_METHOD,
        post=ABSENT,
        at=lambda w: [w.stranger.pk],
        data=lambda w: {"reason": "She asked me to correct an answer."},
        title="of another programme",
    ),
]
