"""Reads of things to do: those that a reader may see, as rows that say whose they are and whether they are late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from accounts.models import Person
from journeys.models import Action, PairGoal
from matching.models import Mentorship
from notifications.prepared import prepared

SOON = timedelta(days=7)
SHOWN_DONE = 20


def actions_seen(mentorship: Mentorship, reader: Person) -> QuerySet[Action]:
    """What the two of `mentorship` said they would do and `reader` may see, without what was dropped: the open ones first, by
    date, then the others. What is for somebody's eyes alone only they see. With the owner and the goal loaded."""
    return (
        Action.objects.filter(mentorship=mentorship, dropped_at__isnull=True)
        .filter(Q(private=False) | Q(owner=reader))
        .select_related("owner", "goal")
        .order_by(F("done_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "created_at", "pk")
    )


def still_open(actions: QuerySet[Action]) -> QuerySet[Action]:
    return actions.filter(done_at__isnull=True, dropped_at__isnull=True)


@prepared
def dated_actions(mentorships: Sequence[Mentorship], owner: Person) -> QuerySet[Action]:
    """What `owner` has yet to do by a day, the first day first."""
    return Action.objects.filter(
        mentorship__in=mentorships,
        owner=owner,
        done_at__isnull=True,
        dropped_at__isnull=True,
        due_on__isnull=False,
    ).order_by("due_on", "created_at")


@dataclass(frozen=True)
class ActionRow:
    """An action as templates/journeys/_actions.html shows it, with what follows from the day."""

    action: Action
    is_mine: bool
    is_late: bool
    is_soon: bool

    @property
    def pk(self) -> object:
        return self.action.pk

    @property
    def is_done(self) -> bool:
        return self.action.done_at is not None


def today_of(reader: Person, now: datetime) -> date:
    return now.astimezone(ZoneInfo(reader.zone)).date()


def rows_of(actions: Iterable[Action], *, reader: Person, now: datetime) -> list[ActionRow]:
    """`actions`, with their owners loaded, for templates/journeys/_actions.html; no query."""
    today = today_of(reader, now)
    return [
        ActionRow(
            action=one,
            is_mine=one.owner_id == reader.pk,
            is_late=one.done_at is None and one.due_on is not None and one.due_on < today,
            is_soon=one.done_at is None and one.due_on is not None and today <= one.due_on <= today + SOON,
        )
        for one in actions
    ]


@dataclass(frozen=True)
class ActionsPage:
    """Everything that waits, on either side, and what was done last."""

    mine: tuple[ActionRow, ...]
    theirs: tuple[ActionRow, ...]
    done: tuple[ActionRow, ...]
    done_count: int


def actions_page(mentorship: Mentorship, *, reader: Person, now: datetime) -> ActionsPage:
    """Three queries at any number of rows."""
    seen = actions_seen(mentorship, reader)
    waiting = rows_of(still_open(seen), reader=reader, now=now)
    finished = seen.filter(done_at__isnull=False).order_by("-done_at")
    done = rows_of(finished[:SHOWN_DONE], reader=reader, now=now)
    return ActionsPage(
        mine=tuple(row for row in waiting if row.is_mine),
        theirs=tuple(row for row in waiting if not row.is_mine),
        done=tuple(done),
        done_count=finished.count(),
    )


def actions_of_goal(goal: PairGoal, *, reader: Person, now: datetime) -> list[ActionRow]:
    """What the two do for `goal`, done or not. One query."""
    return rows_of(actions_seen(goal.mentorship, reader).filter(goal=goal), reader=reader, now=now)
