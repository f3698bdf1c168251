"""What the overview of a programme says of its mentorships at work: whether people answer, and whether they meet.

How it goes and what is in the way stays theirs: nothing here looks at it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from journeys.enums import CheckInState
from journeys.models import CheckIn
from journeys.queries.met import that_met
from matching.enums import MentorshipState
from matching.queries.figures import mentees_with, real
from programmes.models import Programme
from programmes.organising.figures import FEWEST, Figure, Measured, share, too_few, whole
from programmes.organising.funnel import Stage
from ui.charts import Series, line_chart

WEEKS = 12


FIRST_MEETING = Stage(
    "first_meeting",
    gettext_lazy("First meeting"),
    40,
    lambda p: mentees_with(p, that_met(real(p))),
    short=gettext_lazy("Met"),
)


def check_ins_panel(programme: Programme, now: datetime) -> dict[str, Any]:
    """How many check-ins were asked, answered and missed, and by week how many who answered had met; two queries."""
    asked = CheckIn.objects.asked().filter(mentorship__programme=programme)
    answered = Q(state=CheckInState.ANSWERED)
    found = asked.aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=answered),
        missed=Count("pk", filter=Q(state=CheckInState.MISSED)),
        waiting=Count("pk", filter=Q(state=CheckInState.DUE, mentorship__state=MentorshipState.ACTIVE)),
        met=Count("pk", filter=answered & Q(met=True)),
        pairs=Count("mentorship", distinct=True),
    )
    weeks = _weeks(asked.filter(answered), now)
    if not found["asked"]:
        return {
            "measured": Measured(
                empty=_("No check-in was asked yet. The first comes one period after a mentorship begins.")
            )
        }
    if found["pairs"] < FEWEST:
        few = ngettext(
            "%(n)d mentorship was asked so far.", "%(n)d mentorships were asked so far.", found["pairs"]
        ) % {"n": found["pairs"]}
        return {"measured": Measured(empty=too_few(few))}
    figures = (
        Figure("asked", _("Asked"), whole(found["asked"])),
        Figure("answered", _("Answered"), whole(found["answered"]), share(found["answered"], found["answered"] + found["missed"])),
        Figure("missed", _("Not answered"), whole(found["missed"]), _("%(n)s still wait") % {"n": whole(found["waiting"])}),
        Figure("met", _("Of the answers, had met"), share(found["met"], found["answered"])),
    )  # fmt: skip
    return {"measured": Measured(figures, _by_week(weeks) if weeks else None)}


def _weeks(answered: QuerySet[CheckIn], now: datetime) -> list[tuple[str, int, int]]:
    """The last weeks that have an answer to ours: the day each begins, how many answered, how many of them had met."""
    since = timezone.localtime(now) - timedelta(weeks=WEEKS)
    rows = (
        answered.filter(due_at__gte=since)
        .annotate(week=TruncWeek("due_at"))
        .order_by("week")
        .values_list("week")
        .annotate(n=Count("pk"), met=Count("pk", filter=Q(met=True)))
    )
    return [(date_format(week, "j M"), n, met) for week, n, met in rows]


def _by_week(weeks: list[tuple[str, int, int]]) -> Any:
    """The share that had met, week by week, with a gap where fewer than five answered."""
    values = [round(100 * met / n) if n >= FEWEST else None for _week, n, met in weeks]
    said = [
        _("%(week)s: %(n)d%%") % {"week": week, "n": value}
        for (week, _n, _met), value in zip(weeks, values, strict=True)
        if value is not None
    ]
    return line_chart(
        series=[Series(_("Had met, of 100 who answered"), values)],
        labels=[week for week, _n, _met in weeks],
        ticks=[_("100%"), _("50%"), _("0%")],
        low=0,
        high=100,
        sentence=_("How many of those who answered had met, by week. %(list)s.") % {"list": "; ".join(said) or _("Too few answers in each")},
        caption=_("Weeks with fewer than five answers are left out, so that none of them speaks of one person."),
    )  # fmt: skip
