"""What becomes of one meeting: a time is agreed, others are proposed, it is described, cancelled, said to have taken place."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import person_of
from accounts.limits import limited
from accounts.models import Person
from journeys.access import meeting_for, mentorship_for
from journeys.forms.meetings import CancelForm, DetailsForm, HappenedForm, TimesForm
from journeys.models import Meeting
from journeys.operations import meetings as operations
from journeys.queries.meeting_times import suggested_times
from journeys.queries.meetings import Line, Stand, line_of
from journeys.queries.room import Room, room_of
from journeys.views.pressing import meanwhile


def _here(pk: UUID, meeting_pk: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("journeys:meeting", args=[pk, meeting_pk]))


def _room(person: Person, pk: UUID) -> Room:
    return room_of(mentorship_for(person, pk), reader=person, here="meetings")


def _line(room: Room, meeting: Meeting) -> Line:
    return line_of(meeting, reader=room.reader, other=room.other, now=timezone.now())


@require_POST
@limited("meeting")
def accept(request: HttpRequest, pk: UUID, meeting_pk: UUID) -> HttpResponse:
    """Agrees to the posted time."""
    person = person_of(request)
    found = meeting_for(person, pk, meeting_pk)
    deed: Callable[[], object] = lambda: _accept(request, found, person)  # noqa: E731 - it is done once, where it can be too late
    late = meanwhile(request, pk, person, deed)
    if late is not None:
        return late
    messages.success(request, _("Agreed. Both of you get a letter with it for your calendars."))
    return _here(pk, meeting_pk)


def _accept(request: HttpRequest, meeting: Meeting, person: Person) -> None:
    try:
        time = UUID(request.POST.get("time", ""))
        operations.accept_time(meeting, time=time, by=person, now=timezone.now())
    except ValueError as fault:  # no time, or one's own: no page offers that
        raise operations.TimeGone from fault


@require_POST
@limited("meeting")
def accept_all(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agrees to every posted meeting that has one time alone."""
    person = person_of(request)
    found = mentorship_for(person, pk)
    agreed: list[int] = []

    def deed() -> None:
        chosen = [UUID(value) for value in request.POST.getlist("meeting") if _is_id(value)]
        agreed.append(operations.accept_all(found, meetings=chosen, by=person, now=timezone.now()))
        if not agreed[0]:
            raise operations.TimeGone

    late = meanwhile(request, pk, person, deed)
    if late is not None:
        return late
    words = ngettext(
        "%(n)d date is agreed. Both of you get a letter with it for your calendars.",
        "%(n)d dates are agreed. Both of you get a letter with them for your calendars.",
        agreed[0],
    )
    messages.success(request, words % {"n": agreed[0]})
    return HttpResponseRedirect(reverse("journeys:meetings", args=[pk]))


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@limited("meeting")
def times(request: HttpRequest, pk: UUID, meeting_pk: UUID) -> HttpResponse:
    """Other times: instead of those that were proposed, or to move an agreed meeting."""
    person, now = person_of(request), timezone.now()
    room, found = _room(person, pk), meeting_for(person, pk, meeting_pk)
    line = _line(room, found)
    if request.method != "POST" and not (room.is_open and line.can_change):
        return _here(pk, meeting_pk)
    suggested = suggested_times(person, room.other, minutes=found.minutes, besides=found, now=now)
    form = TimesForm(
        request.POST if request.method == "POST" else None,
        reader=person,
        other=room.other,
        suggested=suggested,
        minutes=found.minutes,
        now=now,
    )
    if form.is_bound and form.is_valid():
        late = meanwhile(
            request,
            pk,
            person,
            lambda: operations.propose_times(found, times=form.times, by=person, now=now),
        )
        if late is not None:
            return late
        messages.success(
            request,
            _("Proposed. %(name)s gets a letter, and you hear as soon as a time is chosen.")
            % {"name": room.other.first_name},
        )
        return _here(pk, meeting_pk)
    return TemplateResponse(
        request, "journeys/meetings/times.html", {"room": room, "line": line, "form": form}
    )


