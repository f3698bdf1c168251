"""Reads of goals: what their pages show, and what they and the things to do tell of a mentorship (see journeys/story.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person
from journeys.burn_up import WHOLE
from journeys.enums import GoalState
from journeys.goal_check import Hint, check
from journeys.models import Action, GoalUpdate, Milestone, PairGoal, PairGoalEvent
from journeys.queries import assessments
from journeys.queries.actions import (
    ActionRow,
    actions_of_goal,
    actions_seen,
    dated_actions,
    rows_of,
    still_open,
    today_of,
)
from journeys.queries.burn_up import chart_of, last_day
from journeys.story import Ahead, Happened
from matching.enums import OPEN_MENTORSHIP_STATES
from matching.models import Mentorship
from notifications.prepared import prepared
from programmes.models import Goal
from ui.charts import Chart

__all__ = ["actions_seen", "goals_seen"]

SOON = timedelta(days=14)
FIRST_WEEKS = timedelta(weeks=6)
SHOWN = 3  # goals, and things to do, on the overview
TEN = 10


def goals_seen(mentorship: Mentorship, reader: Person) -> QuerySet[PairGoal]:
    """The goals of `mentorship` that `reader` may know of: private ones are the mentee's alone. `mentorship` has its mentee
    loaded."""
    return known_goals(mentorship, private=mentorship.mentee.person_id == reader.pk)


def known_goals(mentorship: Mentorship, *, private: bool) -> QuerySet[PairGoal]:
    """The goals of `mentorship`, with those that are private to the mentee or without."""
    goals = PairGoal.objects.filter(mentorship=mentorship)
    return goals if private else goals.filter(private=False)


@dataclass(frozen=True)
class GoalRow:
    """A goal in a list. `news` is the last word about it; `goal.steps` are its milestones."""

    goal: PairGoal
    steps: tuple[Milestone, ...]
    news: str
    is_late: bool
    is_soon: bool

    @property
    def steps_done(self) -> int:
        return sum(step.done_at is not None for step in self.steps)

    @property
    def next_step(self) -> Milestone | None:
        """The milestone that comes next: by its day, then as listed."""
        return next(iter(self.waiting), None)

    @property
    def waiting(self) -> list[Milestone]:
        return [step for step in self.steps if step.done_at is None]


@dataclass(frozen=True)
class GoalsPage:
    """Everything about the goals of one mentorship that the reader may know. `intake` are those of the intake that have not
    become goals of the two."""

    open: tuple[GoalRow, ...]
    reached: tuple[GoalRow, ...]
    dropped: tuple[GoalRow, ...]
    intake: tuple[Goal, ...]
    chart: Chart | None
    to_do: int

    @property
    def is_empty(self) -> bool:
        return not (self.open or self.reached or self.dropped)


@dataclass(frozen=True)
class GoalPage:
    """One goal with its milestones, its news, the things to do for it, and the questions of the gentle check."""

    row: GoalRow
    news: tuple[GoalUpdate, ...]
    actions: tuple[ActionRow, ...]
    hints: tuple[Hint, ...]
    skills: tuple[str, ...]
    suggested: int

    @property
    def goal(self) -> PairGoal:
        return self.row.goal

    @property
    def is_live(self) -> bool:
        """Whether it can be worked on."""
        return self.goal.state == GoalState.OPEN and self.goal.mentorship.state in OPEN_MENTORSHIP_STATES


def _with_rows(goals: QuerySet[PairGoal]) -> QuerySet[PairGoal]:
    """With milestones and last news loaded: two queries."""
    return _with_news(goals).prefetch_related(_steps())


def _with_news(goals: QuerySet[PairGoal]) -> QuerySet[PairGoal]:
    last = GoalUpdate.objects.filter(goal=OuterRef("pk")).exclude(note="").order_by("-at")
    return goals.annotate(last_note=Subquery(last.values("note")[:1]))


def _steps() -> Prefetch[Any]:
    steps = Milestone.objects.filter(dropped_at__isnull=True).order_by("position", "created_at")
    return Prefetch("milestones", queryset=steps, to_attr="steps")


def _row(goal: PairGoal, today: date) -> GoalRow:
    due, is_open = goal.due_on, goal.state == GoalState.OPEN
    return GoalRow(
        goal=goal,
        steps=tuple(goal.steps),  # type: ignore[attr-defined] # by _with_rows
        news=goal.last_note or "",  # type: ignore[attr-defined] # by _with_rows
        is_late=is_open and due is not None and due < today,
        is_soon=is_open and due is not None and today <= due <= today + SOON,
    )


def _listed(goals: QuerySet[PairGoal]) -> QuerySet[PairGoal]:
    return goals.order_by(F("due_on").asc(nulls_last=True), "created_at", "pk")


def goals_page(mentorship: Mentorship, *, reader: Person, now: datetime) -> GoalsPage:
    """Five queries at any number of goals."""
    today = today_of(reader, now)
    seen = goals_seen(mentorship, reader)
    rows = [_row(goal, today) for goal in _with_rows(_listed(seen))]
    known = {row.goal.origin_id for row in rows}
    intake = tuple(
        goal for goal in Goal.objects.filter(enrolment=mentorship.mentee_id) if goal.pk not in known
    )
    closed = sorted(
        (row for row in rows if row.goal.closed_at), key=lambda row: row.goal.closed_at or now, reverse=True
    )
    return GoalsPage(
        open=tuple(row for row in rows if row.goal.state == GoalState.OPEN),
        reached=tuple(row for row in closed if row.goal.state == GoalState.REACHED),
        dropped=tuple(row for row in closed if row.goal.state == GoalState.DROPPED),
        intake=intake,
        chart=chart_of(mentorship, today),
        to_do=still_open(actions_seen(mentorship, reader)).count(),
    )


def intake_goal(mentorship: Mentorship, pk: str) -> Goal | None:
    """The goal `pk` (an id, as it was posted) that the mentee told at the intake of this mentorship. One query."""
    mine = Goal.objects.filter(enrolment=mentorship.mentee_id)
    return mine.filter(pk=int(pk)).first() if pk.isdecimal() else None


def goal_page(goal: PairGoal, *, reader: Person, now: datetime) -> GoalPage:
    """`goal` is one that the reader may see (journeys.access.goal_for). Five queries."""
    today = today_of(reader, now)
    found = _with_rows(PairGoal.objects.filter(pk=goal.pk)).get()
    found.mentorship = goal.mentorship
    row = _row(found, today)
    return GoalPage(
        row=row,
        news=tuple(goal.updates.select_related("by")),
        actions=tuple(actions_of_goal(goal, reader=reader, now=now)),
        hints=hints_of(found, today) if found.settled_at is None else (),
        skills=tuple(goal.skills.values_list("name", flat=True)),
        suggested=suggested(row),
    )


def hints_of(goal: PairGoal, today: date) -> tuple[Hint, ...]:
    """What the gentle check asks about an open goal."""
    if goal.state != GoalState.OPEN:
        return ()
    end = last_day(goal.mentorship)
    return check(goal.text, measure=goal.measure, due_on=goal.due_on, today=today, ends_on=end)


def suggested(row: GoalRow) -> int:
    """How far the goal seems to be, in percent, to the next ten: as its milestones say, and never less than it was."""
    share = WHOLE * row.steps_done / len(row.steps) if row.steps else 0
    return max(row.goal.progress, TEN * round(share / TEN))


# --- what it tells of a mentorship


@dataclass(frozen=True)
class Card:
    """What the overview of one mentorship shows of it (templates/journeys/overview/goals.html): the goals that come next,
    how many there are, and what is to be done."""

    mentorship: Mentorship
    rows: tuple[GoalRow, ...]
    open: int
    reached: int
    actions: tuple[ActionRow, ...]
    to_do: int
    intake: int


def card(mentorship: Mentorship, *, reader: Person, now: datetime) -> Card | None:
    """The card of the overview; it is there from the first day, because it begins here. Five queries."""
    is_mentee = mentorship.mentee.person_id == reader.pk
    page_goals = _listed_with_news(mentorship, private=is_mentee)
    prefetch_related_objects(page_goals, _steps())
    today = today_of(reader, now)
    waiting = [goal for goal in page_goals if goal.state == GoalState.OPEN]
    actions = rows_of(_open_actions(mentorship, reader), reader=reader, now=now)
    known = {goal.origin_id for goal in page_goals}
    intake = _intake(mentorship.mentee_id)
    return Card(
        mentorship=mentorship,
        rows=tuple(_row(goal, today) for goal in waiting[:SHOWN]),
        open=len(waiting),
        reached=sum(goal.state == GoalState.REACHED for goal in page_goals),
        actions=tuple(actions[:SHOWN]),
        to_do=len(actions),
        intake=sum(pk not in known for pk in intake),
    )


def happened(mentorship: Mentorship, *, reader: Person) -> list[Happened]:
    """Goals set, reached, dropped and taken up, milestones done, and how the reader saw the skills. Three queries or four."""
    is_mentee = mentorship.mentee.person_id == reader.pk
    events, steps = _events(mentorship, private=is_mentee), _steps_done(mentorship, private=is_mentee)
    return [
        *(_told(event, reader, mentorship) for event in events),
        *(
            Happened(
                at=step.done_at,
                icon="flag",
                text=_("Milestone done: %(text)s") % {"text": step.text},
                url=_goal_url(mentorship.pk, step.goal_id),
            )
            for step in steps
            if step.done_at
        ),
        *assessments.happened(mentorship, reader=reader),
    ]


@prepared
def _listed_with_news(mentorship: Mentorship, *, private: bool) -> QuerySet[PairGoal]:
    return _with_news(_listed(known_goals(mentorship, private=private)))


@prepared
def _open_actions(mentorship: Mentorship, reader: Person) -> QuerySet[Action]:
    return still_open(actions_seen(mentorship, reader))


@prepared
def _intake(mentee: UUID) -> QuerySet[Goal, int]:
    return Goal.objects.filter(enrolment=mentee).values_list("pk", flat=True)


@prepared
def _events(mentorship: Mentorship, *, private: bool) -> QuerySet[PairGoalEvent]:
    seen = known_goals(mentorship, private=private)
    return PairGoalEvent.objects.filter(goal__in=seen).select_related("goal", "by")


@prepared
def _steps_done(mentorship: Mentorship, *, private: bool) -> QuerySet[Milestone]:
    seen = known_goals(mentorship, private=private)
    return Milestone.objects.filter(goal__in=seen, done_at__isnull=False, dropped_at__isnull=True)


def _told(event: PairGoalEvent, reader: Person, mentorship: Mentorship) -> Happened:
    facts = {"goal": event.goal.text, "name": event.by.first_name if event.by else ""}
    own = event.by_id == reader.pk or event.by is None
    icon, mine, theirs = {
        (True, GoalState.OPEN): ("target", _("You set a goal: %(goal)s"), _("%(name)s set a goal: %(goal)s")),
        (False, GoalState.OPEN): (
            "rotate-ccw",
            _("You took a goal up again: %(goal)s"),
            _("%(name)s took a goal up again: %(goal)s"),
        ),
        (False, GoalState.REACHED): ("award", _("Goal reached: %(goal)s"), _("Goal reached: %(goal)s")),
        (False, GoalState.DROPPED): (
            "minus",
            _("You dropped a goal: %(goal)s"),
            _("%(name)s dropped a goal: %(goal)s"),
        ),
    }[not event.from_state, GoalState(event.to_state)]
    return Happened(
        at=event.at,
        icon=icon,
        text=(mine if own else theirs) % facts,
        url=_goal_url(mentorship.pk, event.goal_id),
    )


def ahead(mentorships: Sequence[Mentorship], *, reader: Person, now: datetime) -> dict[UUID, list[Ahead]]:
    """Goals and things to do with a day, the first goal where there is none yet, and the skills. Four queries."""
    today = today_of(reader, now)
    found: dict[UUID, list[Ahead]] = defaultdict(list)
    goals = _ours(list(mentorships), reader)
    begun = {goal.mentorship_id for goal in goals}
    for goal in sorted(goals, key=lambda goal: goal.due_on or date.max):
        if goal.state == GoalState.OPEN and goal.due_on:
            found[goal.mentorship_id].append(_goal_ahead(goal, today))
    for action in dated_actions(list(mentorships), reader):
        found[action.mentorship_id].append(_action_ahead(action, today))
    for one in mentorships:
        if one.pk not in begun and one.started_at > now - FIRST_WEEKS:
            found[one.pk].append(_first_goal(one, reader))
    for pk, more in assessments.ahead(mentorships, reader=reader, now=now).items():
        found[pk] += more
    return dict(found)


@prepared
def _ours(mentorships: Sequence[Mentorship], reader: Person) -> QuerySet[PairGoal]:
    ours = Q(private=False) | Q(mentorship__mentee__person=reader)
    found = PairGoal.objects.filter(ours, mentorship__in=mentorships)
    return found.only("mentorship", "text", "due_on", "state")


def _goal_ahead(goal: PairGoal, today: date) -> Ahead:
    due = goal.due_on or today
    late = due < today
    return Ahead(
        key="goal_due",
        icon="target",
        text=goal.text,
        url=_goal_url(goal.mentorship_id, goal.pk),
        day=due,
        line=_("Its day has passed. Is it reached, or does it need another day?")
        if late
        else _("The day you chose for this goal. How far is it?"),
        label=_("Look at it"),
        waits=due <= today + SOON,
        rank=30,
    )


def _action_ahead(action: Action, today: date) -> Ahead:
    due = action.due_on or today
    return Ahead(
        key="action_due",
        icon="list-checks",
        text=action.text,
        url=reverse("journeys:actions", args=[action.mentorship_id]),
        day=due,
        line=_("You said you would. Done, or another day?"),
        label=_("See what is to do"),
        waits=due <= today + timedelta(days=2),
        rank=20,
    )


def _first_goal(mentorship: Mentorship, reader: Person) -> Ahead:
    is_mentee = mentorship.mentee.person_id == reader.pk
    return Ahead(
        key="first_goal",
        icon="target",
        text=_("Set your first goal") if is_mentee else _("Agree on a first goal"),
        url=reverse("journeys:goals", args=[mentorship.pk]),
        line=_("One thing that you would like to be able to do. A sentence is enough to begin with.")
        if is_mentee
        else _("Ask what should be different in three months, and write it down together."),
        label=_("Set a goal"),
        waits=True,
        rank=20 if is_mentee else 30,
    )


def _goal_url(mentorship: UUID, goal: UUID) -> str:
    return reverse("journeys:goal", args=[mentorship, goal])
