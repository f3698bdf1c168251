"""Messages, in the access matrix."""

from __future__ import annotations

from tests.access.rows import ABSENT, MOVED, PAGE, Row, only

ROWS: list[Row] = [
    Row(
        "journeys:messages",
        at=lambda w: [w.mentorship.pk],
        get=only(alice=PAGE, bob=PAGE),
        data=lambda w: {"text": "Until Thursday."},
        post=only(alice=MOVED, bob=MOVED),
        wrong={"text": ""},
    ),
    Row(
        "journeys:message_take_back",
        at=lambda w: [w.mentorship.pk, w.together.messages.alices.pk],
        get=only(alice=PAGE),
        post=only(alice=MOVED),
    ),
    Row(
        "journeys:message_take_back",
        at=lambda w: [w.mentorship.pk, w.together.messages.bobs.pk],
        get=only(alice=ABSENT, bob=PAGE),
        post=only(bob=MOVED),
        title="of the mentor",
    ),
]
