"""The reports that come to a safeguarding contact, or to those who run the site: the queue, one of them, and what is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import limited
from accounts.models import Person
from accounts.transitions import StaleState
from programmes.enums import EnrolmentState, SafetyOutcome
from programmes.forms.safety import CloseForm, NoteForm
from programmes.minors import watched_by
from programmes.models import SafetyReport
from programmes.operations import safety
from programmes.operations.decisions import can_go
from programmes.operations.leaving import withdraw_enrolment
from programmes.organising import sections
from programmes.safety import queue_of, report_page
from programmes.safety_access import carer, report_for, reported_enrolment
from programmes.views.organise.care import for_carers

BOTH_WAYS = ["GET", "HEAD", "POST"]


def address_of(report: SafetyReport) -> str:
    return reverse("programmes:safeguarding_report", args=[report.pk])


def _by(request: HttpRequest) -> Person | None:
    """Who acts; None for an account that belongs to nobody who takes part."""
    return getattr(request, "person", None)


@require_safe
@for_carers
def queue(request: HttpRequest) -> HttpResponse:
    user, person = carer(request)
    closed = request.GET.get("view") == "closed"
    now = timezone.now()
    found = queue_of(user, person, closed=closed, number=request.GET.get("page"), now=now)
    context = {"queue": found, "shows_closed": closed, "now": now, "watched": watched_by(person)}
    return TemplateResponse(request, "programmes/safety/queue.html", context)


@require_safe
@for_carers
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, report_for(request, pk))


def _page(
    request: HttpRequest,
    found: SafetyReport,
    *,
    changed: str = "",
    typed: Sequence[str] = (),
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    user, person = carer(request)
    now = timezone.now()
    context = {
        "shown": report_page(found, user=user, person=person, now=now),
        "report": found,
        "now": now,
        "changed": changed,
        "typed": [text for text in typed if text],
        "note_form": NoteForm(),
        "close_form": CloseForm(),
        **forms,
    }
    return TemplateResponse(request, "programmes/safety/one.html", context, status=status)


def _changed(request: HttpRequest, found: SafetyReport, *, typed: Sequence[str] = ()) -> HttpResponse:
    """What was pressed does not go any more: the page as it is now (409), with what was `typed` and not kept."""
    now_there = report_for(request, found.pk)
    words = _(
        "This changed while you looked at it: it is “%(state)s” now. Nothing was changed by your press."
    )
    changed = words % {"state": now_there.get_state_display()}
    return _page(request, now_there, changed=changed, typed=typed, status=409)


@require_POST
@limited("organise")
@for_carers
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = report_for(request, pk)
    try:
        safety.take_in_hand(found, by=_by(request), now=timezone.now())
    except StaleState:
        return _changed(request, found)
    messages.success(request, _("It is in your hands."))
    return HttpResponseRedirect(address_of(found))


@require_POST
@limited("organise")
@for_carers
def note(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = report_for(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, found, note_form=form, form=form)
    safety.note_on_report(found, note=form.cleaned_data["note"], by=_by(request), now=timezone.now())
    messages.success(request, _("Your note is kept."))
    return HttpResponseRedirect(address_of(found))


@require_POST
@limited("organise")
@for_carers
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = report_for(request, pk)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, close_form=form, form=form)
    said = form.cleaned_data
    try:
        safety.close_report(
            found,
            outcome=SafetyOutcome(said["outcome"]),
            told=said["told"],
            note=said["note"],
            by=_by(request),
            now=timezone.now(),
        )
    except StaleState:
        return _changed(request, found, typed=[said["told"], said["note"]])
    messages.success(request, _("Closed. %(name)s gets a letter.") % {"name": found.reported_by.first_name})
    return HttpResponseRedirect(address_of(found))


@require_POST
@limited("organise")
@for_carers
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = report_for(request, pk)
    try:
        safety.reopen_report(found, by=_by(request), now=timezone.now())
    except StaleState:
        return _changed(request, found)
    messages.success(request, _("It is in hand again."))
    return HttpResponseRedirect(address_of(found))


@require_http_methods(BOTH_WAYS)
@limited("organise")
@for_carers
def take_out(request: HttpRequest, pk: UUID, enrolment: UUID) -> HttpResponse:
    """Takes whom it is about out of the programme, once the page has said what follows."""
    found = report_for(request, pk)
    place = reported_enrolment(found, enrolment)
    stale = not can_go(place.state, EnrolmentState.WITHDRAWN)
    if request.method == "POST" and not stale:
        try:
            withdraw_enrolment(place, by=_by(request), now=timezone.now())
        except StaleState:
            stale = True
        else:
            messages.success(request, _("%(name)s is out of the programme.") % {"name": place.person.name})
            return HttpResponseRedirect(address_of(found))
    context = {"report": found, "enrolment": place, "stale": stale, "follows": sections.leaving(place)}
    status = 409 if stale and request.method == "POST" else 200
    return TemplateResponse(request, "programmes/safety/take_out.html", context, status=status)
