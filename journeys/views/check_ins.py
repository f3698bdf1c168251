from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


def check_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    return TemplateResponse(request, "journeys/check_in.html", {})
