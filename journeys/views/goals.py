"""The goals of a pair: all of them, one, and what becomes of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_of
from accounts.limits import limited
from journeys.access import goal_for, mentorship_for
from journeys.enums import GoalState
from journeys.forms.goals import DropForm, GoalForm
from journeys.goal_check import Hint, check
from journeys.models import PairGoal
from journeys.operations.goals import add_goal, change_goal, close_goal, settle_goal, take_up
from journeys.queries.actions import today_of
from journeys.queries.burn_up import last_day
from journeys.queries.goals import goals_page, hints_of, intake_goal
from journeys.queries.room import Room, room_of
from journeys.views.goal_page import goal_response
from journeys.views.undo import said_with_undo, while_open

FORMS = ["GET", "HEAD", "POST"]


@require_safe
def goals(request: HttpRequest, pk: UUID) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    found = mentorship_for(person, pk)
    context = {
        "room": room_of(found, reader=person, here="goals"),
        "page": goals_page(found, reader=person, now=now),
    }
    return TemplateResponse(request, "journeys/goals/goals.html", context)


@require_safe
def goal(request: HttpRequest, pk: UUID, goal_pk: UUID) -> HttpResponse:
    person = person_of(request)
    found = goal_for(person, pk, goal_pk)
    return goal_response(request, room_of(found.mentorship, reader=person, here="goals"), found)


@require_http_methods(FORMS)
@limited("journey")
@while_open("goals")
def add(request: HttpRequest, room: Room) -> HttpResponse:
    """A new goal. "Check it" asks the questions of the gentle check, and keeps what was typed; nothing is saved then."""
    form = GoalForm(request.POST if request.method == "POST" else None, room=room)
    valid = form.is_bound and form.is_valid()
    if valid and "check" not in request.POST:
        goal = add_goal(room.mentorship, **form.said, by=room.reader, now=timezone.now())
        messages.success(request, _("The goal is set."))
        return HttpResponseRedirect(_url("goal", goal))
    return _form_page(request, room, form, None)


@require_http_methods(FORMS)
@limited("journey")
@while_open("goals")
def change(request: HttpRequest, room: Room, goal_pk: UUID) -> HttpResponse:
    goal = goal_for(room.reader, room.mentorship.pk, goal_pk)
    form = GoalForm(request.POST if request.method == "POST" else None, room=room, goal=goal)
    if request.method != "POST" and goal.state != GoalState.OPEN:
        return HttpResponseRedirect(_url("goal", goal))
    valid = form.is_bound and form.is_valid()
    if valid and "check" not in request.POST:
        change_goal(goal, **form.said, by=room.reader, now=timezone.now())
        messages.success(request, _("The goal is changed."))
        return HttpResponseRedirect(_url("goal", goal))
    return _form_page(request, room, form, goal)


def _form_page(request: HttpRequest, room: Room, form: GoalForm, goal: PairGoal | None) -> HttpResponse:
    today = today_of(room.reader, timezone.now())
    hints: tuple[Hint, ...] = ()
    checked = False
    if form.is_bound and not form.errors:
        words = {name: form.cleaned_data[name] for name in ("text", "measure", "due_on")}
        hints, checked = check(**words, today=today, ends_on=last_day(room.mentorship)), True
    elif goal is not None and not form.is_bound:
        hints = hints_of(goal, today)
    context = {"room": room, "form": form, "goal": goal, "hints": hints, "checked": checked}
    return TemplateResponse(request, "journeys/goals/goal_form.html", context)


@require_POST
@limited("journey")
@while_open("goals")
def take_over(request: HttpRequest, room: Room) -> HttpResponse:
    """A goal of the intake becomes one of the two, in one press."""
    origin = intake_goal(room.mentorship, request.POST.get("origin", ""))
    if origin is None:
        raise Http404(_("There is no such goal."))
    goal = add_goal(room.mentorship, text=origin.text, origin=origin, by=room.reader, now=timezone.now())
    messages.success(request, _("The goal is set. Say how you will both tell, and by when."))
    return HttpResponseRedirect(_url("goal", goal))


@require_POST
@limited("journey")
@while_open("goals")
def settle(request: HttpRequest, room: Room, goal_pk: UUID) -> HttpResponse:
    goal = goal_for(room.reader, room.mentorship.pk, goal_pk)
    settle_goal(goal, by=room.reader, now=timezone.now())
    messages.success(request, _("Good as it is. We ask no more about its words."))
    return HttpResponseRedirect(_url("goal", goal))


@require_POST
@limited("journey")
@while_open("goals")
def reached(request: HttpRequest, room: Room, goal_pk: UUID) -> HttpResponse:
    goal = goal_for(room.reader, room.mentorship.pk, goal_pk)
    close_goal(goal, to=GoalState.REACHED, by=room.reader, now=timezone.now())
    said_with_undo(request, _("Reached. Well done, both of you."), url=_url("goal_again", goal), fields={})
    return HttpResponseRedirect(_url("goal", goal))


@require_http_methods(FORMS)
@limited("journey")
@while_open("goals")
def drop(request: HttpRequest, room: Room, goal_pk: UUID) -> HttpResponse:
    goal = goal_for(room.reader, room.mentorship.pk, goal_pk)
    form = DropForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" and goal.state != GoalState.OPEN:
        return HttpResponseRedirect(_url("goal", goal))
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        close_goal(goal, to=GoalState.DROPPED, reason=reason, by=room.reader, now=timezone.now())
        said_with_undo(request, _("The goal is dropped."), url=_url("goal_again", goal), fields={})
        return HttpResponseRedirect(_url("goal", goal))
    return TemplateResponse(request, "journeys/goals/drop.html", {"room": room, "goal": goal, "form": form})


@require_POST
@limited("journey")
@while_open("goals")
def again(request: HttpRequest, room: Room, goal_pk: UUID) -> HttpResponse:
    goal = goal_for(room.reader, room.mentorship.pk, goal_pk)
    take_up(goal, by=room.reader, now=timezone.now())
    messages.success(request, _("The goal is open again."))
    return HttpResponseRedirect(_url("goal", goal))


def _url(name: str, goal: PairGoal) -> str:
    return reverse(f"journeys:{name}", args=[goal.mentorship_id, goal.pk])
