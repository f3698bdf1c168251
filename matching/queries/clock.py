"""The clock of a request, which both sides see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import Request

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HURRY = timedelta(days=2)


@dataclass(frozen=True)
class Clock:
    """How long there is to answer: `days` of `of` days are left, in words as `left`; `short` in the last two."""

    days: float
    of: float
    left: str
    short: bool
    ends: datetime
    is_out: bool


def clock_of(request: Request, *, now: datetime) -> Clock:
    """The clock of a request, which both sides see. It starts anew with a question and with a reply."""
    left = max(request.expires_at - now, timedelta(0))
    whole = 2 * (request.expires_at - request.remind_at)
    return Clock(
        days=round(left / DAY, 2),
        of=round(whole / DAY, 2),
        left=time_left(left),
        short=left < HURRY,
        ends=request.expires_at,
        is_out=not left,
    )


def time_left(left: timedelta) -> str:
    """13 days left, 5 hours left, less than an hour left."""
    if left >= DAY:
        return ngettext("%(n)d day left", "%(n)d days left", left.days) % {"n": left.days}
    hours = left // HOUR
    if hours:
        return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}
    return _("Less than an hour left") if left else _("The time is up")
