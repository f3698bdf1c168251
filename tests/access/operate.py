"""The pages of those who run the site: for anybody else they are not there."""

from __future__ import annotations

from notifications.models import RefusedAddress
from tests.access.rows import ABSENT, MOVED, NO_METHOD, PAGE, SIGN_IN, Expected, Outcome, Row, everybody


def _operator(outcome: Outcome) -> Expected:
    return everybody(ABSENT, visitor=SIGN_IN, operator=outcome)


NOBODY = everybody(NO_METHOD, visitor=SIGN_IN)
# What is secret asks first that it is still they.
WEBHOOK: list[tuple[str, Expected, Expected]] = [
    ("page", _operator(PAGE), NOBODY),
    ("change", _operator(PAGE), _operator(PAGE)),
    ("key", NOBODY, _operator(MOVED)),
    ("rotate", _operator(MOVED), _operator(MOVED)),
    ("switch", _operator(PAGE), _operator(MOVED)),
    ("ping", NOBODY, _operator(MOVED)),
    ("again", _operator(PAGE), _operator(MOVED)),
    ("delete", _operator(PAGE), _operator(MOVED)),
]


def _of_webhook(name: str, get: Expected, post: Expected) -> Row:
    wrong = {"url": "nobody at home"} if name == "change" else None
    return Row(f"webhooks:{name}", at=lambda w: [w.webhook.pk], get=get, post=post, wrong=wrong)


OPERATE: list[Row] = [
    Row("first_steps", get=_operator(PAGE), post=everybody(NO_METHOD, visitor=SIGN_IN)),
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
    Row("webhooks:list", get=_operator(PAGE), post=NOBODY),
    Row("webhooks:make", get=_operator(PAGE), post=_operator(PAGE), wrong={"url": "nobody at home"}),
    *(_of_webhook(name, get, post) for name, get, post in WEBHOOK),
]
