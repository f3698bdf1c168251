from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from notifications.clock import Clock
from notifications.enums import Delivery, NotificationState, Topic
from notifications.insisting import insist
from notifications.kinds import FREE, Kind, Letter, registry
from notifications.letters import write
from notifications.models import DemoMail, Heartbeat, Notification, RefusedAddress
from notifications.operations.addresses import refuse
from notifications.operations.delivery import FRESH, MAIL_SERVER, PATIENCE, Batch, deliver_due
from notifications.operations.outbox import claim
from notifications.refusals import TRIES
from notifications.stopping import Stop, stop_of
from tests.factories import (
    NOW,
    HeartbeatFactory,
    MailChoiceFactory,
    NotificationFactory,
    PersonFactory,
    RefusedAddressFactory,
)
from tests.notifications.mail_server import HANG_UP, OK, MailServer, mail_server

pytestmark = pytest.mark.django_db

LEASE = settings.OUTBOX_LEASE
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
QUEUED, INFLIGHT, SENT = NotificationState.QUEUED, NotificationState.INFLIGHT, NotificationState.SENT
FAILED, SUPPRESSED = NotificationState.FAILED, NotificationState.SUPPRESSED

Load = Callable[[Notification], Letter | None]


def letter_to(notification: Notification) -> Letter:
    """The words of an enquiry, for a test that is about delivery and not about words."""
    return Letter(
        to=notification.recipient.email,
        name="Bo",
        zone="UTC",
        locale="en-gb",
        context={"programme": "Open Harbour", "sender": "Dana", "message": "May I?"},
        reply_to="dana@example.org",
    )


def letters_to(notifications: Sequence[Notification]) -> Mapping[UUID, Letter]:
    return {one.pk: letter_to(one) for one in notifications}


class Mishap(Exception):
    """What a kind may run into while it loads."""


def failing(fault: Exception) -> Load:
    def load(_: Notification) -> Letter | None:
        raise fault

    return load


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """`kind(load)`: mail of the kind "enquiry" is loaded by `load` for this test."""

    def register(load: Load = letter_to, **more: Any) -> str:
        given = {"topic": Topic.ORGANISING, "deliveries": FREE, **more}
        made = Kind(name="enquiry", label="Test", why="A test.", load=load, **given)
        monkeypatch.setitem(registry.kinds, "enquiry", made)
        return "enquiry"

    return register


def due(**more: Any) -> Notification:
    return NotificationFactory(
        **{"kind": "enquiry", "not_before": NOW - HOUR, "created_at": NOW - HOUR, **more}
    )


def fate(notification: Notification) -> tuple[str, int]:
    """The state and the tries that were used."""
    notification.refresh_from_db()
    assert (notification.lease_token is None) == (notification.state != INFLIGHT)
    return notification.state, notification.attempts


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    """A real mail server, which the site uses."""
    with mail_server() as told:
        settings.EMAIL_BACKEND = "notifications.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", told.port, 2
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield told


# --- once


def test_a_letter_is_sent_once_with_its_own_message_id(kind: Callable[..., str]) -> None:
    kind()
    notification = due()
    assert deliver_due(now=NOW) == 1
    assert deliver_due(now=NOW) == 0
    (sent,) = mail.outbox
    assert sent.to == [notification.recipient.email]
    assert sent.subject == "A question about Open Harbour"
    assert sent.reply_to == ["dana@example.org"]
    assert sent.extra_headers["Message-ID"] == notification.message_id
    assert fate(notification) == (SENT, 1)
    assert notification.sent_at is not None
    assert NOW <= notification.sent_at < NOW + MINUTE


def test_what_a_dead_worker_held_is_sent_by_another_with_the_same_message_id(
    kind: Callable[..., str],
) -> None:
    kind()
    notification = due()
    (held,) = claim(now=NOW - LEASE)
    assert held.pk == notification.pk  # and the worker dies here
    assert deliver_due(now=NOW) == 1
    assert [sent.extra_headers["Message-ID"] for sent in mail.outbox] == [notification.message_id]


class Hands:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.passed = timedelta()

    def __call__(self) -> Any:
        return NOW + self.passed


