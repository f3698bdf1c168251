"""manage.py outbox."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AuditEvent
from notifications.enums import Part
from notifications.models import Heartbeat, Notification, RefusedAddress
from notifications.operations.heartbeats import beat
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def all_well() -> None:
    Heartbeat.objects.all().delete()
    for name, part in (("celery@host", Part.WORKER), ("beat@host", Part.BEAT), ("tick", Part.TICK)):
        beat(name, part, now=timezone.now())


def outbox(*arguments: str) -> tuple[int, str]:
    """Its exit status, and what it said."""
    out = StringIO()
    try:
        call_command("outbox", *arguments, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def letter(state: str, **more: Any) -> Notification:
    made: Notification = make.NotificationFactory(
        state=state, **{"created_at": timezone.now(), "not_before": timezone.now(), **more}
    )
    return made


def test_status_is_the_usual_and_says_where_something_is_wrong() -> None:
    letter("failed", kind="check_in", failure="550 5.1.1")
    status, said = outbox()
    assert (status, outbox("status")[1]) == (0, said)
    assert "Workers: ok. 1 worker is there." in said
    assert "      0 due now\n" in said
    assert "      1 check_in (" in said
    beat("mail server", Part.MAIL, now=timezone.now(), fault="TimeoutError")
    status, said = outbox("status")
    assert (status, "Mail: NOT WELL. The mail server takes no letters since" in said) == (1, True)


def test_status_for_programs() -> None:
    now = timezone.now()
    letter("queued", not_before=now - timedelta(minutes=30))
    letter("failed", kind="check_in", failure="550 5.1.1")
    letter("sent", kind="check_in", sent_at=now)
    make.RefusedAddressFactory(address="gone@example.org")
    status, said = outbox("status", "--json")
    found = json.loads(said)
    assert (status, found["ok"], len(found["faults"])) == (1, False, 1)
    assert (found["due"], found["inflight"], found["still"], found["refused_addresses"]) == (1, 0, 0, 1)
    assert 1800 <= found["oldest_due_seconds"] < 1900
    assert found["sent_in_24_hours"] == {"check_in": 1}
    assert [(one["kind"], one["reason"], one["letters"]) for one in found["failed"]] == [
        ("check_in", "550 5.1.1", 1)
    ]
    assert "gone@example.org" not in said + outbox()[1]


def test_retry_and_requeue() -> None:
    letter("failed", kind="check_in", failure="550 5.1.1")
    letter("failed", kind="check_in", failure="x")
    letter("failed", kind="request_received", failure="x")
    assert outbox("retry", "--kind", "check_in", "--reason", "x") == (0, "Letters that are tried again: 1\n")
    assert outbox("retry", "--reason", "x") == (0, "Letters that are tried again: 1\n")
    assert outbox("retry") == (0, "Letters that are tried again: 1\n")
    assert outbox("requeue") == (0, "Letters that are taken up: 0\n")
    assert set(Notification.objects.values_list("state", flat=True)) == {"queued"}
    assert [event.actor_id for event in AuditEvent.objects.filter(action="mail.retry")] == [None] * 3


def test_suppress_and_lift() -> None:
    waiting = letter("queued")
    assert outbox("suppress", str(waiting.pk)) == (0, "This letter is never sent.\n")
    with pytest.raises(CommandError, match="no such letter"):
        outbox("suppress", str(waiting.pk))
    with pytest.raises(CommandError, match="neither an address nor the id"):
        outbox("suppress", "everything")
    with pytest.raises(CommandError, match="no e-mail address"):
        outbox("suppress", "some body@")
    assert outbox("suppress", "Gone@example.org")[0] == 0
    assert RefusedAddress.objects.get().address == "gone@example.org"
    assert outbox("lift", "gone@Example.org")[0] == 0
    assert not RefusedAddress.objects.exists()
    with pytest.raises(CommandError, match="not stopped"):
        outbox("lift", "gone@example.org")
