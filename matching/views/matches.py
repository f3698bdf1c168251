from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import person_of
from matching.access import mentee_for
from matching.forms.filters import MentorFilter, NameSearch
from matching.operations import showings
from matching.queries.counting import what_counts as counting
from matching.queries.entrance import mentee_enrolments, waits_for
from matching.queries.matches import CARDS, matches_page, standing_of
from matching.queries.mentor import why_not_answers
from programmes.models import Enrolment


def _not_yet(request: HttpRequest, mentee: Enrolment) -> TemplateResponse | None:
    """The page that says what is to be done before there is a list, None where nothing is."""
    wait = waits_for(mentee)
    if wait is None:
        return None
    return TemplateResponse(request, "matching/not_yet.html", {"mentee": mentee, "wait": wait})


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    enrolments = mentee_enrolments(person_of(request))
    if len(enrolments) == 1:
        return redirect("matching:matches", enrolments[0].pk)
    return TemplateResponse(request, "matching/choose.html", {"enrolments": enrolments})


@require_safe
def matches(request: HttpRequest, pk: UUID) -> HttpResponse:
    mentee = mentee_for(person_of(request), pk)
    if (wait := _not_yet(request, mentee)) is not None:
        return wait
    now = timezone.now()
    standing = standing_of(mentee, now=now)
    form = MentorFilter(request.GET, skills=list(standing.known.wanted), languages=standing.languages)
    tab, number = request.GET.get("tab", ""), request.GET.get("page")
    found = matches_page(
        standing, form.chosen(), tab=tab, number=number, url=reverse("matching:matches", args=[pk])
    )
    showings.log_showing(
        mentee=mentee,
        shown=found.shown,
        first_position=(found.page.number - 1) * CARDS + 1,
        filters=found.filters,
        order=found.order,
        page=found.page.number,
        now=now,
    )
    return TemplateResponse(
        request, "matching/matches.html", {"mentee": mentee, "found": found, "form": form}
    )


@require_safe
def why_not(request: HttpRequest, pk: UUID) -> HttpResponse:
    mentee = mentee_for(person_of(request), pk)
    if (wait := _not_yet(request, mentee)) is not None:
        return wait
    form = NameSearch(request.GET or None)
    answers = why_not_answers(mentee, form.cleaned_data["q"], now=timezone.now()) if form.is_valid() else []
    return TemplateResponse(
        request, "matching/why_not.html", {"mentee": mentee, "form": form, "answers": answers}
    )


@require_safe
def what_counts(request: HttpRequest, pk: UUID) -> HttpResponse:
    mentee = mentee_for(person_of(request), pk)
    return TemplateResponse(
        request, "matching/what_counts.html", {"mentee": mentee, "counts": counting(mentee.programme)}
    )
