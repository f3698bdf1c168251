"""One person of a programme, as its organisers see them, and the organisers' notes about them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programmes.access import check_can_change_note, enrolment_of, note_of
from programmes.enums import EnrolmentState
from programmes.forms.organise_people import DECISION_CHOICES, NoteForm, PlacesForm
from programmes.forms.readings import ReasonForm
from programmes.models import Enrolment, OrganiserNote, Programme
from programmes.operations.decisions import can_go
from programmes.operations.intake import change_enrolment
from programmes.operations.leaving import left_from
from programmes.operations.notes import change_note, delete_note, write_note
from programmes.organising import sections
from programmes.person_page import identity_part, person_page
from programmes.views.organise.frame import of_programme, page
from programmes.views.public import visitor


def address_of(enrolment: Enrolment) -> str:
    return reverse("programmes:organise_person", args=[enrolment.programme.slug, enrolment.pk])


@require_safe
@of_programme
def person(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    return person_response(request, programme, enrolment_of(programme, pk))


def person_response(
    request: HttpRequest, programme: Programme, enrolment: Enrolment, *, status: int = 200, **forms: object
) -> HttpResponse:
    """The page of one person, with a form of it as it was sent where that had a fault."""
    now, gone = timezone.now(), left_from(enrolment)
    context = {
        "shown": person_page(enrolment),
        "private": identity_part(enrolment, reader=visitor(request), now=now),
        "reason_form": ReasonForm(),
        "enrolment": enrolment,
        "sections": sections.of(enrolment, now=now),
        "decisions": [
            (to, label) for to, label in DECISION_CHOICES if can_go(enrolment.state, EnrolmentState(to))
        ],
        "may_leave": can_go(enrolment.state, EnrolmentState.WITHDRAWN),
        "may_return": gone is not None and gone.by_id != enrolment.person_id,
        "resting": not enrolment.accepting or (enrolment.not_accepting_until or now) > now,
        "note_form": NoteForm(),
        "places_form": PlacesForm(enrolment=enrolment),
        **forms,
    }
    return page(request, programme, "programmes/organise/person.html", context, tab="people", status=status)


@require_POST
@of_programme
def note_add(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    enrolment = enrolment_of(programme, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return person_response(request, programme, enrolment, note_form=form, form=form, status=400)
    write_note(
        enrolment=enrolment,
        text=form.cleaned_data["text"],
        by=request.person,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    messages.success(request, _("The note is kept."))
    return HttpResponseRedirect(f"{address_of(enrolment)}#notes")


def _own_note(request: HttpRequest, programme: Programme, pk: UUID) -> OrganiserNote:
    note = note_of(programme, pk)
    check_can_change_note(request.person, note)  # type: ignore[attr-defined]
    note.enrolment.programme = programme
    return note


@require_http_methods(["GET", "HEAD", "POST"])
@of_programme
def note(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    """Changing a note of one's own."""
    written = _own_note(request, programme, pk)
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"text": written.text})
    if form.is_valid():
        change_note(
            note=written,
            text=form.cleaned_data["text"],
            by=request.person,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        return HttpResponseRedirect(f"{address_of(written.enrolment)}#notes")
    context = {"note": written, "enrolment": written.enrolment, "form": form}
    return page(request, programme, "programmes/organise/note.html", context, tab="people")


@require_POST
@of_programme
def note_delete(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    written = _own_note(request, programme, pk)
    delete_note(note=written, by=request.person, now=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("The note is gone."))
    return HttpResponseRedirect(f"{address_of(written.enrolment)}#notes")


@require_POST
@of_programme
def places(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    enrolment = enrolment_of(programme, pk)
    form = PlacesForm(request.POST, enrolment=enrolment)
    if not form.is_valid():
        return person_response(request, programme, enrolment, places_form=form, form=form, status=400)
    changed = change_enrolment(
        enrolment=enrolment,
        changes=form.cleaned_data,
        by=request.person,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    if changed:
        messages.success(request, _("Saved."))
    return HttpResponseRedirect(address_of(enrolment))
