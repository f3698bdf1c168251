"""Invitations to mentors, in the access matrix."""

from matching.invitation_links import token_of
from tests.access.rows import ABSENT, LATE, MOVED, PAGE, Row, everybody, only

ROWS: list[Row] = [
    Row("matching:mentor_invitations", at=lambda w: [w.alice.pk], get=only(alice=PAGE)),
    Row(
        "matching:invite_mentor",
        at=lambda w: [w.alice.pk],
        get=only(alice=PAGE),
        data=lambda w: {
            "name": "Wanda",
            "email": "wanda@example.org",
            "message": "You lead as I would like to.",
            "send": "1",
        },
        post=only(alice=MOVED),
        wrong={"name": "Wanda", "email": "wanda at home", "message": ""},
    ),
    Row(
        "matching:invite_mentor",
        at=lambda w: [w.alice.pk],
        get=only(alice=PAGE),
        data=lambda w: {
            "name": "Wanda",
            "email": "wanda@example.org",
            "message": "You lead as I would like to.",
        },
        post=only(alice=PAGE),
        crawled_by=("nobody",),
        title="to look at the letter",
    ),
    Row(
        "matching:mentor_invitation_withdraw",
        at=lambda w: [w.together.invitations.open.pk],
        get=only(alice=PAGE),
        post=only(alice=MOVED),
    ),
    Row(
        "matching:mentor_invitation_withdraw",
        at=lambda w: [w.together.invitations.declined.pk],
        get=only(alice=PAGE),
        post=only(alice=LATE),
        title="that was answered",
    ),
    # The link is the proof: whoever holds it says yes or no. Who is signed in as somebody else is told so.
    Row(
        "matching:mentor_invitation",
        at=lambda w: [token_of(w.together.invitations.open)],
        get=everybody(PAGE),
        data=lambda w: {
            "name": "Amara",
            "headline": "Head of data",
            "capacity": "1",
            "accept": "on",
            "version": "1",
        },
        post=everybody(LATE, visitor=MOVED),
        wrong={"name": "Amara", "headline": "", "capacity": "1", "version": "1"},
        crawled_by=("visitor", "bob"),
    ),
    Row(
        "matching:mentor_invitation",
        at=lambda w: [token_of(w.together.invitations.open)],
        get=everybody(PAGE),
        data=lambda w: {"decline": "1", "answer": "Not this year."},
        post=everybody(MOVED),
        crawled_by=("nobody",),
        title="to say no",
    ),
    Row(
        "matching:mentor_invitation",
        at=lambda w: [token_of(w.together.invitations.declined)],
        get=everybody(PAGE),
        post=everybody(LATE),
        title="that was answered",
    ),
    Row(
        "matching:mentor_invitation",
        at=lambda w: ["cut-in-two"],
        get=everybody(ABSENT),
        post=everybody(ABSENT),
        title="that is broken",
    ),
]
