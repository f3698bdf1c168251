"""Thanks, in the access matrix."""

from tests.access.rows import MOVED, NO_METHOD, PAGE, Row, accounts, members, only

ROWS: list[Row] = [
    Row(
        "journeys:thanks",
        at=lambda w: [w.mentorship.pk],
        get=only(alice=PAGE, bob=PAGE),
        data=lambda w: {"text": "You listened.", "about": ""},
        post=only(alice=MOVED, bob=MOVED),
        wrong={"text": ""},
        crawled_by=("alice", "bob"),
    ),
    Row(
        "journeys:thanks",
        title="after the end",
        at=lambda w: [w.together.closing.over.pk],
        get=only(alice=PAGE, noor=PAGE),
        data=lambda w: {"text": "You listened."},
        post=only(alice=MOVED, noor=MOVED),
    ),
    Row(
        "journeys:thanks_remove",
        at=lambda w: [w.mentorship.pk, w.together.thanks.note.pk],
        get=only(alice=PAGE),
        post=only(alice=MOVED),
    ),
    Row(
        "journeys:thanks_share",
        at=lambda w: [w.mentorship.pk, w.together.thanks.note.pk],
        get=accounts(NO_METHOD),
        data=lambda w: {"shared": "yes"},
        post=only(alice=MOVED, bob=MOVED),
    ),
    Row("journeys:my_thanks", get=members(PAGE), crawled_by=("bob", "alice")),
]
