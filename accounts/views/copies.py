"""A copy of everything: asking for it, watching it being made, fetching it, throwing it away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import person_of
from accounts.copy_page import copy_page, is_ready, own_copy
from accounts.copying import chapters
from accounts.limits import limited
from accounts.models import DataExport
from accounts.operations.copies import Busy, ask_for_copy, note_fetched, stop_copy, throw_copy_away
from accounts.reauthentication import sensitive
from accounts.tasks import ring_for_copy


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("accounts:copy"))


@require_safe
def copy(request: HttpRequest) -> HttpResponse:
    """How far the copy is, or where it lies, and the button that asks for one."""
    shown = copy_page(person_of(request), now=timezone.now())
    context = {"shown": shown, "left_out": chapters.reasons()}
    response = TemplateResponse(request, "accounts/leaving/copy.html", context)
    if request.headers.get("HX-Request") and shown.open is None:
        response["HX-Refresh"] = "true"  # what is around the progress changes as well
    return response


@require_POST
@sensitive
@limited("export")
def copy_ask(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    try:
        export = ask_for_copy(person=person, by=person, now=timezone.now())
    except Busy:
        messages.info(request, _("A copy is being made already. Wait until it is ready."))
    else:
        ring_for_copy(export.job_id)
        messages.success(request, _("The copy is being made. We write to you when it is ready."))
    return _back()


@require_POST
def copy_stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = person_of(request)
    if stop_copy(export=own_copy(person, pk), by=person, now=timezone.now()):
        messages.success(request, _("No copy is made. You can ask for one at any time."))
    else:
        messages.info(request, _("That had ended already."))
    return _back()


@require_POST
def copy_discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = person_of(request)
    if throw_copy_away(export=own_copy(person, pk), by=person, now=timezone.now()):
        messages.success(request, _("The copy is thrown away."))
    else:
        messages.info(request, _("That copy was gone already."))
    return _back()


@require_POST
@sensitive
def copy_file(request: HttpRequest, pk: UUID) -> Any:
    """The file itself, to its person alone. By POST, as that it was fetched is written down."""
    person, now = person_of(request), timezone.now()
    export = own_copy(person, pk)
    try:
        if not is_ready(export, now=now):
            raise FileNotFoundError
        content = default_storage.open(export.path)
    except OSError:
        messages.info(request, _("That copy is not there any more: ask for another."))
        return _back()
    note_fetched(export=export, by=person, now=now)
    return _file(export, content)


def _file(export: DataExport, content: object) -> FileResponse:
    """To be saved, never shown, and kept by nobody on the way."""
    day = timezone.localdate(export.asked_at).isoformat()
    response = FileResponse(
        content, as_attachment=True, filename=f"mentorship-{day}.zip", content_type="application/zip"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
