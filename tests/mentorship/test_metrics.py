"""Figures for Prometheus: right whichever process is asked, and for nobody without the token."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from notifications.enums import Part
from notifications.models import Heartbeat
from notifications.operations.heartbeats import beat
from tests import factories as make

pytestmark = pytest.mark.django_db

TOKEN = "a-token-for-prometheus-é"


@pytest.fixture(autouse=True)
def token(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    Heartbeat.objects.all().delete()


def ask(authorization: str = f"Bearer {TOKEN}") -> Any:
    return Client().get("/metrics", headers={"Authorization": authorization} if authorization else {})


def figures() -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(ask().text)
        for sample in family.samples
    }


@pytest.mark.parametrize(
    "authorization", ["", "Bearer ", "Bearer wrong", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x"]
)
def test_without_the_token_there_is_no_such_page(authorization: str) -> None:
    assert ask(authorization).status_code == 404


@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer"])
def test_where_no_token_is_set_there_is_no_such_page(settings: Any, authorization: str) -> None:
    settings.METRICS_TOKEN = ""
    assert ask(authorization).status_code == 404


def test_the_figures() -> None:
    now = timezone.now()
    for number in range(2):
        beat(f"celery@{number}", Part.WORKER, now=now - timedelta(seconds=10 + number))
    beat("celery@gone", Part.WORKER, now=now - timedelta(hours=3))
    beat("beat@0", Part.BEAT, now=now - timedelta(seconds=20))
    beat("tick", Part.TICK, now=now - timedelta(seconds=30), fault="expire_due (KeyError)")
    times = {"created_at": now, "not_before": now - timedelta(seconds=90)}
    for state, n, more in (
        ("queued", 3, {}),
        ("failed", 2, {"kind": "check_in", "failure": "550"}),
        ("failed", 1, {"kind": "check_in", "failure": "552"}),
        ("sent", 4, {"kind": "check_in", "sent_at": now}),
        ("sent", 5, {"sent_at": now - timedelta(days=2)}),
    ):
        make.NotificationFactory.create_batch(n, state=state, **{**times, **more})
    make.RefusedAddressFactory()
    make.CheckInFactory(state="scheduled", due_at=now - timedelta(minutes=3))
    make.CheckInFactory(state="scheduled", due_at=now + timedelta(days=3))
    found = figures()
    assert found["mentorship_letters", "due"] == 3
    assert found["mentorship_letters", "failed"] == 3
    assert found["mentorship_letters_failed", "check_in"] == 3
    assert found["mentorship_letters_sent_24h", "check_in"] == 4
    assert 90 <= found["mentorship_letters_oldest_due_seconds",] < 120
    assert found["mentorship_addresses_refused",] == 1
    assert 10 <= found["mentorship_sign_of_life_seconds", "worker"] < 20
    assert 30 <= found["mentorship_sign_of_life_seconds", "tick"] < 60
    assert ("mentorship_sign_of_life_seconds", "mail") not in found
    assert found["mentorship_workers",] == 2
    assert (found["mentorship_well", "worker"], found["mentorship_well", "mail"]) == (0, 1)
    assert found["mentorship_check_ins_unasked",] == 1


def test_reading_costs_the_same_whatever_there_is() -> None:
    with CaptureQueriesContext(connection) as few:
        ask()
    for kind in ("check_in", "request_received"):
        make.NotificationFactory.create_batch(2, kind=kind, state="failed")
    beat("celery@0", Part.WORKER, now=timezone.now())
    with CaptureQueriesContext(connection) as more:
        ask()
    assert len(few) == len(more)


def test_it_names_no_machine_and_no_address() -> None:
    beat("celery@secret", Part.WORKER, now=timezone.now())
    make.RefusedAddressFactory(address="secret@example.org")
    assert "secret" not in ask().text
