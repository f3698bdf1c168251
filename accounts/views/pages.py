"""The promises in plain words: who sees what, what happens with data, how accessible the site is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.belongings import counts_of
from accounts.circles import circles
from accounts.connected import connected
from accounts.promises import ONLOOKERS, Onlooker, onlooker_of, sections


@login_not_required
@require_safe
def who_sees_what(request: HttpRequest) -> HttpResponse:
    """Open to everybody; whoever is signed in sees how much of each there is of theirs, and who exactly the readers are."""
    person = getattr(request.user, "person", None)
    onlooker = onlooker_of(request.GET.get("by", ""))
    own = reverse("accounts:who_sees_what")
    tabs = [
        {"label": label, "url": f"{own}?by={one}#list" if one else f"{own}#list", "current": one == onlooker}
        for one, (label, _readers) in ONLOOKERS.items()
    ]
    context = {
        "sections": sections(onlooker, numbers=counts_of(person) if person else None),
        "circles": circles.of(person) if person else [],
        "person": person,
        "tabs": tabs,
        "onlooker": ONLOOKERS[onlooker][0],
        "is_narrow": onlooker != Onlooker.ALL,
    }
    return TemplateResponse(request, "accounts/who_sees_what.html", context)


@login_not_required
@require_safe
def your_data(request: HttpRequest) -> HttpResponse:
    """Open to everybody; whoever is signed in sees which systems are connected to their programmes."""
    person = getattr(request.user, "person", None)
    systems = connected.of(person, now=timezone.now()) if person else []
    return TemplateResponse(request, "accounts/your_data.html", {"person": person, "systems": systems})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "accounts/accessibility.html")
