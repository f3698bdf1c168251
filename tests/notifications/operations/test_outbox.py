from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from notifications.enums import NotificationState
from notifications.kinds import once_for
from notifications.models import Notification
from notifications.operations.outbox import Draft, backlog, claim, drafts_for, queue, renew
from notifications.signals import mail_queued
from tests.factories import NOW, NotificationFactory, UserFactory

pytestmark = pytest.mark.django_db

LEASE = settings.OUTBOX_LEASE
MINUTE = timedelta(minutes=1)


class Refusal(Exception):
    """Why a transaction is rolled back."""


# --- queue


def draft(key: str = "a") -> Draft:
    return Draft("enquiry", UserFactory().pk, uuid4(), key)


def test_a_key_is_written_once() -> None:
    first = draft("same")
    assert queue(first, draft("other"), now=NOW) == 2
    assert queue(first, now=NOW) == 0
    assert Notification.objects.count() == 2
    assert once_for("enquiry", UUID(int=1), 7) == f"enquiry:{UUID(int=1)}:7"


def test_new_ones_are_counted_by_the_statement_that_writes_them() -> None:
    first = draft("a")
    others = [draft(key) for key in "bcd"]
    queue(first, now=NOW)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert queue(*others, first, others[0], now=NOW) == 3
    assert [query["sql"].split()[0] for query in found.captured_queries] == ["INSERT"]
    assert queue(now=NOW) == 0


def test_all_write_in_the_order_of_the_keys() -> None:
    """So that of two with the same letters one waits for the other, and never both for each other."""
    with CaptureQueriesContext(connection) as found:
        queue(*[draft(f"key-{letter}") for letter in "cab"], now=NOW)
    (sql,) = [
        query["sql"] for query in found.captured_queries if query["sql"].startswith('INSERT INTO "noti')
    ]
    places = [sql.index(f"'key-{letter}'") for letter in "abc"]
    assert places == sorted(places)


def test_the_message_id_is_fixed_at_birth_and_unlike_any_other() -> None:
    queue(draft("a"), draft("b"), now=NOW)
    ids = set(Notification.objects.values_list("message_id", flat=True))
    assert len(ids) == 2
    assert all(one.startswith("<") and one.endswith("@127.0.0.1>") for one in ids)


def test_mail_of_no_known_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        queue(Draft("no_such_kind", UserFactory().pk, uuid4(), "a"), now=NOW)


@transaction.atomic
def queue_and_fail() -> None:
    queue(draft(), now=NOW)
    raise Refusal


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_mail_and_rings_nobody() -> None:
    rung: list[object] = []
    ring = lambda **given: rung.append(given)  # noqa: E731 - a receiver must be held by a name
    mail_queued.connect(ring)
    try:
        with pytest.raises(Refusal):
            queue_and_fail()
        assert (Notification.objects.count(), len(rung)) == (0, 0)
        queue(draft(), now=NOW)
        assert (Notification.objects.count(), len(rung)) == (1, 1)
    finally:
        mail_queued.disconnect(ring)


# --- claim


def test_only_what_is_due_and_held_by_nobody_is_claimed() -> None:
    now = NOW
    ready = NotificationFactory(not_before=now)
    NotificationFactory(not_before=now + MINUTE)
    NotificationFactory(state=NotificationState.SENT, sent_at=now)
    leased = {"state": NotificationState.INFLIGHT, "lease_token": uuid4()}
    NotificationFactory(lease_until=now + MINUTE, **leased)
    abandoned = NotificationFactory(lease_until=now, **leased)
    claimed = claim(now=now)
    assert {one.pk for one in claimed} == {ready.pk, abandoned.pk}
    assert {one.lease_until for one in claimed} == {now + LEASE}
    assert claim(now=now) == []


T = TypeVar("T")


def at_once(number: int, act: Callable[[], list[T]]) -> list[T]:
    """What `act` returns, run `number` times at one moment, each on a connection of its own."""
    barrier = Barrier(number)

    def run(_: int) -> list[T]:
        barrier.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return [one for found in pool.map(run, range(number)) for one in found]


