"""By when a report must be taken in hand. Calendar days, as harm does not keep office hours."""

from __future__ import annotations

from datetime import datetime, timedelta

from programmes.enums import SafetyReason

USUAL = timedelta(days=5)
SOONER = {
    SafetyReason.YOUNG_PERSON: timedelta(days=1),
    SafetyReason.DANGER: timedelta(days=1),
    SafetyReason.SEXUAL: timedelta(days=1),
    SafetyReason.HARASSMENT: timedelta(days=2),
    SafetyReason.DISCRIMINATION: timedelta(days=2),
}


def answer_by(reason: SafetyReason, received_at: datetime) -> datetime:
    """Until when somebody takes a report of this reason in hand that was `received_at`."""
    return received_at + SOONER.get(reason, USUAL)