def stop_a_worker_for_longer_than_its_lease() -> int:
    """Two letters are in its hands as it is stopped, one of them written already; meanwhile another worker sends both.
    Returns how many it sends when it goes on."""
    first, second = due(), due()
    hands = Hands()
    slow = Batch(claim(now=NOW), hands)
    slow.ends = NOW + HOUR

    def stopped() -> bool:
        if not hands.passed:
            hands.passed = LEASE
            assert deliver_due(now=hands()) == 2
        return True

    slow._connect = stopped  # type: ignore[method-assign]
    slow.deliver()
    assert fate(first) == fate(second) == (SENT, 1)
    return len(mail.outbox) - 2


def test_a_worker_that_was_stopped_for_longer_than_its_lease_sends_nothing(kind: Callable[..., str]) -> None:
    kind()
    assert stop_a_worker_for_longer_than_its_lease() == 0


def test_without_the_look_at_the_lease_it_would_send_both_again(
    kind: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test above."""
    kind()
    monkeypatch.setattr(Batch, "_holds", lambda batch, one: True)
    assert stop_a_worker_for_longer_than_its_lease() == 2


def test_of_a_lease_that_another_took_in_part_the_rest_is_sent(kind: Callable[..., str]) -> None:
    kind()
    taken, ours = due(not_before=NOW - 2 * HOUR), due()
    hands = Hands()
    slow = Batch(claim(now=NOW), hands)
    hands.passed = LEASE
    slow.ends = hands() + HOUR
    (rival,) = claim(now=hands(), limit=1)
    assert slow.deliver() == 1
    states = {taken.pk: fate(taken)[0], ours.pk: fate(ours)[0]}
    assert states.pop(rival.pk) == INFLIGHT
    assert set(states.values()) == {SENT}


def test_a_lease_is_begun_anew_when_half_of_it_is_gone_and_not_before(kind: Callable[..., str]) -> None:
    """A slow batch does not lose its last letters, and a fast one asks nobody."""
    hands, leases = Hands(), []

    def load(notification: Notification) -> Letter:
        hands.passed += LEASE / 5
        leases.append((Notification.objects.get(pk=notification.pk).lease_until - NOW) / LEASE)
        return letter_to(notification)

    kind(load)
    for _ in range(4):
        due()
    batch = Batch(claim(now=NOW), hands)
    batch.ends = NOW + 9 * LEASE
    assert batch.deliver() == 4
    assert leases == [1, 1, 1, pytest.approx(1.6)]


def test_a_batch_ends_after_its_time_and_hands_back_the_rest(kind: Callable[..., str]) -> None:
    """Long before Celery would end the task in the midst of a letter."""
    hands = Hands()

    def load(notification: Notification) -> Letter:
        hands.passed += PATIENCE / 2
        return letter_to(notification)

    kind(load)
    rows = [due(not_before=NOW - number * MINUTE) for number in (4, 3, 2, 1)]
    assert Batch(claim(now=NOW), hands).deliver() == 2
    assert [fate(one) for one in rows] == [(SENT, 1), (SENT, 1), (QUEUED, 0), (QUEUED, 0)]
    assert deliver_due(now=NOW) == 2  # at once, by whoever comes next


def test_the_end_of_the_tasks_time_ends_the_batch_and_is_no_letters_fault(kind: Callable[..., str]) -> None:
    kind(failing(SoftTimeLimitExceeded()))
    first, second = due(not_before=NOW - 2 * HOUR), due()
    with pytest.raises(SoftTimeLimitExceeded):
        deliver_due(now=NOW)
    assert (fate(first), fate(second)) == ((INFLIGHT, 0), (QUEUED, 0))


def test_the_clock_goes_on_by_whichever_hand_is_further(monkeypatch: pytest.MonkeyPatch) -> None:
    hands = {"time": 1000.0, "monotonic": 50.0}
    monkeypatch.setattr("notifications.clock.time.time", lambda: hands["time"])
    monkeypatch.setattr("notifications.clock.time.monotonic", lambda: hands["monotonic"])
    clock = Clock(NOW)
    hands["monotonic"] += 5
    hands["time"] -= 3600  # set back
    assert clock() == NOW + timedelta(seconds=5)
    hands["time"] += 3600 + 300  # the machine slept
    assert clock() == NOW + timedelta(seconds=300)


# --- still wanted


def test_what_nobody_wants_any_more_is_not_sent(kind: Callable[..., str]) -> None:
    kind(lambda _: None)
    notification = due()
    deliver_due(now=NOW)
    assert fate(notification) == (SUPPRESSED, 0)
    assert notification.failure == "not wanted any more"
    assert mail.outbox == []


def test_what_was_turned_off_is_not_sent(kind: Callable[..., str]) -> None:
    kind(failing(Mishap()))  # it is not even loaded
    notification = due()
    MailChoiceFactory(user=notification.recipient, kind="enquiry", delivery=Delivery.OFF)
    deliver_due(now=NOW)
    assert fate(notification) == (SUPPRESSED, 0)
    assert notification.failure == "turned off"


def test_what_comes_once_a_day_waits_for_the_readers_hour(kind: Callable[..., str]) -> None:
    kind(failing(Mishap()))
    person = PersonFactory(mail_hour=9, zone="Europe/London")
    notification = due(recipient=person.user)
    MailChoiceFactory(user=person.user, kind="enquiry", delivery=Delivery.DIGEST)
    deliver_due(now=NOW)
    assert fate(notification) == (NotificationState.GATHERED, 0)
    assert notification.not_before == (NOW + timedelta(days=1)).replace(hour=9)


def test_nothing_is_sent_to_an_address_that_refuses_mail(kind: Callable[..., str]) -> None:
    kind()
    notification = due()
    RefusedAddressFactory(address=notification.recipient.email.lower())
    deliver_due(now=NOW)
    assert fate(notification) == (SUPPRESSED, 0)
    assert notification.failure == "the address refuses mail"


def test_the_address_that_counts_is_the_letters(kind: Callable[..., str]) -> None:
    """It may have changed since the row was claimed."""
    kind(lambda one: Letter("New@example.org", "Bo", "UTC", "en-gb", letter_to(one).context))
    notification = due()
    refuse("NEW@example.org", code=550, reason="gone", now=NOW)
    deliver_due(now=NOW)
    assert (fate(notification), mail.outbox) == ((SUPPRESSED, 0), [])


def test_a_letter_without_an_address_is_not_said_to_be_sent(kind: Callable[..., str]) -> None:
    kind(lambda one: Letter("", "Bo", "UTC", "en-gb", letter_to(one).context))
    notification = due()
    deliver_due(now=NOW)
    assert (fate(notification), notification.failure) == ((SUPPRESSED, 0), "there is no address")


@pytest.mark.parametrize(
    ("person", "until"),
    [
        ({"quiet_from": 9, "quiet_until": 11}, NOW + HOUR),
        ({"days_off": [1]}, NOW.replace(day=25, hour=7)),  # a Tuesday; then quiet until seven
        ({"quiet_from": 21, "quiet_until": 7}, None),
        ({"zone": "Asia/Tokyo", "quiet_from": 19, "quiet_until": 7}, NOW.replace(hour=22)),
    ],
)
def test_quiet_hours_and_days_off_are_kept(
    kind: Callable[..., str], person: dict[str, Any], until: object
) -> None:
    kind()
    notification = due(recipient=PersonFactory(**person).user)
    deliver_due(now=NOW)
    if until is None:
        assert fate(notification) == (SENT, 1)
    else:
        assert (fate(notification), notification.not_before) == ((QUEUED, 0), until)
        assert deliver_due(now=NOW) == 0
        assert deliver_due(now=notification.not_before) == 1
        assert fate(notification) == (SENT, 1)


def test_what_is_urgent_does_not_wait(kind: Callable[..., str]) -> None:
    kind(urgent=True)
    notification = due(recipient=PersonFactory(quiet_from=9, quiet_until=11).user)
    deliver_due(now=NOW)
    assert fate(notification) == (SENT, 1)


def test_the_demos_mailbox_wakes_nobody(kind: Callable[..., str], settings: Any) -> None:
    kind()
    settings.EMAIL_BACKEND = "notifications.mailbox.MailboxBackend"
    notification = due(recipient=PersonFactory(quiet_from=9, quiet_until=11).user)
    deliver_due(now=NOW)
    assert fate(notification) == (SENT, 1)
    assert DemoMail.objects.get().message_id == notification.message_id


def test_what_is_turned_off_while_a_slow_batch_goes_on_is_not_sent(kind: Callable[..., str]) -> None:
    hands = Hands()

    def load_many(notifications: Sequence[Notification]) -> Mapping[UUID, Letter]:
        MailChoiceFactory(user=last.recipient, kind="enquiry", delivery=Delivery.OFF)
        return letters_to(notifications)

    kind(load_many=load_many)
    first, last = due(not_before=NOW - 2 * HOUR), due()
    batch = Batch(claim(now=NOW), hands)
    batch._tell = lambda: None  # type: ignore[method-assign]
    send = batch._send

    def slowly(one: Notification, *message: Any) -> None:
        send(one, *message)
        hands.passed += FRESH + timedelta(seconds=1)

    batch._send = slowly  # type: ignore[method-assign]
    batch.deliver()
    assert (fate(first), fate(last)) == ((SENT, 1), (SUPPRESSED, 0))


# --- faults of ours


def test_a_fault_in_one_letter_stops_no_other_and_is_tried_again_later(
    kind: Callable[..., str], caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = due(not_before=NOW - 2 * HOUR), due()

    def load(notification: Notification) -> Letter:
        if notification.pk == bad.pk:
            raise Mishap(notification.recipient.email)
        return letter_to(notification)

    kind(load)
    assert deliver_due(now=NOW) == 2
    assert (fate(bad), bad.failure) == ((QUEUED, 1), "Mishap")
    assert NOW + 0.8 * MINUTE <= bad.not_before <= NOW + 1.3 * MINUTE
    assert [sent.to for sent in mail.outbox] == [[good.recipient.email]]
    assert str(bad.pk) in caplog.text
    assert bad.recipient.email not in caplog.text


def test_after_eight_tries_it_has_failed(kind: Callable[..., str]) -> None:
    kind(failing(Mishap()))
    notification = due()
    for number in range(TRIES):
        assert deliver_due(now=NOW + timedelta(days=number)) == 1
    assert (fate(notification), notification.failure) == ((FAILED, TRIES), "Mishap")
    assert deliver_due(now=NOW + timedelta(days=90)) == 0


def test_a_kind_that_this_worker_does_not_know_waits_for_one_that_does() -> None:
    notification = due(kind="of_tomorrow")
    deliver_due(now=NOW)
    assert (fate(notification), notification.failure) == ((QUEUED, 1), "KeyError")


def test_letters_that_do_not_load_together_load_one_by_one(kind: Callable[..., str]) -> None:
    def load_many(_: Sequence[Notification]) -> Mapping[UUID, Letter]:
        raise Mishap

    kind(load_many=load_many)
    assert [due(), due()]
    assert deliver_due(now=NOW) == len(mail.outbox) == 2


# --- a real mail server that refuses


def answer(server: MailServer, reader: str, said: str, *, after: str) -> None:
    if after == "reader":
        server.at_reader = lambda address: said if address == reader else OK
    elif after == "letter":
        server.at_letter = lambda letter: said if letter["To"] == reader else OK
    else:
        server.at_sender = said


@pytest.mark.parametrize(
    ("after", "said", "first", "is_refused", "second"),
    [
        ("reader", "450 4.7.1 Greylisted", (QUEUED, 1), False, (SENT, 1)),
        ("reader", "550 5.1.1 No such user", (FAILED, 1), True, (SENT, 1)),
        ("reader", "550 No such user", (FAILED, 1), True, (SENT, 1)),
        ("reader", "550 5.2.1 Mailbox disabled", (FAILED, 1), True, (SENT, 1)),
        ("reader", "554 5.7.1 Message refused", (FAILED, 1), False, (SENT, 1)),
        ("reader", "550 5.7.1 Relaying denied", (QUEUED, 1), False, (QUEUED, 0)),
        ("reader", HANG_UP, (QUEUED, 1), False, (QUEUED, 0)),
        ("reader", "421 4.3.2 Closing down", (QUEUED, 1), False, (QUEUED, 0)),
        ("letter", "451 4.3.0 Not now", (QUEUED, 1), False, (SENT, 1)),
        ("letter", "552 5.3.4 Too large", (FAILED, 1), False, (SENT, 1)),
        ("letter", "550 Spam", (FAILED, 1), False, (SENT, 1)),
        ("letter", "550 5.1.1 No such user", (FAILED, 1), True, (SENT, 1)),
        ("letter", HANG_UP, (QUEUED, 1), False, (QUEUED, 0)),
        ("sender", "550 5.7.1 You may not send", (QUEUED, 0), False, (QUEUED, 0)),
        ("sender", "451 4.7.1 Slow down", (QUEUED, 0), False, (QUEUED, 0)),
        ("sender", HANG_UP, (QUEUED, 1), False, (QUEUED, 0)),
    ],
)
def test_a_refusal_does_what_it_means_and_no_more(
    server: MailServer,
    kind: Callable[..., str],
    after: str,
    said: str,
    first: tuple[str, int],
    is_refused: bool,
    second: tuple[str, int],
) -> None:
    """Of the first letter, which the server refuses, and of the second, which it would take."""
    kind()
    one, other = due(not_before=NOW - 2 * HOUR), due()
    answer(server, one.recipient.email, said, after=after)
    deliver_due(now=NOW)
    assert (fate(one), fate(other)) == (first, second)
    refused = list(RefusedAddress.objects.values_list("address", flat=True))
    assert refused == ([one.recipient.email.lower()] if is_refused else [])
    assert "@" not in one.failure
    assert one.failure
    if first[0] == QUEUED:
        assert NOW + 0.7 * MINUTE < one.not_before < NOW + 1.4 * MINUTE
    beat = Heartbeat.objects.get(pk=MAIL_SERVER)
    assert (beat.fault == "") == (second[0] == SENT)


def test_once_an_address_is_refused_the_next_letter_to_it_is_not_sent(
    server: MailServer, kind: Callable[..., str]
) -> None:
    """Also within the same batch, where what is known is a moment old."""
    kind()
    one = due(not_before=NOW - 2 * HOUR)
    other = due(recipient=one.recipient)
    server.at_reader = lambda address: "550 5.1.1 No such user"
    deliver_due(now=NOW)
    assert (fate(one), fate(other)) == ((FAILED, 1), (SUPPRESSED, 0))


def test_a_server_that_is_away_uses_up_no_try(
    server: MailServer, kind: Callable[..., str], settings: Any
) -> None:
    kind()
    rows = [due() for _ in range(3)]
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = nobody.getsockname()[1]
        assert deliver_due(now=NOW) == 0
    assert [fate(one) for one in rows] == [(QUEUED, 0)] * 3
    assert {one.failure for one in rows} == {"the mail server refuses connections"}
    beat = Heartbeat.objects.get(pk=MAIL_SERVER)
    assert beat.fault == "the mail server refuses connections"
    assert deliver_due(now=NOW + 0.7 * MINUTE) == 0  # a little patience
    settings.EMAIL_PORT = server.port
    assert deliver_due(now=NOW + 1.5 * MINUTE) == 3
    beat.refresh_from_db()
    assert (beat.fault, beat.since) == ("", None)
    assert [fate(one) for one in rows] == [(SENT, 1)] * 3


def test_the_longer_it_is_away_the_longer_letters_wait(kind: Callable[..., str], settings: Any) -> None:
    kind()
    settings.EMAIL_BACKEND = "notifications.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    HeartbeatFactory(name=MAIL_SERVER, part="mail", fault="gone", since=NOW - HOUR)
    notification = due()
    deliver_due(now=NOW)
    assert (fate(notification), notification.attempts) == ((QUEUED, 0), 0)
    assert NOW + 12 * MINUTE <= notification.not_before <= NOW + 18.1 * MINUTE


def test_a_server_that_hangs_up_after_so_many_letters_is_called_again(
    server: MailServer, kind: Callable[..., str]
) -> None:
    kind()
    rows = [due(not_before=NOW - number * MINUTE) for number in range(9, 0, -1)]

    def at_letter(_: EmailMessage) -> str:
        return "421 4.7.0 Enough for this connection" if server.over.count(server.connections) >= 3 else OK

    server.at_letter = at_letter
    assert deliver_due(now=NOW) == 9
    assert server.connections == 3
    assert [fate(one)[0] for one in rows] == [SENT, SENT, SENT, QUEUED] * 2 + [SENT]
    assert Heartbeat.objects.get(pk=MAIL_SERVER).fault == ""


def test_a_letter_that_makes_the_server_hang_up_is_given_up_in_the_end(
    server: MailServer, kind: Callable[..., str]
) -> None:
    kind()
    poison = due()
    server.at_letter = lambda letter: HANG_UP if letter["To"] == poison.recipient.email else OK
    for number in range(TRIES):
        good = due(not_before=NOW)
        deliver_due(now=NOW + timedelta(days=number))
        deliver_due(now=NOW + timedelta(days=number, hours=1))
        assert fate(good) == (SENT, 1)
    assert (fate(poison), poison.failure) == ((FAILED, TRIES), "the mail server hung up")


def test_how_the_server_says_goodbye_does_not_matter(
    kind: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kind()
    notification = due()
    monkeypatch.setattr(mail.get_connection().__class__, "close", failing(TimeoutError()))
    assert deliver_due(now=NOW) == 1
    assert fate(notification) == (SENT, 1)


def test_what_arrives_has_the_headers_that_mail_programs_expect(
    server: MailServer, kind: Callable[..., str]
) -> None:
    kind()
    notification = due()
    deliver_due(now=NOW)
    (letter,) = server.taken
    assert letter["Message-ID"] == notification.message_id
    assert letter["List-Id"] == "<enquiry.127.0.0.1>"
    url = letter["List-Unsubscribe"].strip()
    assert url.startswith(f"<{settings.SITE_URL}/mail/stop/")
    assert stop_of(url.rstrip("/>").rpartition("/")[2]) == Stop(notification.recipient_id, "enquiry")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert (letter["From"], letter["Reply-To"]) == (settings.DEFAULT_FROM_EMAIL, "dana@example.org")


# --- a database that goes away


def our_backend() -> int:
    """Our process at PostgreSQL's side."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def end(pid: int) -> None:
    """Has PostgreSQL end the connection of another thread, and waits until it is so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_killed_after_the_servers_yes_makes_no_second_letter(
    server: MailServer, kind: Callable[..., str]
) -> None:
    """PostgreSQL ends our connection when the letter is taken and before that is noted."""
    kind()
    first, second = due(not_before=NOW - 2 * HOUR), due()
    pid = our_backend()

    def at_letter(_: EmailMessage) -> str:
        try:
            end(pid)
        finally:
            connection.close()
        return OK

    server.at_letter = at_letter
    assert deliver_due(now=NOW) == 2
    assert our_backend() != pid
    assert (fate(first), fate(second)) == ((SENT, 1), (SENT, 1))
    assert deliver_due(now=NOW + LEASE) == 0
    assert len(server.taken) == 2


@pytest.mark.django_db(transaction=True)
def test_after_such_a_kill_nothing_is_noted_that_another_worker_has(
    server: MailServer, kind: Callable[..., str], caplog: pytest.LogCaptureFixture
) -> None:
    kind()
    notification, pid, rivals = due(), our_backend(), []

    def at_letter(_: EmailMessage) -> str:
        try:
            rivals.extend(claim(now=NOW + LEASE))
            end(pid)
        finally:
            connection.close()
        return OK

    server.at_letter = at_letter
    deliver_due(now=NOW)
    assert fate(notification) == (INFLIGHT, 0)
    assert notification.lease_token == rivals[0].lease_token
    assert "went out when another worker had taken it up" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_without_insisting_such_a_kill_makes_a_second_letter(
    server: MailServer, kind: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the one duplicate that is left where a database stays away, under the same Message-ID."""
    kind()
    notification, pid = due(), our_backend()
    monkeypatch.setattr("notifications.operations.delivery.insist", lambda work: work())

    def at_letter(_: EmailMessage) -> str:
        if not server.taken:
            try:
                end(pid)
            finally:
                connection.close()
        return OK

    server.at_letter = at_letter
    with pytest.raises(OperationalError):
        deliver_due(now=NOW)
    connection.close()
    assert fate(notification) == (INFLIGHT, 0)
    assert deliver_due(now=NOW + LEASE) == 1
    assert [letter["Message-ID"] for letter in server.taken] == [notification.message_id] * 2


def test_what_the_database_itself_objects_to_is_not_tried_again() -> None:
    tries = []

    def work() -> None:
        tries.append(1)
        raise OperationalError("lock timeout")

    with pytest.raises(OperationalError):
        insist(work)
    assert tries == [1]


# --- many


def test_a_batch_takes_one_statement_more_for_each_letter_more(kind: Callable[..., str]) -> None:
    kind(load_many=letters_to)

    def statements(number: int) -> int:
        for _ in range(number):
            due(recipient=PersonFactory().user)
        with CaptureQueriesContext(connection) as found:
            assert deliver_due(now=NOW) == number
        return len(found)

    one, six = statements(1), statements(6)
    assert six - one == 5
    assert one <= 14


def test_all_that_is_due_goes_over_one_connection(server: MailServer, kind: Callable[..., str]) -> None:
    kind()
    rows = [due() for _ in range(12)]
    assert deliver_due(now=NOW, limit=20) == 12
    assert (server.connections, len(server.taken)) == (1, 12)
    assert {letter["Message-ID"] for letter in server.taken} == {one.message_id for one in rows}


# --- looking ahead


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose letters were written, in order."""
    names: list[str] = []

    def writing(one: Notification, *more: Any) -> EmailMultiAlternatives:
        names.append(one.dedupe_key)
        return write(one, *more)

    monkeypatch.setattr("notifications.operations.delivery.write", writing)
    return names


def test_the_next_letter_is_written_while_the_server_thinks(
    server: MailServer, kind: Callable[..., str], log: list[str]
) -> None:
    kind(load_many=letters_to)
    rows = [due(not_before=NOW - number * MINUTE) for number in (3, 2, 1)]
    written: list[int] = []

    def at_letter(_: EmailMessage) -> str:
        for _try in range(200):  # the letter after this one is written before this one is answered
            if len(log) == min(len(written) + 2, 3):
                break
            time.sleep(0.01)
        written.append(len(log))
        return OK

    server.at_letter = at_letter
    assert deliver_due(now=NOW) == 3
    assert written == [2, 3, 3]
    assert log == [one.dedupe_key for one in rows]
    assert [letter["Message-ID"] for letter in server.taken] == [one.message_id for one in rows]


def test_what_was_written_ahead_is_written_anew_when_more_is_known(
    server: MailServer, kind: Callable[..., str], log: list[str]
) -> None:
    """The first address turns out to refuse mail, so everything is asked again."""
    kind(load_many=letters_to)
    one, other = due(not_before=NOW - HOUR), due(not_before=NOW)
    server.at_letter = lambda letter: "550 5.1.1 gone" if letter["To"] == one.recipient.email else OK
    deliver_due(now=NOW)
    assert (fate(one), fate(other)) == ((FAILED, 1), (SENT, 1))
    assert log == [one.dedupe_key, other.dedupe_key, other.dedupe_key]


def test_a_fault_found_ahead_hurts_only_its_own_letter(
    server: MailServer, kind: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kind(load_many=letters_to)
    good, bad, last = (due(not_before=NOW - number * MINUTE) for number in (3, 2, 1))

    def writing(one: Notification, *more: Any) -> EmailMultiAlternatives:
        if one.pk == bad.pk:
            raise Mishap
        return write(one, *more)

    monkeypatch.setattr("notifications.operations.delivery.write", writing)
    deliver_due(now=NOW)
    assert [fate(one) for one in (good, bad, last)] == [(SENT, 1), (QUEUED, 1), (SENT, 1)]
