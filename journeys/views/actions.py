"""What the two said they would do."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import person_of
from accounts.limits import limited
from journeys.access import action_for, goal_for, mentorship_for
from journeys.forms.goals import ActionForm
from journeys.models import Action, PairGoal
from journeys.operations.actions import (
    add_action,
    change_action,
    drop_action,
    finish_action,
    reopen_action,
)
from journeys.queries.actions import actions_page
from journeys.queries.room import Room, room_of
from journeys.views.goal_page import ACTION, goal_response
from journeys.views.undo import said_with_undo, way_back, while_open

DEEDS = {"finish": finish_action, "reopen": reopen_action, "drop": drop_action}


@require_http_methods(["GET", "HEAD", "POST"])
@limited("journey")
def actions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that is to do, on both sides, and a line to add something."""
    if request.method == "POST":
        return _add(request, pk)
    person = person_of(request)
    room = room_of(mentorship_for(person, pk), reader=person, here="goals")
    return _list(request, room, ActionForm(prefix=ACTION, room=room))


@while_open("actions", tab="goals")
def _add(request: HttpRequest, room: Room) -> HttpResponse:
    """Adds what was typed on the list, or on the page of a goal, which names it in its `of`."""
    goal = _of_goal(request, room)
    form = ActionForm(request.POST, prefix=ACTION, room=room, goal=goal)
    if form.is_valid():
        add_action(room.mentorship, **form.cleaned_data, by=room.reader, now=timezone.now())
        messages.success(request, _("Added to what is to do."))
        return HttpResponseRedirect(way_back(request, _list_url(room)))
    if goal is not None:
        return goal_response(request, room, goal, action=form)
    return _list(request, room, form)


def _of_goal(request: HttpRequest, room: Room) -> PairGoal | None:
    named = request.POST.get("of", "")
    try:
        return goal_for(room.reader, room.mentorship.pk, UUID(named)) if named else None
    except ValueError:
        return None


def _list(request: HttpRequest, room: Room, form: ActionForm) -> HttpResponse:
    page = actions_page(room.mentorship, reader=room.reader, now=timezone.now())
    return TemplateResponse(
        request, "journeys/goals/actions.html", {"room": room, "page": page, "form": form}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@limited("journey")
@while_open("actions", tab="goals")
def change(request: HttpRequest, room: Room, action_pk: UUID) -> HttpResponse:
    action = action_for(room.reader, room.mentorship.pk, action_pk)
    form = ActionForm(request.POST if request.method == "POST" else None, room=room, action=action)
    if form.is_bound and form.is_valid():
        change_action(action, **form.cleaned_data, by=room.reader, now=timezone.now())
        messages.success(request, _("Changed."))
        return HttpResponseRedirect(_list_url(room))
    context = {"room": room, "action": action, "form": form}
    return TemplateResponse(request, "journeys/goals/action.html", context)


@require_POST
@limited("journey")
@while_open("actions", tab="goals")
def deed(request: HttpRequest, room: Room, action_pk: UUID) -> HttpResponse:
    """One press: done, not done after all, off the list, back on it."""
    action = action_for(room.reader, room.mentorship.pk, action_pk)
    do, back = request.POST.get("do", ""), way_back(request, _list_url(room))
    if do in DEEDS:
        DEEDS[do](action, by=room.reader, now=timezone.now())
        _say(request, room, action, do, back)
    return HttpResponseRedirect(back)


def _say(request: HttpRequest, room: Room, action: Action, do: str, back: str) -> None:
    words = {
        "finish": _("Done: %(text)s"),
        "drop": _("Removed: %(text)s"),
        "reopen": _("Back on the list: %(text)s"),
    }
    said = words[do] % {"text": action.text}
    if do == "reopen":
        messages.success(request, said)
        return
    url = reverse("journeys:action_do", args=[room.mentorship.pk, action.pk])
    said_with_undo(request, said, url=url, fields={"do": "reopen", "back": back})


def _list_url(room: Room) -> str:
    return reverse("journeys:actions", args=[room.mentorship.pk])
