"""Tells webhooks what waits for them, and notes what became of it.

Claim with SKIP LOCKED under a lease, commit, post outside of any transaction, note only while the lease is still ours: as the
outbox does with mail (notifications/operations/delivery.py). A worker that dies between the other side's "200" and the note
makes for a second copy with the same webhook-id. Several are on their way at once, of one webhook a few and of one that fails
a single one: who answers slowly waits for themself. Their order is not promised."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction

from api.enums import DeliveryFault, DeliveryState, HookEvent, WebhookState
from api.models import Delivery, Webhook
from api.operations.stopping import give_up_on, stop_gone
from api.posting import TOTAL, Answer, post
from api.queries.payloads import payloads
from api.retrying import is_hopeless, wait_after
from api.signing import secret, signed_headers, versions
from notifications.clock import Clock
from notifications.insisting import insist

logger = logging.getLogger(__name__)

WIDTH = 16  # on their way at once, by one worker
OF_ONE = 4  # of them to one webhook, by all workers together
OF_FAILING = 1
AGENT = "Mentorship-Webhooks"

# A few of each webhook, those that wait longest first. What a rival took a moment ago drops out when its row is looked at again
# under the lock.
CLAIM = """
    UPDATE api_delivery SET state = 'inflight', lease_token = %(token)s, lease_until = %(until)s
    WHERE id IN (
        SELECT one.id FROM api_delivery AS one
        WHERE one.id IN (
            SELECT due.id FROM api_webhook AS hook
            CROSS JOIN LATERAL (
                SELECT id, not_before FROM api_delivery
                WHERE webhook_id = hook.id AND (
                    (state = 'queued' AND not_before <= %(now)s) OR (state = 'inflight' AND lease_until <= %(now)s)
                )
                ORDER BY not_before, id
                LIMIT GREATEST(0,
                    CASE WHEN hook.failing_since IS NULL THEN %(of_one)s ELSE %(of_failing)s END - (
                        SELECT count(*) FROM api_delivery
                        WHERE webhook_id = hook.id AND state = 'inflight' AND lease_until > %(now)s
                    )
                )
            ) AS due
            WHERE hook.state = 'on'
            ORDER BY due.not_before, due.id
            LIMIT %(most)s
        ) AND (
            (one.state = 'queued' AND one.not_before <= %(now)s)
            OR (one.state = 'inflight' AND one.lease_until <= %(now)s)
        )
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id
"""


def claim(*, now: datetime, most: int = WIDTH) -> list[Delivery]:
    """Takes up to `most` deliveries under one lease, with their webhooks. One statement, which commits by itself."""
    token = uuid4()
    facts: dict[str, Any] = {
        "token": token,
        "now": now,
        "until": now + settings.WEBHOOK_LEASE,
        "most": most,
        "of_one": OF_ONE,
        "of_failing": OF_FAILING,
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, facts)
        pks = [pk for (pk,) in cursor.fetchall()]
    if not pks:
        return []
    rows = Delivery.objects.filter(pk__in=pks, lease_token=token).select_related("webhook")
    return list(rows.order_by("not_before", "pk"))


def is_waiting(*, now: datetime) -> bool:
    """Whether anything could be sent now. One query."""
    return Delivery.objects.sendable(now).exists()


@dataclass(frozen=True)
class Message:
    """All that one try needs: nothing more is asked of the database until it is over."""

    delivery: Delivery
    token: UUID
    lease_until: datetime
    body: bytes
    secrets: tuple[bytes, ...]


def deliver_due(*, now: datetime, seconds: float) -> int:
    """Posts what is due until nothing is left, or so many seconds have passed; what is on its way then is waited for. Returns
    how many tries were made.

    What cannot be noted of one costs no other its note: the first fault is raised at the end, and nothing more is taken up."""
    clock = Clock(now)
    ends = clock.start.timestamp() + seconds
    running: dict[Future[Answer | None], Message] = {}
    fault: Exception | None = None
    tries = 0
    pool = ThreadPoolExecutor(WIDTH, thread_name_prefix="webhooks")
    try:
        while True:
            is_over = fault is not None or clock().timestamp() >= ends
            room = 0 if is_over else WIDTH - len(running)
            try:
                claimed = insist(lambda room=room: claim(now=clock(), most=room)) if room else []  # type: ignore[misc]
                for message in _messages(claimed, clock=clock):
                    running[pool.submit(_try, message, clock)] = message
            except Exception as raised:  # noqa: BLE001 - raised at the end
                fault = _first(fault, raised)
            if not running:
                break
            # Now and then it looks whether something new waits, however slow those are that are asked.
            done, _rest = wait(running, timeout=1, return_when=FIRST_COMPLETED)
            for one in done:
                message = running.pop(one)
                try:
                    tries += _settle(message, one.result(), clock=clock)
                except Exception as raised:  # noqa: BLE001 - raised at the end
                    logger.error("what became of delivery %s is not noted", message.delivery.pk)
                    fault = _first(fault, raised)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    if fault is not None:
        raise fault
    return tries


def _first(before: Exception | None, raised: Exception) -> Exception:
    """The fault that is told of these. Raises the later one where the database is away: nothing can be noted then."""
    if not connection.is_usable():
        raise raised
    return before or raised


def deliver_one(delivery: Delivery, *, now: datetime) -> Answer | None:
    """Tries one delivery at once, whatever the state of its webhook; None where a worker has it in hand."""
    clock = Clock(now)
    token, until = uuid4(), now + settings.WEBHOOK_LEASE
    held = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.QUEUED)
    if not held.update(state=DeliveryState.INFLIGHT, lease_token=token, lease_until=until):
        return None
    rows = [*Delivery.objects.select_related("webhook").filter(pk=delivery.pk)]
    for message in _messages(rows, clock=clock):
        answer = _try(message, clock)
        _settle(message, answer, clock=clock)
        return answer
    return None


def _messages(claimed: Sequence[Delivery], *, clock: Clock) -> list[Message]:
    if not claimed:
        return []
    bodies = insist(lambda: payloads(claimed))
    return [_message(one, bodies[one.pk], now=clock()) for one in claimed]


def _message(delivery: Delivery, body: bytes, *, now: datetime) -> Message:
    hook, token, until = delivery.webhook, delivery.lease_token, delivery.lease_until
    assert token is not None
    assert until is not None
    keys = versions(hook.key_version, hook.rotated_at, now=now)
    return Message(delivery, token, until, body, tuple(secret(hook.pk, version) for version in keys))


def _try(message: Message, clock: Clock) -> Answer | None:
    """In a thread, which touches no database. None where the lease would not last for as long as a try takes: whoever was
    stopped meanwhile leaves it to whoever takes it up."""
    now = clock()
    if (message.lease_until - now).total_seconds() < TOTAL:
        return None
    headers = {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        **signed_headers(
            message=message.delivery.pk, body=message.body, secrets=message.secrets, sent_at=now
        ),
    }
    return post(message.delivery.webhook.url, message.body, headers, inside=settings.WEBHOOK_INSIDE)


def _settle(message: Message, answer: Answer | None, *, clock: Clock) -> int:
    """Notes what became of a try; returns how many tries that were."""
    if answer is None:
        return 0
    now = clock()
    delivery, hook = message.delivery, message.delivery.webhook
    if answer.is_taken:
        insist(partial(_taken, message, answer, now=now))
        return 1
    logger.warning(
        "webhook %s did not take delivery %s: %s %s",
        hook.pk,
        delivery.pk,
        answer.fault.name if answer.fault else "",
        answer.status or "",
    )
    insist(partial(_failed, message, answer, now=now))
    return 1


def _note(message: Message, **changes: Any) -> bool:
    """Writes the outcome, only while the lease is still ours."""
    ours = Delivery.objects.filter(
        pk=message.delivery.pk, lease_token=message.token, state=DeliveryState.INFLIGHT
    )
    tries = message.delivery.attempts + 1
    return ours.update(lease_token=None, lease_until=None, attempts=tries, **changes) == 1


@transaction.atomic
def _taken(message: Message, answer: Answer, *, now: datetime) -> None:
    # The webhook before the delivery, here and everywhere: two who take them the other way round wait for each other.
    hook = Webhook.objects.filter(pk=message.delivery.webhook_id, failing_since__isnull=False)
    hook.update(failing_since=None)
    if not _note(message, state=DeliveryState.SENT, answered=answer.status, fault="", settled_at=now):
        logger.warning("delivery %s went out when another worker had taken it up", message.delivery.pk)


@transaction.atomic
def _failed(message: Message, answer: Answer, *, now: datetime) -> None:
    assert answer.fault is not None
    delivery = message.delivery
    hook = Webhook.objects.select_for_update(no_key=True).filter(pk=delivery.webhook_id).first()
    if hook is None:
        return  # somebody deleted it, and the delivery with it
    is_on, is_gone = hook.state == WebhookState.ON, answer.fault == DeliveryFault.GONE
    said = {"answered": answer.status, "fault": answer.fault}
    pause = wait_after(delivery.attempts + 1, random.random())  # noqa: S311 - it spreads them out
    if pause is None or is_gone or not is_on or delivery.event == HookEvent.PING:
        is_noted = _note(message, state=DeliveryState.FAILED, settled_at=now, **said)
    else:
        is_noted = _note(message, state=DeliveryState.QUEUED, not_before=now + pause, **said)
    if not is_noted or not is_on:
        return
    if is_gone:
        stop_gone(hook, now=now)
    elif delivery.event == HookEvent.PING:
        return  # somebody tries, and sees what became of it
    elif hook.failing_since is None:
        Webhook.objects.filter(pk=hook.pk).update(failing_since=now)
    elif is_hopeless(hook.failing_since, delivery.attempts + 1, now=now):
        give_up_on(hook, now=now)
