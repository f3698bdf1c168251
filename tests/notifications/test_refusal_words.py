"""What a mail server means, in words for people."""

from __future__ import annotations

import pytest

from notifications.refusal_words import HELPS, Cause, cause_of, cause_of_failure


@pytest.mark.parametrize(
    ("code", "reason", "cause"),
    [
        (550, "5.1.1 … user unknown", Cause.NOBODY),
        (550, "", Cause.NOBODY),
        (551, "not local", Cause.NOBODY),
        (550, "5.2.1 mailbox disabled", Cause.CLOSED),
        (552, "5.2.2 over quota", Cause.FULL),
        (552, "too much", Cause.FULL),
        (550, "5.7.1 message refused by policy", Cause.BARRED),
        (554, "", Cause.BARRED),
        (550, "5.4.4 no route", Cause.OTHER),
        (550, "15.1.1 is no status", Cause.NOBODY),
        (500, "", Cause.OTHER),
    ],
)
def test_the_extended_status_tells_more_than_the_reply(code: int, reason: str, cause: Cause) -> None:
    assert cause_of(code, reason) == cause
    assert cause_of_failure(f"{code} {reason}".strip()) == cause


@pytest.mark.parametrize(
    "failure", ["", "TemplateDoesNotExist", "no answer in time", "421 busy", "5501 nothing"]
)
def test_what_no_mail_server_refused_is_for_those_who_run_the_site(failure: str) -> None:
    assert cause_of_failure(failure) == Cause.OURS


def test_every_cause_says_what_helps() -> None:
    assert set(HELPS) == set(Cause)
