"""The pages of those who run the site: for anybody else they are not there."""

from __future__ import annotations

from notifications.models import RefusedAddress
from tests.access.rows import ABSENT, MOVED, NO_METHOD, PAGE, SIGN_IN, Expected, Outcome, Row, everybody


def _operator(outcome: Outcome) -> Expected:
    return everybody(ABSENT, visitor=SIGN_IN, operator=outcome)


OPERATE: list[Row] = [
    Row("accounts:outbox", get=_operator(PAGE), post=everybody(NO_METHOD, visitor=SIGN_IN)),
    Row("accounts:outbox_retry", get=_operator(PAGE), post=_operator(MOVED)),
    Row("accounts:outbox_aside", get=_operator(PAGE), post=_operator(MOVED)),
    Row("accounts:outbox_requeue", get=_operator(PAGE), post=_operator(MOVED)),
    Row(
        "accounts:outbox_stop", get=_operator(PAGE), post=_operator(PAGE), wrong={"address": "nobody at home"}
    ),
    Row(
        "accounts:outbox_lift",
        at=lambda w: [RefusedAddress.objects.get(address=w.mira.person.user.email).pk],
        get=_operator(PAGE),
        post=_operator(MOVED),
    ),
    Row(
        "accounts:outbox_lift",
        at=lambda w: [0],
        get=_operator(ABSENT),
        post=_operator(MOVED),
        title="that was lifted",
    ),
]
