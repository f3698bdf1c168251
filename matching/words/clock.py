"""Shared hours in words: days and times of the reader's own week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.snapshot.week import local_slots

HALF_HOURS_A_DAY = 48
SPANS_NAMED = 3
A_MONDAY = date(2024, 1, 1)


def spelled(number: float) -> str:
    """One to nine in words, with a capital; else digits, with ½ for a half."""
    words = (
        _("One"),
        _("Two"),
        _("Three"),
        _("Four"),
        _("Five"),
        _("Six"),
        _("Seven"),
        _("Eight"),
        _("Nine"),
    )
    whole = int(number)
    if number == whole and 1 <= whole <= len(words):
        return words[whole - 1]
    if number - whole == 0.5:
        return f"{whole}½" if whole else _("Half a")
    return formats.number_format(Decimal(f"{number:g}"))


def spans(slots: Sequence[int], zone: str, monday: date) -> list[tuple[int, int]]:
    """The UTC half-hours `slots` as spans (first, end) of the local week of `zone`, in half-hours from Monday 00:00; a
    span ends at midnight at the latest."""
    local = sorted(int(local_slots(zone, monday)[slot]) for slot in slots)
    found: list[tuple[int, int]] = []
    for half_hour in local:
        if found and found[-1][1] == half_hour and half_hour % HALF_HOURS_A_DAY:
            found[-1] = (found[-1][0], half_hour + 1)
        else:
            found.append((half_hour, half_hour + 1))
    return found


def spans_in_words(slots: Sequence[int], zone: str, monday: date) -> str:
    """Tue 17:00 to 19:00, Thu 17:00: an hour is told by its beginning, the longest spans come first where there are
    many, and the rest is counted."""
    every = spans(slots, zone, monday)
    named = sorted(sorted(every, key=lambda span: (span[0] - span[1], span[0]))[:SPANS_NAMED])
    text = ", ".join(_span(first, end) for first, end in named)
    rest = len(every) - len(named)
    if not rest:
        return text
    return _("%(spans)s, %(rest)s") % {
        "spans": text,
        "rest": ngettext("and %(n)d more time", "and %(n)d more times", rest) % {"n": rest},
    }


def _span(first: int, end: int) -> str:
    day = formats.date_format(A_MONDAY + timedelta(days=first // HALF_HOURS_A_DAY), "D")
    start = _time(first % HALF_HOURS_A_DAY)
    if end - first == 2:
        return f"{day} {start}"
    return _("%(day)s %(start)s to %(end)s") % {
        "day": day,
        "start": start,
        "end": _time((end - 1) % HALF_HOURS_A_DAY + 1),
    }


def _time(half_hour: int) -> str:
    return f"{half_hour // 2:02}:{'30' if half_hour % 2 else '00'}"
