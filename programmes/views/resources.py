"""The shelf of a programme for its people."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import person_of
from programmes.access import organises, programme_for_member, resource_for, resources_seen
from programmes.forms.resources import NarrowForm
from programmes.models import Programme, ShelfItem
from programmes.shelves import cards_of, narrowed, skills_on
from programmes.views.files import file_response


@require_safe
def shelf(request: HttpRequest, slug: str) -> HttpResponse:
    person = person_of(request)
    programme = programme_for_member(person, slug)
    seen = resources_seen(person, programme)
    form = NarrowForm(request.GET, skills=skills_on(seen))
    items = narrowed(seen, form.chosen).prefetch_related("skills").order_by("title", "pk")
    context = {
        "programme": programme,
        "filter": form,
        "is_narrowed": bool(form.chosen),
        "cards": cards_of(items, lambda item: file_address(programme, item)),
        "is_organiser": organises(person, programme),
    }
    return TemplateResponse(request, "programmes/resources/shelf.html", context)


def file_address(programme: Programme, item: ShelfItem) -> str:
    return reverse("programmes:shelf_file", args=[programme.slug, item.pk])


@require_safe
def file(request: HttpRequest, slug: str, pk: UUID) -> FileResponse:
    return file_response(resource_for(person_of(request), slug, pk))
