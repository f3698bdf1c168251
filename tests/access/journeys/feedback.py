"""Feedback and how it goes, in the access matrix."""

from __future__ import annotations

from tests.access.rows import LATE, MOVED, NO_METHOD, PAGE, Row, accounts, only

WORDS = {"strengths": "You listen.", "work_on": "", "would_help": "", "readers": "pair"}

ROWS: list[Row] = [
    Row(
        "journeys:reflect",
        at=lambda w: [w.mentorship.pk],
        get=only(alice=PAGE, bob=PAGE),
        crawled_by=("alice", "bob"),
    ),
    Row(
        "journeys:trend_share",
        at=lambda w: [w.mentorship.pk],
        get=accounts(NO_METHOD),
        data=lambda w: {"shared": "yes"},
        post=only(alice=MOVED, bob=MOVED),
    ),
    Row(
        "journeys:feedback_wish",
        at=lambda w: [w.mentorship.pk],
        get=only(alice=PAGE, bob=PAGE),
        data=lambda w: {"question": "How do my questions come across?"},
        post=only(alice=MOVED, bob=LATE),  # a question of Bob's is open
        wrong={"question": "y" * 401},
    ),
    Row(
        "journeys:feedback_wish_take_back",
        at=lambda w: [w.mentorship.pk],
        get=accounts(NO_METHOD),
        post=only(alice=MOVED, bob=MOVED),
    ),
    Row(
        "journeys:feedback",
        at=lambda w: [w.mentorship.pk],
        get=only(alice=PAGE, bob=PAGE),
        data=lambda w: WORDS,
        post=only(alice=MOVED, bob=MOVED),
        wrong={"strengths": "", "work_on": "", "would_help": "", "readers": "pair"},
    ),
    Row(
        "journeys:feedback_change",
        at=lambda w: [w.mentorship.pk, w.together.feedback.alices.pk],
        get=only(alice=PAGE),
        data=lambda w: WORDS,
        post=only(alice=MOVED),
        wrong={"strengths": "", "work_on": "", "would_help": "", "readers": "pair"},
    ),
    Row(
        "journeys:feedback_remove",
        at=lambda w: [w.mentorship.pk, w.together.feedback.alices.pk],
        get=only(alice=PAGE),
        post=only(alice=MOVED),
    ),
    Row(
        "journeys:feedback_remove",
        at=lambda w: [w.mentorship.pk, w.together.feedback.bobs.pk],
        get=only(bob=PAGE),
        post=only(bob=MOVED),
        title="of the mentor",
    ),
]
