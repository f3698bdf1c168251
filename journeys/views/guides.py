"""The conversation guides: all of them, one, and one within a mentorship, from where its questions go on the next agenda."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_of
from accounts.transitions import StaleState
from journeys.access import mentorship_for
from journeys.forms.guides import QuestionsForm
from journeys.guides import by_stage, guide_called
from journeys.guides.guide import Guide
from journeys.operations.guides import put_on_agenda
from journeys.queries.room import room_of
from journeys.views.over import changed_meanwhile


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "journeys/guides.html", {"shelves": by_stage()})


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    return TemplateResponse(request, "journeys/guide.html", {"guide": _guide_or_404(slug)})


@require_http_methods(["GET", "HEAD", "POST"])
def pair_guide(request: HttpRequest, pk: UUID, slug: str) -> HttpResponse:
    """A guide with the reader's own side first; a POST puts the chosen questions on the next agenda."""
    person, found = person_of(request), _guide_or_404(slug)
    room = room_of(mentorship_for(person, pk), reader=person, here="mentorship")
    form = QuestionsForm(found, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            number = put_on_agenda(room.mentorship, questions=form.texts(), by=person, now=timezone.now())
        except StaleState:
            return changed_meanwhile(request, pk, person, here="mentorship")
        messages.success(request, _said(number))
        return redirect("journeys:meetings", pk)
    context = {"room": room, "guide": found, "form": form}
    return TemplateResponse(request, "journeys/pair_guide.html", context)


def _said(number: int) -> str:
    if not number:
        return _("They stand on your agenda already.")
    return ngettext(
        "%(n)d question is on your next agenda. There you can reword it, or take it off.",
        "%(n)d questions are on your next agenda. There you can reword them, or take them off.",
        number,
    ) % {"n": number}


def _guide_or_404(slug: str) -> Guide:
    try:
        return guide_called(slug)
    except KeyError as fault:
        raise Http404(_("There is no such guide.")) from fault
