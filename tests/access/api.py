"""The addresses of the API: to people, signed in or not, they open nothing. What tokens get is in tests/api/test_tokens.py."""

from __future__ import annotations

from typing import Any

from tests.access.rows import ABSENT, MOVED, NO_METHOD, PAGE, SIGN_IN, TOKEN, Row, everybody

NOBODY = ("nobody",)
READS: dict[str, Any] = {
    "token": lambda w: [],
    "programmes": lambda w: [],
    "programme": lambda w: [w.programme.pk],
    "figures": lambda w: [w.programme.pk],
    "people": lambda w: [],
    "person": lambda w: [w.alice.person.pk],
    "enrolments": lambda w: [],
    "enrolment": lambda w: [w.alice.pk],
    "invitations": lambda w: [],
    "invitation": lambda w: [w.invitation.pk],
    "mentorships": lambda w: [],
    "mentorship": lambda w: [w.mentorship.pk],
}
WRITES: dict[str, Any] = {
    "invite": lambda w: [w.programme.pk],
    "withdraw": lambda w: [w.invitation.pk],
    "leave": lambda w: [w.alice.pk],
}
API = [
    *(
        Row(f"api:{name}", at=at, get=everybody(TOKEN), post=everybody(NO_METHOD))
        for name, at in READS.items()
    ),
    *(
        Row(f"api:{name}", at=at, get=everybody(NO_METHOD), post=everybody(TOKEN))
        for name, at in WRITES.items()
    ),
    # The contract holds no data: whoever writes a program may read it.
    Row("api:openapi-json", get=everybody(PAGE), post=everybody(NO_METHOD), crawled_by=NOBODY),
    Row(
        "api:nothing_there",
        path="/api/v0/people",
        get=everybody(ABSENT),
        post=everybody(ABSENT),
    ),
    Row(
        "admin:api_token_revoke",
        at=lambda w: [w.token.pk],
        get=everybody(MOVED, visitor=SIGN_IN, organiser=ABSENT, other_organiser=ABSENT, operator=PAGE),
        post=everybody(MOVED, visitor=SIGN_IN, organiser=ABSENT, other_organiser=ABSENT),
        crawled_by=("operator",),
    ),
]
