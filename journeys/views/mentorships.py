"""A person's mentorships, one of them, and the call for help."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_of
from accounts.limits import limited
from journeys.access import mentorship_for
from journeys.forms.check_ins import HelpForm
from journeys.operations.help import AlreadyAsked
from journeys.operations.help import ask_for_help as call_for_help
from journeys.queries.mentorship_list import mentorships_page
from journeys.queries.mentorships import call_by
from journeys.queries.overview import mentorship_page
from journeys.queries.readers import readers_of_help
from journeys.queries.room import room_of
from journeys.queries.story import by_month, story_of

LINES_A_PAGE = 60


@require_safe
def mentorships(request: HttpRequest) -> HttpResponse:
    page = mentorships_page(person_of(request), now=timezone.now())
    return TemplateResponse(request, "journeys/mentorships.html", {"page": page})


@require_safe
def mentorship(request: HttpRequest, pk: UUID) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    room = room_of(mentorship_for(person, pk), reader=person, here="mentorship")
    context = {"page": mentorship_page(room, now=now), "room": room, "now": now}
    return TemplateResponse(request, "journeys/mentorship.html", context)


@require_safe
def story(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that happened, as this one of the two may know it."""
    person = person_of(request)
    found = mentorship_for(person, pk)
    told = story_of(found, reader=person, now=timezone.now())
    lines = Paginator(told, LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "room": room_of(found, reader=person, here="mentorship"),
        "lines": lines,
        "months": by_month(lines, ZoneInfo(person.zone)),
    }
    return TemplateResponse(request, "journeys/story.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("help")
def ask_for_help(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The call for help: who reads it, and then that it is on its way. The other side learns nothing of either."""
    person = person_of(request)
    found = mentorship_for(person, pk)
    form = HelpForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with suppress(AlreadyAsked):  # pressed twice: the page shows the call that stands
            call_for_help(found, **form.cleaned_data, by=person, now=timezone.now())
        return HttpResponseRedirect(request.path)
    is_mentee = found.mentee.person_id == person.pk
    context = {
        "mentorship": found,
        "other": (found.mentor if is_mentee else found.mentee).person,
        "readers": readers_of_help(found, person),
        "call": call_by(person, found),
        "form": form,
    }
    return TemplateResponse(request, "journeys/help.html", context)
