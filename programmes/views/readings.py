"""Who opened what is private, for the person whom it is about."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.access import person_of
from programmes.readings import readings_of


@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(
        request, "programmes/readings.html", {"readings": readings_of(person_of(request))}
    )
