"""The health of the site says that webhooks are told nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from api.concerns import FAILS_FOR, silent
from api.enums import WebhookState
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("hook", "waits", "n"),
    [
        ({}, True, 0),
        ({"state": WebhookState.OFF, "stopped_at": NOW}, True, 0),
        ({"state": WebhookState.GONE, "stopped_at": NOW}, False, 1),
        ({"state": WebhookState.FAILING, "stopped_at": NOW}, False, 1),
        ({"failing_since": NOW - FAILS_FOR}, True, 1),
        ({"failing_since": NOW - FAILS_FOR + timedelta(minutes=1)}, True, 0),
        ({"failing_since": NOW - FAILS_FOR}, False, 0),  # silence is no failure
    ],
)
def test_those_that_somebody_should_look_at_are_counted(hook: dict[str, Any], waits: bool, n: int) -> None:
    made = make.WebhookFactory(**hook)
    make.DeliveryFactory(webhook=made, state="sent", settled_at=NOW)
    if waits:
        make.DeliveryFactory(webhook=made)
    assert silent(NOW).n == n


def test_the_page_of_the_health_says_so_and_names_none(client: Client) -> None:
    def warnings() -> str:
        return str(client.get("/health/").json()["warnings"])

    assert "webhook" not in warnings()
    for _ in range(2):
        make.WebhookFactory(name="HR of Northbridge", state=WebhookState.GONE, stopped_at=NOW)
    assert "2 webhooks are told nothing" in warnings()
    assert "Northbridge" not in warnings()
