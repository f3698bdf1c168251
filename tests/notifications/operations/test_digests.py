from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from notifications.enums import Delivery, NotificationState, Topic
from notifications.kinds import FREE, Kind, Letter, registry
from notifications.models import Notification
from notifications.operations import digests
from notifications.operations.delivery import deliver_due
from notifications.operations.digests import DIGEST_MAIL, gather_due, take_up
from notifications.refusals import TRIES
from tests.factories import NOW, MailChoiceFactory, NotificationFactory, PersonFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
GATHERED, SENT, FAILED = NotificationState.GATHERED, NotificationState.SENT, NotificationState.FAILED
QUEUED, SUPPRESSED = NotificationState.QUEUED, NotificationState.SUPPRESSED


class Mishap(Exception):
    """What a kind may run into while it loads."""


@pytest.fixture
def things(monkeypatch: pytest.MonkeyPatch) -> dict[Any, Any]:
    """Two kinds of mail that may come once a day, "enquiry" and "request_closed_mentee_matched". What stands here under
    the id of a notification is raised, or returned, instead of its letter."""
    special: dict[Any, Any] = {}

    def load(notification: Notification) -> Letter | None:
        if notification.pk in special:
            answer = special[notification.pk]
            if isinstance(answer, Exception):
                raise answer
            return None
        reader = Person.objects.get(user=notification.recipient_id)
        context = {
            "programme": f"Open Harbour {notification.dedupe_key}",
            "mentee_first": "Alice",
            "action_url": f"https://example.org/{notification.pk}",
            "action_label": "Open",
        }
        return Letter(notification.recipient.email, reader.first_name, reader.zone, "en-gb", context)

    for name, topic in (
        ("enquiry", Topic.ORGANISING),
        ("request_closed_mentee_matched", Topic.REQUESTS),
    ):
        kind = Kind(name=name, label=name, why="A test.", load=load, topic=topic, deliveries=FREE)
        monkeypatch.setitem(registry.kinds, name, kind)
    return special


def gathered(reader: Person, **more: Any) -> Notification:
    given = {"kind": "enquiry", "state": GATHERED, "not_before": NOW, "created_at": NOW, **more}
    return NotificationFactory(recipient=reader.user, **given)


def states(*rows: Notification) -> list[str]:
    for row in rows:
        row.refresh_from_db()
    return [row.state for row in rows]


def daily() -> list[Notification]:
    return list(Notification.objects.filter(kind=DIGEST_MAIL).order_by("created_at"))


# --- gathering


def test_what_is_due_goes_into_one_letter_a_reader(things: object) -> None:
    alice, bob = PersonFactory(), PersonFactory()
    hers = [gathered(alice), gathered(alice)]
    his, later = gathered(bob), gathered(bob, not_before=NOW + timedelta(minutes=1))
    assert gather_due(now=NOW) == 2
    assert gather_due(now=NOW) == 0
    letters = {one.recipient_id: one for one in daily()}
    assert set(letters) == {alice.user_id, bob.user_id}
    letter = letters[alice.user_id]
    assert (letter.state, letter.not_before, letter.subject_id) == (QUEUED, NOW, alice.user_id)
    assert letter.dedupe_key == f"digest:{alice.user_id}:2026-11-24"
    assert states(*hers, his, later) == [GATHERED] * 4
    assert [row.digest_id for row in (*hers, his, later)] == [
        letter.pk,
        letter.pk,
        letters[bob.user_id].pk,
        None,
    ]


def test_the_day_is_the_readers(things: object) -> None:
    reader = PersonFactory(zone="Pacific/Auckland")
    gathered(reader)
    gather_due(now=NOW.replace(hour=20))
    (letter,) = daily()
    assert letter.dedupe_key.endswith(date(2026, 11, 25).isoformat())


def test_what_comes_after_the_days_letter_waits_for_tomorrows(things: object) -> None:
    reader = PersonFactory(mail_hour=9)
    gathered(reader)
    assert gather_due(now=NOW) == 1
    late = gathered(reader)
    assert gather_due(now=NOW) == 0
    assert states(late) == [GATHERED]
    assert (late.digest_id, late.not_before) == (None, (NOW + DAY).replace(hour=9))
    assert gather_due(now=late.not_before) == 1


def test_a_reader_of_whom_nothing_is_known_gets_one_too(things: object) -> None:
    NotificationFactory(state=GATHERED, not_before=NOW)
    assert gather_due(now=NOW) == 1


def test_idling_is_one_query(things: object, django_assert_num_queries: Callable[[int], Any]) -> None:
    gathered(PersonFactory(), not_before=NOW + DAY)
    with django_assert_num_queries(1):
        assert gather_due(now=NOW) == 0


