"""People somebody shares an employer, a school, a community or a professional body with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import person_of
from accounts.communities import memberships
from matching.forms.network import NetworkFilter
from matching.queries.network import network_page


@require_safe
def network(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    own = memberships(person)
    form = NetworkFilter(request.GET, memberships=own)
    found = network_page(person, own, form.chosen(), number=request.GET.get("page"), now=timezone.now())
    return TemplateResponse(request, "matching/network.html", {"found": found, "form": form})
