"""The people of a programme: the list, one person, decisions, notes, invitations, moving and leaving."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from programmes.links import token_of
from tests.access.organise.rows import organise
from tests.access.rows import (
    ABSENT,
    LATE,
    MOVED,
    NO_METHOD,
    PAGE,
    REFUSED,
    SIGN_IN,
    WRONG,
    Expected,
    Outcome,
    Row,
    everybody,
)
from tests.world import World


def _alice(world: World) -> list[Any]:
    return [world.alice.pk]


def _applied(world: World) -> list[Any]:
    return [world.applied.pk]


def _stranger(world: World) -> list[Any]:
    return [world.stranger.pk]


def _invitation(world: World) -> list[Any]:
    return [world.invitation.pk]


def _letter(world: World) -> dict[str, Any]:
    return {"message": "Come.", "closes_on": timezone.localdate().isoformat()}


def _writer(outcome: Outcome) -> Expected:
    """A note is changed by the organiser who wrote it; the operator reads it."""
    return everybody(ABSENT, visitor=SIGN_IN, organiser=outcome, operator=REFUSED)


_INVITE = {"addresses": "nell@example.org", "role": "mentee", "kind": "join"}

ROWS: list[Row] = [
    organise("programmes:organise_people", get=PAGE),
    organise("programmes:organise_people", get=PAGE, query="?view=all&q=alice&role=mentee", title="narrowed"),
    organise("programmes:organise_people", get=PAGE, query="?view=waiting", title="of whom none waits"),
    organise(
        "programmes:organise_review",
        get=MOVED,
        data=lambda w: {"pick": [str(w.applied.pk)], "to": "approved"},
        post=PAGE,
        crawled_by=("nobody",),
    ),
    organise(
        "programmes:organise_review",
        get=MOVED,
        data=lambda w: {"seen": f"{w.applied.pk.hex}:applied", "to": "approved", "confirm": "1"},
        post=MOVED,
        crawled_by=("nobody",),
        title="confirmed",
    ),
    organise(
        "programmes:organise_review",
        get=MOVED,
        data=lambda w: {"seen": f"{w.applied.pk.hex}:waitlisted", "to": "approved", "confirm": "1"},
        post=LATE,
        crawled_by=("nobody",),
        title="too late",
    ),
    organise(
        "programmes:organise_compare", get=PAGE, query=lambda w: f"?pick={w.alice.pk}&pick={w.applied.pk}"
    ),
    organise(
        "programmes:organise_compare",
        get=ABSENT,
        query=lambda w: f"?pick={w.stranger.pk}",
        crawled_by=("nobody",),
        title="of another programme",
    ),
    organise("programmes:organise_person", get=PAGE, at=_alice),
    organise("programmes:organise_person", get=PAGE, at=lambda w: [w.bob.pk], title="of a mentor"),
    organise(
        "programmes:organise_person",
        get=ABSENT,
        at=_stranger,
        crawled_by=("nobody",),
        title="of another programme",
    ),
    organise(
        "programmes:organise_note_add",
        get=NO_METHOD,
        at=_alice,
        data=lambda w: {"text": "Called."},
        post=MOVED,
    ),
    organise("programmes:organise_note_add", get=NO_METHOD, at=_alice, post=WRONG, title="that says nothing"),
    Row(
        "programmes:organise_note",
        get=_writer(PAGE),
        at=lambda w: [w.programme.slug, w.note.pk],
        data=lambda w: {"text": "Called again."},
        post=_writer(MOVED),
        wrong={"text": ""},
        crawled_by=("organiser",),
    ),
    Row(
        "programmes:organise_note_delete",
        get=everybody(NO_METHOD, visitor=SIGN_IN),
        at=lambda w: [w.programme.slug, w.note.pk],
        post=_writer(MOVED),
    ),
    organise(
        "programmes:organise_places", get=NO_METHOD, at=_alice, data=lambda w: {"capacity": 3}, post=MOVED
    ),
    organise(
        "programmes:organise_pause",
        get=PAGE,
        at=lambda w: [w.bob.pk],
        post=MOVED,
        wrong={"until": "2020-01-01"},
    ),
    organise(
        "programmes:organise_leave",
        get=PAGE,
        at=_alice,
        post=MOVED,
        wrong={"reason": "long " * 120 + "story"},
    ),
    organise("programmes:organise_return", get=NO_METHOD, at=_alice, post=MOVED),
    organise("programmes:organise_person_move", get=PAGE, at=_alice, post=PAGE, wrong={"to": ""}),
    organise("programmes:organise_invitations", get=PAGE),
    organise(
        "programmes:organise_invite",
        get=PAGE,
        data=lambda w: {**_INVITE, **_letter(w)},
        post=MOVED,
        wrong={"addresses": "nobody at home"},
    ),
    organise("programmes:organise_invite_imported", get=PAGE, data=_letter, post=MOVED),
    organise("programmes:organise_invitation_again", get=NO_METHOD, at=_invitation, post=MOVED),
    organise("programmes:organise_invitation_withdraw", get=NO_METHOD, at=_invitation, post=MOVED),
    Row(
        "programmes:invitation",
        get=everybody(PAGE),
        at=lambda w: [token_of(w.invitation)],
        data=lambda w: {"accept": "on", "version": "1"},
        # Whoever is signed in as somebody else is told so.
        post=everybody(LATE, visitor=MOVED),
        wrong={"version": "1"},
        crawled_by=("visitor", "alice"),
    ),
    Row(
        "programmes:invitation",
        get=everybody(PAGE),
        at=lambda w: [token_of(w.invitation)],
        data=lambda w: {"decline": "1"},
        post=everybody(MOVED),
        crawled_by=("nobody",),
        title="declined",
    ),
    Row(
        "programmes:invitation",
        get=everybody(ABSENT),
        at=lambda w: ["not-a-token"],
        post=everybody(ABSENT),
        title="of no invitation",
    ),
]
