"""The notes of a pair: one's own, and those that the other one shares."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person_of
from accounts.models import Person
from journeys.access import meeting_for, mentorship_for, own_note_for
from journeys.forms.meetings import note_form
from journeys.models import Meeting
from journeys.operations.notes import change_note, delete_note, write_note
from journeys.queries.meeting_page import notes_page
from journeys.queries.room import Room, room_of
from journeys.views.pressing import meanwhile


def _room(person: Person, pk: UUID) -> Room:
    return room_of(mentorship_for(person, pk), reader=person, here="meetings")


def _back(pk: UUID, meeting_pk: UUID | None) -> HttpResponse:
    if meeting_pk is None:
        return HttpResponseRedirect(reverse("journeys:notes", args=[pk]))
    return HttpResponseRedirect(reverse("journeys:meeting", args=[pk, meeting_pk]) + "#notes")


def _meeting(request: HttpRequest, person: Person, pk: UUID) -> Meeting | None:
    try:
        return meeting_for(person, pk, UUID(request.POST.get("meeting", "")))
    except (ValueError, Http404):
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All notes that the reader may read; a POST writes one, of the meeting from whose page it comes."""
    person = person_of(request)
    room, meeting = _room(person, pk), _meeting(request, person, pk)
    form = note_form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        late = meanwhile(
            request,
            pk,
            person,
            lambda: write_note(room.mentorship, **form.words, meeting=meeting, by=person, now=timezone.now()),
            typed=[form.words["text"]],
        )
        return late or _back(pk, meeting.pk if meeting else None)
    context = {
        "room": room,
        "page": notes_page(room.mentorship, reader=person, number=request.GET.get("page", "")),
        "form": form,
        "meeting": meeting,
    }
    return TemplateResponse(request, "journeys/meetings/notes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, pk: UUID, note_pk: UUID) -> HttpResponse:
    """One's own note, to change it or who reads it."""
    person = person_of(request)
    room, found = _room(person, pk), own_note_for(person, pk, note_pk)
    if request.method != "POST" and not room.is_open:
        return _back(pk, found.meeting_id)
    form = note_form(request.POST if request.method == "POST" else None, note=found)
    if form.is_bound and form.is_valid():
        late = meanwhile(
            request,
            pk,
            person,
            lambda: change_note(found, **form.words, by=person, now=timezone.now()),
            typed=[form.words["text"]],
        )
        return late or _back(pk, found.meeting_id)
    return TemplateResponse(
        request, "journeys/meetings/note.html", {"room": room, "form": form, "note": found}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: UUID, note_pk: UUID) -> HttpResponse:
    """Asks once, and deletes the note for good."""
    person = person_of(request)
    room, found = _room(person, pk), own_note_for(person, pk, note_pk)
    if request.method == "POST":
        delete_note(found, by=person, now=timezone.now())
        messages.success(request, _("The note is deleted."))
        return _back(pk, found.meeting_id)
    return TemplateResponse(request, "journeys/meetings/delete_note.html", {"room": room, "note": found})
