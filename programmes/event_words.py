"""When an event is, in words: on the reader's clock, and on the programme's where that is another. Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from programmes.models import Event
from ui.words import local_time

WEB = ("https://", "http://")


def span_in(event: Event, zone: str) -> str:
    """Tue 24 November, 17:00 to 18:30, on the clock of `zone`."""
    starts, ends = (moment.astimezone(ZoneInfo(zone)) for moment in (event.starts_at, event.ends_at))
    until = formats.date_format(ends, "H:i") if starts.date() == ends.date() else local_time(ends)
    return _("%(starts)s to %(ends)s") % {"starts": local_time(starts), "ends": until}


def span_there(event: Event, zone: str) -> str:
    """The same on the clock of the programme, with the name of its zone; "" where it reads as in `zone`. Load `programme`
    before."""
    home = event.programme.zone
    if _reads(event.starts_at, home) == _reads(event.starts_at, zone):
        return ""
    return f"{span_in(event, home)} ({home.replace('_', ' ')})"


def link_in(place: str) -> str:
    """The address that `place` is, to be followed; "" where it is words."""
    return place if place.startswith(WEB) and not any(sign.isspace() for sign in place) else ""


def _reads(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
