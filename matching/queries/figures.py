"""What the overview of a programme says of its pairs and requests: how far mentees came, how well pairs fit, how soon
mentors answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.enums import OPEN_MENTORSHIP_STATES, EndReason, MentorshipState, RequestState
from matching.models import Mentorship, Request
from programmes.enums import MatchingMode
from programmes.models import Enrolment, Programme
from programmes.organising.figures import FEWEST, Figure, Measured, hours, in_words, share, too_few, whole
from programmes.organising.funnel import Stage
from ui.charts import Series, bar_chart

# Requests by how long the answer took: up to so many days.
STEPS = (1, 3, 7, 14)


class Median(Aggregate):
    """The value in the middle, of numbers and of stretches of time."""

    function = "PERCENTILE_CONT"
    name = "Median"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def real(programme: Programme) -> QuerySet[Mentorship]:
    """The mentorships of a programme that began indeed: none that were taken back before."""
    return Mentorship.objects.filter(programme=programme).exclude(end_reason=EndReason.TAKEN_BACK)


def mentees_with(programme: Programme, mentorships: QuerySet[Mentorship]) -> int:
    """How many mentees of `programme` are in one of `mentorships`; one query."""
    theirs = mentorships.filter(mentee=OuterRef("pk"))
    return Enrolment.objects.filter(Exists(theirs), programme=programme).mentees().count()


STAGES = (
    Stage("matched", gettext_lazy("Matched"), 30, lambda p: mentees_with(p, real(p))),
    Stage(
        "active",
        gettext_lazy("Together now"),
        50,
        lambda p: mentees_with(p, real(p).filter(state__in=OPEN_MENTORSHIP_STATES)),
        short=gettext_lazy("Now"),
    ),
    Stage(
        "completed",
        gettext_lazy("Completed"),
        60,
        lambda p: mentees_with(p, real(p).filter(state=MentorshipState.COMPLETED)),
        short=gettext_lazy("Done"),
    ),
)


def quality_panel(programme: Programme, now: datetime) -> dict[str, Any]:
    """How well pairs fitted when they began, out of 100; one query."""
    tens = {f"from_{low}": Count("pk", filter=_within(low)) for low in range(0, 100, 10)}
    found = real(programme).aggregate(
        pairs=Count("pk"),
        scored=Count("score"),
        middle=Median("score", output_field=FloatField()),
        lowest=Min("score"),
        highest=Max("score"),
        **tens,
    )
    if not found["pairs"]:
        return {
            "measured": Measured(empty=_("No pairs yet. Once there are, you see here how well they fit."))
        }
    if found["scored"] < FEWEST:
        few = ngettext(
            "%(n)d pair began with a score.", "%(n)d pairs began with a score.", found["scored"]
        ) % {"n": found["scored"]}
        return {"measured": Measured(empty=too_few(few))}
    labels, values = _from_lowest([found[f"from_{low}"] for low in range(0, 100, 10)])
    figures = (
        Figure("pairs", _("Pairs so far"), whole(found["pairs"]), _scored(found)),
        Figure("median", _("Middle score"), whole(round(found["middle"] * 100)), _("out of 100")),
        Figure("lowest", _("Lowest"), whole(round(found["lowest"] * 100))),
        Figure("highest", _("Highest"), whole(round(found["highest"] * 100))),
    )
    chart = bar_chart(
        series=Series(_("Pairs"), values),
        labels=labels,
        sentence=_("Pairs by the score with which they began. %(list)s.")
        % {"list": in_words(labels, values)},
        caption=_("Half of the pairs began with %(n)d or more of 100.") % {"n": round(found["middle"] * 100)},
    )
    return {"measured": Measured(figures, chart)}


def _within(low: int) -> Q:
    """The pairs whose score, as a whole number of 100, is one of the ten from `low`; 100 is one of the last."""
    above = Q() if low == 0 else Q(score__gte=(low - 0.5) / 100)
    return Q(score__isnull=False) & above & (Q() if low == 90 else Q(score__lt=(low + 9.5) / 100))


def _scored(found: dict[str, Any]) -> str:
    if found["scored"] == found["pairs"]:
        return ""
    return _("%(n)s with a score") % {"n": whole(found["scored"])}


def _from_lowest(tens: list[int]) -> tuple[list[str], list[int]]:
    """Tens with their labels, without the empty ones below the lowest."""
    first = min(next((place for place, count in enumerate(tens) if count), 0), 5)
    labels = [_("%(low)ds") % {"low": low * 10} if low else _("0–9") for low in range(first, 10)]
    return labels, tens[first:]


def answers_panel(programme: Programme, now: datetime) -> dict[str, Any] | None:
    """How soon mentors answer requests; one query. None where organisers alone match people."""
    took = ExpressionWrapper(F("answered_at") - F("sent_at"), output_field=DurationField())
    answered = Q(state__in=[RequestState.ACCEPTED, RequestState.DECLINED], answered_at__isnull=False)
    known = Request.objects.filter(programme=programme).annotate(took=took)
    within = {
        f"day_{days}": Count("pk", filter=answered & Q(took__lte=timedelta(days=days))) for days in STEPS
    }
    found = known.aggregate(
        sent=Count("pk"),
        answered=Count("pk", filter=answered),
        accepted=Count("pk", filter=Q(state=RequestState.ACCEPTED)),
        expired=Count("pk", filter=Q(state=RequestState.EXPIRED)),
        middle=Median("took", filter=answered, output_field=DurationField()),
        **within,
    )
    if not found["sent"]:
        if programme.mode == MatchingMode.COHORT:
            return None
        return {
            "measured": Measured(
                empty=_("Nobody has asked a mentor yet. Once they do, you see how soon answers come.")
            )
        }
    if found["answered"] + found["expired"] < FEWEST:
        few = ngettext("%(n)d request was sent.", "%(n)d requests were sent.", found["sent"]) % {
            "n": found["sent"]
        }
        return {"measured": Measured(empty=too_few(few))}
    return {"measured": _answers(found)}


def _answers(found: dict[str, Any]) -> Measured:
    due = found["answered"] + found["expired"]
    middle = (
        found["middle"].total_seconds() / 3600
        if found["middle"] is not None and found["answered"] >= FEWEST
        else None
    )
    figures = (
        Figure("sent", _("Requests sent"), whole(found["sent"])),
        Figure("median", _("Middle time to an answer"), hours(middle)),
        Figure("in_time", _("Answered in time"), share(found["answered"], due), _("%(n)s ran out of time") % {"n": whole(found["expired"])}),
        Figure("accepted", _("Accepted"), share(found["accepted"], found["answered"]), _("%(n)s of %(all)s answers") % {"n": whole(found["accepted"]), "all": whole(found["answered"])}),
    )  # fmt: skip
    upto = [found[f"day_{days}"] for days in STEPS]
    values = [upto[0], *(later - sooner for sooner, later in pairwise(upto))]
    values += [found["answered"] - upto[-1], found["expired"]]
    labels = [_("1 day"), _("2–3 days"), _("4–7 days"), _("8–14 days"), _("Later"), _("Never")]
    chart = bar_chart(
        series=Series(_("Requests"), values),
        labels=labels,
        sentence=_("Requests by how long the answer took. %(list)s.") % {"list": in_words(labels, values)},
        caption=_("“Never”: the time to answer ran out."),
    )
    return Measured(figures, chart)
