"""The application form of a programme: as it is asked, its versions, the draft, and publishing it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Person
from programmes.access import form_version_of
from programmes.enums import Role
from programmes.form_builder import asked_of, draft_page, form_page, newest, publish_page, questions_of
from programmes.forms.organise_form import PreviewForm
from programmes.models import FormVersion, Programme
from programmes.operations.form_drafts import (
    DraftChanged,
    OutdatedDraft,
    catch_up,
    discard_draft,
    open_draft,
    publish_draft,
)
from programmes.views.organise.frame import of_programme, page

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TAB = "form"
BOTH_WAYS = ["GET", "HEAD", "POST"]


def actor(request: HttpRequest) -> Person | None:
    """Who acts; nobody for an operator's account without a profile."""
    person: Person | None = getattr(request, "person", None)
    return person


def to_draft(programme: Programme, key: str = "") -> HttpResponse:
    """To the draft, where the question called `key` is."""
    address = reverse("programmes:organise_form_draft", args=[programme.slug])
    return HttpResponseRedirect(f"{address}#q-{key}" if key else address)


def stale(
    request: HttpRequest,
    programme: Programme,
    words: StrOrPromise,
    *,
    status: int = 409,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    """Says what happened meanwhile, with what was typed, and leads to what is there now."""
    context = {
        "words": words,
        "typed": typed or {},
        "has_draft": newest(programme, published=False) is not None,
    }
    return page(request, programme, "programmes/organise/form_stale.html", context, tab=TAB, status=status)


@require_safe
@of_programme
def form(request: HttpRequest, programme: Programme) -> HttpResponse:
    context = {"form_page": form_page(programme)}
    return page(request, programme, "programmes/organise/form.html", context, tab=TAB)


@require_safe
@of_programme
def version(request: HttpRequest, programme: Programme, number: int) -> HttpResponse:
    found = form_version_of(programme, number)
    if found.published_at is None:
        return to_draft(programme)
    current = newest(programme, published=True)
    context = {
        "asked": asked_of(found),
        "is_current": found == current,
        "draft": newest(programme, published=False),
    }
    return page(request, programme, "programmes/organise/form_version.html", context, tab=TAB)


@require_safe
@of_programme
def preview(request: HttpRequest, programme: Programme, number: int, role: str) -> HttpResponse:
    """The questions as a mentee or a mentor is asked them, with the real fields."""
    if role not in Role.values:
        raise Http404(_("There are mentees and mentors."))
    found = form_version_of(programme, number)
    asked = [question for question in questions_of(found) if question.asked_of in ("both", role)]
    context = {"version": found, "role": role, "preview": PreviewForm(asked), "asked": asked}
    return page(request, programme, "programmes/organise/form_preview.html", context, tab=TAB)


@require_POST
@of_programme
def begin(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Opens the draft: a copy of what is asked now, or of the older version that is named."""
    number = request.POST.get("version", "")
    like = form_version_of(programme, int(number)) if number.isdecimal() and len(number) < 9 else None
    try:
        open_draft(programme=programme, by=actor(request), now=timezone.now(), like=like)
    except DraftChanged:
        return stale(
            request,
            programme,
            _("There is a draft already, and it would be lost. Publish or discard it first."),
        )
    return to_draft(programme)


@require_safe
@of_programme
def draft(request: HttpRequest, programme: Programme) -> HttpResponse:
    found = newest(programme, published=False)
    if found is None:
        return HttpResponseRedirect(reverse("programmes:organise_form", args=[programme.slug]))
    context = {"draft": draft_page(found)}
    return page(request, programme, "programmes/organise/form_draft.html", context, tab=TAB)


@require_POST
@of_programme
def update(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Takes over into the draft what was published since it was made."""
    try:
        taken = catch_up(programme=programme, by=actor(request), now=timezone.now())
    except DraftChanged:
        return stale(request, programme, _no_draft())
    done = ngettext(
        "The draft is up to date: %(n)d question was taken over.",
        "The draft is up to date: %(n)d questions were taken over.",
        len(taken),
    )
    messages.success(request, done % {"n": len(taken)})
    return to_draft(programme)


@require_http_methods(BOTH_WAYS)
@of_programme
def publish(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Lists what changes for whom; a press asks it from now on."""

    def done(by: Person | None, now: datetime) -> None:
        publish_draft(programme=programme, seen=request.POST.get("seen", ""), by=by, now=now)
        messages.success(request, _("Published. Everybody is asked this from now on."))

    return _settle(request, programme, "programmes/organise/form_publish.html", done)


@require_http_methods(BOTH_WAYS)
@of_programme
def discard(request: HttpRequest, programme: Programme) -> HttpResponse:
    def done(by: Person | None, now: datetime) -> None:
        discard_draft(programme=programme, seen=request.POST.get("seen", ""), by=by, now=now)
        messages.success(request, _("The draft is gone. The form asks what it asked before."))

    return _settle(request, programme, "programmes/organise/form_discard.html", done)


def _settle(
    request: HttpRequest,
    programme: Programme,
    template: str,
    do: Callable[[Person | None, datetime], None],
) -> HttpResponse:
    """The end of a draft: first what it means, then the press."""
    found = newest(programme, published=False)
    if found is None:
        return stale(request, programme, _no_draft(), status=409 if request.method == "POST" else 404)
    if request.method != "POST":
        return _settling(request, programme, template, found)
    try:
        do(actor(request), timezone.now())
    except DraftChanged:
        return stale(
            request,
            programme,
            _("Somebody changed the draft meanwhile. Look at it as it is now, then decide."),
        )
    except OutdatedDraft:
        return stale(
            request,
            programme,
            _("Another version was published since the draft was made. Take it over into the draft first."),
        )
    return HttpResponseRedirect(reverse("programmes:organise_form", args=[programme.slug]))


def _settling(request: HttpRequest, programme: Programme, template: str, found: FormVersion) -> HttpResponse:
    context = {"draft": draft_page(found), "changes": publish_page(found)}
    return page(request, programme, template, context, tab=TAB)


def _no_draft() -> str:
    return _("There is no draft any more: somebody published or discarded it meanwhile.")
