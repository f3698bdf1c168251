"""Several ticks at one moment, as two beats and a worker that was away make them: everybody is told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from journeys.enums import CheckInState
from journeys.models import CheckIn
from journeys.operations import check_ins
from journeys.operations.beginnings import STARTED_MAIL, tend
from journeys.operations.check_ins import CHECK_IN_MAIL, FOLLOW_UP_MAIL, ask_due
from journeys.operations.reminders import remind_due
from notifications.models import Notification
from tests import factories as make

PAIRS, TICKS = 30, 4
NOW = make.NOW  # Tuesday 24 November 2026, 10:00; the programme asks every two weeks
DAY = timedelta(days=1)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


def at_once(act: Callable[[], object], many: int) -> list[object]:
    """Does `act` in so many threads at one moment, each in a connection of its own; what each gave back or raised."""
    line = Barrier(many)

    def go(_number: int) -> object:
        try:
            line.wait()
            return act()
        except IntegrityError as fault:
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(many) as crowd:
        return list(crowd.map(go, range(many)))


def tick(now: datetime) -> Callable[[], int]:
    def sweeps() -> int:
        tend(now=now)
        asked = ask_due(now=now, limit=20)
        remind_due(now=now, limit=20)
        return asked

    return sweeps


def letters() -> Counter[str]:
    return Counter(Notification.objects.values_list("kind", flat=True))


def test_ticks_at_one_moment_tell_everybody_once() -> None:
    make.MentorshipFactory.create_batch(PAIRS, started_at=NOW - 13 * DAY)
    assert at_once(tick(NOW), TICKS) == [0] * TICKS
    assert letters() == {STARTED_MAIL: 2 * PAIRS}
    assert sum(map(int, at_once(tick(NOW + DAY), TICKS))) + ask_due(now=NOW + DAY) == 2 * PAIRS  # type: ignore[call-overload]
    assert letters() == {STARTED_MAIL: 2 * PAIRS, CHECK_IN_MAIL: 2 * PAIRS}
    at_once(tick(NOW + 4 * DAY), TICKS)
    remind_due(now=NOW + 4 * DAY)
    assert letters()[FOLLOW_UP_MAIL] == 2 * PAIRS
    states = Counter(CheckIn.objects.values_list("number", "state"))
    assert states == {(1, CheckInState.DUE): 2 * PAIRS, (2, CheckInState.SCHEDULED): 2 * PAIRS}


def test_without_the_locks_two_ticks_fall_over_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: that nobody is asked twice even then is what the constraints are for."""
    make.MentorshipFactory.create_batch(3, started_at=NOW - 13 * DAY)
    tend(now=NOW)
    both_have_looked, look = Barrier(2, timeout=30), check_ins.rhythms_of
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)

    def slow(sides: object) -> object:
        both_have_looked.wait()
        return look(sides)  # type: ignore[arg-type]

    monkeypatch.setattr(check_ins, "rhythms_of", slow)
    outcomes = at_once(lambda: ask_due(now=NOW + DAY), 2)
    assert Counter(type(outcome) for outcome in outcomes) == {int: 1, IntegrityError: 1}
    assert letters()[CHECK_IN_MAIL] == 6
