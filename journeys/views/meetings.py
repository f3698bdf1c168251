"""The meetings of a pair: the list, a new one, one that took place already, and the page of one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_of
from accounts.limits import limited
from journeys.access import meeting_for, mentorship_for
from journeys.appointments import appointment_of
from journeys.enums import MeetingState
from journeys.forms.meetings import USUAL, ItemForm, PastForm, PlanForm, note_form
from journeys.hours import in_weeks
from journeys.models import Meeting
from journeys.operations.meetings import note_meeting, propose_meeting, propose_series
from journeys.queries.agenda_items import agenda_for
from journeys.queries.meeting_page import meeting_page, notes_seen
from journeys.queries.meeting_times import suggested_times
from journeys.queries.meetings import meetings_page, other_of, unspoken
from journeys.queries.room import Room, room_of
from journeys.views.agenda import action_form
from journeys.views.pressing import meanwhile
from notifications.invitations import calendar_text

AGAIN_IN_WEEKS = 2


@require_safe
def meetings(request: HttpRequest, pk: UUID) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    found = mentorship_for(person, pk)
    page = meetings_page(found, reader=person, number=request.GET.get("page", ""), now=now)
    meeting = page.next.meeting if page.next else None
    context = {
        "room": room_of(found, reader=person, here="meetings"),
        "page": page,
        "agenda": agenda_for(found, meeting, is_next=True, now=now),
        "item_form": ItemForm(),
        "notes": notes_seen(found, person).count(),
        "blocker": unspoken(found, reader=person, now=now),
    }
    return TemplateResponse(request, "journeys/meetings/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("meeting")
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Times for a new meeting; `?like=` takes those of another one two weeks later."""
    person, now = person_of(request), timezone.now()
    found = mentorship_for(person, pk)
    room = room_of(found, reader=person, here="meetings")
    if request.method != "POST" and not room.is_open:
        return HttpResponseRedirect(reverse("journeys:meetings", args=[pk]))
    form = _plan_form(request, room, now)
    if form.is_bound and form.is_valid():
        late = meanwhile(request, pk, person, lambda: _propose(form, room, now), typed=_typed(form))
        return late or _proposed(request, room, form)
    return TemplateResponse(request, "journeys/meetings/plan.html", {"room": room, "form": form})


def _plan_form(request: HttpRequest, room: Room, now: datetime) -> PlanForm:
    like = _like(request, room)
    minutes = like.minutes if like else USUAL
    initial: dict[str, Any] = {}
    if like is not None and like.starts_at is not None:
        zone = room.reader.zone
        again = in_weeks(like.starts_at, AGAIN_IN_WEEKS, zone)
        while again <= now:
            again = in_weeks(again, AGAIN_IN_WEEKS, zone)
        local = again.astimezone(ZoneInfo(zone))
        initial = {"day_1": local.date(), "clock_1": local.time(), "place": like.place}
    return PlanForm(
        request.POST if request.method == "POST" else None,
        reader=room.reader,
        other=room.other,
        suggested=suggested_times(room.reader, room.other, minutes=minutes, now=now),
        minutes=minutes,
        now=now,
        initial=initial,
    )


def _like(request: HttpRequest, room: Room) -> Meeting | None:
    try:
        return meeting_for(room.reader, room.mentorship.pk, UUID(request.GET.get("like", "")))
    except (ValueError, Http404):
        return None


def _propose(form: PlanForm, room: Room, now: datetime) -> None:
    said = {**form.what, "by": room.reader, "now": now}
    if form.starts:
        propose_series(room.mentorship, starts=form.starts, **said)
    else:
        propose_meeting(room.mentorship, times=form.times, **said)


def _proposed(request: HttpRequest, room: Room, form: PlanForm) -> HttpResponse:
    said = {"name": room.other.first_name, "n": len(form.starts)}
    words = (
        _("%(n)d dates are proposed to %(name)s, who can agree to all of them in one press.")
        if form.starts
        else _("Proposed. %(name)s gets a letter, and you hear as soon as a time is chosen.")
    )
    messages.success(request, words % said)
    return HttpResponseRedirect(reverse("journeys:meetings", args=[room.mentorship.pk]))


def _typed(form: PlanForm) -> list[str]:
    return [form.cleaned_data["topic"], form.cleaned_data["place"]]


@require_http_methods(["GET", "HEAD", "POST"])
@limited("meeting")
def met_already(request: HttpRequest, pk: UUID) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    found = mentorship_for(person, pk)
    room = room_of(found, reader=person, here="meetings")
    if request.method != "POST" and not room.is_open:
        return HttpResponseRedirect(reverse("journeys:meetings", args=[pk]))
    form = PastForm(
        request.POST if request.method == "POST" else None, reader=person, since=found.started_at, now=now
    )
    if form.is_bound and form.is_valid():
        said = {"minutes": form.cleaned_data["minutes"], "topic": form.cleaned_data["topic"]}
        made: list[Meeting] = []
        late = meanwhile(
            request,
            pk,
            person,
            lambda: made.append(note_meeting(found, starts_at=form.starts_at, **said, by=person, now=now)),
            typed=[said["topic"]],
        )
        if late is not None:
            return late
        messages.success(request, _("Noted. If you like, write down what you take with you."))
        return HttpResponseRedirect(reverse("journeys:meeting", args=[pk, made[0].pk]))
    return TemplateResponse(request, "journeys/meetings/met.html", {"room": room, "form": form})


@require_safe
def meeting(request: HttpRequest, pk: UUID, meeting_pk: UUID) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    found = mentorship_for(person, pk)
    page = meeting_page(found, meeting_for(person, pk, meeting_pk), reader=person, now=now)
    room = room_of(found, reader=person, here="meetings")
    context = {
        "room": room,
        "page": page,
        "actions": page.actions,
        "item_form": ItemForm(),
        "note_form": note_form(),
        "action_form": action_form(room) if room.is_open else None,
        "now": now,
    }
    return TemplateResponse(request, "journeys/meetings/meeting.html", context)


@require_safe
def download(request: HttpRequest, pk: UUID, meeting_pk: UUID) -> HttpResponse:
    """The agreed meeting as a file for a calendar. Raises Http404 for one that stands in no calendar."""
    person = person_of(request)
    found = mentorship_for(person, pk)
    row = meeting_for(person, pk, meeting_pk)
    if row.state != MeetingState.AGREED:
        raise Http404(_("There is no agreed time."))
    row.mentorship = found
    one = appointment_of(row, reader=person, other=other_of(found, person), stamp=timezone.now())
    return HttpResponse(
        calendar_text([one], method="PUBLISH"),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="meeting.ics"'},
    )
