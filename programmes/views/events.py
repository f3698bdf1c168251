"""The events of a programme for its people: which there are, one of them, and signing up and off."""

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
from accounts.transitions import StaleState
from notifications.invitations import calendar_text
from programmes.access import event_for, events_seen, organises, programme_for_member
from programmes.enums import SignUpState
from programmes.event_calendar import appointment_of, file_name_of
from programmes.event_list import event_card, events_page, is_meant_for
from programmes.event_words import link_in, span_in, span_there
from programmes.models import Event
from programmes.operations import events as operations

PAST = "past"


@require_safe
def events(request: HttpRequest, slug: str) -> HttpResponse:
    person = person_of(request)
    programme = programme_for_member(person, slug)
    page = events_page(
        programme,
        events=events_seen(person, programme),
        person=person,
        past=request.GET.get("view") == PAST,
        number=request.GET.get("page", 1),
        now=timezone.now(),
    )
    context = {"page": page, "programme": programme, "is_organiser": organises(person, programme)}
    return TemplateResponse(request, "programmes/events/list.html", context)


@require_safe
def event(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    return _page(request, event_for(person_of(request), slug, pk))


def _page(request: HttpRequest, found: Event, *, changed: str = "", status: int = 200) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    context = {
        "card": event_card(found, person=person, now=now),
        "programme": found.programme,
        "may_sign_up": is_meant_for(found, person),
        "is_organiser": organises(person, found.programme),
        "spans": (span_in(found, person.zone), span_there(found, person.zone)),
        "private_url": link_in(found.private_place),
        "changed": changed,
    }
    return TemplateResponse(request, "programmes/events/event.html", context, status=status)


def _meanwhile(request: HttpRequest, found: Event, fault: Exception) -> HttpResponse:
    """What became of the event before the press: it was cancelled, or began."""
    words = (
        _("This event was cancelled meanwhile, so nothing was changed.")
        if isinstance(fault, StaleState)
        else _("This event has begun, so nothing was changed.")
    )
    return _page(request, found, changed=words, status=409)


def _address(found: Event) -> str:
    return reverse("programmes:event", args=[found.programme.slug, found.pk])


@require_POST
@limited("event")
def sign_up(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    person = person_of(request)
    found = event_for(person, slug, pk)
    if not is_meant_for(found, person):
        return _page(request, found, changed=_("This event is for others of the programme."), status=409)
    try:
        own = operations.sign_up(found, by=person, now=timezone.now())
    except (StaleState, operations.TooLate) as fault:
        return _meanwhile(request, found, fault)
    if own.state == SignUpState.GOING:
        messages.success(
            request, _("You have a place. A letter with the date for your calendar is on its way.")
        )
    else:
        messages.success(request, _("All places are taken, so you are on the waiting list. We write to you if one is free."))  # fmt: skip
    return HttpResponseRedirect(_address(found))


@require_http_methods(["GET", "HEAD", "POST"])
@limited("event")
def sign_off(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Asks, where others wait for the place; a POST signs off."""
    person = person_of(request)
    found = event_for(person, slug, pk)
    if request.method != "POST":
        card = event_card(found, person=person, now=timezone.now())
        if not (card.takes_people and (card.is_going or card.is_waiting)):
            return HttpResponseRedirect(_address(found))
        context = {"card": card, "programme": found.programme}
        return TemplateResponse(request, "programmes/events/sign_off.html", context)
    try:
        operations.sign_off(found, by=person, now=timezone.now())
    except (StaleState, operations.TooLate) as fault:
        return _meanwhile(request, found, fault)
    messages.success(request, _("You are signed off."))
    return HttpResponseRedirect(_address(found))


@require_safe
def calendar(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The event as a file for a calendar. The place that only guests are told is in it for guests alone."""
    person, now = person_of(request), timezone.now()
    found = event_for(person, slug, pk)
    if not event_card(found, person=person, now=now).is_going:
        found.private_place = ""
    content = calendar_text([appointment_of(found, person=person, now=now)], method="PUBLISH")
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name_of(found)}"'
    response["Cache-Control"] = "private, no-store"
    return response
