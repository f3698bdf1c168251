"""A webhook is deleted while others are about to tell it something: nobody's work is undone, and nothing is left over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, nullcontext
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from api.enums import DeliveryFault
from api.models import Delivery, Webhook
from api.operations import deliveries
from api.operations.deliveries import claim
from api.operations.webhooks import delete_webhook
from api.posting import Answer
from notifications.clock import Clock
from programmes.models import Enrolment
from programmes.operations.leaving import withdraw_enrolment
from tests import factories as make
from tests.factories import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]

A_MOMENT = 0.3  # seconds; who is not done by then waits for somebody
TELLING: str = import_module("api.migrations.0003_webhooks_are_held").TELLING
HELD: str = import_module("api.migrations.0003_webhooks_are_held").HELD


@contextmanager
def nothing_held() -> Iterator[None]:
    """The triggers as they were before: the control."""
    _put_up("")
    try:
        yield
    finally:
        _put_up(HELD)


def _put_up(held: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TELLING % {"held": held})


def beside(pool: ThreadPoolExecutor, act: Callable[[], Any]) -> Future[Any]:
    """Begins `act` over a connection of its own, and comes back once it is done or waits for somebody."""

    def closing() -> Any:
        try:
            return act()
        finally:
            connection.close()

    begun = pool.submit(closing)
    wait([begun], timeout=A_MOMENT)
    return begun


def scene() -> tuple[Webhook, Callable[[], None], Callable[[], None]]:
    """A webhook, what deletes it, and somebody who leaves, which it is told."""
    row = make.MenteeFactory()
    hook = make.WebhookFactory(organisation=row.programme.organisation)
    return (
        hook,
        partial(delete_webhook, hook, by=None, now=NOW),
        partial(withdraw_enrolment, row, by=None, now=NOW),
    )


@pytest.mark.parametrize("is_held", [True, False])
def test_what_a_deleted_webhook_would_have_been_told_is_done_all_the_same(is_held: bool) -> None:
    """Whoever comes first; without the lock both fail where they are committed."""
    with nullcontext() if is_held else nothing_held(), ThreadPoolExecutor(1) as pool:
        _hook, delete, leave = scene()
        undone = []
        try:
            with transaction.atomic():
                leave()
                deletion = beside(pool, delete)
                assert deletion.done() is not is_held
        except IntegrityError as fault:
            undone.append(fault)
        deletion.result(timeout=10)
        _hook, delete, leave = scene()
        with transaction.atomic():
            delete()
            leaving = beside(pool, leave)
        try:
            leaving.result(timeout=10)
        except IntegrityError as fault:
            undone.append(fault)
    assert len(undone) == (0 if is_held else 2)
    left = Enrolment.objects.filter(state="withdrawn").count()
    assert (left, Webhook.objects.count(), Delivery.objects.count()) == (2 - len(undone), 0, 0)


def delete_it(hook: Webhook) -> None:
    delete_webhook(hook, by=None, now=NOW)


def delete_its_organisation(hook: Webhook) -> None:
    hook.organisation.delete()


@pytest.mark.parametrize(
    ("delete", "answer", "is_noted_first"),
    [
        (delete_it, Answer(500, DeliveryFault.ANSWER), False),
        (delete_its_organisation, Answer(500, DeliveryFault.ANSWER), False),
        (delete_it, Answer(200, None), True),
    ],
)
def test_a_note_and_a_deletion_do_not_wait_for_each_other(
    delete: Callable[[Webhook], None], answer: Answer, is_noted_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deletion begins before the delivery is written, or after it. Where one of them takes the webhook last, PostgreSQL
    ends one (deadlock detected)."""
    hook = make.WebhookFactory(failing_since=NOW)
    make.DeliveryFactory(webhook=hook)
    (message,) = deliveries._messages(claim(now=NOW), clock=Clock(NOW))
    real, begun = deliveries._note, []
    with ThreadPoolExecutor(1) as pool:

        def between(*args: Any, **changes: Any) -> bool:
            noted = is_noted_first and real(*args, **changes)
            begun.append(beside(pool, partial(delete, hook)))
            return noted or real(*args, **changes)

        monkeypatch.setattr(deliveries, "_note", between)
        deliveries._settle(message, answer, clock=Clock(NOW))
        begun[0].result(timeout=10)
    assert not Webhook.objects.exists()
    assert not Delivery.objects.exists()
