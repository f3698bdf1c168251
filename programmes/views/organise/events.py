"""The events of a programme, for its organisers: the list, who comes, adding, changing, cancelling."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import limited
from accounts.transitions import StaleState
from programmes.access import event_of
from programmes.enums import EventState, SignUpState
from programmes.event_list import guests, organised_events
from programmes.event_words import span_in
from programmes.forms.events import CancelForm, EventForm, too_few
from programmes.models import Event, Programme, SignUp
from programmes.operations.events import (
    ChangedMeanwhile,
    PlacesTaken,
    TooLate,
    add_event,
    cancel_event,
    change_event,
    stamp_of,
)
from programmes.views.organise.frame import of_programme, page
from programmes.views.public import visitor

PAST = "past"


def _address(programme: Programme, event: Event) -> str:
    return reverse("programmes:organise_event", args=[programme.slug, event.pk])


@require_safe
@of_programme
def events(request: HttpRequest, programme: Programme) -> HttpResponse:
    past, now = request.GET.get("view") == PAST, timezone.now()
    shown = organised_events(programme, past=past, number=request.GET.get("page", 1), now=now)
    rows = [(one, span_in(one, programme.zone)) for one in shown.object_list]
    context = {"page": shown, "rows": rows, "past": past}
    return page(request, programme, "programmes/organise/events.html", context, tab="events")


@require_http_methods(["GET", "HEAD", "POST"])
@limited("organise")
@of_programme
def add(request: HttpRequest, programme: Programme) -> HttpResponse:
    now = timezone.now()
    form = EventForm(request.POST if request.method == "POST" else None, programme=programme, now=now)
    if form.is_bound and form.is_valid():
        made = add_event(programme, details=form.details(), by=visitor(request), now=now)
        messages.success(request, _("The event is on the pages of those it is for."))
        return HttpResponseRedirect(_address(programme, made))
    return page(request, programme, "programmes/organise/event_form.html", {"form": form}, tab="events")


@require_safe
@of_programme
def event(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    found, now = event_of(programme, pk), timezone.now()
    context = {
        "event": found,
        "guests": guests(found),
        "span": span_in(found, programme.zone),
        "is_over": found.ends_at <= now,
        "is_open": found.state == EventState.OPEN and found.ends_at > now,
    }
    return page(request, programme, "programmes/organise/event.html", context, tab="events")


@require_http_methods(["GET", "HEAD", "POST"])
@limited("organise")
@of_programme
def change(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    found, now = event_of(programme, pk), timezone.now()
    signed_up = SignUp.objects.filter(event=found).exclude(state=SignUpState.OFF)
    standing = signed_up.count()
    form = EventForm(
        request.POST if request.method == "POST" else None,
        programme=programme,
        now=now,
        event=found,
        has_guests=standing > 0,
    )
    context = {"form": form, "event": found, "standing": standing if found.ends_at > now else 0}
    if form.is_bound and form.is_valid():
        stamp = form.cleaned_data["stamp"]
        try:
            changed = change_event(found, details=form.details(), stamp=stamp, by=visitor(request), now=now)
        except (ChangedMeanwhile, StaleState):
            return _changed_meanwhile(request, programme, pk, form)
        except PlacesTaken as fault:
            form.add_error("places", too_few(fault.taken))
        else:
            messages.success(request, _("The event is changed.") if changed else _("Nothing was different."))
            return HttpResponseRedirect(_address(programme, found))
    return page(request, programme, "programmes/organise/event_form.html", context, tab="events")


def _changed_meanwhile(request: HttpRequest, programme: Programme, pk: UUID, form: EventForm) -> HttpResponse:
    """What was typed, beside how the event is now; nothing was kept."""
    now_it_is = event_of(programme, pk)
    typed = request.POST.copy()
    typed["stamp"] = stamp_of(now_it_is)
    fresh = EventForm(typed, programme=programme, now=form.now, event=now_it_is)
    context = {
        "form": fresh,
        "event": now_it_is,
        "meanwhile": span_in(now_it_is, programme.zone),
        "standing": 0,
    }
    return page(request, programme, "programmes/organise/event_form.html", context, tab="events", status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("organise")
@of_programme
def cancel(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    """Asks, and cancels. Whoever signed up is told."""
    found, now = event_of(programme, pk), timezone.now()
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            cancel_event(found, words=form.cleaned_data["words"], by=visitor(request), now=now)
        except StaleState:
            messages.info(request, _("It was cancelled before."))
        except TooLate:
            messages.warning(request, _("The event is over, so it cannot be cancelled any more."))
        else:
            messages.success(request, _("The event is cancelled, and everybody who signed up gets a letter."))
        return HttpResponseRedirect(_address(programme, found))
    if found.state != EventState.OPEN or found.ends_at <= now:
        return HttpResponseRedirect(_address(programme, found))
    context = {"form": form, "event": found, "guests": guests(found), "span": span_in(found, programme.zone)}
    return page(request, programme, "programmes/organise/event_cancel.html", context, tab="events")
