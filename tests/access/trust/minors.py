"""The matrix rows of the code of conduct, and of programmes for people under age."""

from __future__ import annotations

from typing import Any

from tests.access.rows import (
    ABSENT,
    MOVED,
    NO_METHOD,
    PAGE,
    SIGN_IN,
    Expected,
    Outcome,
    Row,
    accounts,
    everybody,
    members,
    only,
)
from tests.world import World

TAKE_PART = ("ines", "alice", "bob", "mira", "noor", "blocked")


def organisers(outcome: Outcome) -> Expected:
    return everybody(ABSENT, visitor=SIGN_IN, organiser=outcome, operator=outcome)


def _slug(world: World) -> list[Any]:
    return [world.trust.minors.programme.slug]


def _of(name: str) -> Any:
    return lambda w: [w.trust.minors.programme.slug, getattr(w.trust.minors, name).pk]


SCREENED = {"kind": "Enhanced DBS", "checked_on": "2024-01-02", "valid_until": "2090-01-01"}
WHY = {"reason": "The mentee's teacher called me, worried."}

ROWS: list[Row] = [
    Row("programmes:conduct", everybody(PAGE), everybody(NO_METHOD), crawled_by=("visitor",)),
    Row(
        "programmes:conduct_agree",
        members(ABSENT, **dict.fromkeys(TAKE_PART, MOVED)),
        members(ABSENT, **dict.fromkeys(TAKE_PART, MOVED)),
        at=lambda w: [w.programme.slug],
        data=lambda w: {"conduct": "on"},
    ),
    Row(
        "programmes:guardian",
        only(mira=PAGE),
        only(mira=MOVED),
        at=lambda w: [w.trust.minors.mira.pk],
        data=lambda w: {"name": "Gita Guardian", "email": "gita@example.org"},
        wrong={"name": "", "email": "gita"},
    ),
    Row(
        "programmes:guardian_again",
        accounts(NO_METHOD),
        only(mira=MOVED),
        at=lambda w: [w.trust.minors.mira.pk],
    ),
    Row(
        "programmes:guardian_answer",
        everybody(PAGE),
        everybody(MOVED),
        at=lambda w: [w.trust.minors.token],
        data=lambda w: {"answer": "withdraw", "words": ""},
        wrong={"words": "x" * 1001},
        crawled_by=("visitor",),
    ),
    Row(
        "programmes:organise_safety",
        organisers(PAGE),
        organisers(MOVED),
        at=_slug,
        data=lambda w: {
            "contact": str(w.noor.person_id),
            "for_minors": "on",
            "join_domains": "",
        },
        wrong={"contact": "other", "contact_email": "", "join_domains": "no domain"},
    ),
    Row(
        "programmes:organise_screening",
        organisers(PAGE),
        organisers(MOVED),
        at=_of("unscreened"),
        data=lambda w: SCREENED,
        wrong={"kind": "", "checked_on": "2090-01-02", "valid_until": "2090-01-01"},
    ),
    Row(
        "programmes:organise_screening_remove",
        organisers(PAGE),
        organisers(MOVED),
        at=_of("mentor"),
    ),
    Row(
        "programmes:organise_guardian_forget",
        everybody(NO_METHOD, visitor=SIGN_IN),
        organisers(MOVED),
        at=_of("mira"),
    ),
    Row("journeys:conversations", only(noor=PAGE), at=_slug),
    Row(
        "journeys:conversation",
        only(noor=PAGE),
        only(noor=MOVED),
        at=_of("pair"),
        data=lambda w: WHY,
        wrong={"reason": "short"},
    ),
]
