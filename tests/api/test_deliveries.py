"""What waits is told: signed, by leases, again where it was not taken, and given up in the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from standardwebhooks import WebhookVerificationError

from accounts.models import AuditEvent
from accounts.operations.erasing import nothing
from accounts.operations.erasures import erase
from accounts.retention import due
from accounts.transitions import StaleState
from api.enums import DeliveryFault, DeliveryState, HookEvent, WebhookState
from api.models import Delivery, Webhook
from api.operations import deliveries
from api.operations.deliveries import OF_ONE, claim, deliver_due, deliver_one, is_waiting
from api.operations.stopping import STOPPED_MAIL, switch_off
from api.operations.webhooks import ping, rotate_key, send_again, switch_on
from api.posting import Answer
from api.retrying import PATIENCE, TRIED, WAITS, is_hopeless, wait_after
from api.signing import BOTH_FOR, key
from notifications.kinds import registry
from notifications.models import Notification
from tests import factories as make
from tests.api.receiver import Receiver, receiver, says
from tests.factories import NOW

pytestmark = pytest.mark.django_db

LEASE = settings.WEBHOOK_LEASE
QUEUED, SENT, FAILED = DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.FAILED


@pytest.fixture(autouse=True)
def this_machine(settings: Any) -> None:
    settings.WEBHOOK_INSIDE = frozenset({"127.0.0.1"})


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


def hook_to(other: Receiver, **more: Any) -> Webhook:
    return make.WebhookFactory(url=other.url, **more)


def deliver(now: datetime = NOW) -> int:
    return deliver_due(now=now, seconds=20)


def states(hook: Webhook) -> list[str]:
    return sorted(hook.deliveries.values_list("state", flat=True))


# --- what is sent


def test_what_is_sent_holds_ids_and_states_and_no_words(other: Receiver) -> None:
    mentorship = make.MentorshipFactory(mentee__active_mentorships=1)
    hook = hook_to(other, organisation=mentorship.programme.organisation)
    mentee, mentor = mentorship.mentee, mentorship.mentor
    make.DeliveryFactory(webhook=hook, object_id=mentee.pk, became="approved")
    make.DeliveryFactory(
        webhook=hook, event=HookEvent.MENTORSHIP_BEGUN, object_id=mentorship.pk, became="active"
    )
    assert deliver() == 2
    bodies = {one["type"]: one for one in other.bodies}
    assert bodies == {
        "enrolment.approved": {
            "type": "enrolment.approved",
            "timestamp": "2026-11-24T10:00:00Z",
            "data": {
                "enrolment": str(mentee.pk),
                "programme": str(mentorship.programme_id),
                "person": str(mentee.person_id),
                "role": "mentee",
                "state": "approved",
            },
        },
        "mentorship.begun": {
            "type": "mentorship.begun",
            "timestamp": "2026-11-24T10:00:00Z",
            "data": {
                "mentorship": str(mentorship.pk),
                "programme": str(mentorship.programme_id),
                "mentee": {"enrolment": str(mentee.pk), "person": str(mentee.person_id)},
                "mentor": {"enrolment": str(mentor.pk), "person": str(mentor.person_id)},
                "state": "active",
            },
        },
    }
    assert states(hook) == [SENT, SENT]


def test_of_what_is_gone_the_id_and_the_state_are_told(other: Receiver) -> None:
    gone = uuid4()
    make.DeliveryFactory(webhook=hook_to(other), object_id=gone, became="withdrawn")
    deliver()
    assert other.bodies[0]["data"] == {"enrolment": str(gone), "state": "withdrawn"}


def test_nobody_who_was_erased_is_named(other: Receiver) -> None:
    """In what tells of their erasure, and in what is from before and sent once more."""
    pair = make.MentorshipFactory(mentee__active_mentorships=1)
    gone, hook = pair.mentor, hook_to(other, organisation=pair.programme.organisation)
    make.DeliveryFactory(webhook=hook, object_id=gone.pk, state=FAILED, settled_at=NOW)
    make.DeliveryFactory(
        webhook=hook, event=HookEvent.MENTORSHIP_BEGUN, object_id=pair.pk, state=FAILED, settled_at=NOW
    )
    erase(person=gone.person, now=NOW)
    send_again(hook, by=None, now=NOW)
    deliver()
    told = {one["type"]: one["data"] for one in other.bodies}
    assert told["enrolment.approved"] == {"enrolment": str(gone.pk), "state": "approved"}
    assert told["enrolment.ended"] == {"enrolment": str(gone.pk), "state": "withdrawn"}
    for event in ("mentorship.begun", "mentorship.ended"):
        assert told[event]["mentor"] == {"enrolment": None, "person": None}
        assert told[event]["mentee"]["person"] == str(pair.mentee.person_id)
    assert str(gone.person_id) not in str(other.raw)


def test_the_state_is_that_of_the_moment_it_tells_of(other: Receiver) -> None:
    row = make.MenteeFactory(state="withdrawn")
    hook = hook_to(other, organisation=row.programme.organisation)
    make.DeliveryFactory(webhook=hook, object_id=row.pk, became="approved")
    deliver()
    assert other.bodies[0]["data"]["state"] == "approved"


def test_it_takes_as_many_queries_for_many_as_for_few(other: Receiver) -> None:
    def queries_of(rows: int) -> int:
        hook = hook_to(other)
        for _ in range(rows):
            make.DeliveryFactory(webhook=hook, object_id=make.MenteeFactory().pk)
        with CaptureQueriesContext(connection) as queries:
            claimed = deliveries._messages(claim(now=NOW), clock=deliveries.Clock(NOW))
        assert len(claimed) == rows
        return len(queries)

    assert queries_of(1) == queries_of(4) == 3


# --- signatures


def test_the_signature_is_one_that_others_verify(other: Receiver) -> None:
    hook = hook_to(other)
    delivery = make.DeliveryFactory(webhook=hook)
    deliver_due(now=datetime.now(NOW.tzinfo), seconds=20)
    assert other.ids == [str(delivery.pk)]
    assert other.verified(key(hook.pk, 1))["type"] == "enrolment.approved"
    with pytest.raises(WebhookVerificationError):
        other.verified(key(hook.pk, 2))
    with pytest.raises(WebhookVerificationError):
        other.verified(key(uuid4(), 1))


def test_for_a_day_after_it_was_changed_the_old_key_signs_too(other: Receiver) -> None:
    now = datetime.now(NOW.tzinfo)
    hook = hook_to(other)
    rotate_key(hook, by=None, now=now - BOTH_FOR + timedelta(minutes=1))
    make.DeliveryFactory(webhook=hook)
    deliver_due(now=now, seconds=20)
    assert other.verified(key(hook.pk, 1)) == other.verified(key(hook.pk, 2))
    Webhook.objects.update(rotated_at=now - BOTH_FOR)
    make.DeliveryFactory(webhook=hook)
    deliver_due(now=now, seconds=20)
    assert other.verified(key(hook.pk, 2))
    with pytest.raises(WebhookVerificationError):
        other.verified(key(hook.pk, 1))


# --- again, and given up


def test_what_was_not_taken_comes_again_under_the_same_id() -> None:
    with receiver(says(500), says(200)) as other:
        hook = hook_to(other)
        delivery = make.DeliveryFactory(webhook=hook)
        deliver()
        delivery.refresh_from_db()
        assert (delivery.state, delivery.answered, delivery.fault) == (QUEUED, 500, DeliveryFault.ANSWER)
        assert NOW + WAITS[0] * 0.8 <= delivery.not_before <= NOW + WAITS[0] * 1.3
        hook.refresh_from_db()
        assert hook.failing_since is not None
        assert deliver() == 0
        assert deliver(NOW + timedelta(minutes=2)) == 1
        assert other.ids == [str(delivery.pk)] * 2
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.fault) == (SENT, 2, "")
    hook.refresh_from_db()
    assert hook.failing_since is None


def test_after_nine_tries_it_is_given_up() -> None:
    with receiver(says(503)) as other:
        hook = hook_to(other)
        make.DeliveryFactory(webhook=hook, attempts=len(WAITS) - 1)
        deliver()
        assert states(hook) == [QUEUED]
        deliver(NOW + timedelta(days=2))
        assert states(hook) == [FAILED]
        hook.refresh_from_db()
        assert hook.state == WebhookState.ON


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_the_waits_grow_and_end(chance: float) -> None:
    waits = [wait_after(tries, chance) for tries in range(1, len(WAITS) + 1)]
    assert None not in waits
    assert waits == sorted(waits)  # type: ignore[type-var]
    assert wait_after(len(WAITS) + 1, chance) is None


def test_who_took_nothing_for_five_days_is_given_up_and_those_who_run_the_site_are_told() -> None:
    operator = make.UserFactory(is_superuser=True, is_staff=True)
    with receiver(says(500)) as other:
        hook = hook_to(other, failing_since=NOW - PATIENCE)
        make.DeliveryFactory(webhook=hook, attempts=TRIED - 1)
        waiting = make.DeliveryFactory(webhook=hook, not_before=NOW + timedelta(hours=1))
        deliver()
    hook.refresh_from_db()
    waiting.refresh_from_db()
    assert (hook.state, hook.stopped_at is not None) == (WebhookState.FAILING, True)
    assert (waiting.state, waiting.fault) == (FAILED, DeliveryFault.STOPPED)
    letter = Notification.objects.get(kind=STOPPED_MAIL)
    assert letter.recipient == operator
    found = registry[STOPPED_MAIL].load(letter)
    assert found is not None
    assert found.context["hook"] == hook.name
    switch_on(hook, by=None, now=NOW)
    assert registry[STOPPED_MAIL].load(letter) is None
    assert set(AuditEvent.objects.values_list("action", flat=True)) == {
        "webhook.give_up",
        "webhook.switch_on",
    }


def test_a_day_less_is_not_given_up() -> None:
    assert is_hopeless(NOW - PATIENCE, TRIED, now=NOW)
    assert not is_hopeless(NOW - PATIENCE + timedelta(days=1), TRIED, now=NOW)
    assert not is_hopeless(None, TRIED, now=NOW)


def test_one_fault_after_a_long_silence_switches_nothing_off() -> None:
    with receiver(says(500), says(200)) as other:
        hook = hook_to(other, failing_since=NOW - 2 * PATIENCE)
        make.DeliveryFactory(webhook=hook)
        deliver()
        assert states(hook) == [QUEUED]
        deliver(NOW + timedelta(minutes=2))
    hook.refresh_from_db()
    assert (hook.state, hook.failing_since) == (WebhookState.ON, None)


def test_who_says_gone_is_switched_off() -> None:
    make.UserFactory(is_superuser=True, is_staff=True)
    with receiver(says(410)) as other:
        hook = hook_to(other)
        make.DeliveryFactory(webhook=hook)
        deliver()
        hook.refresh_from_db()
        assert hook.state == WebhookState.GONE
        assert states(hook) == [FAILED]
        make.DeliveryFactory(webhook=hook)
        assert deliver() == 0
    assert Notification.objects.filter(kind=STOPPED_MAIL).count() == 1


def test_what_was_given_up_can_be_sent_once_more(other: Receiver) -> None:
    hook = hook_to(other)
    over = {"state": FAILED, "fault": DeliveryFault.SLOW, "attempts": 9, "settled_at": NOW}
    failed = make.DeliveryFactory(webhook=hook, **over)
    sent = make.DeliveryFactory(webhook=hook, state=SENT, settled_at=NOW)
    make.DeliveryFactory(**over)
    assert send_again(hook, by=None, now=NOW) == 1
    assert deliver() == 1
    assert other.ids == [str(failed.pk)]
    assert send_again(hook, delivery=sent.pk, by=None, now=NOW) == 1
    assert deliver() == 1
    assert other.ids[1:] == [str(sent.pk)]
    assert send_again(hook, by=None, now=NOW) == 0


def test_while_it_is_off_nothing_is_sent(other: Receiver) -> None:
    hook = hook_to(other)
    make.DeliveryFactory(webhook=hook)
    switch_off(hook, by=None, now=NOW)
    assert states(hook) == [FAILED]
    make.DeliveryFactory(webhook=hook)
    assert (is_waiting(now=NOW), deliver(), other.raw) == (False, 0, [])


def test_what_is_off_sends_nothing_once_more_and_begins_anew_when_it_is_on(other: Receiver) -> None:
    """What a worker that died had in hand, and what was committed as it was switched off, is no news any more."""
    hook = hook_to(other)
    make.DeliveryFactory(webhook=hook)
    claim(now=NOW)
    switch_off(hook, by=None, now=NOW)
    make.DeliveryFactory(webhook=hook)
    over = make.DeliveryFactory(webhook=hook, state=FAILED, settled_at=NOW)
    with pytest.raises(StaleState):
        send_again(hook, delivery=over.pk, by=None, now=NOW)
    assert states(hook) == [FAILED, DeliveryState.INFLIGHT, QUEUED]
    switch_on(hook, by=None, now=NOW)
    assert states(hook) == [FAILED] * 3
    assert (deliver(NOW + LEASE), other.raw) == (0, [])
    assert send_again(hook, by=None, now=NOW) == 3


# --- a try


@pytest.mark.parametrize("state", [WebhookState.ON, WebhookState.OFF])
def test_a_try_goes_out_at_once_whatever_the_state(state: WebhookState, other: Receiver) -> None:
    more = {} if state == WebhookState.ON else {"stopped_at": NOW}
    hook = hook_to(other, state=state, **more)
    assert deliver_one(ping(hook, by=None, now=NOW), now=NOW) == Answer(200, None)
    assert other.bodies == [
        {"type": "ping", "timestamp": "2026-11-24T10:00:00Z", "data": {"webhook": str(hook.pk)}}
    ]


def test_a_try_that_fails_is_not_tried_again_and_counts_for_nothing() -> None:
    with receiver(says(500)) as other:
        hook = hook_to(other)
        assert deliver_one(ping(hook, by=None, now=NOW), now=NOW) == Answer(500, DeliveryFault.ANSWER)
    hook.refresh_from_db()
    assert (states(hook), hook.failing_since) == ([FAILED], None)


# --- leases


def test_two_workers_never_hold_the_same(other: Receiver) -> None:
    for _ in range(3):
        make.DeliveryFactory(webhook=hook_to(other))
    first, second = claim(now=NOW, most=2), claim(now=NOW, most=2)
    assert (len(first), len(second)) == (2, 1)
    assert not {one.pk for one in first} & {one.pk for one in second}


def test_what_a_worker_left_behind_is_taken_up_when_its_lease_is_over(other: Receiver) -> None:
    delivery = make.DeliveryFactory(webhook=hook_to(other))
    claim(now=NOW)
    assert deliver(NOW + LEASE - timedelta(seconds=1)) == 0
    assert deliver(NOW + LEASE) == 1
    assert other.ids == [str(delivery.pk)]


def test_whoever_lost_the_lease_notes_nothing(other: Receiver) -> None:
    delivery = make.DeliveryFactory(webhook=hook_to(other))
    (late,) = deliveries._messages(claim(now=NOW), clock=deliveries.Clock(NOW))
    claim(now=NOW + LEASE)
    deliveries._settle(late, Answer(200, None), clock=deliveries.Clock(NOW + LEASE))
    deliveries._settle(late, Answer(500, DeliveryFault.ANSWER), clock=deliveries.Clock(NOW + LEASE))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.INFLIGHT, 0)


def test_whoever_was_stopped_until_the_lease_was_over_sends_nothing(other: Receiver) -> None:
    make.DeliveryFactory(webhook=hook_to(other))
    (late,) = deliveries._messages(claim(now=NOW), clock=deliveries.Clock(NOW))
    assert deliveries._try(late, deliveries.Clock(NOW + LEASE)) is None
    assert other.raw == []
    assert deliveries._try(late, deliveries.Clock(NOW)) == Answer(200, None)  # the control


def test_a_webhook_that_is_deleted_while_it_is_told_breaks_nothing(other: Receiver) -> None:
    for answer in (Answer(500, DeliveryFault.ANSWER), Answer(200, None)):
        delivery = make.DeliveryFactory(webhook=hook_to(other))
        (message,) = deliveries._messages(claim(now=NOW), clock=deliveries.Clock(NOW))
        delivery.webhook.delete()
        assert deliveries._settle(message, answer, clock=deliveries.Clock(NOW)) == 1


def test_what_cannot_be_noted_of_one_costs_no_other_its_note(
    other: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bad one answers first; it is told again once its lease is over, and the others are not."""
    real = deliveries._taken
    with receiver(says(200, after=0.2)) as slow:
        bad, good = hook_to(other), hook_to(slow)
        make.DeliveryFactory(webhook=bad)
        for _ in range(3):
            make.DeliveryFactory(webhook=good)

        def breaks(message: Any, answer: Answer, *, now: datetime) -> None:
            if message.delivery.webhook_id == bad.pk:
                raise IntegrityError
            real(message, answer, now=now)

        monkeypatch.setattr(deliveries, "_taken", breaks)
        with pytest.raises(IntegrityError):
            deliver()
    assert (states(good), states(bad)) == ([SENT] * 3, [DeliveryState.INFLIGHT])


