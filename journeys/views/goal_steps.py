"""What moves a goal along: its milestones, and news of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import limited
from journeys.access import goal_for, milestone_for
from journeys.forms.goals import MilestoneForm, NewsForm
from journeys.models import Milestone
from journeys.operations.goals import tell_news
from journeys.operations.milestones import (
    TooMany,
    add_milestone,
    change_milestone,
    drop_milestone,
    shift_milestone,
    tick_milestone,
)
from journeys.queries.goals import goal_page
from journeys.queries.room import Room
from journeys.views.goal_page import NEWS, STEP, goal_response
from journeys.views.undo import said_with_undo, while_open


@require_POST
@limited("journey")
@while_open("goals")
def news(request: HttpRequest, room: Room, goal_pk: UUID) -> HttpResponse:
    goal, now = goal_for(room.reader, room.mentorship.pk, goal_pk), timezone.now()
    suggested = goal_page(goal, reader=room.reader, now=now).suggested
    form = NewsForm(request.POST, prefix=NEWS, stands=goal.progress, suggested=suggested)
    if not form.is_valid():
        return goal_response(request, room, goal, news=form)
    tell_news(goal, **form.cleaned_data, by=room.reader, now=now)
    messages.success(request, _("Told. The goal is at %(n)d%%.") % {"n": goal.progress})
    return HttpResponseRedirect(_goal(room, goal.pk))


@require_POST
@limited("journey")
@while_open("goals")
def add(request: HttpRequest, room: Room, goal_pk: UUID) -> HttpResponse:
    goal = goal_for(room.reader, room.mentorship.pk, goal_pk)
    form = MilestoneForm(request.POST, prefix=STEP)
    if form.is_valid():
        try:
            add_milestone(goal, **form.cleaned_data, by=room.reader, now=timezone.now())
        except TooMany:
            form.add_error(
                "text", _("A goal has thirty milestones at most. Perhaps this is a goal by itself?")
            )
        else:
            messages.success(request, _("The milestone is added."))
            return HttpResponseRedirect(_goal(room, goal.pk))
    return goal_response(request, room, goal, step=form)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("journey")
@while_open("goals")
def change(request: HttpRequest, room: Room, step_pk: UUID) -> HttpResponse:
    step = milestone_for(room.reader, room.mentorship.pk, step_pk)
    initial = {"text": step.text, "due_on": step.due_on}
    form = MilestoneForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        change_milestone(step, **form.cleaned_data, by=room.reader, now=timezone.now())
        messages.success(request, _("The milestone is changed."))
        return HttpResponseRedirect(_goal(room, step.goal_id))
    context = {"room": room, "step": step, "goal": step.goal, "form": form}
    return TemplateResponse(request, "journeys/goals/milestone.html", context)


@require_POST
@limited("journey")
@while_open("goals")
def deed(request: HttpRequest, room: Room, step_pk: UUID) -> HttpResponse:
    """One press on a milestone: done, not yet, up, down, off the list, back."""
    step = milestone_for(room.reader, room.mentorship.pk, step_pk)
    now, do = timezone.now(), request.POST.get("do", "")
    if do in {"finish", "reopen"}:
        tick_milestone(step, done=do == "finish", by=room.reader, now=now)
        if do == "finish":
            said = _("Done: %(text)s") % {"text": step.text}
            said_with_undo(request, said, url=_deed(room, step), fields={"do": "reopen"})
    elif do in {"up", "down"}:
        shift_milestone(step, up=do == "up", by=room.reader, now=now)
    elif do in {"drop", "back"}:
        drop_milestone(step, dropped=do == "drop", by=room.reader, now=now)
        if do == "drop":
            said = _("Removed: %(text)s") % {"text": step.text}
            said_with_undo(request, said, url=_deed(room, step), fields={"do": "back"})
    return HttpResponseRedirect(f"{_goal(room, step.goal_id)}#milestones")


def _goal(room: Room, goal: UUID) -> str:
    return reverse("journeys:goal", args=[room.mentorship.pk, goal])


def _deed(room: Room, step: Milestone) -> str:
    return reverse("journeys:milestone_do", args=[room.mentorship.pk, step.pk])