def at_once(number: int) -> list[int]:
    barrier = Barrier(number)

    def run(_: int) -> int:
        barrier.wait()
        try:
            return gather_due(now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_write_one_letter_a_reader(things: object) -> None:
    for _ in range(6):
        reader = PersonFactory()
        for _ in range(3):
            gathered(reader)
    assert sum(at_once(4)) == 6
    assert len(daily()) == 6
    assert [one.gathered.count() for one in daily()] == [3] * 6


@pytest.mark.django_db(transaction=True)
def test_without_the_key_of_the_day_a_reader_gets_one_from_each_sweep(
    things: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the tests above: locks alone do not make it one a day."""
    keys = iter("abcdef")
    monkeypatch.setattr(digests, "once_for", lambda *_: next(keys))
    reader = PersonFactory()
    for _ in range(2):
        gathered(reader)
        gather_due(now=NOW)
    assert len(daily()) == 2


# --- the letter


def deliver() -> int:
    gather_due(now=NOW)
    return deliver_due(now=NOW)


@pytest.mark.parametrize(
    ("number", "subject"), [(1, "One thing for you today"), (3, "3 things for you today")]
)
def test_one_letter_tells_of_all_and_all_are_sent_with_it(things: object, number: int, subject: str) -> None:
    reader = PersonFactory()
    members = [gathered(reader, created_at=NOW - timedelta(hours=9 - n)) for n in range(number)]
    assert deliver() == 1
    (letter,) = mail.outbox
    assert (letter.subject, letter.to) == (subject, [reader.user.email])
    urls = [f"https://example.org/{one.pk}" for one in members]
    places = [letter.body.index(url) for url in urls]
    assert places == sorted(places)  # the newest last
    html = str(letter.alternatives[0][0])
    assert all(url in html for url in urls)
    assert all(f"A question about Open Harbour {one.dedupe_key}" in letter.body for one in members)
    assert states(*members, *daily()) == [SENT] * (number + 1)
    assert {one.sent_at for one in members} == {daily()[0].sent_at}
    assert {one.attempts for one in members} == {1}
    assert deliver() == 0


def test_what_belongs_together_stands_together(things: object) -> None:
    reader = PersonFactory()
    gathered(reader, created_at=NOW - timedelta(hours=3))
    gathered(reader, kind="request_closed_mentee_matched", created_at=NOW - timedelta(hours=2))
    gathered(reader, created_at=NOW - timedelta(hours=1))
    deliver()
    body = mail.outbox[0].body
    assert body.index("Requests") < body.index("For organisers")
    assert body.count("For organisers") == 1


def test_what_nobody_wants_any_more_is_left_out(things: dict[Any, Any]) -> None:
    reader = PersonFactory()
    told, gone = gathered(reader), gathered(reader)
    off = gathered(reader, kind="request_closed_mentee_matched")
    things[gone.pk] = None
    MailChoiceFactory(user=reader.user, kind=off.kind, delivery=Delivery.OFF)
    deliver()
    assert mail.outbox[0].subject == "One thing for you today"
    assert states(told, gone, off) == [SENT, SUPPRESSED, SUPPRESSED]
    assert gone.failure == "not wanted any more"


def test_where_nothing_is_left_no_letter_goes_out(things: dict[Any, Any]) -> None:
    member = gathered(PersonFactory())
    things[member.pk] = None
    deliver()
    assert (states(member, *daily()), mail.outbox) == ([SUPPRESSED, SUPPRESSED], [])


def test_what_cannot_be_loaded_keeps_nothing_from_being_told(things: dict[Any, Any]) -> None:
    reader = PersonFactory(mail_hour=9)
    bad, hopeless, good = gathered(reader), gathered(reader, attempts=TRIES - 1), gathered(reader)
    things[bad.pk] = things[hopeless.pk] = Mishap()
    deliver()
    assert states(bad, hopeless, good) == [GATHERED, FAILED, SENT]
    assert (bad.digest_id, bad.attempts, bad.not_before) == (None, 1, (NOW + DAY).replace(hour=9))
    assert hopeless.attempts == TRIES


def test_where_all_of_it_is_at_fault_it_is_tried_again(things: dict[Any, Any]) -> None:
    member = gathered(PersonFactory())
    things[member.pk] = Mishap()
    deliver()
    (letter,) = daily()
    assert (letter.state, letter.attempts, letter.failure) == (QUEUED, 1, "NothingLoads")
    assert states(member) == [GATHERED]
    assert member.digest_id == letter.pk


def test_its_members_fail_with_it_and_are_taken_up_with_it(things: dict[Any, Any]) -> None:
    member = gathered(PersonFactory())
    things[member.pk] = Mishap()
    gather_due(now=NOW)
    for number in range(TRIES):
        deliver_due(now=NOW + number * DAY)
    (letter,) = daily()
    assert states(letter, member) == [FAILED, FAILED]
    assert member.failure == letter.failure
    things.clear()
    Notification.objects.filter(pk=letter.pk).update(state=QUEUED, attempts=0)
    take_up(letter)
    deliver_due(now=NOW + 20 * DAY)
    assert states(letter, member) == [SENT, SENT]


def test_it_waits_for_a_welcome_hour_like_any_letter(things: object) -> None:
    member = gathered(PersonFactory(quiet_from=9, quiet_until=11))
    deliver()
    (letter,) = daily()
    assert (states(letter, member), letter.not_before) == ([QUEUED, GATHERED], NOW.replace(hour=11))


def test_many_members_take_as_many_statements_as_one(things: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where their letters load together."""
    enquiry = registry["enquiry"]

    def load_many(some: Any) -> dict[Any, Letter]:
        return {
            one.pk: Letter(one.recipient.email, "Bo", "UTC", "en-gb", {"programme": "Open Harbour"})
            for one in some
        }

    together = Kind(
        name="enquiry",
        label="x",
        why="x",
        load=enquiry.load,
        topic=Topic.ORGANISING,
        deliveries=FREE,
        load_many=load_many,
    )
    monkeypatch.setitem(registry.kinds, "enquiry", together)

    def statements(number: int) -> int:
        reader = PersonFactory()
        for _ in range(number):
            gathered(reader)
        with CaptureQueriesContext(connection) as found:
            assert deliver() == 1
        return len(found)

    assert statements(1) == statements(8)
