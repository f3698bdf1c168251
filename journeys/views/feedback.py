"""How it goes: the page on which a pair looks back, and feedback in both directions."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_of
from accounts.limits import limited
from accounts.models import Person
from accounts.transitions import StaleState
from journeys.access import feedback_for, mentorship_for
from journeys.forms.feedback import ChangeFeedbackForm, FeedbackForm, WishForm, point_in
from journeys.operations.exchanges import Apart
from journeys.operations.feedback import (
    AlreadyWished,
    Gone,
    change_feedback,
    give_feedback,
    remove_feedback,
    share_trend,
    take_back_wish,
    wish_feedback,
)
from journeys.queries.feedback import can_reach, look_back, wish_to
from journeys.queries.room import Room, room_of
from journeys.views.over import changed_meanwhile


@require_safe
def reflect(request: HttpRequest, pk: UUID) -> HttpResponse:
    room = _room(request, pk)
    shown = {"room": room, "page": look_back(room, now=timezone.now())}
    return TemplateResponse(request, "journeys/reflect.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("feedback")
def give(request: HttpRequest, pk: UUID) -> HttpResponse:
    room = _room(request, pk)
    form = FeedbackForm(
        request.POST if request.method == "POST" else None, initial={"point": point_in(request.GET)}
    )
    if form.is_bound and form.is_valid():
        try:
            give_feedback(room.mentorship, **form.cleaned_data, by=room.reader, now=timezone.now())
        except (StaleState, Apart) as fault:
            return _late(request, pk, room.reader, fault, list(_words(form)))
        messages.success(request, _("Thank you. %(name)s can read it now.") % {"name": room.other.first_name})
        return HttpResponseRedirect(_back(pk))
    if not form.is_bound and not _can_give(room):
        return HttpResponseRedirect(_back(pk))
    shown = {"room": room, "form": form, "wish": wish_to(room), "back_url": _back(pk)}
    return TemplateResponse(request, "journeys/feedback/give.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("feedback")
def change(request: HttpRequest, pk: UUID, feedback: UUID) -> HttpResponse:
    room = _room(request, pk)
    found = feedback_for(room.reader, pk, feedback)
    form = ChangeFeedbackForm(request.POST if request.method == "POST" else None, feedback=found)
    if form.is_bound and form.is_valid():
        try:
            change_feedback(found, **form.cleaned_data, by=room.reader, now=timezone.now())
        except (StaleState, Gone) as fault:
            return _late(request, pk, room.reader, fault, list(_words(form)))
        messages.success(request, _("Changed."))
        return HttpResponseRedirect(_back(pk))
    if not form.is_bound and not room.is_open:
        return HttpResponseRedirect(_back(pk))
    shown = {"room": room, "form": form, "feedback": found, "back_url": _back(pk)}
    return TemplateResponse(request, "journeys/feedback/give.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: UUID, feedback: UUID) -> HttpResponse:
    room = _room(request, pk)
    found = feedback_for(room.reader, pk, feedback)
    if request.method == "POST":
        remove_feedback(found, by=room.reader, now=timezone.now())
        messages.success(request, _("Removed. Nobody reads it any more."))
        return HttpResponseRedirect(_back(pk))
    shown = {"room": room, "feedback": found, "back_url": _back(pk)}
    return TemplateResponse(request, "journeys/feedback/remove.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("feedback")
def wish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks the other one how they see it."""
    room = _room(request, pk)
    form = WishForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        question = form.cleaned_data["question"]
        try:
            wish_feedback(room.mentorship, question=question, by=room.reader, now=timezone.now())
        except (StaleState, Apart) as fault:
            return _late(request, pk, room.reader, fault, [question])
        except AlreadyWished:
            changed = _("You have asked already, and one question at a time is open.")
            return changed_meanwhile(
                request, pk, room.reader, here="reflect", changed=changed, typed=[question]
            )
        messages.success(request, _("Asked. %(name)s gets a letter.") % {"name": room.other.first_name})
        return HttpResponseRedirect(_back(pk))
    if not form.is_bound and not _can_give(room):
        return HttpResponseRedirect(_back(pk))
    shown = {"room": room, "form": form, "back_url": _back(pk)}
    return TemplateResponse(request, "journeys/feedback/wish.html", shown)


@require_POST
def take_wish_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    room = _room(request, pk)
    try:
        if take_back_wish(room.mentorship, by=room.reader, now=timezone.now()):
            messages.success(request, _("Your question is taken back."))
    except StaleState as fault:
        return _late(request, pk, room.reader, fault, [])
    return HttpResponseRedirect(_back(pk))


@require_POST
@limited("feedback")
def share(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agrees that the two curves stand together, or takes that back."""
    room = _room(request, pk)
    shared = request.POST.get("shared") == "yes"
    try:
        share_trend(room.mentorship, shared=shared, by=room.reader, now=timezone.now())
    except (StaleState, Apart) as fault:
        return _late(request, pk, room.reader, fault, [])
    name = {"name": room.other.first_name}
    said = (
        _("Agreed. You see both lines as soon as %(name)s agrees, too.")
        if shared
        else _("Your line is yours alone again.")
    )
    messages.success(request, said % name)
    return HttpResponseRedirect(_back(pk))


def _room(request: HttpRequest, pk: UUID) -> Room:
    person = person_of(request)
    return room_of(mentorship_for(person, pk), reader=person, here="reflect")


def _can_give(room: Room) -> bool:
    return room.is_open and can_reach(room.reader, room.other)


def _back(pk: UUID) -> str:
    return reverse("journeys:reflect", args=[pk])


def _words(form: FeedbackForm) -> list[str]:
    return [form.cleaned_data[name] for name in ("strengths", "work_on", "would_help")]


def _late(request: HttpRequest, pk: UUID, person: Person, fault: Exception, typed: list[str]) -> HttpResponse:
    """What happened meanwhile (409), with what was typed."""
    changed = ""
    if isinstance(fault, Apart):
        changed = _("Nothing can be sent from one of you to the other at the moment, so nothing was kept.")
    elif isinstance(fault, Gone):
        changed = _("It was removed meanwhile, so nothing was changed.")
    return changed_meanwhile(request, pk, person, here="reflect", changed=changed, typed=typed)
