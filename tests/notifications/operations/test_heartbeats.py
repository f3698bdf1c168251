from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from notifications.enums import Part
from notifications.models import Heartbeat
from notifications.operations.heartbeats import beat, forget, forget_gone

NOW = datetime(2026, 11, 24, 10, 2, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def mail_server() -> tuple[datetime, str, datetime | None]:
    row = Heartbeat.objects.get(pk="mail server")
    return row.at, row.fault, row.since


def test_a_fault_keeps_the_moment_when_it_was_first_told() -> None:
    beat("mail server", Part.MAIL, now=NOW)
    assert mail_server() == (NOW, "", None)
    beat("mail server", Part.MAIL, now=LATER, fault="TimeoutError")
    assert mail_server() == (LATER, "TimeoutError", LATER)
    last = LATER + timedelta(hours=1)
    beat("mail server", Part.MAIL, now=last, fault="ConnectionRefusedError")
    assert mail_server() == (last, "ConnectionRefusedError", LATER)
    beat("mail server", Part.MAIL, now=last)
    assert mail_server() == (last, "", None)


def test_it_is_one_statement_and_takes_what_is_too_long(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        beat("n" * 200, Part.TICK, now=NOW, fault=" " + "f" * 300)
    row = Heartbeat.objects.get()
    assert (row.pk, row.fault, row.since) == ("n" * 120, "f" * 200, NOW)


def test_workers_and_beats_are_told_about_for_a_day() -> None:
    for name, part in (
        ("celery@a", Part.WORKER),
        ("beat@a", Part.BEAT),
        ("tick", Part.TICK),
        ("m", Part.MAIL),
    ):
        beat(name, part, now=NOW)
    beat("celery@b", Part.WORKER, now=LATER)
    assert forget_gone(now=NOW + timedelta(days=1)) == 0
    assert forget_gone(now=NOW + timedelta(days=1, seconds=1)) == 2
    assert set(Heartbeat.objects.values_list("pk", flat=True)) == {"celery@b", "tick", "m"}
    forget("celery@b")
    forget("celery@b")
    assert Heartbeat.objects.filter(part=Part.WORKER).count() == 0
