"""When a check-in that somebody puts off is asked again: at their own hour, some days ahead. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from notifications.hours import Hours, is_welcome, next_mail_hour

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

A_DAY = timedelta(days=1)
A_MOMENT = timedelta(microseconds=1)
AHEAD: dict[str, tuple[int, StrOrPromise]] = {
    "tomorrow": (1, _("Tomorrow")),
    "three-days": (3, _("In three days")),
    "week": (7, _("Next week")),
}


@dataclass(frozen=True)
class Snooze:
    """One choice: its key, its name, and the moment (in UTC) at which it asks again."""

    key: str
    label: StrOrPromise
    at: datetime


def snoozes(hours: Hours, *, now: datetime, before: datetime | None) -> list[Snooze]:
    """What can be chosen at `now`, the soonest first: on each day the reader's hour for reminders, or the first after it at
    which they may be written to; only what comes `before` the next check-in, and no moment twice."""
    zone = ZoneInfo(hours.zone)
    today = now.astimezone(zone).date()
    found: list[Snooze] = []
    for key, (days, label) in AHEAD.items():
        midnight = datetime.combine(today + A_DAY * days, time(), zone).astimezone(UTC)
        at = next_mail_hour(hours, midnight - A_MOMENT)
        if is_welcome(hours, at) and (before is None or at < before) and (not found or at > found[-1].at):
            found.append(Snooze(key, label, at))
    return found