@pytest.mark.django_db(transaction=True)
def test_workers_never_claim_the_same_row() -> None:
    for _ in range(60):
        NotificationFactory(not_before=NOW)
    claimed = at_once(4, lambda: [one.pk for one in claim(now=NOW, limit=15)])
    assert len(claimed) == 60
    assert len(set(claimed)) == 60


def careless_claim(barrier: Barrier) -> list[UUID]:
    """Looks first and marks then, as one would without locks."""
    found = list(Notification.objects.sendable(NOW).values_list("pk", flat=True))
    barrier.wait()
    Notification.objects.filter(pk__in=found).update(
        state=NotificationState.INFLIGHT, lease_token=uuid4(), lease_until=NOW + LEASE
    )
    return found


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_rows_go_to_two_workers() -> None:
    """The negative control of the test above."""
    for _ in range(10):
        NotificationFactory(not_before=NOW)
    between = Barrier(2)
    claimed = at_once(2, lambda: careless_claim(between))
    assert len(claimed) == 20
    assert len(set(claimed)) == 10


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_holds_is_skipped_not_waited_for() -> None:
    held, free = NotificationFactory(not_before=NOW), NotificationFactory(not_before=NOW)
    rival = connection.copy()
    rival.set_autocommit(False)
    try:
        with rival.cursor() as cursor:
            cursor.execute("SELECT 1 FROM notifications_notification WHERE id = %s FOR UPDATE", [held.pk])
        assert [one.pk for one in claim(now=NOW)] == [free.pk]
    finally:
        rival.rollback()
        rival.close()
    assert [one.pk for one in claim(now=NOW)] == [held.pk]


def left_behind(**more: object) -> Notification:
    """What a worker held that died."""
    given = {"state": NotificationState.INFLIGHT, "lease_token": uuid4(), "lease_until": NOW, **more}
    return NotificationFactory(**given)


def test_what_was_left_behind_keeps_nothing_from_going_out() -> None:
    """Should it end the worker again, the others are out by then."""
    left = {left_behind().pk for _ in range(6)}
    waiting = [NotificationFactory(not_before=NOW - number * MINUTE).pk for number in (1, 3, 2)]
    claimed = [one.pk for one in claim(now=NOW, limit=8)]
    assert claimed[:3] == [waiting[1], waiting[2], waiting[0]]
    assert len(claimed) == 7
    assert set(claimed[3:]) < left
    assert len(claim(now=NOW, limit=8)) == 2
    assert [len(claim(now=NOW + LEASE, limit=1)) for _ in range(2)] == [1, 1]


def test_a_claim_takes_as_many_queries_for_many_as_for_one() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            claim(now=NOW)
        return len(found)

    NotificationFactory(not_before=NOW)
    one = queries()
    for _ in range(7):
        NotificationFactory(not_before=NOW)
    assert queries() == one


def test_a_lease_is_renewed_for_what_it_still_holds() -> None:
    for _ in range(3):
        NotificationFactory(not_before=NOW)
    rows = claim(now=NOW)
    token, pks = rows[0].lease_token, [one.pk for one in rows]
    assert token is not None
    later = NOW + LEASE
    assert renew(token, pks, now=later) == set(pks)
    Notification.objects.filter(pk=pks[0]).update(lease_token=uuid4())
    Notification.objects.filter(pk=pks[1]).update(
        state=NotificationState.QUEUED, lease_token=None, lease_until=None
    )
    assert renew(token, pks, now=later + MINUTE) == {pks[2]}
    assert Notification.objects.get(pk=pks[0]).lease_until == later + LEASE


def test_what_waits_is_counted_up_to_a_bound() -> None:
    assert backlog(now=NOW, most=3) == 0
    left_behind()
    for _ in range(4):
        NotificationFactory(not_before=NOW)
    NotificationFactory(not_before=NOW + MINUTE)
    assert (backlog(now=NOW, most=3), backlog(now=NOW, most=9)) == (3, 5)


def test_the_same_mail_to_several_people() -> None:
    users, about = [UserFactory(), UserFactory()], uuid4()
    drafts = drafts_for("enquiry", users, subject_id=about, key="a")
    assert [one.dedupe_key for one in drafts] == [f"a:{user.pk}" for user in users]
    assert queue(*drafts, now=NOW) == 2
