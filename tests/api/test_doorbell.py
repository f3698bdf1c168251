"""A worker is rung once what is to be told is committed; one that is killed loses nothing."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from kombu.exceptions import OperationalError

from api import tasks
from api.enums import DeliveryState
from api.operations.deliveries import deliver_due
from api.operations.webhooks import send_again
from mentorship.localservices import CHECKOUT
from mentorship.supervisor import Child
from programmes.models import Enrolment
from programmes.operations.leaving import withdraw_enrolment
from tests import factories as make
from tests.api.receiver import receiver, says
from tests.conftest import test_environment as environment_of_the_site
from tests.factories import NOW
from tests.servers.processes import eventually

WORK = """
import django
django.setup()
from django.utils import timezone
from api.operations.deliveries import deliver_due
deliver_due(now=timezone.now(), seconds=20)
"""


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.deliver, "apply_async", lambda **options: found.append(options))
    return found


def leaves(row: Enrolment) -> None:
    withdraw_enrolment(row, by=None, now=NOW)


@pytest.mark.django_db
def test_a_worker_is_rung_after_the_commit_where_somebody_is_to_be_told(
    rung: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    row = make.MenteeFactory()
    with django_capture_on_commit_callbacks(execute=True):
        leaves(row)
    assert rung == []
    hook = make.WebhookFactory(organisation=row.programme.organisation)
    with django_capture_on_commit_callbacks(execute=True):
        leaves(make.MenteeFactory(programme=row.programme))
        assert rung == []
    assert len(rung) == 1
    hook.deliveries.update(state=DeliveryState.FAILED, settled_at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        send_again(hook, by=None, now=NOW)
    assert len(rung) == 2


@pytest.mark.django_db
def test_the_round_rings_while_something_waits_and_a_queue_that_is_away_is_no_fault(
    rung: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not tasks.ring_for_deliveries(now=NOW)
    delivery = make.DeliveryFactory(not_before=NOW + timedelta(minutes=1))
    assert not tasks.ring_for_deliveries(now=NOW)
    assert tasks.ring_for_deliveries(now=delivery.not_before)
    assert len(rung) == 1

    def away(**_: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.deliver, "apply_async", away)
    assert not tasks.ring_for_deliveries(now=delivery.not_before)


@pytest.mark.django_db
def test_a_shift_that_left_something_rings_for_another_and_one_that_did_not_does_not(
    rung: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "WEBHOOK_INSIDE", frozenset({"127.0.0.1"}))
    with receiver(says(200, after=0.05)) as other:
        hook = make.WebhookFactory(url=other.url)
        for _ in range(12):
            make.DeliveryFactory(webhook=hook)
        monkeypatch.setattr(tasks, "SHIFT", 0.03)
        tasks.deliver()
        assert len(rung) == 1
        monkeypatch.setattr(tasks, "SHIFT", 20.0)
        tasks.deliver()
    assert len(rung) == 1
    assert {one.state for one in hook.deliveries.all()} == {DeliveryState.SENT}


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_after_it_sent_makes_for_one_more_copy_with_the_same_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "WEBHOOK_INSIDE", frozenset({"127.0.0.1"}))
    hold = threading.Event()

    def hang(_handler: Any) -> int:
        hold.wait(30)
        return 200

    with receiver(hang, says(200)) as other:
        delivery = make.DeliveryFactory(webhook=make.WebhookFactory(url=other.url))
        environment = {
            **environment_of_the_site(),
            "DJANGO_SETTINGS_MODULE": "mentorship.settings",
            "MENTORSHIP_WEBHOOK_INSIDE": "127.0.0.1",
        }
        worker = Child("webhooks", (sys.executable, "-c", WORK), env=environment, cwd=CHECKOUT)
        process = worker.spawn(subprocess.DEVNULL)
        try:
            assert eventually(lambda: len(other.raw) == 1, 30)
        finally:
            process.kill()
            process.wait()
            hold.set()
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.INFLIGHT
        until = delivery.lease_until
        assert deliver_due(now=until - timedelta(seconds=1), seconds=20) == 0
        assert deliver_due(now=until, seconds=20) == 1
        assert other.ids == [str(delivery.pk)] * 2
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENT, 1)
