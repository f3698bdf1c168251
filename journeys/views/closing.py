"""The end of a mentorship: how it ends, the look back, and what comes next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_of
from accounts.limits import limited
from accounts.models import Person
from accounts.transitions import StaleState
from journeys.access import mentorship_for
from journeys.forms.closing import CloseForm, ClosingForm, NextForm, said_before
from journeys.operations.closing import answer_closing, end_well
from journeys.queries.closing import after_the_end, answer_of, before_the_end
from journeys.queries.room import Room, room_of
from journeys.queries.service import service_of
from journeys.views.over import changed_meanwhile
from matching.enums import EndReason, MentorshipState
from matching.models import Mentorship
from matching.operations.wishes import wish_not_again
from programmes.access import enrolment_for


@require_http_methods(["GET", "HEAD", "POST"])
@limited("journey")
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How it ends; a first POST shows what would happen, the second one, with `sure`, does it."""
    person = person_of(request)
    room = room_of(mentorship_for(person, pk), reader=person, here="close")
    if not room.is_open:
        return _too_late(request, room)
    before = before_the_end(room.mentorship, person, now=timezone.now())
    form = CloseForm(
        request.POST if request.method == "POST" else None, goals=before.goals, initial={"reason": ""}
    )
    context: dict[str, Any] = {"room": room, "form": form, "before": before}
    if not form.is_bound or not form.is_valid() or "back" in request.POST:
        return TemplateResponse(request, "journeys/closing/close.html", context)
    said = form.cleaned_data
    wish = NextForm(
        request.POST if "sure" in request.POST else None,
        name=room.other.first_name,
        initial={"not_again": said["end_reason"] == EndReason.NOT_THE_FIT},
    )
    if "sure" in request.POST and wish.is_valid():
        return _end(request, room, said, not_again=wish.cleaned_data["not_again"])
    context |= {"wish": wish, "completes": said["end_reason"] == EndReason.FINISHED, **_counted(said)}
    context["reason"] = EndReason(said["end_reason"]).label if said.get("reason") else ""
    return TemplateResponse(request, "journeys/closing/sure.html", context)


def _end(request: HttpRequest, room: Room, said: dict[str, Any], *, not_again: bool) -> HttpResponse:
    try:
        end_well(
            room.mentorship,
            reason=said["end_reason"],
            note=said["note"],
            outcomes=said["outcomes"],
            not_again=not_again,
            by=room.reader,
            now=timezone.now(),
        )
    except StaleState:
        return _too_late(request, room)
    if said["end_reason"] == EndReason.FINISHED:
        messages.success(request, _("Your mentorship is completed. Well done, both of you."))
    else:
        messages.success(request, _("Your mentorship is over, and both of your places are free."))
    return HttpResponseRedirect(reverse("journeys:closing_answers", args=[room.mentorship.pk]))


def _too_late(request: HttpRequest, room: Room) -> HttpResponse:
    """To whoever comes when it is over already: a press is answered with 409, a visit with what comes next."""
    pk = room.mentorship.pk
    if request.method != "POST":
        return HttpResponseRedirect(reverse("journeys:closing_answers", args=[pk]))
    return changed_meanwhile(
        request, pk, room.reader, here="mentorship", typed=[request.POST.get("note", "")]
    )


def _counted(said: dict[str, Any]) -> dict[str, Any]:
    outcomes = list(said["outcomes"].values())
    return {
        "reached": outcomes.count("reached"),
        "dropped": outcomes.count("dropped"),
        "goes_on": sum(name.startswith("goal_") for name in said) - len(outcomes),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@limited("journey")
def answers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The closing questions of the reader; what they answered before can be changed at any time."""
    person = person_of(request)
    room = room_of(mentorship_for(person, pk), reader=person, here="close")
    mentorship = room.mentorship
    if not _is_looked_back_on(mentorship) and request.method != "POST":
        return HttpResponseRedirect(reverse("journeys:mentorship", args=[pk]))
    answer = answer_of(mentorship, person)
    form = ClosingForm(
        request.POST if request.method == "POST" else None,
        name=room.other.first_name,
        keeps_addresses=mentorship.state == MentorshipState.COMPLETED and not mentorship.programme.for_minors,
        initial=said_before(answer),
    )
    if form.is_bound and form.is_valid():
        try:
            answer_closing(mentorship, said=form.said, by=person, now=timezone.now())
        except StaleState:
            typed = [form.cleaned_data["takes_along"], form.cleaned_data["better"]]
            changed = _("This mentorship goes on, so there is nothing to look back on yet.")
            return changed_meanwhile(request, pk, person, here="mentorship", changed=changed, typed=typed)
        messages.success(request, _("Thank you. Your answers are kept; you can change them at any time."))
        return HttpResponseRedirect(reverse("journeys:closing_next", args=[pk]))
    context = {"room": room, "form": form, "answered": answer is not None and answer.answered_at is not None}
    return TemplateResponse(request, "journeys/closing/answers.html", context)


def _is_looked_back_on(mentorship: Mentorship) -> bool:
    over = mentorship.state in {MentorshipState.COMPLETED, MentorshipState.ENDED}
    return over and mentorship.end_reason != EndReason.TAKEN_BACK


@require_http_methods(["GET", "HEAD", "POST"])
@limited("journey")
def after(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What comes next; a POST keeps whether the reader wants to meet the other one again, and leads a mentee who may choose
    to the mentors."""
    person = person_of(request)
    room = room_of(mentorship_for(person, pk), reader=person, here="close")
    if room.is_open:
        if request.method == "POST":
            changed = _("This mentorship goes on, so nothing was changed.")
            return changed_meanwhile(request, pk, person, here="mentorship", changed=changed)
        return HttpResponseRedirect(reverse("journeys:mentorship", args=[pk]))
    found = after_the_end(room.mentorship, person)
    form = NextForm(
        request.POST if request.method == "POST" else None,
        name=room.other.first_name,
        initial={"not_again": found.not_again},
    )
    if form.is_bound and form.is_valid():
        wish_not_again(room.mentorship, wanted=form.cleaned_data["not_again"], by=person, now=timezone.now())
        if found.may_choose and "find" in request.POST:
            return HttpResponseRedirect(reverse("matching:matches", args=[found.enrolment.pk]))
        messages.success(request, _("Kept. Only you see it."))
        return HttpResponseRedirect(request.path)
    answer = answer_of(room.mentorship, person)
    context = {
        "room": room,
        "after": found,
        "form": form,
        "answered": answer is not None and answer.answered_at is not None,
        "asks": _is_looked_back_on(room.mentorship),
    }
    return TemplateResponse(request, "journeys/closing/after.html", context)


@require_safe
def certificate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What one's own mentorships of a programme brought, as a page to print."""
    person: Person = person_of(request)
    service = service_of(enrolment_for(person, pk), now=timezone.now())
    return TemplateResponse(request, "journeys/closing/certificate.html", {"service": service})
