"""The home page of somebody who is signed in, and their calendar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import person_of
from journeys.cards import Column, registry
from journeys.next_step import next_step
from journeys.queries.agenda import agenda_of
from journeys.queries.feeds import feed_of
from journeys.queries.home import home_of
from journeys.words import words_for

NOON, EVENING = 12, 18


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Your next step, and what belongs to it. An operator's account, which belongs to nobody, goes on to the administration."""
    if getattr(request, "person", None) is None and request.user.is_staff:
        return HttpResponseRedirect(reverse("programmes:organise_list"))
    now = timezone.now()
    home = home_of(person_of(request), now=now)
    step = next_step(home.facts)
    hour = timezone.localtime(now).hour
    context = {
        "home": home,
        "step": step,
        "words": words_for(step),
        "main_cards": registry.cards(home, Column.MAIN),
        "side_cards": registry.cards(home, Column.SIDE),
        "greeting": "morning" if hour < NOON else "afternoon" if hour < EVENING else "evening",
        "now": now,
    }
    return TemplateResponse(request, "journeys/dashboard.html", context)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    home = home_of(person, now=now)
    context = {
        "home": home,
        "agenda": agenda_of(home),
        "feed": feed_of(person),
        "now": now,
        "today": home.today,
    }
    return TemplateResponse(request, "journeys/calendar.html", context)
