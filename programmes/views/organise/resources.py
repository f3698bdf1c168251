"""The shelf of a programme, for its organisers."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.keeping import not_kept
from accounts.limits import limited
from programmes.access import resource_of
from programmes.forms.resources import ResourceForm
from programmes.models import Programme, Resource
from programmes.operations.resources import ShelfFull, add_resource, change_resource, remove_resource
from programmes.shelves import cards_of, organised_resources, skills_of_programme
from programmes.views.files import file_response
from programmes.views.organise.frame import of_programme, page
from programmes.views.public import visitor


def _shelf(programme: Programme) -> str:
    return reverse("programmes:organise_shelf", args=[programme.slug])


@require_safe
@of_programme
def shelf(request: HttpRequest, programme: Programme) -> HttpResponse:
    resources = organised_resources(programme)
    cards = cards_of(
        resources, lambda item: reverse("programmes:organise_resource_file", args=[programme.slug, item.pk])
    )
    context = {
        "cards": cards,
        "taken": sum(one.file_size or 0 for one in resources),
        "most": settings.PROGRAMME_SHELF_MOST,
    }
    return page(request, programme, "programmes/organise/resources.html", context, tab="shelf")


@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload")
@of_programme
def add(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = _form(request, programme, None)
    if form.is_bound and form.is_valid():
        try:
            add_resource(
                programme,
                details=form.details(),
                audience=form.cleaned_data["audience"],
                by=visitor(request),
                now=timezone.now(),
            )
        except ShelfFull as fault:
            form.add_full(fault)
        except OSError as fault:
            form.add_error("file", not_kept(fault))
        else:
            messages.success(request, _("It is on the shelf."))
            return HttpResponseRedirect(_shelf(programme))
    return page(request, programme, "programmes/organise/resource_form.html", {"form": form}, tab="shelf")


def _form(request: HttpRequest, programme: Programme, item: Resource | None) -> ResourceForm:
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    also = item.skills.all() if item is not None else ()
    return ResourceForm(data, files, skills=skills_of_programme(programme, also=also), item=item)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload")
@of_programme
def resource(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    """Changing an item."""
    found = resource_of(programme, pk)
    form = _form(request, programme, found)
    if form.is_bound and form.is_valid():
        audience = form.cleaned_data["audience"]
        try:
            change_resource(
                found, details=form.details(), audience=audience, by=visitor(request), now=timezone.now()
            )
        except ShelfFull as fault:
            form.add_full(fault)
        except OSError as fault:
            form.add_error("file", not_kept(fault))
        except Resource.DoesNotExist:
            messages.warning(request, _("Somebody took it off the shelf meanwhile."))
            return HttpResponseRedirect(_shelf(programme))
        else:
            messages.success(request, _("It is changed."))
            return HttpResponseRedirect(_shelf(programme))
    context = {"form": form, "resource": found}
    return page(request, programme, "programmes/organise/resource_form.html", context, tab="shelf")


@require_http_methods(["GET", "HEAD", "POST"])
@of_programme
def remove(request: HttpRequest, programme: Programme, pk: UUID) -> HttpResponse:
    """Asks, and takes it off the shelf."""
    found = resource_of(programme, pk)
    if request.method != "POST":
        context = {"resource": found}
        return page(request, programme, "programmes/organise/resource_remove.html", context, tab="shelf")
    remove_resource(found, by=visitor(request), now=timezone.now())
    messages.success(request, _("“%(title)s” is off the shelf.") % {"title": found.title})
    return HttpResponseRedirect(_shelf(programme))


@require_safe
@of_programme
def file(request: HttpRequest, programme: Programme, pk: UUID) -> FileResponse:
    return file_response(resource_of(programme, pk))
