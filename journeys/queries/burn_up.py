"""How much of what a pair set out to do is done, over the weeks, as a chart."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journeys.burn_up import WHOLE, BurnUp, Step, burn_up
from journeys.enums import GoalState
from journeys.models import PairGoal
from journeys.queries.length import ends_on
from journeys.stages import end_of
from matching.models import Mentorship
from ui.charts import Chart, Series, line_chart


def last_day(mentorship: Mentorship) -> date:
    """When the mentorship ends, as far as that is said; one query."""
    return end_of(_started_on(mentorship), ends_on(mentorship))


def _started_on(mentorship: Mentorship) -> date:
    return mentorship.started_at.date()


def chart_of(mentorship: Mentorship, today: date) -> Chart | None:
    """Of the goals that both see, so that both see the same: not even from its figures can a private goal be told. Two
    queries."""
    shared = PairGoal.objects.filter(mentorship=mentorship, private=False).prefetch_related("milestones")
    end = last_day(mentorship)
    found = burn_up(
        [step for goal in shared for step in _steps(goal)],
        started_on=_started_on(mentorship),
        ends_on=end,
        today=today,
    )
    return _drawn(found) if found else None


def _steps(goal: PairGoal) -> list[Step]:
    def day(at: datetime | None) -> date | None:
        return at.astimezone(UTC).date() if at else None

    left = day(goal.closed_at) if goal.state == GoalState.DROPPED else None
    done = day(goal.closed_at) if goal.state == GoalState.REACHED else None
    added = goal.created_at.astimezone(UTC).date()
    steps = [Step(added, goal.due_on, done, left)]
    for one in goal.milestones.all():
        gone = min(filter(None, [left, day(one.dropped_at)]), default=None)
        # Once the goal is reached, what was still to be done for it is not missing.
        steps.append(
            Step(
                one.created_at.astimezone(UTC).date(),
                one.due_on or goal.due_on,
                day(one.done_at) or done,
                gone,
            )
        )
    return steps


def _drawn(found: BurnUp) -> Chart:
    counts = {"done": found.done, "steps": found.steps, "planned": found.planned}
    return line_chart(
        series=[
            Series(_("Done"), [point.done for point in found.points]),
            Series(_("Planned"), [point.planned for point in found.points]),
        ],
        labels=[date_format(point.day, "j M") for point in found.points],
        ticks=["100%", "75%", "50%", "25%", "0%"],
        low=0,
        high=WHOLE,
        sentence=ngettext(
            "How much is done: %(done)d of %(steps)d step until today; %(planned)d was planned by now.",
            "How much is done: %(done)d of %(steps)d steps until today; %(planned)d were planned by now.",
            found.steps,
        )
        % counts,
        caption=_(
            "In percent of all steps: goals and their milestones. A step without a day counts as planned for the end. When "
            "you add something the line falls, and that is fine."
        ),
    )
