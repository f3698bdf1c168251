from __future__ import annotations

import smtplib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from notifications.enums import NotificationState
from notifications.kinds import Kind, Letter, once_for, registry
from notifications.models import Notification
from notifications.operations import outbox
from notifications.operations.outbox import BACK_OFF, LEASE, Draft, claim, deliver_due, queue
from notifications.signals import mail_queued
from tests.factories import NOW, NotificationFactory, UserFactory

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def letter_to(notification: Notification) -> Letter:
    """The words of an enquiry, for a test that is about delivery and not about words."""
    return Letter(
        to=notification.recipient.email,
        name="Bo",
        zone="UTC",
        locale="en-gb",
        context={
            "enquiry": {"name": "Dana", "message": "May I?", "email": "dana@example.org"},
            "programme": {"name": "Open Harbour"},
        },
        reply_to="dana@example.org",
    )


class Refusal(Exception):
    """What a kind may run into while it loads."""


@pytest.fixture
def kind(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Callable[[Notification], Letter | None]], str]:
    """`kind(load)`: mail of the kind "enquiry" is loaded by `load` for this test."""

    def register(load: Callable[[Notification], Letter | None]) -> str:
        monkeypatch.setitem(registry.kinds, "enquiry", Kind("enquiry", "Test", "A test.", load))
        return "enquiry"

    return register


def due(name: str = "enquiry") -> Notification:
    yesterday = timezone.now() - timedelta(days=1)
    return NotificationFactory(kind=name, created_at=yesterday, not_before=yesterday)


# --- queue


def draft(key: str = "a") -> Draft:
    return Draft("enquiry", UserFactory().pk, uuid4(), key)


def test_a_key_is_written_once() -> None:
    first = draft("same")
    assert queue(first, draft("other"), now=NOW) == 2
    assert queue(first, now=NOW) == 0
    assert Notification.objects.count() == 2
    assert once_for("enquiry", UUID(int=1), 7) == f"enquiry:{UUID(int=1)}:7"


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
    now = timezone.now()
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


def at_once(number: int, act: Callable[[], list[UUID]]) -> list[UUID]:
    """What `act` returns, run `number` times at one moment, each on a connection of its own."""
    barrier = Barrier(number)

    def run(_: int) -> list[UUID]:
        barrier.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return [pk for found in pool.map(run, range(number)) for pk in found]


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


# --- deliver


def test_a_letter_is_sent_once_with_its_own_message_id(kind: Callable[..., str]) -> None:
    notification = due(kind(letter_to))
    assert deliver_due(now=timezone.now()) == 1
    assert deliver_due(now=timezone.now()) == 0
    (sent,) = mail.outbox
    assert sent.to == [notification.recipient.email]
    assert sent.subject == "A question about Open Harbour"
    assert sent.reply_to == ["dana@example.org"]
    assert sent.extra_headers["Message-ID"] == notification.message_id
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    notification.refresh_from_db()
    assert (notification.state, notification.attempts, notification.lease_token) == (
        NotificationState.SENT,
        1,
        None,
    )


def test_what_a_dead_worker_held_is_sent_by_another_with_the_same_message_id(
    kind: Callable[..., str],
) -> None:
    kind(letter_to)
    notification = due()
    (held,) = claim(now=timezone.now() - LEASE)
    assert held.pk == notification.pk  # and the worker dies here
    assert deliver_due(now=timezone.now()) == 1
    assert [sent.extra_headers["Message-ID"] for sent in mail.outbox] == [notification.message_id]


def test_a_lease_that_ran_out_is_not_used_any_more(kind: Callable[..., str]) -> None:
    """The first worker was so slow that a second sent the letter: the first leaves it alone."""
    kind(letter_to)
    due()
    (slow,) = claim(now=timezone.now() - LEASE)
    assert deliver_due(now=timezone.now()) == 1
    outbox._deliver(slow, None)
    assert len(mail.outbox) == 1
    slow.refresh_from_db()
    assert (slow.state, slow.attempts) == (NotificationState.SENT, 1)


def test_a_slow_batch_renews_its_lease_before_each_letter(kind: Callable[..., str]) -> None:
    kept: list[object] = []

    def load(notification: Notification) -> Letter:
        kept.append(Notification.objects.get(pk=notification.pk).lease_until)
        return letter_to(notification)

    kind(load)
    due()
    before = timezone.now()
    deliver_due(now=before - MINUTE + LEASE / 2)
    assert kept >= [before + LEASE]


def test_what_nobody_wants_any_more_is_not_sent(kind: Callable[..., str]) -> None:
    notification = due(kind(lambda _: None))
    deliver_due(now=timezone.now())
    notification.refresh_from_db()
    assert notification.state == NotificationState.SUPPRESSED
    assert mail.outbox == []


def failing(fault: Exception) -> Callable[[Notification], Letter | None]:
    def load(_: Notification) -> Letter | None:
        raise fault

    return load


def test_a_fault_in_one_letter_stops_no_other_and_is_tried_again_later(kind: Callable[..., str]) -> None:
    bad, good = due(), due()

    def load(notification: Notification) -> Letter:
        if notification.pk == bad.pk:
            raise Refusal
        return letter_to(notification)

    kind(load)
    before = timezone.now()
    assert deliver_due(now=before) == 2
    bad.refresh_from_db()
    assert (bad.state, bad.failure, bad.attempts) == (NotificationState.QUEUED, "Refusal", 1)
    assert bad.not_before >= before + BACK_OFF[0] * MINUTE
    assert [sent.to for sent in mail.outbox] == [[good.recipient.email]]
    assert deliver_due(now=timezone.now()) == 0


def test_after_the_last_try_it_is_failed_for_the_organiser_to_see(kind: Callable[..., str]) -> None:
    notification = due(kind(failing(Refusal())))
    for _ in range(len(BACK_OFF) + 1):
        assert deliver_due(now=timezone.now() + timedelta(days=2)) == 1
    notification.refresh_from_db()
    assert (notification.state, notification.attempts) == (NotificationState.FAILED, len(BACK_OFF) + 1)
    assert deliver_due(now=timezone.now() + timedelta(days=9)) == 0


@pytest.mark.parametrize(
    ("code", "state"), [(550, NotificationState.FAILED), (450, NotificationState.QUEUED)]
)
def test_a_refusal_for_good_is_not_tried_again(
    kind: Callable[..., str], code: int, state: NotificationState
) -> None:
    refusal = smtplib.SMTPRecipientsRefused({"bo@example.org": (code, b"no")})
    notification = due(kind(failing(refusal)))
    deliver_due(now=timezone.now())
    notification.refresh_from_db()
    assert notification.state == state
    assert str(code) in notification.failure
