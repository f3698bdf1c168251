"""The shelf of a pair: what they keep, and what fits where they are."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_of
from accounts.keeping import not_kept
from accounts.limits import limited
from journeys.access import mentorship_for, own_shelf_item_for, shelf_item_for
from journeys.forms.shelf import PairItemForm
from journeys.models import PairResource
from journeys.operations.shelf import change_on_shelf, put_back_on_shelf, put_on_shelf, take_off_shelf
from journeys.queries.room import Room, room_of
from journeys.queries.shelf import shelf_page, shelf_skills, skills_for
from journeys.views.over import changed_meanwhile
from journeys.views.undo import said_with_undo, while_open
from programmes.forms.resources import NarrowForm
from programmes.operations.resources import ShelfFull
from programmes.views.files import file_response


def _shelf(room: Room) -> str:
    return reverse("journeys:shelf", args=[room.mentorship.pk])


@require_safe
def shelf(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = person_of(request)
    found = mentorship_for(person, pk)
    form = NarrowForm(request.GET, skills=shelf_skills(found, reader=person))
    context = {
        "room": room_of(found, reader=person, here="shelf"),
        "page": shelf_page(found, reader=person, chosen=form.chosen, now=timezone.now()),
        "filter": form,
        "is_narrowed": bool(form.chosen),
    }
    return TemplateResponse(request, "journeys/shelf/shelf.html", context)


def _form(request: HttpRequest, room: Room, item: PairResource | None) -> PairItemForm:
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    skills = skills_for(room.mentorship, reader=room.reader, item=item)
    return PairItemForm(data, files, skills=skills, item=item, other=room.other.first_name)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload")
@while_open("shelf")
def add(request: HttpRequest, room: Room) -> HttpResponse:
    form = _form(request, room, None)
    if form.is_bound and form.is_valid():
        try:
            put_on_shelf(room.mentorship, details=form.details(), by=room.reader, now=timezone.now())
        except ShelfFull as fault:
            form.add_full(fault)
        except OSError as fault:
            form.add_error("file", not_kept(fault))
        else:
            messages.success(request, _("It is on your shelf."))
            return HttpResponseRedirect(_shelf(room))
    return TemplateResponse(request, "journeys/shelf/item_form.html", {"room": room, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload")
@while_open("shelf")
def item(request: HttpRequest, room: Room, item_pk: UUID) -> HttpResponse:
    """Changing what one put there oneself."""
    found = own_shelf_item_for(room.reader, room.mentorship.pk, item_pk)
    form = _form(request, room, found)
    if form.is_bound and form.is_valid():
        try:
            change_on_shelf(found, details=form.details(), by=room.reader, now=timezone.now())
        except ShelfFull as fault:
            form.add_full(fault)
        except OSError as fault:
            form.add_error("file", not_kept(fault))
        except PairResource.DoesNotExist:
            changed = _("You took this off the shelf meanwhile, so nothing was changed.")
            return changed_meanwhile(request, room.mentorship.pk, room.reader, here="shelf", changed=changed)
        else:
            messages.success(request, _("It is changed."))
            return HttpResponseRedirect(_shelf(room))
    context = {"room": room, "form": form, "item": found}
    return TemplateResponse(request, "journeys/shelf/item_form.html", context)


@require_POST
@while_open("shelf")
def remove(request: HttpRequest, room: Room, item_pk: UUID) -> HttpResponse:
    """Takes off what one put there oneself; the next page has the way back."""
    found = own_shelf_item_for(room.reader, room.mentorship.pk, item_pk)
    take_off_shelf(found, by=room.reader, now=timezone.now())
    said = _("“%(title)s” is off the shelf.") % {"title": found.title}
    back = reverse("journeys:shelf_back", args=[room.mentorship.pk, found.pk])
    said_with_undo(request, said, url=back, fields={})
    return HttpResponseRedirect(_shelf(room))


@require_POST
@while_open("shelf")
def put_back(request: HttpRequest, room: Room, item_pk: UUID) -> HttpResponse:
    found = own_shelf_item_for(room.reader, room.mentorship.pk, item_pk, removed=True)
    put_back_on_shelf(found, by=room.reader, now=timezone.now())
    messages.success(request, _("It is on your shelf again."))
    return HttpResponseRedirect(_shelf(room))


@require_safe
def file(request: HttpRequest, pk: UUID, item_pk: UUID) -> FileResponse:
    """For the two of the pair alone, for as long as it lies on the shelf."""
    return file_response(shelf_item_for(person_of(request), pk, item_pk))
