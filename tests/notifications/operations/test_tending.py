"""Letters that did not go out, taken up or put aside by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from notifications.enums import NOTIFICATION_TRANSITIONS, NotificationState
from notifications.models import Notification, RefusedAddress
from notifications.operations.addresses import refuse
from notifications.operations.digests import DIGEST_MAIL
from notifications.operations.tending import (
    Which,
    hold_due,
    put_aside,
    release,
    requeue,
    retry,
    stop_address,
)
from notifications.queries.outbox import LONG_OVER, STILL_NEWS
from notifications.wanted import ADDRESS_REFUSES, PUT_ASIDE
from tests import factories as make

NOW = datetime(2026, 11, 24, 10, 2, tzinfo=UTC)
GONE = "550 5.1.1 nobody is there"

pytestmark = pytest.mark.django_db


def letter(state: str = "failed", kind: str = "check_in", failure: str = GONE, **more: Any) -> Notification:
    times = {"created_at": NOW - timedelta(days=1), "not_before": NOW - timedelta(days=1), "attempts": 8}
    return make.NotificationFactory(state=state, kind=kind, failure=failure, **{**times, **more})


def states(*rows: Notification) -> list[str]:
    found = Notification.objects.in_bulk([row.pk for row in rows])
    return [str(found[row.pk].state) for row in rows]


def test_a_letter_is_tried_again_as_if_for_the_first_time(django_capture_on_commit_callbacks: Any) -> None:
    row = letter()
    with django_capture_on_commit_callbacks() as rings:
        assert retry(Which(), now=NOW) == 1
    again = Notification.objects.get()
    assert (again.state, again.attempts, again.failure, again.not_before) == ("queued", 0, "", NOW)
    assert (again.message_id, again.dedupe_key) == (row.message_id, row.dedupe_key)
    assert len(rings) == 1
    assert retry(Which(), now=NOW) == 0


@pytest.mark.parametrize(
    ("which", "tried"),
    [
        (Which(), [1, 1, 1, 1]),
        (Which(kind="check_in"), [1, 1, 1, 0]),
        (Which(kind="check_in", failure=GONE), [1, 1, 0, 0]),
        (Which(failure=""), [0, 0, 1, 0]),
        (Which(letters=()), [0, 0, 0, 0]),
    ],
)
def test_some_of_them(which: Which, tried: list[int]) -> None:
    rows = [letter(), letter(), letter(failure=""), letter(kind="request_received")]
    others = [letter(state="queued"), letter(state="sent", sent_at=NOW), letter(state="suppressed")]
    before = states(*others)
    assert retry(which, now=NOW) == sum(tried)
    assert [int(state == "queued") for state in states(*rows)] == tried
    assert states(*others) == before


def test_a_daily_letter_takes_along_what_it_told_of() -> None:
    reader = make.UserFactory()
    daily = letter(kind=DIGEST_MAIL, recipient=reader)
    told = [letter(recipient=reader, digest=daily) for _ in range(2)]
    alone = letter(recipient=reader)
    assert retry(Which(), now=NOW) == 2
    assert states(daily, *told, alone) == ["queued", "gathered", "gathered", "queued"]
    assert Notification.objects.filter(digest=daily).count() == 2


def test_what_is_tried_again_without_its_daily_letter_goes_by_itself() -> None:
    reader = make.UserFactory()
    daily = letter(kind=DIGEST_MAIL, recipient=reader, state="sent", sent_at=NOW)
    faulty = letter(recipient=reader, digest=daily)
    assert retry(Which(), now=NOW) == 1
    faulty.refresh_from_db()
    assert (faulty.state, faulty.digest) == ("queued", None)


def test_letters_are_put_aside_for_good() -> None:
    reader = make.UserFactory()
    daily = letter(kind=DIGEST_MAIL, recipient=reader)
    told = letter(recipient=reader, digest=daily, state="gathered", failure="")
    waiting, held = letter(state="queued"), letter(state="inflight", lease_token=uuid4(), lease_until=NOW)
    assert put_aside(Which(), now=NOW) == 1
    assert states(daily, told, waiting, held) == ["suppressed", "suppressed", "queued", "inflight"]
    # One that waits is stopped where it is named; what a worker has in hand cannot be.
    assert put_aside(Which(letters=(waiting.pk, held.pk)), now=NOW) == 1
    assert states(waiting, held) == ["suppressed", "inflight"]
    assert set(Notification.objects.filter(state="suppressed").values_list("failure", flat=True)) == {
        PUT_ASIDE
    }


def test_what_stands_still_is_taken_up() -> None:
    open_again, stopped = (
        make.UserFactory(email="here@example.org"),
        make.UserFactory(email="gone@example.org"),
    )
    refuse("Gone@example.org", code=550, reason="5.1.1", now=NOW)
    back = letter(state="suppressed", failure=ADDRESS_REFUSES, recipient=open_again)
    still = [
        letter(state="suppressed", failure=ADDRESS_REFUSES, recipient=stopped),
        letter(state="suppressed", failure="turned off", recipient=open_again),
        letter(
            state="suppressed", failure=ADDRESS_REFUSES, recipient=open_again, created_at=NOW - STILL_NEWS
        ),
        letter(state="inflight", lease_token=uuid4(), lease_until=NOW - LONG_OVER + timedelta(seconds=1)),
    ]
    lost = letter(state="inflight", lease_token=uuid4(), lease_until=NOW - LONG_OVER)
    before = states(*still)
    assert requeue(now=NOW) == 2
    assert states(back, lost) == ["queued", "queued"]
    assert states(*still) == before
    lost.refresh_from_db()
    assert (lost.lease_token, lost.lease_until) == (None, None)


def test_what_is_due_is_held_back_after_a_restore_until_it_is_released() -> None:
    daily = letter(state="queued", kind=DIGEST_MAIL)
    due = [
        letter(state="queued"),
        letter(state="inflight", lease_token=uuid4(), lease_until=NOW - timedelta(seconds=1)),
        letter(state="gathered"),
        daily,
        letter(state="gathered", digest=daily),
    ]
    others = [
        letter(state="queued", not_before=NOW + timedelta(hours=1)),
        letter(state="gathered", not_before=NOW + timedelta(hours=1)),
        letter(state="suppressed", failure=PUT_ASIDE),
        letter(state="sent", sent_at=NOW),
    ]
    before = states(*others)
    assert hold_due(now=NOW) == 4
    assert states(*due) == ["suppressed"] * 5
    assert states(*others) == before
    assert hold_due(now=NOW) == 0
    assert release(now=NOW) == 4
    assert states(*due) == ["queued", "queued", "queued", "queued", "gathered"]
    assert states(*others) == before
    assert release(now=NOW) == 0


def test_an_address_is_stopped_in_small_letters() -> None:
    stop_address("Some.Body@Example.org", now=NOW)
    row = RefusedAddress.objects.get()
    assert (row.address, row.code, row.reason) == (
        "some.body@example.org",
        0,
        "stopped by those who run the site",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("failed", "queued"),
        ("failed", "gathered"),
        ("failed", "suppressed"),
        ("suppressed", "queued"),
        ("suppressed", "gathered"),
        ("queued", "suppressed"),
        ("gathered", "suppressed"),
        ("inflight", "queued"),
    ],
)
def test_the_table_of_transitions_knows_what_is_done_by_hand(before: str, after: str) -> None:
    assert NotificationState(after) in NOTIFICATION_TRANSITIONS[NotificationState(before)]
