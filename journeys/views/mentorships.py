from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


def mentorships(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "journeys/mentorships.html", {})


def mentorship(request: HttpRequest, pk: UUID) -> HttpResponse:
    return TemplateResponse(request, "journeys/mentorship.html", {})


def ask_for_help(request: HttpRequest, pk: UUID) -> HttpResponse:
    return TemplateResponse(request, "journeys/help.html", {})