def test_what_cannot_be_taken_up_costs_no_note_either(
    other: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While some are on their way the next ones cannot be read."""
    real, turns = deliveries.claim, iter([1])

    def breaks(**asked: Any) -> list[Delivery]:
        if next(turns, None) is None:
            raise IntegrityError
        return real(**asked)

    with receiver(says(200, after=0.1)) as slow:
        hook, swift = hook_to(slow), hook_to(other)
        for one in (hook, hook, swift):
            make.DeliveryFactory(webhook=one)
        monkeypatch.setattr(deliveries, "claim", breaks)
        with pytest.raises(IntegrityError):
            deliver()
    assert (states(hook), states(swift)) == ([SENT] * 2, [SENT])


# --- side by side


def test_of_one_webhook_only_a_few_are_on_their_way_at_once() -> None:
    with receiver(says(200, after=0.05)) as other:
        hook = hook_to(other)
        for _ in range(3 * OF_ONE):
            make.DeliveryFactory(webhook=hook)
        assert deliver() == 3 * OF_ONE
        assert 1 < other.most <= OF_ONE


def test_of_one_that_fails_only_one_is() -> None:
    with receiver(says(200, after=0.02)) as other:
        hook = hook_to(other, failing_since=NOW)
        for _ in range(3):
            make.DeliveryFactory(webhook=hook)
        assert len(claim(now=NOW)) == 1


def test_who_answers_slowly_holds_nobody_up(other: Receiver) -> None:
    """Without more than one on its way this takes two seconds, and the other is told after them."""
    with receiver(says(200, after=0.5)) as slow:
        late, swift = hook_to(slow), hook_to(other)
        for _ in range(4):
            make.DeliveryFactory(webhook=late, not_before=NOW - timedelta(hours=1))
        for _ in range(8):
            make.DeliveryFactory(webhook=swift)
        began, moments = time.monotonic(), []
        other.answers = [lambda _handler: moments.append(time.monotonic() - began) or 200]
        assert deliver() == 12
    assert len(moments) == 8
    assert max(moments) < 0.4


def test_work_ends_in_time_and_leaves_the_rest() -> None:
    with receiver(says(200, after=0.05)) as other:
        hook = hook_to(other)
        for _ in range(40):
            make.DeliveryFactory(webhook=hook)
        done = deliver_due(now=NOW, seconds=0.15)
        assert OF_ONE <= done < 40
        assert hook.deliveries.filter(state=DeliveryState.INFLIGHT).count() == 0
        assert is_waiting(now=NOW)


def test_no_thread_is_left_behind(other: Receiver) -> None:
    make.DeliveryFactory(webhook=hook_to(other))
    deliver()
    time.sleep(0.05)
    assert [one.name for one in threading.enumerate() if one.name.startswith("webhooks")] == []


# --- how long it is kept


def test_what_was_dealt_with_goes_after_ninety_days() -> None:
    def kept(**more: Any) -> Delivery:
        return make.DeliveryFactory(**more)

    old, young = NOW - timedelta(days=90), NOW - timedelta(days=89)
    gone = [kept(state=SENT, settled_at=old), kept(state=FAILED, settled_at=old)]
    off = make.WebhookFactory(state=WebhookState.OFF, stopped_at=old)
    gone.append(kept(webhook=off, at=old, not_before=old))  # nobody settles it
    kept(state=SENT, settled_at=young)
    kept(at=old, not_before=old)
    found = next(one for one in due(NOW, [], nothing) if one.model is Delivery)
    assert {row.pk for row in found.rows} == {row.pk for row in gone}
