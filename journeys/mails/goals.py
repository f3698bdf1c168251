"""The letters about goals: that one is reached, to the other of the pair; and what somebody said they would do, the day before."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from journeys.enums import GoalState
from journeys.models import Action, PairGoal
from journeys.operations.actions import AHEAD, DUE_MAIL
from journeys.operations.goals import REACHED_MAIL
from journeys.queries.check_ins import parted
from matching.enums import OPEN_MENTORSHIP_STATES, MentorshipState
from notifications.enums import Topic
from notifications.kinds import NO_DIGEST, Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification

MOST_NAMED = 8


def _reached(notification: Notification) -> Letter | None:
    """To the other one of the two, while the goal is as reached as it was then, is for both, and the mentorship goes on. Two
    queries."""
    goal = (
        PairGoal.objects.select_related(
            "mentorship__programme",
            "mentorship__mentee__person__user",
            "mentorship__mentor__person__user",
        )
        .filter(
            pk=notification.subject_id,
            state=GoalState.REACHED,
            closed_at=notification.created_at,
            private=False,
            mentorship__state__in=OPEN_MENTORSHIP_STATES,
        )
        .first()
    )
    if goal is None:
        return None
    mentee, mentor = goal.mentorship.mentee.person, goal.mentorship.mentor.person
    reader = next((one for one in (mentee, mentor) if one.user_id == notification.recipient_id), None)
    if reader is None or not reader.user.is_active or reader.erased_at is not None:
        return None
    other = mentor if reader.pk == mentee.pk else mentee
    if parted([frozenset({reader.pk, other.pk})]):
        return None
    context: dict[str, object] = {
        "other_first": quotable(other.first_name),
        "programme": goal.mentorship.programme.name,
        "goal": quotable(goal.text),
        "is_mentee": reader.pk == mentee.pk,
        "action_url": settings.SITE_URL + reverse("journeys:goal", args=[goal.mentorship_id, goal.pk]),
        "action_label": _("Look at the goal"),
    }
    return Letter(reader.user.email, reader.first_name, reader.zone, reader.locale, context)


def _due(notification: Notification) -> Letter | None:
    """To who said they would, with all that they have still to do within the week, while something is. Three queries."""
    reader = (
        Person.objects.select_related("user")
        .filter(
            user=notification.recipient_id,
            pk=notification.subject_id,
            user__is_active=True,
            erased_at__isnull=True,
        )
        .first()
    )
    if reader is None:
        return None
    today = timezone.now().astimezone(ZoneInfo(reader.zone)).date()
    waiting = list(
        Action.objects.filter(
            owner=reader,
            done_at__isnull=True,
            dropped_at__isnull=True,
            due_on__range=(today - timedelta(days=1), today + AHEAD),
            mentorship__state=MentorshipState.ACTIVE,
        )
        .select_related("mentorship__mentee__person", "mentorship__mentor__person")
        .order_by("due_on", "created_at")
    )
    apart = parted([_people(action) for action in waiting]) if waiting else set()
    waiting = [action for action in waiting if _people(action) not in apart]
    if not waiting:
        return None
    page = reverse("journeys:actions", args=[waiting[0].mentorship_id])
    context: dict[str, object] = {
        "lines": [_line(action, reader) for action in waiting[:MOST_NAMED]],
        "more": max(len(waiting) - MOST_NAMED, 0),
        "action_url": settings.SITE_URL + page,
        "action_label": _("See what is to do"),
    }
    return Letter(reader.user.email, reader.first_name, reader.zone, reader.locale, context)


def _people(action: Action) -> frozenset[UUID]:
    return frozenset({action.mentorship.mentee.person_id, action.mentorship.mentor.person_id})


def _line(action: Action, reader: Person) -> dict[str, object]:
    """`text` as the reader wrote it, empty for what is for their eyes alone: others may see a mailbox. `other` is with whom."""
    mentorship = action.mentorship
    other = (mentorship.mentor if mentorship.mentee.person_id == reader.pk else mentorship.mentee).person
    day: date | None = action.due_on
    return {
        "text": "" if action.private else quotable(action.text),
        "day": day,
        "other": quotable(other.first_name),
    }


for kind in (
    Kind(
        name=REACHED_MAIL,
        label=_("A goal is reached"),
        about=_("The other one of your pair says that a goal of you both is reached."),
        why=_("You get this because you work on this goal together. One letter comes when it is reached."),
        load=_reached,
        topic=Topic.MENTORSHIPS,
    ),
    Kind(
        name=DUE_MAIL,
        label=_("What you said you would do"),
        about=_("What you said you would do and gave a day: the day before, once a week at most."),
        why=_(
            "You get this because you said you would do something until tomorrow. It comes once a week at most."
        ),
        load=_due,
        topic=Topic.MENTORSHIPS,
        deliveries=NO_DIGEST,
    ),
):
    registry.register(kind)
