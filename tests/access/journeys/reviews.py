"""Reviews, in the access matrix."""

from tests.access.rows import LATE, MOVED, PAGE, Row, only

ROWS: list[Row] = [
    Row("journeys:reviews", at=lambda w: [w.mentorship.pk], get=only(alice=PAGE, bob=PAGE)),
    Row(
        "journeys:review",
        at=lambda w: [w.mentorship.pk, w.together.reviews.due.pk],
        get=only(alice=PAGE),
        post=only(alice=MOVED),
        data=lambda w: {"open_choice": "adjust", "goes_well": "We laugh."},
        wrong={"goes_well": "We laugh.", "for_organisers": "I would rather talk to you."},
    ),
    Row(
        "journeys:review",
        at=lambda w: [w.mentorship.pk, w.together.reviews.both.pk],
        get=only(alice=PAGE),
        post=only(alice=LATE),
        data=lambda w: {"open_choice": "adjust"},
        title="that both answered",
    ),
]