@require_POST
@limited("meeting")
def keep(request: HttpRequest, pk: UUID, meeting_pk: UUID) -> HttpResponse:
    """Leaves an agreed meeting where it is."""
    person = person_of(request)
    found = meeting_for(person, pk, meeting_pk)
    deed = lambda: operations.keep_time(found, by=person, now=timezone.now())  # noqa: E731 - as above
    late = meanwhile(request, pk, person, deed)
    if late is not None:
        return late
    messages.success(request, _("It stays as it was agreed."))
    return _here(pk, meeting_pk)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("meeting")
def details(request: HttpRequest, pk: UUID, meeting_pk: UUID) -> HttpResponse:
    """What it is about, where, and how long."""
    person = person_of(request)
    room, found = _room(person, pk), meeting_for(person, pk, meeting_pk)
    line = _line(room, found)
    if request.method != "POST" and not (room.is_open and line.can_change):
        return _here(pk, meeting_pk)
    form = DetailsForm(request.POST if request.method == "POST" else None, meeting=found)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        late = meanwhile(
            request,
            pk,
            person,
            lambda: operations.change_details(found, **said, by=person, now=timezone.now()),
            typed=[said["topic"], said["place"]],
        )
        if late is not None:
            return late
        messages.success(request, _("Saved."))
        return _here(pk, meeting_pk)
    return TemplateResponse(
        request, "journeys/meetings/details.html", {"room": room, "line": line, "form": form}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@limited("meeting")
def cancel(request: HttpRequest, pk: UUID, meeting_pk: UUID) -> HttpResponse:
    """Calls it off, or declines or takes back what was proposed, with a line to the other one."""
    person = person_of(request)
    room, found = _room(person, pk), meeting_for(person, pk, meeting_pk)
    line = _line(room, found)
    if request.method != "POST" and not (room.is_open and line.can_change):
        return _here(pk, meeting_pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        note = form.cleaned_data["note"]
        late = meanwhile(
            request,
            pk,
            person,
            lambda: operations.cancel_meeting(found, note=note, by=person, now=timezone.now()),
            typed=[note],
        )
        if late is not None:
            return late
        messages.success(request, _cancelled(line) % {"name": room.other.first_name})
        return HttpResponseRedirect(reverse("journeys:meetings", args=[pk]))
    return TemplateResponse(
        request, "journeys/meetings/cancel.html", {"room": room, "line": line, "form": form}
    )


def _cancelled(line: Line) -> str:
    if line.stand == Stand.COMING:
        return _("Cancelled. %(name)s gets a letter, and it leaves both calendars.")
    if line.stand == Stand.ANSWER:
        return _("Declined. %(name)s gets a letter.")
    return _("Taken back. %(name)s gets a letter.")


@require_http_methods(["GET", "HEAD", "POST"])
@limited("meeting")
def happened(request: HttpRequest, pk: UUID, meeting_pk: UUID) -> HttpResponse:
    """Whether it took place, and how long it was; also to correct it."""
    person = person_of(request)
    room, found = _room(person, pk), meeting_for(person, pk, meeting_pk)
    line = _line(room, found)
    asks = line.stand in {Stand.NOW, Stand.ASK, Stand.HELD, Stand.MISSED}
    if request.method != "POST" and not (room.is_open and asks):
        return _here(pk, meeting_pk)
    said = {Stand.HELD: "yes", Stand.MISSED: "no"}.get(line.stand)
    data = request.POST if request.method == "POST" else None
    form = HappenedForm(data, meeting=found, initial={"held": said} if said else None)
    if form.is_bound and form.is_valid():
        late = meanwhile(
            request,
            pk,
            person,
            lambda: operations.say_held(found, **form.cleaned_data, by=person, now=timezone.now()),
        )
        if late is not None:
            return late
        _thank(request, held=form.cleaned_data["held"])
        return _here(pk, meeting_pk)
    return TemplateResponse(
        request, "journeys/meetings/happened.html", {"room": room, "line": line, "form": form}
    )


def _thank(request: HttpRequest, *, held: bool) -> None:
    words = (
        _("Noted: you met. What do you take with you, and when do you meet again?")
        if held
        else _("Noted. That happens to every pair; a new time is quickly proposed.")
    )
    messages.success(request, words)
