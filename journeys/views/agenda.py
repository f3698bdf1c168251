"""What a pair wants to talk about."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import person_of
from accounts.models import Person
from journeys.access import agenda_item_for, check_in_for, meeting_for, mentorship_for
from journeys.forms.goals import ActionForm
from journeys.forms.meetings import ItemForm
from journeys.models import AgendaItem, Meeting
from journeys.operations import agenda as operations
from journeys.operations.actions import add_action
from journeys.queries.meetings import next_of, open_lines
from journeys.queries.room import Room, room_of
from journeys.views.pressing import meanwhile
from journeys.views.undo import said_with_undo

A_TOPIC = 400
SAID = {
    "remove": (gettext_noop("Removed: %(text)s"), "restore"),
    "tick": (gettext_noop("Talked about: %(text)s"), "untick"),
}


def _room(person: Person, pk: UUID) -> Room:
    return room_of(mentorship_for(person, pk), reader=person, here="meetings")


def _meeting(request: HttpRequest, person: Person, pk: UUID) -> Meeting | None:
    """The meeting from whose page something was pressed; None from another page."""
    try:
        return meeting_for(person, pk, UUID(request.POST.get("meeting") or request.GET.get("meeting", "")))
    except (ValueError, Http404):
        return None


def _back(pk: UUID, meeting: Meeting | None) -> HttpResponse:
    page = (
        reverse("journeys:meetings", args=[pk])
        if meeting is None
        else reverse("journeys:meeting", args=[pk, meeting.pk])
    )
    return HttpResponseRedirect(f"{page}#agenda")


@require_POST
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Puts a topic on the agenda of the meeting whose page it is, or of whichever comes next."""
    person = person_of(request)
    room, meeting = _room(person, pk), _meeting(request, person, pk)
    form = ItemForm(request.POST)
    if not form.is_valid():
        context = {"room": room, "form": form, "meeting": meeting, "url": request.path}
        return TemplateResponse(request, "journeys/meetings/topic.html", context)
    text = form.cleaned_data["text"]
    late = meanwhile(
        request,
        pk,
        person,
        lambda: operations.add_item(
            room.mentorship, text=text, meeting=meeting, by=person, now=timezone.now()
        ),
        typed=[text],
    )
    return late or _back(pk, meeting)


@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: HttpRequest, pk: UUID, item_pk: UUID) -> HttpResponse:
    """One topic: to word it otherwise, and for the presses of the agenda (`do`: tick, untick, later, remove, restore)."""
    person = person_of(request)
    room, item = _room(person, pk), agenda_item_for(person, pk, item_pk)
    meeting = _meeting(request, person, pk)
    if request.method != "POST" and not (room.is_open and item.removed_at is None):
        return _back(pk, meeting)
    press = _presses(room, item, meeting).get(request.POST.get("do", ""))
    form = ItemForm(
        request.POST if request.method == "POST" and press is None else None, initial={"text": item.text}
    )
    if press is None and not (form.is_bound and form.is_valid()):
        context = {"room": room, "form": form, "item": item, "meeting": meeting, "url": request.path}
        return TemplateResponse(request, "journeys/meetings/topic.html", context)
    if press is None:
        text = form.cleaned_data["text"]
        press = lambda: operations.edit_item(item, text=text, by=person, now=timezone.now())  # noqa: E731 - it is done once, where it can be too late
    late = meanwhile(request, pk, person, press, typed=form.cleaned_data.values() if form.is_bound else ())
    if late is not None:
        return late
    if request.POST.get("do") in SAID:
        _say(request, room, item, meeting)
    return _back(pk, meeting)


def _say(request: HttpRequest, room: Room, item: AgendaItem, meeting: Meeting | None) -> None:
    """What was done, with a way to take it back."""
    words, undo = SAID[request.POST["do"]]
    fields = {"do": undo, "meeting": str(meeting.pk) if meeting else ""}
    url = reverse("journeys:topic", args=[room.mentorship.pk, item.pk])
    said_with_undo(request, gettext(words) % {"text": item.text}, url=url, fields=fields)


