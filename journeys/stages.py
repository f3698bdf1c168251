"""The stages of a mentorship by its dates. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _

from programmes.enums import StageName

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

USUAL_LENGTH = timedelta(weeks=26)


@dataclass(frozen=True)
class Stage:
    """A stage as the component `stages` takes it; `state` is done, now or later."""

    key: StageName
    name: StrOrPromise
    detail: str
    state: str


# Each begins when this share of the whole time has passed.
BEGINS = {StageName.STARTING: 0.0, StageName.WORKING: 0.15, StageName.HALF_WAY: 0.5, StageName.CLOSING: 0.85}


def end_of(started_on: date, ends_on: date | None) -> date:
    """The agreed or the programme's end, or half a year after the start where there is none or it lies before."""
    return ends_on if ends_on is not None and ends_on > started_on else started_on + USUAL_LENGTH


def stage_at(started_on: date, ends_on: date | None, today: date) -> StageName:
    """The stage that a mentorship is in on `today`."""
    begins = begins_of(started_on, ends_on)
    return max(
        (key for key in StageName if begins[key] <= max(today, started_on)), key=lambda key: begins[key]
    )


def stages(started_on: date, ends_on: date | None, today: date, *, is_over: bool = False) -> list[Stage]:
    """All stages in order, with the date on which each began or begins; all of them done where it `is_over`."""
    begins = begins_of(started_on, ends_on)
    now = stage_at(started_on, ends_on, today)
    order = list(StageName)
    found = []
    for key in order:
        day = formats.date_format(begins[key], "j M")
        if is_over or order.index(key) < order.index(now):
            found.append(Stage(key, key.label, day, "done"))
        elif key == now:
            found.append(
                Stage(key, key.label, _("Now, week %(n)d") % {"n": week_of(started_on, today)}, "now")
            )
        else:
            found.append(Stage(key, key.label, _("From %(day)s") % {"day": day}, "later"))
    return found


def week_of(started_on: date, today: date) -> int:
    """The week since the start, from 1."""
    return max((today - started_on).days, 0) // 7 + 1


def begins_of(started_on: date, ends_on: date | None) -> dict[StageName, date]:
    """The day on which each stage begins."""
    length = end_of(started_on, ends_on) - started_on
    return {key: started_on + timedelta(days=round(length.days * share)) for key, share in BEGINS.items()}
