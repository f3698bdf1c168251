"""The matrix rows of blocks and reports."""

from __future__ import annotations

from typing import Any

from tests.access.rows import (
    ABSENT,
    LATE,
    MOVED,
    PAGE,
    REFUSED,
    SIGN_IN,
    Expected,
    Outcome,
    Row,
    everybody,
    members,
    only,
)
from tests.world import World

SIGHTINGS: list[tuple[str, Any, dict[str, Outcome]]] = [
    ("mentor", lambda w: w.noor.pk, {"alice": PAGE, "mira": PAGE}),
    ("request", lambda w: w.mira_to_bob.pk, {"mira": PAGE, "bob": PAGE}),
    ("mentorship", lambda w: w.mentorship.pk, {"alice": PAGE, "bob": PAGE}),
    ("message", lambda w: w.together.messages.bobs.pk, {"alice": PAGE}),
    ("member", lambda w: w.bob.person_id, {"alice": PAGE}),
    ("blocked", lambda w: w.blocked.person_id, {"alice": PAGE}),
    ("request", lambda w: w.alice_to_blocked.pk, {}),
    ("nothing", lambda w: w.mentorship.pk, {}),
]
# Nothing but the message is looked at in the browser: the pages are alike.
LOOKED_AT = "message"


def cares(outcome: Outcome, *, operator: Outcome = ABSENT) -> Expected:
    """For the safeguarding contact; for those who run the site where there is none who could read it."""
    return everybody(ABSENT, visitor=SIGN_IN, noor=outcome, operator=operator)


def _report(name: str) -> Any:
    return lambda w: [getattr(w.trust.safety, name).pk]


def _about(world: World, *more: Any) -> list[Any]:
    return [world.trust.safety.new.pk, *more]


ROWS: list[Row] = [
    *(
        Row(
            f"programmes:{name}",
            at=lambda w, kind=kind, thing=thing: [kind, thing(w)],
            get=only(**who),
            crawled_by=("alice",) if kind == LOOKED_AT else ("nobody",),
            title=kind if who else f"{kind}, which is not there",
            **posts(kind, who),
        )
        for kind, thing, who in SIGHTINGS
        for name, posts in (
            ("safety", lambda _kind, who: {}),
            ("safety_block", lambda _kind, who: {"post": only(**dict.fromkeys(who, MOVED))}),
            (
                "safety_report",
                lambda kind, who: {
                    "post": only(**dict.fromkeys(who, MOVED)),
                    "data": lambda w: {"reason": "money", "words": "She sells courses."},
                    "wrong": {"reason": "other", "words": ""} if kind == LOOKED_AT else None,
                },
            ),
        )
    ),
    Row("accounts:blocks", get=members(PAGE), crawled_by=("alice", "newcomer")),
    Row(
        "accounts:unblock",
        at=lambda w: [w.blocked.person_id],
        get=only(alice=PAGE),
        post=only(alice=MOVED),
    ),
    Row("programmes:my_reports", get=members(PAGE), crawled_by=("mira", "newcomer")),
    Row("programmes:my_report", at=_report("new"), get=only(mira=PAGE)),
    Row("programmes:my_report", at=_report("closed"), get=only(mira=PAGE), title="that is closed"),
    Row("programmes:safeguarding", get=cares(PAGE, operator=PAGE), crawled_by=("noor", "operator")),
    Row(
        "programmes:safeguarding", query="?view=closed", get=cares(PAGE, operator=PAGE), crawled_by=("noor",)
    ),
    Row("programmes:safeguarding_report", at=_report("new"), get=cares(PAGE)),
    Row("programmes:safeguarding_report", at=_report("closed"), get=cares(PAGE), title="that is closed"),
    Row(
        "programmes:safeguarding_report",
        at=_report("about_contact"),
        get=cares(ABSENT, operator=PAGE),
        crawled_by=("nobody",),
        title="about the contact",
    ),
    *(
        Row(
            f"programmes:safeguarding_{verb}",
            at=_report(name),
            get=everybody(Outcome.NO_METHOD, visitor=SIGN_IN),
            data=lambda w, data=data: data,
            post=cares(outcome),
            title=f"that is {name}",
        )
        for verb, name, outcome, data in (
            ("take", "new", MOVED, {}),
            ("take", "in_hand", LATE, {}),
            ("note", "new", MOVED, {"note": "Called her."}),
            ("close", "in_hand", MOVED, {"outcome": "talked", "told": "Thank you."}),
            ("close", "closed", LATE, {"outcome": "talked", "told": "Thank you."}),
            ("reopen", "closed", MOVED, {}),
            ("reopen", "new", LATE, {}),
        )
    ),
    Row(
        "programmes:safeguarding_take_out",
        at=lambda w: _about(w, w.bob.pk),
        get=cares(PAGE),
        post=cares(MOVED),
    ),
    Row(
        "programmes:safeguarding_take_out",
        at=lambda w: _about(w, w.alice.pk),
        get=cares(ABSENT),
        post=cares(ABSENT),
        title="of somebody else",
    ),
    Row(
        "matching:safeguarding_end",
        at=lambda w: _about(w, w.mentorship.pk),
        get=cares(PAGE),
        post=cares(MOVED),
    ),
    Row(
        "journeys:safeguarding_conversation",
        at=_report("in_hand"),
        get=cares(PAGE),
        post=cares(MOVED),
    ),
    Row(
        "journeys:safeguarding_conversation",
        at=_report("about_contact"),
        get=cares(ABSENT, operator=PAGE),
        post=cares(ABSENT, operator=REFUSED),
        crawled_by=("nobody",),
        title="about the contact",
    ),
]
