from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from notifications.enums import Delivery, NotificationState
from notifications.hours import Hours
from notifications.wanted import TURNED_OFF, Held, held_back

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
AWAKE, ASLEEP = Hours("UTC"), Hours("UTC", quiet_from=9, quiet_until=12)
NEVER = Hours("UTC", days_off=frozenset(range(7)))


@pytest.mark.parametrize(
    ("delivery", "hours", "urgent", "held"),
    [
        (Delivery.AT_ONCE, AWAKE, False, None),
        (Delivery.AT_ONCE, None, False, None),
        (Delivery.AT_ONCE, ASLEEP, False, Held(NotificationState.QUEUED, not_before=NOW + 2 * HOUR)),
        (Delivery.AT_ONCE, ASLEEP, True, None),
        (Delivery.AT_ONCE, NEVER, False, None),
        (Delivery.OFF, ASLEEP, True, Held(NotificationState.SUPPRESSED, TURNED_OFF)),
        (Delivery.DIGEST, AWAKE, True, Held(NotificationState.GATHERED, not_before=NOW + 23 * HOUR)),
        (Delivery.DIGEST, None, False, Held(NotificationState.GATHERED, not_before=NOW + 23 * HOUR)),
        (Delivery.DIGEST, NEVER, False, Held(NotificationState.GATHERED, not_before=NOW + 24 * HOUR)),
    ],
)
def test_what_keeps_a_letter(
    delivery: Delivery, hours: Hours | None, urgent: bool, held: Held | None
) -> None:
    assert held_back(delivery, hours, urgent=urgent, now=NOW) == held
