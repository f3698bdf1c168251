from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


def dashboard(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "journeys/dashboard.html", {})


def calendar(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "journeys/calendar.html", {})
