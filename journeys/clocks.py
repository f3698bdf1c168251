"""One stretch of time in words, on two clocks. Pure; the words are in the present language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Clocks:
    """A stretch on the reader's clock, and on the other's; `theirs` is empty where both read the same."""

    mine: str
    theirs: str


def both_clocks(
    starts_at: datetime, ends_at: datetime, *, mine: str, theirs: str, now: datetime | None = None
) -> Clocks:
    """The stretch in the zones `mine` and `theirs` (IANA): "Tue 24 November, 17:00 to 18:00". The year is said where it is
    not the one of `now`."""
    ours = [moment.astimezone(ZoneInfo(mine)) for moment in (starts_at, ends_at)]
    others = [moment.astimezone(ZoneInfo(theirs)) for moment in (starts_at, ends_at)]
    this_year = now is None or now.astimezone(ZoneInfo(mine)).year == ours[0].year
    day = formats.date_format(ours[0], "D j F" if this_year else "D j F Y")
    text = _("%(day)s, %(from)s to %(to)s") % {"day": day, **_hours(ours)}
    if [moment.replace(tzinfo=None) for moment in ours] == [moment.replace(tzinfo=None) for moment in others]:
        return Clocks(text, "")
    if others[0].date() != ours[0].date():
        said = {"day": formats.date_format(others[0], "D"), **_hours(others)}
        return Clocks(text, _("%(day)s %(from)s to %(to)s") % said)
    return Clocks(text, _("%(from)s to %(to)s") % _hours(others))


def _hours(moments: list[datetime]) -> dict[str, str]:
    return {"from": moments[0].strftime("%H:%M"), "to": moments[1].strftime("%H:%M")}