def _presses(room: Room, item: AgendaItem, meeting: Meeting | None) -> dict[str, Callable[[], None]]:
    person, now = room.reader, timezone.now()
    return {
        "tick": lambda: operations.tick_item(item, done=True, meeting=meeting, by=person, now=now),
        "untick": lambda: operations.tick_item(item, done=False, by=person, now=now),
        "later": lambda: _put_off(room, item, meeting),
        "remove": lambda: operations.remove_item(item, by=person, now=now),
        "restore": lambda: operations.restore_item(item, by=person, now=now),
    }


def _put_off(room: Room, item: AgendaItem, meeting: Meeting | None) -> None:
    """On to the meeting after the one from whose page it was pressed, if there is one already."""
    if meeting is None:
        return
    now = timezone.now()
    lines = open_lines(room.mentorship, reader=room.reader, now=now)
    after = next_of([line for line in lines if line.meeting.pk != meeting.pk])
    operations.put_off_item(
        item, meeting=meeting, to=after.meeting if after else None, by=room.reader, now=now
    )


@require_http_methods(["GET", "HEAD", "POST"])
def from_check_in(request: HttpRequest, pk: UUID, check_in_pk: UUID) -> HttpResponse:
    """What its author wrote to be in the way, for the agenda: theirs to word before the other one reads it."""
    person = person_of(request)
    room, check_in = _room(person, pk), check_in_for(person, check_in_pk)
    if check_in.mentorship_id != pk or not check_in.blocker:
        raise Http404(_("There is no such check-in."))
    if request.method != "POST" and not (room.is_open and not hasattr(check_in, "agenda_item")):
        return _back(pk, None)
    form = ItemForm(
        request.POST if request.method == "POST" else None, initial={"text": _as_topic(check_in.blocker)}
    )
    if not (form.is_bound and form.is_valid()):
        context = {"room": room, "form": form, "check_in": check_in, "url": request.path}
        return TemplateResponse(request, "journeys/meetings/topic.html", context)
    text = form.cleaned_data["text"]
    try:
        late = meanwhile(
            request,
            pk,
            person,
            lambda: operations.add_item(
                room.mentorship, text=text, check_in=check_in, by=person, now=timezone.now()
            ),
            typed=[text],
        )
    except operations.OnAgenda:  # pressed twice: it stands there
        late = None
    if late is not None:
        return late
    messages.success(request, _("It is on the agenda of your next meeting."))
    return _back(pk, None)


def _as_topic(blocker: str) -> str:
    """The words in one line, as much of them as a topic holds."""
    return " ".join(blocker.split())[:A_TOPIC]


@require_POST
def add_to_do(request: HttpRequest, pk: UUID, meeting_pk: UUID) -> HttpResponse:
    """Notes what one of the two does until next time, as said in a meeting."""
    person = person_of(request)
    room, meeting = _room(person, pk), meeting_for(person, pk, meeting_pk)
    form = action_form(room, request.POST)
    if not form.is_valid():
        context = {"room": room, "form": form, "meeting": meeting}
        return TemplateResponse(request, "journeys/meetings/action.html", context)
    said = form.cleaned_data
    late = meanwhile(
        request,
        pk,
        person,
        lambda: add_action(room.mentorship, **said, meeting=meeting, by=person, now=timezone.now()),
        typed=[said["text"]],
    )
    return late or HttpResponseRedirect(reverse("journeys:meeting", args=[pk, meeting_pk]) + "#actions")


def action_form(room: Room, data: QueryDict | None = None) -> ActionForm:
    """The short form of something to do: what, who, by when."""
    form = ActionForm(data, prefix="todo", room=room)
    form.fields.pop("goal", None)
    return form
