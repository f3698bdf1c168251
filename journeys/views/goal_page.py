"""The page of one goal, as every form on it shows it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from journeys.forms.goals import ActionForm, MilestoneForm, NewsForm
from journeys.models import PairGoal
from journeys.queries.goals import goal_page
from journeys.queries.room import Room

NEWS, STEP, ACTION = "news", "step", "do"


def goal_response(
    request: HttpRequest,
    room: Room,
    goal: PairGoal,
    *,
    news: NewsForm | None = None,
    step: MilestoneForm | None = None,
    action: ActionForm | None = None,
) -> HttpResponse:
    """The page with its forms, those that are bound as they were filled in."""
    page = goal_page(goal, reader=room.reader, now=timezone.now())
    step_form = step or MilestoneForm(prefix=STEP)
    news_form = news or NewsForm(prefix=NEWS, stands=page.goal.progress, suggested=page.suggested)
    action_form = action or ActionForm(prefix=ACTION, room=room, goal=goal)
    context = {
        "room": room,
        "page": page,
        "goal": page.goal,
        "forms": [form for form in (news_form, step_form, action_form) if form.is_bound],
        "news_form": news_form,
        "step_form": step_form,
        "action_form": action_form,
    }
    return TemplateResponse(request, "journeys/goals/goal.html", context)
