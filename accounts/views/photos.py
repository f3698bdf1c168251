"""Somebody's photo: choosing it, taking it away, and the picture itself for those who are shown it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_of, photo_for
from accounts.forms.photo import PhotoForm
from accounts.keeping import not_kept
from accounts.limits import limited
from accounts.operations.photos import remove_photo, set_photo
from accounts.photos import CONTENT_TYPE

BOTH_WAYS = ["GET", "HEAD", "POST"]
# A new photo has a new address. What a browser may keep is what it shows of somebody who has blocked its reader since.
KEPT_SECONDS = 24 * 60 * 60


@require_http_methods(BOTH_WAYS)
@limited("photo")
def photo(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    posted = request.method == "POST"
    form = PhotoForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_valid():
        try:
            set_photo(person=person, content=form.cleaned_data["photo"], by=person, now=timezone.now())
        except OSError as fault:
            form.add_error("photo", not_kept(fault))
        else:
            messages.success(request, _("Your photo is saved. This is how others see it."))
            return HttpResponseRedirect(reverse("accounts:photo"))
    return TemplateResponse(request, "accounts/photo.html", {"form": form, "own": person})


@require_http_methods(BOTH_WAYS)
@limited("photo")
def remove(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if request.method == "POST":
        if remove_photo(person=person, by=person, now=timezone.now()):
            messages.success(request, _("Your photo is gone. Others see your initials."))
        return HttpResponseRedirect(reverse("accounts:photo"))
    return TemplateResponse(request, "accounts/photo_remove.html", {"own": person})


@require_safe
def photo_of(request: HttpRequest, pk: UUID, key: UUID) -> FileResponse:
    """The picture. It is one that this site has made itself, so that a page may show it; a browser does nothing else with it."""
    shown = photo_for(request, pk, key)
    try:
        content = shown.photo.open("rb")
    except OSError as fault:
        raise Http404(_("The file is not there any more.")) from fault
    response = FileResponse(content, content_type=CONTENT_TYPE)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
