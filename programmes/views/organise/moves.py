"""Pausing somebody, taking them out, bringing them back, moving them to another programme: each says first what it does."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import limited
from accounts.transitions import StaleState
from programmes.access import enrolment_of, organised
from programmes.enums import UNDER_WAY, EnrolmentState
from programmes.forms.organise_people import LeaveForm, MoveForm, PauseForm
from programmes.models import Programme
from programmes.operations.decisions import can_go
from programmes.operations.enrolments import set_taking_requests
from programmes.operations.leaving import (
    AlreadyThere,
    LeftThemself,
    bring_back,
    move_enrolment,
    withdraw_enrolment,
)
from programmes.organising import sections
from programmes.views.organise.frame import of_programme, page
from programmes.views.organise.person import address_of

BOTH_WAYS = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH_WAYS)
@limited("organise")
@of_programme
def pause(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    """Lets somebody rest, perhaps until a day, or go on."""
    enrolment, now = enrolment_of(programme, pk), timezone.now()
    going_on = "go_on" in request.POST
    form = PauseForm(request.POST if request.method == "POST" and not going_on else None, now=now)
    if not going_on and not form.is_valid():
        resting = not enrolment.accepting or (enrolment.not_accepting_until or now) > now
        context = {"enrolment": enrolment, "form": form, "resting": resting}
        return page(request, programme, "programmes/organise/pause.html", context, tab="people")
    until = None if going_on else form.cleaned_data["until"]
    by = request.person  # type: ignore[attr-defined]
    set_taking_requests(enrolment, accepting=going_on, until=until, by=by, now=now)
    name = enrolment.person.first_name
    said = _("%(name)s takes part as before.") if going_on else _("%(name)s has a pause.")
    messages.success(request, said % {"name": name})
    return HttpResponseRedirect(address_of(enrolment))


@require_http_methods(BOTH_WAYS)
@limited("organise")
@of_programme
def withdraw(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    """Takes somebody out of the programme, once the page has said what follows."""
    enrolment = enrolment_of(programme, pk)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    stale = not can_go(enrolment.state, EnrolmentState.WITHDRAWN)
    if form.is_valid() and not stale:
        try:
            withdraw_enrolment(
                enrolment,
                by=request.person,  # type: ignore[attr-defined]
                now=timezone.now(),
                reason=form.cleaned_data["reason"],
                message=form.cleaned_data["message"],
            )
        except StaleState:
            stale = True
        else:
            messages.success(
                request, _("%(name)s is out of the programme.") % {"name": enrolment.person.name}
            )
            return HttpResponseRedirect(address_of(enrolment))
    context = {
        "enrolment": enrolment,
        "form": form,
        "follows": sections.leaving(enrolment),
        "stale": stale,
    }
    status = 409 if stale and request.method == "POST" else 200
    return page(request, programme, "programmes/organise/leave.html", context, tab="people", status=status)


@require_POST
@limited("organise")
@of_programme
def bring(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    """Takes back that an organiser took somebody out."""
    enrolment = enrolment_of(programme, pk)
    try:
        bring_back(enrolment, by=request.person, now=timezone.now())  # type: ignore[attr-defined]
    except LeftThemself:
        messages.warning(request, _("They left of their own accord. Invite them, and they decide."))
    except StaleState:
        messages.warning(request, _("They are in the programme already."))
    else:
        messages.success(
            request,
            _("%(name)s stands where they stood before, and gets a letter.")
            % {"name": enrolment.person.name},
        )
    return HttpResponseRedirect(address_of(enrolment))


@require_http_methods(BOTH_WAYS)
@limited("organise")
@of_programme
def move(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    """Moves somebody to another programme of this organisation that the organiser organises as well."""
    enrolment = enrolment_of(programme, pk)
    others = organised(request.user).filter(  # type: ignore[arg-type]
        organisation=programme.organisation_id, state__in=UNDER_WAY
    )
    others = others.exclude(pk=programme.pk)
    form = MoveForm(request.POST if request.method == "POST" else None, programmes=others)
    stale = not can_go(enrolment.state, EnrolmentState.WITHDRAWN)
    if form.is_valid() and not stale:
        try:
            moved = move_enrolment(enrolment, by=request.person, now=timezone.now(), **form.cleaned_data)  # type: ignore[attr-defined]
        except AlreadyThere:
            form.add_error("to", _("They have that part there already."))
        except StaleState:
            stale = True
        else:
            said = _("%(name)s is in %(programme)s now, and gets a letter.")
            messages.success(
                request, said % {"name": enrolment.person.name, "programme": moved.programme.name}
            )
            return HttpResponseRedirect(address_of(moved))
    context = {
        "enrolment": enrolment,
        "form": form,
        "others": others,
        "follows": sections.leaving(enrolment),
        "stale": stale,
    }
    status = 409 if stale and request.method == "POST" else 200
    return page(request, programme, "programmes/organise/move.html", context, tab="people", status=status)
