"""Times, numbers and lists in words, as templates show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

WHOLE = 100
CAPITAL_NOUNS = frozenset({"de"})


def local_time(value: datetime | None) -> str:
    """Tue 24 November, 17:00, in the reader's zone."""
    return formats.date_format(value, "D j F, H:i") if value else ""


def local_date(value: date | None) -> str:
    """24 November 2026, in the reader's zone."""
    return formats.date_format(value, "j F Y") if value else ""


def when(value: datetime | date | None, now: datetime) -> str:
    """How far `value` is from `now`, in words: "in 3 days", "2 hours ago", "tomorrow"."""
    if value is None:
        return ""
    if not isinstance(value, datetime):
        return _days_away((value - timezone.localtime(now).date()).days)
    distance = value - now
    minutes = round(abs(distance).total_seconds() / 60)
    if minutes == 0:
        return _("now")
    if abs(distance) < timedelta(hours=1):
        past, ahead = (
            ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes),
            ngettext("in %(n)s minute", "in %(n)s minutes", minutes),
        )
        return (ahead if distance > timedelta(0) else past) % {"n": minutes}
    if abs(distance) < timedelta(hours=24):
        hours = round(minutes / 60)
        past, ahead = (
            ngettext("%(n)s hour ago", "%(n)s hours ago", hours),
            ngettext("in %(n)s hour", "in %(n)s hours", hours),
        )
        return (ahead if distance > timedelta(0) else past) % {"n": hours}
    return _days_away((timezone.localtime(value).date() - timezone.localtime(now).date()).days)


def _days_away(days: int) -> str:
    named = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in named:
        return named[days]
    if days > 0:
        return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
    return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": -days}


def percent(share: float | None) -> str:
    """A share from 0 to 1 as whole per cent: 0.62 is "62%"."""
    return "" if share is None else _("%(n)s%%") % {"n": round(share * WHOLE)}


def points(value: float) -> str:
    """A whole number where it is one, else one decimal: 36, 12.5."""
    return formats.number_format(round(value, 1), 0 if round(value, 1) == int(value) else 1)


def inside(words: object) -> str:
    """`words`, which stand by themselves elsewhere, within a sentence: with a small first letter, save where the language
    writes its nouns with a capital."""
    text = str(words)
    return (
        text if (get_language() or "").partition("-")[0] in CAPITAL_NOUNS else f"{text[:1].lower()}{text[1:]}"
    )


def join_words(words: Sequence[Any]) -> str:
    """One, two and three."""
    names = [str(word) for word in words]
    return (
        _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
        if len(names) > 1
        else "".join(names)
    )
